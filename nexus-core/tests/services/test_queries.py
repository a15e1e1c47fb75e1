"""What fits between a statement and its parameters."""

import pytest

from nexus.services.queries import ParameterDocument, QueryDocument, parameter_faults


def faults(statement, *names):
    document = QueryDocument(
        slug="q",
        connection="warehouse",
        statement=statement,
        parameters=tuple(ParameterDocument(name=name) for name in names),
    )
    return [str(fault) for fault in parameter_faults(document)]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("SELECT 1", []),
        ("SELECT * FROM t WHERE a = :a AND b IN (:b, :a)", ["a", "b"]),
        ("SELECT ':no', '12:30:00', 'it''s :no' FROM t WHERE a = :a", ["a"]),
        ('SELECT "a:no", `b:no` FROM t', []),
        ("SELECT a::text FROM t -- not :this\nWHERE a = :a", ["a"]),
        ("SELECT /* :no\n:no */ a FROM t WHERE a=:a", ["a"]),
    ],
)
def test_parameters_are_found_where_they_are_and_nowhere_else(statement, names):
    assert faults(statement, *names) == []


def test_what_is_missing_or_too_much_is_named():
    assert faults("SELECT :a", "b", "b") == [
        "parameters[0].name: 'b' stands twice",
        "parameters[0].name: the statement has no :b",
        "parameters[1].name: 'b' stands twice",
        "parameters[1].name: the statement has no :b",
        "statement: :a is no parameter: add it to the parameters",
    ]
