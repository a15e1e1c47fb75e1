import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_sql.catalogue import Column
from nexus_sql.values import Unfit, Values, json_text

VALUES = Values()


@given(st.integers())
def test_whole_numbers_survive_every_spelling(number):
    assert VALUES.integer(str(number)) == VALUES.integer(Decimal(number)) == VALUES.integer(number) == number


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_keep_all_digits_as_text(number):
    assert VALUES.decimal(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: number != int(number)))
def test_no_fraction_becomes_a_whole_number(number):
    with pytest.raises(Unfit):
        VALUES.integer(number)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_read_back_as_it_was(value):
    assert json.loads(json_text(value)) == value


def test_a_text_for_a_json_column_is_json_only_where_the_mapping_says_string():
    column = Column("v", "json")
    assert VALUES.converter(column, "json")("a") == '"a"'
    assert VALUES.converter(column, None)("a") == '"a"'
    assert VALUES.converter(column, "string")('{"a": 1}') == '{"a": 1}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "nan", "1e999999999", [], {}])
def test_what_is_no_whole_number_is_refused_without_a_traceback(value):
    with pytest.raises(Unfit):
        VALUES.integer(value)
