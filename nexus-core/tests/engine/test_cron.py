"""Schedules: when they are due, in time zones whose clocks change, and what of the past is made up for."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.engine.cron import MOST_MISSED, ON_TIME_MS, compile_cron
from nexus.model.workflow import MissedRuns

BERLIN = ZoneInfo("Europe/Berlin")


def ms(text, zone=BERLIN):
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def local(moment, zone=BERLIN):
    return datetime.fromtimestamp(moment / 1000, zone).isoformat(timespec="minutes")


def following(cron, moment, count):
    found = []
    for _ in range(count):
        moment = cron.after(moment)
        found.append(local(moment))
    return found


def test_times_are_those_of_the_clock_on_the_wall():
    cron = compile_cron("0 9 * * 1-5", "Europe/Berlin")
    assert following(cron, ms("2026-11-27T09:00"), 2) == ["2026-11-30T09:00+01:00", "2026-12-01T09:00+01:00"]


def test_a_time_that_the_clock_leaves_out_runs_right_after():
    cron = compile_cron("30 2 * * *", "Europe/Berlin")  # on 29 March 2026 there is no half past two
    assert following(cron, ms("2026-03-28T12:00"), 2) == ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]


def test_a_time_that_comes_twice_runs_once():
    cron = compile_cron("30 2 * * *", "Europe/Berlin")  # on 25 October 2026 there are two
    found = following(cron, ms("2026-10-24T12:00"), 2)
    assert [one[:16] for one in found] == ["2026-10-25T02:30", "2026-10-26T02:30"]


def test_what_runs_every_so_many_minutes_goes_on_through_the_change():
    cron = compile_cron("*/15 * * * *", "Europe/Berlin")
    start = ms("2026-10-25T01:50")
    moments = []
    for _ in range(8):
        start = cron.after(start)
        moments.append(start)
    assert {later - sooner for sooner, later in pairwise(moments)} == {900_000}


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (MissedRuns.SKIP, []),
        (MissedRuns.ONCE, ["12:00"]),
        (MissedRuns.ALL, ["10:00", "11:00", "12:00"]),
    ],
)
def test_what_was_missed_is_made_up_for_as_is_said(missed, expected):
    cron = compile_cron("0 * * * *", "UTC")
    due = cron.due(ms("2026-01-01T09:30", UTC), ms("2026-01-01T12:30", UTC), missed)
    assert [local(one, UTC)[11:16] for one in due] == expected


@pytest.mark.parametrize("missed", MissedRuns)
def test_a_time_that_has_just_come_is_run_whatever_is_said(missed):
    cron = compile_cron("0 * * * *", "UTC")
    noon = ms("2026-01-01T12:00", UTC)
    for late in (0, 5, ON_TIME_MS):
        assert cron.due(noon - 1, noon + late, missed) == [noon]


def test_no_more_than_a_hundred_are_made_up_for_and_the_newest_are_kept():
    cron = compile_cron("* * * * *", "UTC")
    now = ms("2026-01-08T00:00", UTC)
    due = cron.due(now - 7 * 86_400_000, now, MissedRuns.ALL)
    assert len(due) == MOST_MISSED
    assert (due[0], due[-1]) == (now - 99 * 60_000, now)


@given(
    st.sampled_from(["* * * * *", "*/7 * * * *", "13 */5 * * *", "30 2 * * *", "0 0 1 * *", "15 3 * * 0"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 — told to be UTC below
    st.integers(0, 3 * 86_400_000),
)
def test_what_is_due_is_what_comes_one_after_the_other(text, zone, start, span):
    """Backwards from now, and forwards from the last time, the same times are found."""
    cron = compile_cron(text, zone)
    last = int(start.replace(tzinfo=UTC).timestamp() * 1000)
    now, forwards = last + span, []
    moment = cron.after(last)
    while moment is not None and moment <= now:
        forwards.append(moment)
        moment = cron.after(moment)
    assert cron.due(last, now, MissedRuns.ALL) == forwards[-MOST_MISSED:]


@pytest.mark.parametrize(
    "text", ["", "* * * *", "61 * * * *", "* * * * * *", "often and again and again", "0 0 31 2 *"]
)
def test_an_expression_that_cannot_work_is_refused(text):
    with pytest.raises(ValueError, match=r"five fields|bad|never"):
        compile_cron(text, "UTC")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe/berlin "])
def test_a_time_zone_that_is_none_is_refused(zone):
    with pytest.raises(LookupError, match="no time zone"):
        compile_cron("* * * * *", zone)


def test_the_first_time_is_after_and_never_at():
    cron = compile_cron("* * * * *", "UTC")
    noon = ms("2026-01-01T12:00", UTC)
    assert cron.after(noon) == noon + 60_000
    assert cron.after(noon - 1) == noon
