"""Every fault of the campaign, and combinations of them: after each, all invariants of the guarantee hold."""

import pytest
from campaign.chapter import play
from campaign.invariants import INVARIANTS, look

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(600)]


def test_whatever_goes_wrong_the_guarantee_holds(site, plan, results, round_number, chapter_name, tmp_path, request):
    random = plan.random(round_number, chapter_name)
    faults = plan.faults(chapter_name, random)
    request.node.add_report_section("setup", "campaign", f"{plan.describe()}; faults: {faults}")

    chapter = play(site, faults, plan.load, random, tmp_path / "oracle")
    found = look(site, chapter)
    results.add(chapter_name, found)

    for holds in INVARIANTS:
        holds(found)
    site.forget()
