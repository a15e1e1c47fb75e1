"""Token buckets and the budget of bytes."""

from hypothesis import given
from hypothesis import strategies as st

from nexus.api.ingress.limits import Budget, RateLimits


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_burst_comes_at_once_and_the_rate_after_it():
    clock = Clock()
    limits = RateLimits(clock)

    assert [limits.take("shop", 1, 10.0, 5) == 0 for _ in range(6)] == [True] * 5 + [False]
    clock.now += 0.1
    assert limits.take("shop", 1, 10.0, 5) == 0


def test_the_wait_that_is_told_is_enough():
    clock = Clock()
    limits = RateLimits(clock)
    limits.take("shop", 5, 10.0, 5)

    clock.now += limits.take("shop", 3, 10.0, 5) + 1e-9

    assert limits.take("shop", 3, 10.0, 5) == 0


def test_a_batch_above_the_burst_passes_when_the_bucket_is_full_and_is_paid_off():
    clock = Clock()
    limits = RateLimits(clock)

    assert limits.take("shop", 100, 10.0, 5) == 0
    assert limits.take("shop", 1, 10.0, 5) > 9


def test_applications_are_counted_apart():
    limits = RateLimits(Clock())
    limits.take("shop", 1, 1.0, 1)

    assert limits.take("other", 1, 1.0, 1) == 0


@given(
    steps=st.lists(st.tuples(st.floats(0, 2), st.integers(1, 20)), max_size=60),
    rate=st.floats(0.5, 50),
    burst=st.integers(1, 30),
)
def test_never_more_than_burst_plus_rate_and_one_batch(steps, rate, burst):
    clock = Clock()
    limits = RateLimits(clock)
    taken = 0
    for pause, count in steps:
        clock.now += pause
        if limits.take("shop", count, rate, burst) == 0:
            taken += count

    assert taken <= burst + rate * clock.now + 20


def test_the_budget_refuses_what_does_not_fit_until_some_is_given_back():
    budget = Budget(100)

    assert budget.take(60)
    assert not budget.take(50)
    budget.give(60)
    assert budget.take(500)  # alone, anything fits: else it never would
