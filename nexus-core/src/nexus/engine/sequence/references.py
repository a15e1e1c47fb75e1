"""Which steps a path, a rule, an expression or a template refers to."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from attrs import frozen

from nexus.mapping.paths import Path, parse_path
from nexus.model.mapping import MappingRule

_TEXTS: Final = re.compile(r"""\"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
_NAMED: Final = re.compile(r"(has\s*\(\s*)?(?<![\w.])steps\s*\.\s*([A-Za-z_]\w*)")
_INDEXED: Final = re.compile(r"""(?<![\w.])steps\s*\[\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*\]""")
_ASKED: Final = re.compile(r"""(?:"([^"\\]+)"|'([^'\\]+)')\s+in\s+steps\b""")


@frozen
class Reference:
    """A place that reaches the output of a step.

    Attributes:
        guarded: what is to happen without that output is said, too.
    """

    place: str
    step: str
    kind: Literal["rule", "expression", "template"]
    guarded: bool = False


def of_path(path: Path, place: str) -> Iterator[Reference]:
    """Yield what a path refers to."""
    step = _step(path)
    if step is not None:
        yield Reference(place, step, "template")


def of_rule(rule: MappingRule, place: str) -> Iterator[Reference]:
    """Yield what a mapping rule refers to; one with ``on_missing`` or a default knows what to do."""
    if rule.source is not None:
        step = _step(parse_path(rule.source))
        if step is not None:
            yield Reference(f"{place}.source", step, "rule", rule.on_missing is not None or rule.has_default)
    elif rule.expression is not None:
        yield from of_expression(rule.expression, f"{place}.expression")


def of_expression(text: str, place: str) -> Iterator[Reference]:
    """Yield what a CEL expression refers to; where it asks ``has(steps.NAME…)``, it knows what to do without."""
    bare = _TEXTS.sub(lambda found: '"' + "_" * (len(found[0]) - 2) + '"', text)
    named = [(match[2], bool(match[1])) for match in _NAMED.finditer(bare)]
    named += [(match[1] or match[2], False) for match in _INDEXED.finditer(text)]
    asked = {name for name, guards in named if guards} | {one[1] or one[2] for one in _ASKED.finditer(text)}
    for name in dict.fromkeys(name for name, _ in named):
        yield Reference(place, name, "expression", name in asked)


def of_template(places: Sequence[str], place: str) -> Iterator[Reference]:
    """Yield what the places of a template refer to."""
    for text in places:
        yield from of_path(parse_path(text), place)


def _step(path: Path) -> str | None:
    inner = not path.text.startswith("$") and len(path.parts) > 1 and path.parts[0] == "steps"
    return str(path.parts[1]) if inner else None
