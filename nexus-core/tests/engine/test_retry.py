import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.engine.retry import backoff, judge
from nexus.errors import ConfigurationError, Rejected, Retry, Unauthorized, Unavailable


def test_rejected_rows_are_rejected_and_no_others():
    verdict = judge(Rejected({1: "too long", 7: "outside"}), size=3)
    assert verdict.rejected == {1: "too long"}
    assert not verdict.again
    assert verdict.hold is None


def test_retry_without_indexes_means_the_whole_batch():
    verdict = judge(Retry("deadlock"), size=2)
    assert verdict.again == {0: "deadlock", 1: "deadlock"}


def test_retry_names_its_rows_its_pause_and_what_it_rejected_beside():
    verdict = judge(Retry("busy", after=3.0, indexes=[0, 2, 9], rejected={2: "bad"}), size=3)
    assert verdict.again == {0: "busy"}
    assert verdict.rejected == {2: "bad"}
    assert verdict.after == 3.0


@pytest.mark.parametrize("error", [Unavailable("down", after=4.0), OSError("refused"), TimeoutError("slow")])
def test_a_destination_that_is_away_holds_the_batch_and_spends_nothing(error):
    verdict = judge(error, size=5)
    assert verdict.hold is not None
    assert not verdict.hold.needs_person
    assert not verdict.again
    assert not verdict.rejected


@pytest.mark.parametrize("error", [ConfigurationError("no table"), Unauthorized("wrong password")])
def test_a_setting_that_is_wrong_holds_the_batch_until_a_person_acts(error):
    verdict = judge(error, size=5)
    assert verdict.hold is not None
    assert verdict.hold.needs_person


def test_an_exception_outside_the_contract_is_a_fault_and_the_rows_are_tried_again():
    verdict = judge(ZeroDivisionError("oops"), size=2)
    assert verdict.fault
    assert set(verdict.again) == {0, 1}
    assert "ZeroDivisionError: oops" in verdict.again[0]


@given(st.integers(1, 10_000), st.floats(0.01, 100), st.floats(0.01, 10_000))
def test_backoff_never_exceeds_its_cap_nor_goes_below_zero(attempt, base, cap):
    assert 0 <= backoff(attempt, base, cap) <= cap


def test_backoff_grows_until_its_cap():
    average = [sum(backoff(n, 1.0, 64.0) for _ in range(400)) / 400 for n in (1, 4, 12)]
    assert average[0] < average[1] < average[2]
