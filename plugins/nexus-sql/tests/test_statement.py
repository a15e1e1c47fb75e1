import pytest

from nexus import InvalidInput
from nexus_sql.statement import bind, syntax

COLON = syntax(placeholder=lambda name: f":{name}")
PERCENT = syntax(r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$", placeholder=lambda name: f"%({name})s", doubles_percent=True)


def test_parameters_become_placeholders_and_only_those_named_are_given():
    bound = bind("SELECT a FROM t WHERE b = :b AND c = :c AND d = :b", {"b": 1, "c": 2, "x": 3}, PERCENT)
    assert bound.sql == "SELECT a FROM t WHERE b = %(b)s AND c = %(c)s AND d = %(b)s"
    assert bound.params == {"b": 1, "c": 2}


@pytest.mark.parametrize(
    "text", ["':no'", "'it''s :no'", '":no"', "-- :no", "/* :no\n */", "a::no", "$$ :no $$", "$x$ :no $$ $x$"]
)
def test_what_stands_in_texts_names_comments_and_casts_is_no_parameter(text):
    assert bind(f"SELECT {text}", {}, PERCENT).params == {}


def test_percent_signs_stay_percent_signs():
    assert bind("SELECT 5 % 2, '%s'", {}, PERCENT).sql == "SELECT 5 %% 2, '%%s'"
    assert bind("SELECT 5 % 2, '%s'", {}, COLON).sql == "SELECT 5 % 2, '%s'"


@pytest.mark.parametrize(
    "statement", ["SELECT 1;", "SELECT 1 ; -- the end", " /* x */ select 1", "(SELECT 1)", "SELECT ';'"]
)
def test_one_statement_that_reads_is_taken(statement):
    assert bind(statement, {}, COLON).verb == "SELECT"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1; SELECT 2",
        "SELECT 1;;1",
        "",
        ";",
        "-- SELECT",
        "UPDATE t SET a = 1",
        "SELECT 1 INTO OUTFILE 'x'",
        "'SELECT'",
    ],
)
def test_anything_else_is_refused(statement):
    with pytest.raises(InvalidInput):
        bind(statement, {}, COLON)
