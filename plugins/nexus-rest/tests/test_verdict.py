from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus import ConfigurationError, NexusError, Rejected, Retry, Unauthorized, Unavailable
from nexus_rest.client import Response
from nexus_rest.verdict import SNIPPET, STORED, UNSENT, Fate, Judge, Outcome, retry_after, settle

REJECTED = Outcome(Fate.REJECTED, "bad")
AGAIN = Outcome(Fate.AGAIN, "later", 7.0)
AWAY = Outcome(Fate.AWAY, "away", 3.0, Unavailable("away", after=3.0))
PERSON = Outcome(Fate.PERSON, "refused", error=Unauthorized("refused"))


def judge(*, success: Sequence[int] = (), own_resource: bool = False) -> Judge:
    return Judge("POST /orders", success, own_resource, lambda text: text.replace("s3cret", "***"))


def answer(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, [(name.replace("_", "-"), value) for name, value in headers.items()], body)


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        *((status, Fate.STORED) for status in (200, 201, 202, 204, 207, 299)),
        *((status, Fate.REJECTED) for status in (400, 409, 410, 412, 413, 414, 416, 422, 428, 431, 451, 499)),
        *((status, Fate.AGAIN) for status in (408, 423, 425)),
        *((status, Fate.AWAY) for status in (429, 500, 501, 502, 503, 504, 507, 599, 999)),
        *((status, Fate.PERSON) for status in (300, 301, 302, 303, 304, 307, 308, 401, 402, 403, 404, 405, 406, 407)),
        *((status, Fate.PERSON) for status in (411, 415, 426)),
    ],
)
def test_every_status_has_its_fate(status, fate):
    assert judge()(answer(status)).fate is fate


@pytest.mark.parametrize("status", [401, 403, 407])
def test_refused_credentials_are_unauthorized(status):
    assert isinstance(judge()(answer(status)).error, Unauthorized)


def test_a_404_is_about_the_row_where_each_row_has_its_own_path():
    assert judge(own_resource=True)(answer(404)).fate is Fate.REJECTED


def test_named_success_statuses_replace_the_usual_ones():
    own = judge(success=(201, 409))
    assert own(answer(409)).fate is Fate.STORED
    refused = own(answer(200))
    assert refused.fate is Fate.PERSON
    assert "options.success" in refused.reason


def test_a_redirect_names_where_it_leads_without_its_query():
    outcome = judge()(answer(302, location="http://169.254.169.254/latest?token=x"))
    assert "'http://169.254.169.254/latest'" in outcome.reason
    assert "token" not in outcome.reason


def test_a_reason_has_a_bounded_snippet_on_one_line_without_secrets():
    reason = judge()(answer(400, b"bad\r\n\x1b[31m token s3cret " + b"x" * 100_000)).reason
    assert reason.startswith("POST /orders answered 400 Bad Request: bad [31m token *** xxx")
    assert len(reason) < SNIPPET + 100
    assert reason.endswith("…")


def test_a_secret_at_the_edge_of_the_snippet_is_not_cut_into_view():
    reason = judge()(answer(400, b"x" * (SNIPPET - 3) + b"s3cret")).reason
    assert "s3c" not in reason


def test_a_compressed_body_is_not_shown():
    assert judge()(answer(400, b"\x1f\x8b", content_encoding="gzip")).reason == "POST /orders answered 400 Bad Request"


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thursday, 01-Jan-26 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("Fri, 01 Jan 2027 12:00:00 GMT", 86400.0),
        ("9999999999", 86400.0),
        ("99999999999999999999", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Thu, 99 Jan 2026 12:00:30 GMT", None),
        ("Thu, 01 Jan 99999999999999999999 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_date(text, seconds):
    assert retry_after(answer(503, retry_after=text), lambda: NOW) == seconds


def test_all_stored_raises_nothing():
    settle([STORED, STORED])


def test_rejected_rows_are_named_and_the_others_are_stored():
    with pytest.raises(Rejected) as caught:
        settle([STORED, REJECTED])
    assert caught.value.reasons == {1: "bad"}


def test_a_destination_that_stored_nothing_and_is_away_is_unavailable():
    with pytest.raises(Unavailable) as caught:
        settle([REJECTED, AWAY, UNSENT, AGAIN])
    assert caught.value.after == 7.0


def test_a_setting_to_change_explains_more_than_an_absence():
    with pytest.raises(Unauthorized):
        settle([AWAY, PERSON, UNSENT])


@pytest.mark.parametrize("fault", [AWAY, PERSON])
def test_once_something_is_stored_only_the_rest_is_tried_again(fault):
    with pytest.raises(Retry) as caught:
        settle([STORED, fault, UNSENT, REJECTED, AGAIN])
    assert caught.value.indexes == {1, 2, 4}
    assert caught.value.rejected == {3: "bad"}
    assert caught.value.after == 7.0
    assert caught.value.reason == fault.reason


@given(st.lists(st.sampled_from([STORED, REJECTED, AGAIN, AWAY, PERSON, UNSENT]), min_size=1))
def test_no_row_is_lost_and_no_stored_row_is_named_again(outcomes):
    if UNSENT in outcomes and not {AGAIN, AWAY, PERSON} & set(outcomes):
        return  # nothing is left unsent without a cause
    raised = raised_by(outcomes)
    rejected = {i for i, outcome in enumerate(outcomes) if outcome.fate is Fate.REJECTED}
    stored = {i for i, outcome in enumerate(outcomes) if outcome.fate is Fate.STORED}
    match raised:
        case Unavailable() | ConfigurationError():
            assert not stored
        case Rejected():
            assert set(raised.reasons) == rejected
            assert len(rejected | stored) == len(outcomes)
        case Retry():
            assert raised.indexes == set(range(len(outcomes))) - stored - rejected
            assert set(raised.rejected) == rejected
        case None:
            assert len(stored) == len(outcomes)


def raised_by(outcomes: Sequence[Outcome]) -> NexusError | None:
    try:
        settle(outcomes)
    except NexusError as error:
        return error
    return None
