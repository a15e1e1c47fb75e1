"""What one process counts."""

from nexus.model.metrics import Figures, Kind, Subject
from nexus.telemetry.counts import MOST, Counts, Names

PIPELINE = Subject(Kind.PIPELINE, "w/p")
WORKFLOW, WORKSPACE = Subject(Kind.WORKFLOW, "w"), Subject(Kind.WORKSPACE, "ws")


def test_a_tick_hands_out_what_was_counted_since_the_last_and_adds_it_up_for_what_it_belongs_to():
    counts = Counts()
    one = counts.enrol(PIPELINE, Names(pipeline="one"), [WORKFLOW, WORKSPACE])
    other = counts.enrol(Subject(Kind.PIPELINE, "w/q"), Names(pipeline="other"), [WORKFLOW, WORKSPACE])
    one.figures.took(3, 1)
    other.figures.took(2, 0)

    found = counts.tick()

    assert {subject: figures["accepted"] for subject, figures in found.items()} == {
        PIPELINE: 3,
        Subject(Kind.PIPELINE, "w/q"): 2,
        WORKFLOW: 5,
        WORKSPACE: 5,
    }
    assert counts.tick() == {}


def test_totals_go_on_over_ticks_for_prometheus():
    counts = Counts()
    meter = counts.enrol(PIPELINE, Names())
    meter.figures.took(1, 0)
    counts.tick()
    meter.figures.took(1, 0)

    assert meter.sum()["accepted"] == 2
    counts.tick()
    assert meter.sum()["accepted"] == 2


def test_what_is_enrolled_again_keeps_its_counts_under_its_new_name():
    counts = Counts()
    counts.enrol(PIPELINE, Names(pipeline="old")).figures.took(1, 0)

    again = counts.enrol(PIPELINE, Names(pipeline="new"))

    assert again.names.pipeline == "new"
    assert again.sum()["accepted"] == 1


def test_the_number_of_meters_is_bounded():
    counts = Counts()
    for number in range(MOST + 5):
        counts.enrol(Subject(Kind.APPLICATION, str(number)), Names())

    assert len(list(counts.meters(Kind.APPLICATION))) == MOST
    assert counts.meter(Subject(Kind.APPLICATION, "0")) is None


def test_the_figures_of_a_tick_do_not_change_with_what_comes_later():
    counts = Counts()
    meter = counts.enrol(PIPELINE, Names(), [WORKFLOW])
    meter.figures.took(1, 0)
    found = counts.tick()
    meter.figures.took(5, 0)
    counts.tick()

    expected = Figures()
    expected.took(1, 0)
    assert found == {PIPELINE: expected, WORKFLOW: expected}
