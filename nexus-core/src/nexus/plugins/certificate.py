"""The certificate of a package: what was checked of its connectors, what was not and why, what is promised, how fast it was.

`nexus connector certify` makes it from a run of the conformance suites. It lies in the package as data, so that every
installation can show it, and beside it as a page to read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.util import find_spec
from typing import Final

import cattrs
from attrs import evolve, field, frozen

FILE: Final = "certificate.json"
"""Its name in the Python package that it certifies."""

PAGE: Final = "CERTIFICATE.md"
"""Its name beside ``pyproject.toml``."""


@frozen
class CheckRecord:
    """One check of a suite, over all that it was run with.

    Attributes:
        name: of the method.
        passed: how often it ran and passed.
        skipped: reason -> how often it was not run for it.
        failed: what it was run with where it failed.
    """

    name: str
    passed: int = 0
    skipped: Mapping[str, int] = field(factory=dict)
    failed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What it checks, for people."""
        return self.name.removeprefix("test_").replace("_", " ")


@frozen
class SuiteRecord:
    """One suite, run for one connector (or step, or set of functions)."""

    subject: str
    title: str
    checks: tuple[CheckRecord, ...]


@frozen
class Promise:
    """What is promised for one operation of one connector, worked out from its claims, each of which was checked."""

    subject: str
    operation: str
    claims: tuple[str, ...]
    guarantee: str


@frozen
class Certificate:
    """What was found out about one package.

    Attributes:
        figures: subject -> what was measured -> value; another in every run.
        versions: of what it ran with: Python, nexus-core, the system.
        certified_on: day, as ISO 8601.
    """

    package: str
    version: str
    contract: str
    suites: tuple[SuiteRecord, ...]
    promises: tuple[Promise, ...] = ()
    figures: Mapping[str, Mapping[str, float]] = field(factory=dict)
    versions: Mapping[str, str] = field(factory=dict)
    certified_on: str = ""

    @property
    def failed(self) -> bool:
        """Whether a check failed: then it certifies nothing."""
        return any(check.failed for suite in self.suites for check in suite.checks)

    @property
    def passed(self) -> int:
        """How many checks passed."""
        return sum(check.passed > 0 for suite in self.suites for check in suite.checks)

    @property
    def skipped(self) -> int:
        """How many checks did not run, wholly or in part."""
        return sum(bool(check.skipped) for suite in self.suites for check in suite.checks)

    @property
    def lasting(self) -> "Certificate":
        """What does not change from run to run: to compare."""
        return evolve(self, figures={}, versions={}, certified_on="")

    @property
    def summary(self) -> str:
        """One line for lists."""
        skipped = f", {self.skipped} skipped with reason" if self.skipped else ""
        return f"{self.passed} checks passed{skipped} ({self.version})"

    def to_json(self) -> str:
        """Return it as text for `FILE`."""
        return json.dumps(cattrs.unstructure(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read(text: str) -> Certificate:
    """Read what `Certificate.to_json` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        return cattrs.structure(json.loads(text), Certificate)
    except (cattrs.BaseValidationError, TypeError, KeyError) as error:
        raise ValueError(f"it is no certificate: {error}") from error


def of_plugin(module: str) -> Certificate | None:
    """Return the certificate that lies in the package of a plugin's module, or None if there is none that can be read."""
    if not module:
        return None
    package = module.partition(".")[0]
    try:
        return read((files(package) / FILE).read_text("utf-8")) if find_spec(package) is not None else None
    except (OSError, ValueError, TypeError, ModuleNotFoundError):
        return None


def page(certificate: Certificate) -> str:
    """Return it as Markdown."""
    return "\n".join(_lines(certificate)) + "\n"


def _lines(certificate: Certificate) -> Iterator[str]:
    yield f"# Certificate of {certificate.package} {certificate.version}"
    yield ""
    yield (
        "Every check of the conformance suites of `nexus.testing` that concerns it was run against the system that the "
        f"package's tests start; contract {certificate.contract}. {certificate.passed} checks passed, {certificate.skipped} "
        "did not run, wholly or in part, for the reasons given. Written by `nexus connector certify`."
    )
    if certificate.promises:
        yield from (
            "",
            "## Guarantee",
            "",
            "| connector | operation | proven claims | guarantee |",
            "|---|---|---|---|",
        )
        for promise in certificate.promises:
            claims = ", ".join(promise.claims) or "none"
            yield f"| {promise.subject} | `{promise.operation}` | {claims} | {promise.guarantee} |"
    yield from _suites(certificate.suites)
    yield from _figures(certificate)


def _suites(suites: Iterable[SuiteRecord]) -> Iterator[str]:
    for suite in suites:
        yield from ("", f"## {suite.title}: {suite.subject}", "", "| check | result |", "|---|---|")
        for check in suite.checks:
            yield f"| {check.sentence} | {_result(check)} |"


def _result(check: CheckRecord) -> str:
    parts = []
    if check.failed:
        parts.append(f"FAILED ({', '.join(check.failed)})")
    if check.passed:
        parts.append("passed" if check.passed == 1 else f"passed, {check.passed} ways")
    parts += [f"skipped{'' if n == 1 else f', {n} ways'}: {reason}" for reason, n in sorted(check.skipped.items())]
    return "; ".join(parts)


def _figures(certificate: Certificate) -> Iterator[str]:
    if certificate.figures:
        yield from ("", "## Figures", "", "Of one run, on one machine, on loopback; for comparison only.", "")
        yield from ("| connector | measured | value |", "|---|---|---|")
        for subject, figures in certificate.figures.items():
            for name, value in figures.items():
                yield f"| {subject} | {name} | {_number(value)} |"
    if certificate.versions:
        told = ", ".join(f"{name} {version}" for name, version in certificate.versions.items())
        yield from ("", f"Run on {certificate.certified_on} with {told}.")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
