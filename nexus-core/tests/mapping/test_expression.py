"""Expressions give plain values, or errors; never anything in between."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus.mapping.expression import ExpressionError, compile_expression

DATA = {
    "payload": {
        "total": 1200,
        "a": [1, 2, 3.5],
        "big": 2**70,
        "s": "Ab",
        "items": [{"p": 2, "q": 3}, {"p": 1, "q": 5}],
    },
    "message": {"id": "m", "received_at": 1_700_000_000_123},
    "steps": {},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("payload.total > 1000.0", True),
        ("payload.total == 1200.0", True),
        ("sum(payload.a)", 6.5),
        ("min(payload.a)", 1),
        ("max(payload.a)", 3.5),
        ("avg([1, 2])", 1.5),
        ("sum(payload.items.map(i, i.p * i.q))", 11),
        ("payload.big", str(2**70)),
        ("has(payload.x)", False),
        ("{'a': payload.s.lowerAscii()}", {"a": "ab"}),
        ("b'x'", b"x"),
        ("message.received_at", "2023-11-14T22:13:20.123000Z"),
    ],
)
def test_a_value_comes_back_as_plain_python(text, value):
    found = compile_expression(text).evaluate(DATA)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", ["payload.x", "payload.big > 5", "1/0", "max([])", "double('nan')", "sum(['a'])", "payload.s + 1"]
)
def test_a_failure_is_an_error(text):
    expression = compile_expression(text)
    with pytest.raises(ExpressionError):
        expression.evaluate(DATA)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("payload.", "1:9"),
        ("'a' + 1", "1:5"),
        ("other", "undeclared"),
        (" ", "empty"),
        ("1" * 5000, "longer"),
        ("now()", "undeclared"),
    ],
)
def test_what_cannot_compile_is_told_with_its_position(text, message):
    with pytest.raises(ExpressionError, match=message):
        compile_expression(text)


def test_comprehensions_within_each_other_are_bounded():
    expression = compile_expression("payload.a.map(x, payload.a.map(y, x))")
    assert expression.evaluate({"payload": {"a": [1]}}) == [[1]]
    with pytest.raises(ExpressionError, match="turns"):
        expression.evaluate({"payload": {"a": [0] * 2000}})


def test_one_expression_serves_many_threads():
    expression = compile_expression("sum(payload.a)")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: expression.evaluate({"payload": {"a": [n, n]}}), range(200))) == [
            2 * n for n in range(200)
        ]
