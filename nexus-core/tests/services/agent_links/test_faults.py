"""Errors of an agent are the same errors at the centre."""

import pytest

from nexus.errors import (
    AgentAway,
    ConfigurationError,
    FieldError,
    GroupLost,
    InvalidInput,
    NotFound,
    Rejected,
    Retry,
    Throttled,
    Unauthorized,
    Unavailable,
)
from nexus.services.agent_links.faults import error_of, fault_of
from nexus.services.agent_links.frames import Failed, decode_up, encode


@pytest.mark.parametrize(
    "error",
    [
        AgentAway("it is not connected"),
        Unavailable("connection refused", after=12.5),
        ConfigurationError("no such database", path="config.database", remedy="create it"),
        ConfigurationError("the driver is not installed"),
        Unauthorized("the password is wrong", remedy="set it"),
        InvalidInput([FieldError("statement", "is no SELECT"), FieldError("", "two")]),
        NotFound("table", "orders"),
        Throttled("too many", retry_after=3.0),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_arrives_as_it_was(error):
    frame = decode_up(encode(Failed("q1", fault_of(error))))

    arrived = error_of(frame.fault)

    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    for name in ("path", "remedy", "after", "errors", "retry_after"):
        assert getattr(arrived, name, None) == getattr(error, name, None)


def test_what_is_not_ours_is_told_by_its_type_alone():
    arrived = error_of(fault_of(ValueError("password=hunter2")))

    assert isinstance(arrived, Unavailable)
    assert "ValueError" in str(arrived)
    assert "hunter2" not in str(arrived)


def test_any_other_error_of_ours_keeps_its_words():
    assert str(error_of(fault_of(GroupLost("gone")))) == "gone"


@pytest.mark.parametrize(
    "error",
    [
        Rejected({0: "too long", 7: "ä"}),
        Retry("locked"),
        Retry("locked", after=2.5, indexes=[3, 1], rejected={2: "no"}),
        Retry("none of them", indexes=[]),
    ],
)
def test_what_became_of_a_batch_arrives_row_by_row(error):
    arrived = error_of(decode_up(encode(Failed("q1", fault_of(error)))).fault)

    assert type(arrived) is type(error)
    assert vars(arrived) == vars(error)
