"""Every parser holds what it promises for whatever comes: ``nox -s fuzz`` tries it for longer, led by coverage."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsers.targets import TARGETS, Target

EXAMPLES = {"selection": 150, "whole": 5_000}


def changed(seed: bytes) -> st.SearchStrategy[bytes]:
    """A seed in which pieces are replaced, doubled, or cut out."""
    places = st.integers(0, len(seed))
    pieces = st.one_of(
        st.binary(max_size=4),
        st.text(max_size=4).map(lambda text: text.encode(errors="replace")),
        st.sampled_from(
            [b"\0", b"[", b"{", b'"', b"\\", b"1e999", b"-", b"null", b"\xff", b"9" * 30, b"[" * 200, b"&a *a", b"!!"]
        ),
        st.just(seed),
    )
    changes = st.lists(st.tuples(places, places, pieces), min_size=1, max_size=4)

    def apply(wanted: list[tuple[int, int, bytes]]) -> bytes:
        data = seed
        for start, end, piece in wanted:
            data = data[:start] + piece + data[max(start, end) :]
        return data

    return changes.map(apply)


@pytest.mark.parametrize("target", TARGETS, ids=lambda one: one.name)
def test_what_is_taken_is_taken(target: Target):
    for seed in target.seeds:
        target.parse(seed)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("target", TARGETS, ids=lambda one: one.name)
def test_whatever_comes_is_parsed_or_refused_as_promised(target: Target, plan):
    examples = EXAMPLES["whole" if plan.is_whole else "selection"]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode), *map(changed, target.seeds)))
    def holds(data: bytes) -> None:
        target.parse(data)

    holds()
