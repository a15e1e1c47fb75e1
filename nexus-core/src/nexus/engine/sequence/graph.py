"""Which step comes after which: names checked, loops and dead ends found before anything runs."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from attrs import frozen

from nexus.errors import FieldError
from nexus.hookspecs import StepType
from nexus.model.workflow import Step

END = "end"
"""``next: end`` finishes the run."""


@frozen
class Graph:
    """The way through the steps.

    Attributes:
        first: where a run begins.
        after: the step that comes next unless the step itself says otherwise; None ends the run.
    """

    first: str
    after: Mapping[str, str | None]


def graph(steps: Sequence[Step]) -> Graph:
    """Return the way through ``steps``, which `faults` has found nothing wrong with."""
    after: dict[str, str | None] = {}
    for index, step in enumerate(steps):
        following = steps[index + 1].name if index + 1 < len(steps) else None
        chosen = step.next if step.next is not None else following
        after[step.name] = None if chosen == END else chosen
    return Graph(steps[0].name, after)


def faults(steps: Sequence[Step], types: Mapping[str, StepType]) -> list[FieldError]:
    """Return what is wrong with the way through ``steps``, with places relative to the workflow."""
    if not steps:
        return [FieldError("steps", "a sequential workflow needs at least one step")]
    found = _name_faults(steps)
    found += _target_faults(steps, types)
    return found or _way_faults(steps, types)


def _name_faults(steps: Sequence[Step]) -> list[FieldError]:
    found, seen = [], set()
    for index, step in enumerate(steps):
        if step.name in seen:
            found.append(FieldError(f"steps[{index}].name", f"there are two steps named {step.name!r}"))
        if step.name == END:
            found.append(FieldError(f"steps[{index}].name", f"{END!r} is not free: it finishes a run"))
        seen.add(step.name)
    return found


def _branches(step: Step, types: Mapping[str, StepType]) -> dict[str, str]:
    names = types[step.type].branches if step.type in types else ()
    return {name: step.settings[name] for name in names if isinstance(step.settings.get(name), str)}


def _target_faults(steps: Sequence[Step], types: Mapping[str, StepType]) -> list[FieldError]:
    known = {step.name for step in steps} | {END}
    found = []
    for index, step in enumerate(steps):
        targets = _branches(step, types) | {
            name: target for name, target in (("next", step.next), ("goto", step.goto)) if target is not None
        }
        for setting, target in targets.items():
            if target not in known:
                text = f"there is no step {target!r}; steps are {', '.join(sorted(known))}"
                found.append(FieldError(f"steps[{index}].{setting}", text))
    return found


def ways(steps: Sequence[Step], types: Mapping[str, StepType]) -> dict[str, set[str]]:
    """Return where a run may go from each step, `END` included."""
    after = graph(steps).after
    found: dict[str, set[str]] = {}
    for step in steps:
        branches = _branches(step, types)
        targets = set(branches.values())
        if step.goto is not None:
            targets.add(step.goto)
        declared = types[step.type].branches if step.type in types else ()
        if not declared or len(branches) < len(declared):
            targets.add(after[step.name] or END)
        found[step.name] = targets
    return found


def _way_faults(steps: Sequence[Step], types: Mapping[str, StepType]) -> list[FieldError]:
    index_of = {step.name: index for index, step in enumerate(steps)}
    inner = {name: sorted(targets - {END}) for name, targets in ways(steps, types).items()}
    found = []
    try:
        TopologicalSorter(inner).prepare()
    except CycleError as error:
        loop = list(reversed(error.args[1]))  # the sorter names predecessors first
        found.append(FieldError(f"steps[{index_of[loop[0]]}]", f"the steps run in a circle: {' -> '.join(loop)}"))
    reached = _reached(steps[0].name, inner)
    found += [
        FieldError(f"steps[{index_of[step.name]}]", f"no way leads to the step {step.name!r}")
        for step in steps
        if step.name not in reached
    ]
    return found


def _reached(first: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += ways[name]
    return reached
