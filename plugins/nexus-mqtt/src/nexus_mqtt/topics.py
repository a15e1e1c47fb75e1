"""Topics and topic filters (MQTT 5.0 and 3.1.1, section 4.7)."""

from typing import Final

LONGEST: Final = 65_535
"""Bytes of a topic or filter (section 1.5.4)."""


def check_filter(text: str) -> None:
    """Refuse what is no topic filter.

    Raises:
        ValueError: with what is wrong.
    """
    _check_text(text, "topic filter")
    if text.startswith("$share/"):
        raise ValueError("topic: name the share group in share, not in the filter")
    levels = text.split("/")
    if any("#" in level for level in levels[:-1]) or ("#" in levels[-1] and levels[-1] != "#"):
        raise ValueError(f"topic: {text!r} is no topic filter: # stands alone and at the end")
    if any("+" in level and level != "+" for level in levels):
        raise ValueError(f"topic: {text!r} is no topic filter: + stands alone between slashes")


def check_topic(text: str) -> str:
    """Return ``text`` if one can publish to it.

    Raises:
        ValueError: with what is wrong.
    """
    _check_text(text, "topic")
    if "+" in text or "#" in text:
        raise ValueError(f"the topic {text[:100]!r} has + or #, which only filters may have")
    return text


def topic_value(text: str) -> str:
    """Return a value that is to stand within one level of a topic: with a slash it would lead to another one.

    Raises:
        ValueError: it cannot stand there.
    """
    if not text or any(sign in text for sign in "/+#\0"):
        raise ValueError(f"the value {text[:100]!r} cannot stand in a topic: it is empty, or has one of / + # and NUL")
    return text


def matches(topic_filter: str, topic: str) -> bool:
    """Whether a message of ``topic`` comes by ``topic_filter``; no wildcard at the start matches the broker's own ``$…``."""
    if topic[:1] == "$" and topic_filter[:1] != "$":
        return False
    wanted, levels = topic_filter.split("/"), topic.split("/")
    for index, level in enumerate(wanted):
        if level == "#":
            return True
        if index >= len(levels) or level not in {"+", levels[index]}:
            return False
    return len(wanted) == len(levels)


def overlap(one: str, other: str) -> bool:
    """Whether some topic fits both filters."""
    first, second = one.split("/"), other.split("/")
    wild = {"+", "#"}
    if (one[:1] == "$") != (other[:1] == "$") and (first[0] in wild or second[0] in wild):
        return False
    for index in range(max(len(first), len(second))):
        a = first[index] if index < len(first) else None
        b = second[index] if index < len(second) else None
        if "#" in {a, b}:
            return True  # also where the other ends one level above: a/# matches a
        if a is None or b is None:
            return False
        if a != b and "+" not in {a, b}:
            return False
    return True


def _check_text(text: str, what: str) -> None:
    if not text or "\0" in text:
        raise ValueError(f"a {what} has at least one character, and none of them is NUL")
    if len(text.encode()) > LONGEST:
        raise ValueError(f"a {what} has at most {LONGEST} bytes")
