"""Topic filters fit what they fit for paho, overlap where a topic fits both, and are refused where they are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import topic_matches_sub

from nexus_mqtt.topics import check_filter, check_topic, matches, overlap, topic_value

LEVEL = st.sampled_from(["", "a", "b", "$x", "+"])
TOPIC_LEVEL = st.sampled_from(["", "a", "b", "$x"])
FILTER = st.builds(
    lambda levels, end: "/".join([*levels, *end]), st.lists(LEVEL, min_size=1, max_size=4), st.sampled_from([[], ["#"]])
).filter(bool)
TOPIC = st.lists(TOPIC_LEVEL, min_size=1, max_size=5).map("/".join).filter(bool)


@given(FILTER, TOPIC)
def test_a_filter_matches_what_it_matches_for_paho(topic_filter, topic):
    assert matches(topic_filter, topic) == topic_matches_sub(topic_filter, topic)


@given(FILTER, FILTER, TOPIC)
def test_filters_that_share_a_topic_overlap(one, other, topic):
    if matches(one, topic) and matches(other, topic):
        assert overlap(one, other)
        assert overlap(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("+/b", "a/+", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "a/b", True),
        ("a/b", "a/c", False),
        ("a", "a/b", False),
        ("a/+", "a/b/c", False),
        ("#", "$SYS/broker", False),
        ("+/x", "$share/x", False),
    ],
)
def test_overlap(one, other, expected):
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


@pytest.mark.parametrize("text", ["", "a\0b", "a/#/b", "a#", "a+/b", "$share/g/a", "x" * 65_536])
def test_what_is_no_filter_is_refused(text):
    with pytest.raises(ValueError, match="topic"):
        check_filter(text)


@pytest.mark.parametrize("text", ["", "a/+", "#", "a\0"])
def test_what_is_no_topic_is_refused(text):
    with pytest.raises(ValueError, match="topic"):
        check_topic(text)


@pytest.mark.parametrize("text", ["", "a/b", "+", "#", "\0"])
def test_a_value_stays_within_its_level(text):
    with pytest.raises(ValueError, match="cannot stand in a topic"):
        topic_value(text)
