"""The tables in the manual are those of the last whole campaign, and of the last run of the known bugs."""

import pytest
from campaign import report
from campaign.faults import ALL
from campaign.page import IN_SHORT, PAGE, README, drawn, figures, in_short, marks
from mutations import report as mutations
from mutations.catalogue import MUTATIONS


@pytest.mark.parametrize("of", [report, mutations], ids=lambda module: module.NAME)
def test_the_page_shows_the_figures_of_the_last_run(of):
    page = PAGE.read_text(encoding="utf-8")

    assert [page.count(mark) for mark in marks(of.NAME)] == [1, 1]
    assert page == drawn(page, of.NAME, of.table(figures()[of.NAME]))


def test_the_readme_says_what_the_page_says():
    text = README.read_text(encoding="utf-8")

    assert text == drawn(text, IN_SHORT, in_short(figures()))


def test_every_fault_of_the_campaign_is_in_the_report_and_none_lost_a_message():
    rows = {row["name"]: row for row in figures()[report.NAME]["rows"]}

    assert set(ALL) <= set(rows), "play it: nox -s faults -- --campaign-report"
    assert all(row["messages"] > 0 for row in rows.values())
    assert {(row["lost"], row["twice"]) for row in rows.values()} == {(0, 0)}


def test_every_known_bug_is_in_the_report_and_was_noticed():
    rows = {row["name"]: row["caught"] for row in figures()[mutations.NAME]["rows"]}

    assert set(rows) == {one.name for one in MUTATIONS}, "run it: nox -s mutations -- --report"
    assert all(rows.values())
