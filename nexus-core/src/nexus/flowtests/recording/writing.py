"""Writes what was recorded as a flow test that passes: what comes of it now is what it expects."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml
from attrs import define, frozen

from nexus.config import structure
from nexus.flowtests.answers import NoAnswer
from nexus.flowtests.files import read_document
from nexus.flowtests.judging import expectation
from nexus.flowtests.matching import MATCHERS, plain
from nexus.flowtests.play import Played
from nexus.flowtests.recording.recorded import Recorded
from nexus.flowtests.running import played
from nexus.mapping.scope import decode_exact
from nexus.model.workflow import Mode, Workflow
from nexus.plugins import Catalogue
from nexus.services.definitions.convert import workflow_entry
from nexus.services.definitions.export import escaped
from nexus.services.definitions.text import SECTIONS

HEADER: Final = """\
# Recorded by `nexus test`: messages as they came, what the systems outside answered, and what comes of that.
# Values that the application wants masked are masks, numbers 0, truth values false; secrets are names of variables.
"""

_REQUEST_HEADERS: Final = {"request_id": "X-Request-Id"}
_UNRECORDED: Final = {"unavailable": "what it answered is not recorded"}


@frozen
class Written:
    """A file, and what a person should know of it."""

    text: str
    notes: Sequence[str]


@define
class Writer:
    """Puts cases and their definitions together.

    Attributes:
        sections: all definitions of the workspace, as files write them, without secrets.
        sources: what messages come from, by id: ``application`` or ``connection``, and its name.
    """

    sections: Mapping[str, Sequence[Mapping[str, Any]]]
    sources: Mapping[str, tuple[str, str]]
    components: Catalogue

    def written(self, recorded: Sequence[Recorded]) -> Written:
        """Return the file of some recorded messages.

        Raises:
            InvalidInput: their definitions are not valid any more.
        """
        document: dict[str, Any] = {**self._definitions([one.workflow for one in recorded])}
        cases, notes = [], list[str]()
        for one in recorded:
            case, found = self._passing(document, self._case(one))
            notes += _notes(one, found)
            cases.append(case)
        text = yaml.dump({**document, "cases": cases}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
        return Written(HEADER + text, notes)

    def _definitions(self, workflows: Sequence[Workflow]) -> dict[str, list[Any]]:
        names = {key: name for key, (_, name) in self.sources.items()}
        entries = {one.name: escaped(workflow_entry(one, names, self.components.step_types)) for one in workflows}
        used = {text for entry in entries.values() for text in _texts(entry)}
        found = {
            section: [dict(one) for one in self.sections[section] if one["name"] in used]
            for section in SECTIONS
            if section != "workflows"
        }
        return found | {"workflows": list(entries.values())}

    def _case(self, one: Recorded) -> dict[str, Any]:
        moment = datetime.fromtimestamp(one.received_at / 1000, UTC).isoformat(timespec="milliseconds")
        message = {**self._source(one), **_body(one.payload), "id": one.id}
        if one.headers:
            message["headers"] = {_REQUEST_HEADERS.get(name, name): value for name, value in one.headers.items()}
        case = {
            "name": f"{one.workflow.name}: message {one.id}",
            "workflow": one.workflow.name,
            "clock": moment.replace("+00:00", "Z"),
            "messages": [message],
        }
        return case | ({"answers": dict(one.answers)} if one.answers else {})

    def _source(self, one: Recorded) -> dict[str, Any]:
        kind, name = self.sources.get(one.source, ("", ""))
        sources = [item for item in one.workflow.sources if one.source in {item.application, item.connection}]
        if not sources:
            return {"direct": True} if one.workflow.sources else {}
        if kind == "application":
            return {"application": name}
        subscription = next((item.subscription for item in sources if item.subscription), None) or self._first(name)
        return {"connection": name, "subscription": subscription} if subscription else {"connection": name}

    def _first(self, connection: str) -> str:
        """Return a subscription of a connection that is received whole: messages do not say by which they came."""
        entry = next(one for one in self.sections["connections"] if one["name"] == connection)
        source_type = self.components.source(entry["connector"])
        if source_type.subscriptions is None:
            return ""
        offered = source_type.subscriptions(structure(source_type.connector.config, dict(entry.get("config", {}))))
        return offered[0].name if offered else ""

    def _passing(self, document: Mapping[str, Any], case: dict[str, Any]) -> tuple[dict[str, Any], Played]:
        """Return a case with what comes of it as its expectation, and with the answers that it asks for."""
        while True:
            [ready] = read_document({**document, "cases": [case]}, Path(), self.components, lambda _: {})
            try:
                found = played(ready)
            except NoAnswer as error:
                answers = case.setdefault("answers", {})
                name = error.place.removeprefix("answers.")
                answers[name] = [*answers.get(name, ()), _UNRECORDED]
                continue
            used = {name: said[: found.used[name]] for name, said in case.pop("answers", {}).items()}
            if any(used.values()):
                case["answers"] = {name: said for name, said in used.items() if said}
            return case | {"expect": _tame(expectation(found), expected=True)}, found


def _notes(one: Recorded, found: Played) -> list[str]:
    """Tell where what comes of it now is not what came of it then."""
    now = {
        name: "dead" if one.dead else "delivered" if one.rows else "filtered" for name, one in found.pipelines.items()
    }
    if one.workflow.mode is Mode.SEQUENTIAL:
        now = {one.workflow.name: found.runs[0]["status"] if found.runs else "not accepted"}
    return [
        f"message {one.id}: {name}: it was {then} when it was recorded, and is {now[name]} in the test"
        for name, then in one.ended.items()
        if name in now and then != now[name]
    ]


def _body(payload: bytes) -> dict[str, Any]:
    """Return the payload as YAML, or as text where YAML would lose digits."""
    exact = decode_exact(payload)
    tame = _tame(exact)
    return {"payload": tame} if plain(tame) == exact else {"text": payload.decode()}


def _tame(value: Any, *, expected: bool = False) -> Any:
    """Return a value as YAML has it; ``expected`` ones match themselves."""
    if not isinstance(value, dict | list | str | int | float | None):
        value = plain(value)
    match value:
        case Decimal():
            short = float(value)
            return short if Decimal(repr(short)) == value else {"anything": True} if expected else short
        case dict():
            tame = {name: _tame(item, expected=expected) for name, item in value.items()}
            return {"equals": tame} if expected and len(tame) == 1 and next(iter(tame)) in MATCHERS else tame
        case list() | tuple():
            return [_tame(item, expected=expected) for item in value]
        case _:
            return value


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


class _Dumper(yaml.SafeDumper):
    """Writes everything out, however often it stands there."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Leave anchors out."""
        return True
