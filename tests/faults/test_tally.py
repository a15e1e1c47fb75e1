"""What compares millions of messages says what sets of their numbers say."""

from campaign.layout import ALL, CRM, FANNED_OUT, SPREAD
from campaign.readings import overtaken
from campaign.tally import SPAN, Tally
from hypothesis import given
from hypothesis import strategies as st

FIRST = 1 + SPAN
numbers = st.lists(st.integers(FIRST, FIRST + 5_000))


@given(numbers, numbers)
def test_what_is_here_and_there_and_how_often(some, others):
    here, there = Tally(FIRST, some), Tally(FIRST, others)

    assert (len(here), here.total, here.repeated) == (len(set(some)), len(some), len(some) - len(set(some)))
    assert list(here) == sorted(set(some))
    assert list(here - there) == sorted(set(some) - set(others))
    assert list(here & there) == sorted(set(some) & set(others))
    assert list(here | there) == sorted(set(some) | set(others))


@given(numbers, st.integers(1, 80), st.integers(0, 79))
def test_one_in_so_many(some, every, at):
    assert list(Tally(FIRST, some).one_in(every, at)) == sorted({one for one in some if one % every == at % every})


def test_a_number_of_another_chapter_is_a_stranger():
    assert Tally(FIRST, [1, FIRST, FIRST + SPAN]).some() == [1, FIRST + SPAN, FIRST]


def test_each_message_is_sent_to_one_lane_and_all_pipelines_are_in_one():
    sent = Tally(FIRST, range(FIRST, FIRST + 6_000))
    for layout in (FANNED_OUT, SPREAD):
        lanes = [layout.sent(lane, sent) for lane in layout.lanes]
        assert sum(map(len, lanes)) == len(sent)
        assert sorted(name for lane in layout.lanes for name in lane.pipelines) == sorted(ALL)
        assert len(layout.let_through(CRM, sent)) >= 20


def test_what_a_sender_sent_later_is_not_written_before_what_it_sent_earlier():
    assert overtaken([(1, "a"), (2, "a"), (5, "a"), (4, "b"), (3, "a"), (9, "a")], senders=2) == [(3, "a")]
