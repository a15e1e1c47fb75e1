from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus import Retry, Unavailable
from nexus_sql.errors import DataFault
from nexus_sql.isolate import isolate


class Table:
    """A table that refuses the rows of ``bad``, and all of a transaction with them."""

    def __init__(self, bad, deferred=(), locked=()):
        self.bad, self.deferred, self.locked = set(bad), set(deferred), set(locked)
        self.stored = []
        self.transactions = 0

    def attempt(self, rows):
        self.transactions += 1
        if self.locked & set(rows):
            raise Retry("locked")
        if (self.bad | self.deferred) & set(rows):
            raise DataFault("bad")
        self.stored += rows

    def one_by_one(self, rows):
        self.transactions += 1
        if self.locked & set(rows):
            raise Retry("locked")
        if self.deferred & set(rows):
            raise DataFault("at commit")
        self.stored += [row for row in rows if row not in self.bad]
        return {position: "bad" for position, row in enumerate(rows) if row in self.bad}


rows_and_bad = st.integers(1, 300).flatmap(
    lambda size: st.tuples(st.just(list(range(size))), st.sets(st.integers(0, size - 1), min_size=1))
)


@given(rows_and_bad)
def test_exactly_the_bad_rows_are_rejected_and_the_others_stored_in_order(case):
    rows, bad = case
    table = Table(bad)
    found = isolate(rows, table.attempt, table.one_by_one)
    assert set(found.rejected) == bad
    assert table.stored == [row for row in rows if row not in bad]
    assert not found.again


@given(rows_and_bad)
def test_what_only_the_commit_refuses_is_found_too(case):
    rows, bad = case
    table = Table(bad=(), deferred=bad)
    found = isolate(rows, table.attempt, table.one_by_one)
    assert set(found.rejected) == bad
    assert table.stored == [row for row in rows if row not in bad]


@given(rows_and_bad, st.integers(0, 299))
def test_a_row_is_stored_rejected_or_tried_again_and_only_one_of_these(case, locked):
    rows, bad = case
    table = Table(bad, locked={locked} & set(rows))
    found = isolate(rows, table.attempt, table.one_by_one)
    assert sorted([*table.stored, *found.rejected, *found.again]) == rows


@given(st.integers(0, 999))
def test_one_bad_row_costs_two_transactions_per_halving(position):
    table = Table({position})
    isolate(list(range(1000)), table.attempt, table.one_by_one)
    assert table.transactions <= 2 * ceil(log2(1000))


def test_many_bad_rows_are_found_in_few_transactions():
    table = Table(range(0, 1000, 10))
    isolate(list(range(1000)), table.attempt, table.one_by_one)
    assert table.transactions < 40


def test_a_destination_that_goes_away_meanwhile_ends_it():
    def away(rows):
        raise Unavailable("gone")

    with pytest.raises(Unavailable):
        isolate([1, 2], away, away)
