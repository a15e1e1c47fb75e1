"""Runs flow test files and tells how each case went."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from attrs import frozen

from nexus.errors import FieldError, InvalidInput, NexusError
from nexus.flowtests.answers import NoAnswer
from nexus.flowtests.clock import in_virtual_time
from nexus.flowtests.files import Case, Exported, read_file
from nexus.flowtests.judging import judged
from nexus.flowtests.matching import Difference
from nexus.flowtests.play import Played, play
from nexus.plugins import Catalogue


@frozen
class CaseResult:
    """How a case went.

    Attributes:
        place: in its file.
        fault: why it could not be played, or empty.
    """

    name: str
    place: str
    seconds: float
    differences: Sequence[Difference] = ()
    fault: str = ""

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return not self.differences and not self.fault


@frozen
class FileResult:
    """How a file went.

    Attributes:
        faults: what is wrong with the file itself; then none of its cases was played.
    """

    path: Path
    cases: Sequence[CaseResult] = ()
    faults: Sequence[FieldError] = ()

    @property
    def passed(self) -> bool:
        """Whether all cases were as expected."""
        return not self.faults and all(one.passed for one in self.cases)


def run_file(path: Path, components: Catalogue, exported: Exported) -> FileResult:
    """Run all cases of a file."""
    try:
        cases = read_file(path, components, exported)
        return FileResult(path, [run_case(case) for case in cases])
    except InvalidInput as error:
        return FileResult(path, faults=error.errors)


def played(case: Case) -> Played:
    """Play a case in a time of its own."""
    return in_virtual_time(case.start, partial(play, case))


def run_case(case: Case) -> CaseResult:
    """Play a case and hold what came of it against what it expects.

    Raises:
        InvalidInput: what it says of its messages cannot be.
    """
    began = time.perf_counter()
    document = case.document
    try:
        found = list(judged(document.expect, played(case)))
    except InvalidInput:
        raise
    except NoAnswer as error:
        found = [Difference(error.place, "an answer", str(error))]
    except (NexusError, RuntimeError) as error:
        return CaseResult(document.name, case.place, time.perf_counter() - began, fault=str(error))
    return CaseResult(document.name, case.place, time.perf_counter() - began, found)
