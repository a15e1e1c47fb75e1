"""Holds what came of a case against what it expects."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from nexus.flowtests.documents import ExpectationDocument, PipelineExpectation
from nexus.flowtests.matching import Difference, differences, plain
from nexus.flowtests.play import PipelineFound, Played


def judged(expect: ExpectationDocument, played: Played) -> Iterator[Difference]:
    """Yield every difference, with its place in the case."""
    for place, left in played.unused.items():
        yield Difference(place, "to be asked for", left)
    wanted = ["accepted"] * len(played.messages) if expect.messages is None else expect.messages
    yield from differences(plain(wanted), plain(played.messages), "expect.messages")
    for name, found in played.pipelines.items():
        yield from _pipeline(expect.pipelines.get(name, PipelineExpectation()), found, f"expect.pipelines.{name}")
    for name in expect.pipelines.keys() - played.pipelines.keys():
        yield Difference(f"expect.pipelines.{name}", "a pipeline that is enabled", "one that is not")
    if expect.calls is not None:
        yield from differences(plain(expect.calls), plain(played.calls), "expect.calls", named_only=1)
    yield from _runs(expect, played)


def _pipeline(expect: PipelineExpectation, found: PipelineFound, place: str) -> Iterator[Difference]:
    for name, value in attrs.asdict(found, recurse=False).items():
        wanted = getattr(expect, name)
        if wanted is not None:
            levels = 1 if name in {"dead", "held"} else 0
            yield from differences(plain(wanted), plain(value), f"{place}.{name}", named_only=levels)


def _runs(expect: ExpectationDocument, played: Played) -> Iterator[Difference]:
    if expect.runs is not None:
        wanted = expect.runs
        if isinstance(wanted, list):
            wanted = [_with_some_steps(run) if isinstance(run, dict) else run for run in wanted]
        yield from differences(plain(wanted), plain(played.runs), "expect.runs", named_only=1)
        return
    for index, run in enumerate(played.runs):
        if run["status"] != "finished" or run["reason"]:
            yield Difference(f"expect.runs[{index}].status", '"finished"', f'"{run["status"]}": {run["reason"]}')


def _with_some_steps(run: Mapping[str, Any]) -> dict[str, Any]:
    """Let steps that are not named be as they are."""
    steps = run.get("steps")
    return {**run, "steps": {"contains": steps}} if isinstance(steps, dict) and len(steps) else dict(run)


def expectation(played: Played) -> Mapping[str, Any]:
    """Return what `judged` finds no difference to: for a recorded case."""
    found: dict[str, Any] = {}
    if any(one != "accepted" for one in played.messages):
        found["messages"] = played.messages
    if played.pipelines:
        pipelines = {name: attrs.asdict(one, recurse=False) for name, one in played.pipelines.items()}
        found["pipelines"] = {name: _said(one) for name, one in pipelines.items()}
    if played.calls:
        found["calls"] = played.calls
    if played.runs:
        found["runs"] = [{name: value for name, value in run.items() if name != "message"} for run in played.runs]
    return found


def _said(pipeline: Mapping[str, Any]) -> dict[str, Any]:
    always = ("operation", "target", "rows")
    return {name: value for name, value in pipeline.items() if value or name in always}
