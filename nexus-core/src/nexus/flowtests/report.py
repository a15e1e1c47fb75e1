"""Results as people and programs read them."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from nexus.flowtests.running import CaseResult, FileResult


def lines(results: Sequence[FileResult]) -> Iterator[str]:
    """Yield the report, line by line."""
    for result in results:
        if result.faults:
            yield f"ERROR {result.path}"
            yield from (f"  {fault}" for fault in result.faults)
        for case in result.cases:
            yield f"{'ok   ' if case.passed else 'FAIL '} {result.path}: {case.name}"
            yield from (f"  {line}" for line in told(case))
    yield summary(results)


def told(case: CaseResult) -> Iterator[str]:
    """Yield what is wrong with a case: place, expected and found of each difference."""
    if case.fault:
        yield f"{case.place}: {case.fault}"
    for one in case.differences:
        yield f"{case.place}.{one.place}"
        yield f"  expected: {one.expected}"
        yield f"  found:    {one.found}"


def summary(results: Sequence[FileResult]) -> str:
    """Return how many passed and failed."""
    cases = [case for result in results for case in result.cases]
    passed = sum(case.passed for case in cases)
    broken = sum(bool(result.faults) for result in results)
    said = [f"{passed} passed", f"{len(cases) - passed} failed"]
    if broken:
        said.append(f"{broken} file{'s' if broken > 1 else ''} cannot be used")
    return f"{', '.join(said)} in {sum(case.seconds for case in cases):.2f} s"


def document(results: Sequence[FileResult]) -> dict[str, Any]:
    """Return all results as JSON has them."""
    return {
        "passed": all(one.passed for one in results),
        "files": [
            {
                "file": str(one.path),
                "faults": [attrs.asdict(fault) for fault in one.faults],
                "cases": [attrs.asdict(case) | {"passed": case.passed} for case in one.cases],
            }
            for one in results
        ],
    }
