"""Figures add up, whatever the order, and histograms tell quantiles as Prometheus would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.model.metrics import COUNTED, GAUGES, LATENCY_BOUNDS, Figures, quantile, resolution_for, total
from nexus.model.metrics.figures import CIRCUIT, LAG, PENDING, SCHEDULED
from nexus.model.metrics.slots import HOURS, MINUTES, SECONDS


@st.composite
def figures(draw) -> Figures:
    made = Figures()
    counts = st.integers(0, 10_000)
    made.took(draw(counts), draw(counts))
    for reason in draw(st.lists(st.sampled_from(["full", "unknown-key"]), max_size=3)):
        made.refuse(reason)
    made.delivered_at(1_000_000, draw(st.lists(st.integers(0, 1_000_000), max_size=5)))
    for seconds in draw(st.lists(st.floats(0, 100), max_size=3)):
        made.wrote(seconds)
    for at in (LAG, PENDING, SCHEDULED, CIRCUIT):
        made.gauge(at, draw(counts))
    return made


@given(figures(), figures(), figures())
def test_adding_up_knows_no_order(one, two, three):
    assert total([one, two, three]) == total([three, total([two, one])])


@given(figures(), figures())
def test_counts_are_added_and_of_gauges_the_highest_counts(one, two):
    both = total([one, two])

    assert [both[name] for name in COUNTED] == [one[name] + two[name] for name in COUNTED]
    assert [both[name] for name in GAUGES] == [max(one[name], two[name]) for name in GAUGES]
    assert sum(both.latency) == both["delivered"]
    assert sum(both.reasons.values()) == both["refused"]


@given(figures())
def test_figures_come_back_from_their_bytes(made):
    assert Figures.unpacked(made.packed()) == made


def test_figures_of_a_busy_minute_are_some_tens_of_bytes():
    made = Figures()
    made.took(1000, 3)
    made.delivered_at(10_000, list(range(9_000, 10_000)))
    made.wrote(0.02)
    made = total([made] * 60)

    assert len(made.packed()) < 64  # else the stream store keeps them in another, larger form


@pytest.mark.parametrize("packed", [b"\x01", b"\xff\xff", b"\x7f", b"\x01\x02\x7f\xc1"])
def test_what_are_no_figures_is_refused(packed):
    with pytest.raises(ValueError, match="no figures"):
        Figures.unpacked(packed)


def test_places_of_a_later_version_are_left_out():
    assert Figures.unpacked(b"\x00\x07\xe8\x07\x01") == _accepted(7)


def test_a_batch_whose_messages_took_alike_counts_like_one_by_one():
    together, alone = Figures(), Figures()
    times = [9_400, 9_990, 9_991, 9_999, 5_000]
    together.delivered_at(10_000, times)
    for one in times:
        alone.delivered_at(10_000, [one])

    assert together == alone


def test_a_clock_that_went_back_makes_no_negative_time():
    made = Figures()
    made.delivered_at(1_000, [2_000])

    assert made.latency[0] == 1
    assert made.latency_s == 0


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [
        ({}, 0.5, None),
        ({0: 10}, 0.5, 0.0005),
        ({2: 100}, 0.5, 0.00375),
        ({2: 100}, 1.0, 0.005),
        ({2: 50, 4: 50}, 0.99, 0.0247),
        ({len(LATENCY_BOUNDS): 5}, 0.5, LATENCY_BOUNDS[-1]),
    ],
)
def test_quantiles_lie_evenly_between_two_bounds(counts, share, expected):
    filled = [counts.get(at, 0) for at in range(len(LATENCY_BOUNDS) + 1)]

    assert quantile(LATENCY_BOUNDS, filled, share) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("step_s", "age_s", "expected"),
    [
        (1, 3600, SECONDS),
        (1, 3601, None),
        (10, 600, SECONDS),
        (60, 3600, MINUTES),
        (60, 7 * 86400, MINUTES),
        (90, 7200, None),
        (3600, 86400, HOURS),
        (3600, 8 * 86400, None),
    ],
)
def test_the_coarsest_slots_that_fit_are_read(step_s, age_s, expected):
    assert resolution_for(step_s, age_s) is expected


def _accepted(count: int) -> Figures:
    made = Figures()
    made.took(count, 0)
    return made
