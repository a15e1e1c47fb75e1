"""The report in the manual is that of the last whole campaign."""

import json

from campaign.faults import ALL
from campaign.report import BEGIN, END, FIGURES, PAGE, drawn


def test_the_page_shows_the_figures_of_the_last_whole_campaign():
    page = PAGE.read_text(encoding="utf-8")

    assert page.count(BEGIN) == page.count(END) == 1
    assert page == drawn(page, json.loads(FIGURES.read_text(encoding="utf-8")))


def test_every_fault_of_the_campaign_is_in_the_report_and_none_lost_a_message():
    rows = {row["name"]: row for row in json.loads(FIGURES.read_text(encoding="utf-8"))["rows"]}

    assert set(ALL) <= set(rows), "play it: nox -s faults -- --campaign-report"
    assert all(row["messages"] > 0 for row in rows.values())
    assert {(row["lost"], row["twice"]) for row in rows.values()} == {(0, 0)}
