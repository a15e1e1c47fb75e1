"""axe finds nothing serious on any page, light or dark; and every page of the dashboard is looked at."""

import re
from collections.abc import Iterator

import pytest
from harness.dashboard import ROOT, Dashboard, Visitor
from harness.pictures import PICTURES, SCHEMES, Picture
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(600)]

UI = ROOT / "nexus-ui"
AXE = UI / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
BUNDLED = {
    "reference": {
        "aria-allowed-attr",
        "aria-required-children",
        "button-name",
        "label-content-name-mismatch",
        "scrollable-region-focusable",
    }
}
"""What @scalar/api-reference 1.46 does in its own parts, and no setting of it changes; all else is held there, too."""
STILL = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
"""
SETTLED = """
async (scheme) => {
  if (document.documentElement.dataset.mantineColorScheme !== scheme) return false;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return true;
}
"""
RUN = """
async (only) => (await axe.run(document, {resultTypes: ["violations"], ...only})).violations.map((one) => ({
  rule: one.id, impact: one.impact, help: one.help,
  places: one.nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.failureSummary.split("\\n")[1].trim()}`),
}))
"""


@pytest.fixture(scope="module")
def visitors(browser: Browser, dashboard: Dashboard) -> Iterator[dict[bool, Visitor]]:
    """Somebody who is signed in, and somebody who is not, for all tests."""
    about = {"viewport": {"width": 1280, "height": 800}}
    made = {signed_in: Visitor(browser.new_context(**about), dashboard) for signed_in in (True, False)}
    made[True].sign_in()
    yield made
    for one in made.values():
        one.context.close()


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""All that the other scheme can change: pages differ in their colours alone."""


def findings(page: Page, known: set[str], only: dict) -> list[str]:
    """Return what axe finds, the serious alone, without what is known."""
    found = [one for one in page.evaluate(RUN, only) if one["impact"] in SERIOUS and one["rule"] not in known]
    return [f"{one['rule']} ({one['help']}): " + "\n    ".join(["", *one["places"]]) for one in found]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.name)
def test_axe_finds_nothing_serious(picture: Picture, visitors, dashboard):
    visitor = visitors[picture.signed_in]
    page = visitor.open(picture.path if isinstance(picture.path, str) else picture.path(dashboard))
    picture.prepare(page)

    page.evaluate(AXE.read_text())  # not as a script of the page, whose policy lets in none of a test
    page.evaluate(STILL)
    found = []
    for number, scheme in enumerate(SCHEMES):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(SETTLED, arg=scheme)
        only = COLOURS if number else {}
        found += [f"{scheme}: {one}" for one in findings(page, BUNDLED.get(picture.name, set()), only)]

    assert not found, "\n".join(found)


def test_every_page_is_among_the_pictures(dashboard):
    shown = [one.path if isinstance(one.path, str) else one.path(dashboard) for one in PICTURES]
    shown = [re.split("[?#]", path)[0] for path in shown]
    routes = [
        path
        for file in (UI / "src" / "pages").glob("*/routes.tsx")
        for path in re.findall(r'path: "([^"]+)"', file.read_text())
    ]
    assert routes
    patterns = {path: re.compile(re.sub(r"\$\w+", "[^/]+", path)) for path in routes}

    missing = [path for path, pattern in patterns.items() if not any(map(pattern.fullmatch, shown))]
    assert missing == []
