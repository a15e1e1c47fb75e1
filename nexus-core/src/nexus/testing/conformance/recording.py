"""Turns a run of pytest into a certificate."""

import platform
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

from nexus.engine.guarantee import guarantee
from nexus.hookspecs import CONTRACT, Capability, SinkType
from nexus.model.workflow import Pipeline
from nexus.plugins.certificate import Certificate, CheckRecord, Promise, SuiteRecord
from nexus.testing.conformance.base import FIGURE, Conformance
from nexus.testing.conformance.selection import checks

_PLAIN: Final = Pipeline("", "", "", "")
_Key = tuple[type[Conformance], str]


class Recorder:
    """A plugin of pytest that writes down what became of every check, and a certificate at the end.

    Args:
        file: where the certificate goes, as JSON.
        package: the distribution that is certified.
    """

    def __init__(self, file: Path, package: str) -> None:
        self._file = file
        self._package = package
        self._items: dict[str, _Key] = {}
        self._passed: Counter[_Key] = Counter()
        self._skipped: dict[_Key, Counter[str]] = {}
        self._failed: dict[_Key, list[str]] = {}
        self._figures: dict[str, dict[str, float]] = {}
        self._collected_only = False

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember the checks in their order; where nothing is run, take for passed what would run."""
        self._collected_only = bool(session.config.option.collectonly)
        for item in checks(session.items):
            assert item.cls is not None
            key = self._items[item.nodeid] = (item.cls, item.originalname)
            if self._collected_only:
                mark = item.get_closest_marker("skip")
                if mark is None:
                    self._passed[key] += 1
                else:
                    self._skip(key, mark.kwargs["reason"])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of one check, and what it measured."""
        key = self._items.get(report.nodeid)
        if key is None:
            return
        if report.failed:
            self._failed.setdefault(key, []).append(report.nodeid.rpartition("[")[2].rstrip("]"))
        elif report.skipped:
            assert isinstance(report.longrepr, tuple)
            self._skip(key, str(report.longrepr[2]).removeprefix("Skipped: "))
        elif report.when == "call":
            self._passed[key] += 1
            figures = self._figures.setdefault(key[0].subject(), {})
            for name, value in report.user_properties:
                if name.startswith(FIGURE) and isinstance(value, float | int):
                    figures[name.removeprefix(FIGURE)] = round(value, 3)

    def pytest_sessionfinish(self) -> None:
        """Write the certificate."""
        if self._items:
            self._file.write_text(self.certificate().to_json(), encoding="utf-8")

    def certificate(self) -> Certificate:
        """Return what was found out."""
        suites: dict[type[Conformance], dict[str, CheckRecord]] = {}
        for cls, name in self._items.values():
            suites.setdefault(cls, {})[name] = self._record((cls, name))
        records = [
            SuiteRecord(cls.subject(), cls.title or cls.__name__, (*those.values(),)) for cls, those in suites.items()
        ]
        found = Certificate(
            package=self._package,
            version=version(self._package),
            contract=CONTRACT,
            suites=tuple(sorted(records, key=lambda one: (one.subject, one.title))),
            promises=tuple(_promises(suites)),
        )
        if self._collected_only:
            return found
        figures = {subject: those for subject, those in self._figures.items() if those}
        return evolve(found, figures=figures, versions=_versions(), certified_on=datetime.now(UTC).date().isoformat())

    def _skip(self, key: _Key, reason: str) -> None:
        self._skipped.setdefault(key, Counter())[reason] += 1

    def _record(self, key: _Key) -> CheckRecord:
        return CheckRecord(
            key[1], self._passed[key], dict(self._skipped.get(key, {})), tuple(sorted(self._failed.get(key, ())))
        )


def _versions() -> Mapping[str, str]:
    return {
        "nexus-core": version("nexus-core"),
        platform.python_implementation(): platform.python_version(),
        platform.system(): platform.machine(),
    }


def _promises(suites: Mapping[type[Conformance], Any]) -> Iterator[Promise]:
    """Return what is promised for each sink whose suite was run."""
    sinks = {
        sink.connector.name: sink for cls in suites if isinstance(sink := getattr(cls, "sink_type", None), SinkType)
    }
    for name, sink in sorted(sinks.items()):
        for operation in sink.operations:
            able = sink.able(operation)
            claims = tuple(sorted(claim.value for claim in able))
            yield Promise(name, operation, claims, guarantee(evolve(_PLAIN, operation=operation), sink).text)
            if Capability.LEDGER in able:
                kept = guarantee(evolve(_PLAIN, operation=operation, ledger=True), sink).text
                yield Promise(name, f"{operation} with ledger", claims, kept)
