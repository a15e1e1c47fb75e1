"""Payloads of every format become JSON, or a reason."""

import base64
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.config import structure
from nexus_mqtt.config import MqttSubscription
from nexus_mqtt.formats import reader_of


def reader(**settings):
    return reader_of(structure(MqttSubscription, {"name": "s", "topic": "t", **settings}))


def read(payload, **settings):
    return [json.loads(one) for one in reader(**settings)(payload)]


def test_json_stays_as_it_is():
    payload = b'{"a": 1.50, "a b": [null]}'
    assert reader(format="json")(payload) == (payload,)


@given(st.text())
def test_text_becomes_a_json_string(text):
    assert read(text.encode(), format="raw") == [text]


@given(st.binary())
def test_bytes_become_base64(payload):
    assert [base64.b64decode(one) for one in read(payload, format="base64")] == [payload]


def test_each_row_of_csv_is_a_message_named_by_the_first():
    payload = '\ufeffid,name\r\n1,"Müller, ""x"""\r\n2,\r\n'.encode()
    assert read(payload, format="csv") == [{"id": "1", "name": 'Müller, "x"'}, {"id": "2", "name": None}]


def test_csv_columns_may_be_named_by_the_subscription():
    found = read(b"1;a\n2;b\n", format="csv", csv={"delimiter": ";", "columns": ["id", "name"]})
    assert found == [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}]


def test_csv_with_names_alone_has_no_messages():
    assert read(b"id,name\n", format="csv") == []


@given(st.lists(st.tuples(st.text(), st.text()).filter(any), min_size=1))
def test_csv_comes_back_as_it_was_written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    try:
        payload = text.getvalue().encode()
    except UnicodeEncodeError:
        return
    found = read(payload, format="csv", csv={"columns": ["a", "b"]})
    assert found == [{"a": a or None, "b": b or None} for a, b in rows]


@pytest.mark.parametrize(
    ("payload", "settings", "told"),
    [
        (b"", {"format": "json"}, "is empty"),
        (b"{", {"format": "json"}, "is no JSON"),
        (b'{"a": 1} x', {"format": "json"}, "is no JSON"),
        (b"\xff", {"format": "raw"}, "no UTF-8 text"),
        (b"\xff", {"format": "csv"}, "no UTF-8 text"),
        (b"", {"format": "csv"}, "its first row names the columns"),
        (b"a,a\n1,2\n", {"format": "csv"}, "does not name every column differently"),
        (b"a,b\n1\n", {"format": "csv"}, "row 1 has 1 cells, there are 2 columns"),
        (b'a,b\n1,"2', {"format": "csv"}, "is no CSV"),
    ],
)
def test_what_cannot_be_read_says_why(payload, settings, told):
    with pytest.raises(ValueError, match=told):
        reader(**settings)(payload)
