"""Functions on text."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from nexus.builtin.offer import Example, Offer, offer, optional, text_of
from nexus.hookspecs import Parameter
from nexus.mapping.conversion import to_string
from nexus.mapping.patterns import compile_pattern

MAX_WIDTH: Final = 10_000
"""Widest padding: arguments must not make megabytes out of a byte."""

Text = Callable[[Any], str]


def on_text(function: Callable[[str], str]) -> Text:
    """Return ``function``, refusing what is no text."""
    return lambda value: function(text_of(value))


def padder(side: str) -> Callable[..., Text]:
    """Return what prepares padding on one side."""

    def prepare(width: int, fill: str) -> Text:
        if not 0 <= width <= MAX_WIDTH or len(fill) != 1:
            raise ValueError(f"width is 0 to {MAX_WIDTH}, and fill one character")
        if side == "left":
            return lambda value: to_string(value).rjust(width, fill)
        return lambda value: to_string(value).ljust(width, fill)

    return prepare


def substring(value: Any, start: int, length: int | None) -> str:
    """Return a part of a text; a negative start counts from the end."""
    text = text_of(value)
    first = max(0, len(text) + start) if start < 0 else start
    return text[first:] if length is None else text[first : first + length]


def prepare_substring(start: int, length: int | None) -> Text:
    """Check the arguments of `substring`."""
    if length is not None and length < 0:
        raise ValueError("length is 0 or more")
    return lambda value: substring(value, start, length)


def prepare_replace(old: str, new: str) -> Text:
    """Check the arguments of replace."""
    if not old:
        raise ValueError("old cannot be empty")
    return lambda value: text_of(value).replace(old, new)


def prepare_regex_replace(pattern: str, replacement: str) -> Text:
    r"""Compile a replacement; ``\1`` is the first group."""
    compiled = compile_pattern(pattern)
    for group in re.findall(r"\\(\d)", replacement):
        if int(group) > compiled.groups:
            raise ValueError(f"the pattern has no group {group}")
    try:
        compiled.sub(replacement, "")
    except Exception as error:
        raise ValueError(f"the replacement {replacement!r} cannot be used: {error}") from error
    return lambda value: str(compiled.sub(replacement, text_of(value)))


def prepare_regex_extract(pattern: str, group: int) -> Callable[[Any], str | None]:
    """Compile an extraction: null where the pattern is not found."""
    compiled = compile_pattern(pattern)
    if not 0 <= group <= compiled.groups:
        raise ValueError(f"the pattern has {compiled.groups} groups, so group is 0 to {compiled.groups}")

    def extract(value: Any) -> str | None:
        match = compiled.search(text_of(value))
        return match.group(group) if match else None

    return extract


def prepare_split(separator: str) -> Callable[[Any], list[str]]:
    """Check the separator."""
    if not separator:
        raise ValueError("separator cannot be empty")
    return lambda value: text_of(value).split(separator)


def concat(value: Any, prefix: str, suffix: str) -> str:
    """Return the value's text between two others."""
    return f"{prefix}{to_string(value)}{suffix}"


def strip_accents(text: str) -> str:
    """Return ``text`` without the marks over and under its letters."""
    return unicodedata.normalize(
        "NFC", "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    )


def slugify(text: str) -> str:
    """Return ``text`` as it can stand in a URL: ASCII letters and digits apart by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _slug_breaks().sub("-", plain).strip("-")


@cache
def _slug_breaks() -> re.Pattern[str]:
    return re.compile(r"[^a-z0-9]+")


def prepare_mask(keep: int, fill: str) -> Text:
    """Check the arguments of mask."""
    if keep < 0 or len(fill) != 1:
        raise ValueError("keep is 0 or more, and fill one character")

    def mask(value: Any) -> str:
        text = to_string(value)
        hidden = max(len(text) - keep, 0)
        return fill * hidden + text[hidden:]

    return mask


_WIDTH: Final = Parameter("width", "integer", doc="characters in all")
_FILL: Final = optional("fill", "string", " ", "the character to fill with")

OFFERS: Final[tuple[Offer, ...]] = (
    offer("trim", "Removes white space at both ends.", on_text(str.strip), Example("  Ada ", "Ada")),
    offer("lower", "Turns letters into small ones.", on_text(str.lower), Example("Ada", "ada")),
    offer("upper", "Turns letters into capitals.", on_text(str.upper), Example("Ada", "ADA")),
    offer("title", "Starts every word with a capital.", on_text(str.title), Example("ada lovelace", "Ada Lovelace")),
    offer(
        "pad_left",
        "Fills up at the left.",
        None,
        Example("7", "007", {"width": 3, "fill": "0"}),
        _WIDTH,
        _FILL,
        prepare=padder("left"),
    ),
    offer(
        "pad_right",
        "Fills up at the right.",
        None,
        Example("7", "7..", {"width": 3, "fill": "."}),
        _WIDTH,
        _FILL,
        prepare=padder("right"),
    ),
    offer(
        "substring",
        "Takes a part; a negative start counts from the end.",
        None,
        Example("DE-1234", "1234", {"start": 3}),
        Parameter("start", "integer"),
        optional("length", "integer", None, "to the end if not given"),
        prepare=prepare_substring,
    ),
    offer(
        "replace",
        "Replaces a text wherever it occurs.",
        None,
        Example("a-b", "a/b", {"old": "-", "new": "/"}),
        Parameter("old", "string"),
        Parameter("new", "string"),
        prepare=prepare_replace,
    ),
    offer(
        "regex_replace",
        "Replaces what an RE2 expression matches.",
        None,
        Example("a1b22", "a#b#", {"pattern": "[0-9]+", "replacement": "#"}),
        Parameter("pattern", "string"),
        Parameter("replacement", "string"),
        prepare=prepare_regex_replace,
    ),
    offer(
        "regex_extract",
        "Takes what an RE2 expression matches, or null.",
        None,
        Example("order 42!", "42", {"pattern": "order ([0-9]+)", "group": 1}),
        Parameter("pattern", "string"),
        optional("group", "integer", 0, "0 is the whole match"),
        prepare=prepare_regex_extract,
    ),
    offer(
        "split",
        "Takes a text apart.",
        None,
        Example("a,b", ["a", "b"], {"separator": ","}),
        Parameter("separator", "string"),
        returns="json",
        prepare=prepare_split,
    ),
    offer(
        "concat",
        "Puts a text before and one after.",
        concat,
        Example("42", "DE-42", {"prefix": "DE-"}),
        optional("prefix", "string", "", "before"),
        optional("suffix", "string", "", "after"),
    ),
    offer("strip_accents", "Removes accents and umlauts' dots.", on_text(strip_accents), Example("Zürich", "Zurich")),
    offer("slugify", "Makes a text fit for URLs.", on_text(slugify), Example("Crème Brûlée!", "creme-brulee")),
    offer(
        "mask",
        "Hides all but the last characters.",
        None,
        Example("4111111111111111", "************1111"),
        optional("keep", "integer", 4, "how many stay"),
        optional("fill", "string", "*", "the character to show instead"),
        prepare=prepare_mask,
    ),
    offer("to_string", "Turns a number, truth or time into text.", to_string, Example(True, "true")),
)
