"""From nothing to a delivered message, by mouse and keyboard alone; and the destination that goes away and comes back."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from harness.dashboard import PASSWORD, Dashboard, Visitor
from nexus.testing import PostgresServer
from nexus_sdk import NexusClient

DATABASE = "shop"
TABLE = "CREATE TABLE orders (id bigint PRIMARY KEY, name text NOT NULL, email text, total numeric(12, 2))"
SAMPLE = '{"id": 1, "total": 12.5, "customer": {"name": "Ada", "email": "ada@example.com"}}'
OUTAGE_MS = 30_000


def order(number: int) -> dict[str, object]:
    """Return an order as the shop sends it; addresses are written as people write them."""
    return {"id": number, "total": 12.5 * number, "customer": {"name": "Ada", "email": " Ada@Example.COM "}}


@contextmanager
def warehouse() -> Iterator[PostgresServer]:
    """A PostgreSQL server with an empty table of orders."""
    with PostgresServer() as server:
        server.execute(f"CREATE DATABASE {DATABASE}")
        server.execute(TABLE, DATABASE)
        yield server


class Tour:
    """What a new user does, one part after the other; how long each took is in `seconds`.

    Args:
        visitor: who does it, not signed in.
        dashboard: where.
        postgres: the destination, made by `warehouse`.
        pace: milliseconds between two keys.
    """

    def __init__(self, visitor: Visitor, dashboard: Dashboard, postgres: PostgresServer, pace: float = 0) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page
        self.dashboard = dashboard
        self.postgres = postgres
        self.pace = pace
        self.seconds: dict[str, float] = {}
        self.key = ""

    def deliver_the_first_message(self) -> None:
        """Everything from the log-in to the trace of a message that is in the table."""
        with self._part("sign in"):
            self._sign_in()
        with self._part("a sender app, and what its messages look like"):
            self._make_application()
        with self._part("a PostgreSQL destination, tested"):
            self._make_destination()
        with self._part("the workflow, drawn"):
            self._draw()
        with self._part("the mapping: found by name, and one function"):
            self._map()
        with self._part("saved and enabled"):
            self._enable()
        with self._part("a message sent through the SDK, seen in the log, and its trace"):
            self._send_and_trace()

    def lose_the_destination(self) -> None:
        """It goes away: the circuit opens, and what is sent waits. It comes back: all of it is delivered."""
        with self._part("the destination goes away: the circuit opens, messages wait"):
            self._break()
        with self._part("it comes back: what waited is delivered"):
            self._heal()

    def rows(self) -> list[str]:
        """Return the rows of the table."""
        return self.postgres.execute("SELECT id, name, email, total FROM orders ORDER BY id", DATABASE).splitlines()

    @contextmanager
    def _part(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        with self.page.context.tracing.group(name):
            yield
        self.seconds[name] = time.monotonic() - began

    def _type(self, where: Locator, text: str) -> None:
        where.click()
        where.press("Control+a")
        where.press_sequentially(text, delay=self.pace)

    def _go(self, name: str) -> None:
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()

    def _panel(self) -> Locator:
        return self.page.get_by_role("complementary")

    def _sign_in(self) -> None:
        page = self.visitor.open("/")
        self._type(page.get_by_label("User name"), "admin")
        self._type(page.get_by_label("Password", exact=True), PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()

    def _make_application(self) -> None:
        page = self.page
        self._go("Sender apps")
        page.get_by_role("link", name="New sender app").first.click()
        self._type(page.get_by_role("textbox", name="Name"), "tour-shop")
        page.get_by_role("button", name="Save and show the key").click()
        self.key = page.get_by_test_id("API key").inner_text()
        page.get_by_role("button", name="I have kept them").click()
        page.get_by_role("tab", name="Fields").click()
        page.get_by_role("button", name="Infer from samples").click()
        self._type(page.get_by_role("textbox", name="Messages as the app sends them"), SAMPLE)
        page.get_by_role("button", name="Infer", exact=True).click()
        page.get_by_role("button", name="Use them in place of the former").click()
        page.get_by_role("button", name="Save the fields").click()
        expect(page.get_by_text("tour-shop is saved")).to_be_visible()

    def _make_destination(self) -> None:
        page = self.page
        self._go("Destinations")
        page.get_by_role("link", name="New destination").first.click()
        page.get_by_role("button", name=re.compile("^PostgreSQL")).click()
        self._type(page.get_by_role("textbox", name="Name", exact=True), "tour-warehouse")
        self._type(page.get_by_role("textbox", name="Host"), self.postgres.host)
        self._type(page.get_by_label("Port"), str(self.postgres.port))
        self._type(page.get_by_role("textbox", name="Database"), DATABASE)
        self._type(page.get_by_role("textbox", name="User"), self.postgres.username)
        self._type(page.get_by_role("textbox", name="Password"), self.postgres.password)
        page.get_by_role("button", name="Test the connection").click()
        expect(page.get_by_role("status").filter(has_text="It works")).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="tour-warehouse")).to_be_visible()

    def _draw(self) -> None:
        page = self.page
        self._go("Workflows")
        page.get_by_role("link", name="New workflow").first.click()
        self._type(page.get_by_role("textbox", name="Name"), "tour-orders")
        page.keyboard.press("Enter")
        palette = page.get_by_role("navigation", name="What can be added")
        palette.get_by_role("button", name="tour-shop").click()
        expect(page.get_by_test_id("rf__wrapper").get_by_text("tour-shop")).to_be_visible()
        palette.get_by_role("button", name="tour-warehouse").drag_to(page.get_by_test_id("rf__wrapper"))
        self._type(self._panel().get_by_role("textbox", name="Target"), "orders")
        key = self._panel().get_by_role("combobox", name="Key").or_(self._panel().get_by_role("textbox", name="Key"))
        self._type(key.first, "id")
        page.keyboard.press("Enter")

    def _map(self) -> None:
        page = self.page
        self._panel().get_by_role("button", name="Draw the mapping").click()
        page.get_by_role("button", name="Auto-map").click()
        row = page.get_by_role("grid", name="Targets").locator("[data-target=email]")
        expect(row).to_contain_text("customer.email")
        row.get_by_role("rowheader").click()
        rule = page.get_by_role("region", name="Rule for email")
        for name in ("trim", "lower"):
            self._type(rule.get_by_role("combobox", name="Add a function"), name)
            page.get_by_role("option", name=re.compile(rf"^{name}\b")).click()
        page.get_by_role("button", name="Done").click()

    def _enable(self) -> None:
        page = self.page
        page.get_by_test_id("rf__wrapper").locator(".react-flow__pane").click(position={"x": 20, "y": 20})
        self._panel().get_by_role("switch", name="Enabled").click(force=True)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("tab", name="Versions")).to_be_visible()
        self._go("Workflows")
        page.get_by_role("switch", name="tour-orders is enabled").click(force=True)
        expect(page.get_by_text("tour-orders is enabled")).to_be_visible()

    def _send_and_trace(self) -> None:
        page = self.page
        self._go("Logs")
        page.get_by_role("combobox", name="Workflow").click()
        page.get_by_role("option", name="tour-orders").click()
        expect(page.get_by_text("live", exact=True)).to_be_visible()
        [sent] = self._send(1)
        line = page.get_by_role("table", name="Log").get_by_role("row", name=re.compile(sent[-12:])).first
        expect(line).to_contain_text("delivered")
        line.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("ada@example.com")
        expect(page.get_by_role("dialog").get_by_role("region", name="Way to to-tour-warehouse")).to_contain_text(
            "Delivered"
        )

    def _send(self, *numbers: int) -> list[str]:
        with NexusClient(self.dashboard.url, api_key=self.key) as client:
            return [client.send(order(one)).id for one in numbers]

    def _break(self) -> None:
        page = self.page
        page.keyboard.press("Escape")
        self._go("Workflows")
        page.get_by_role("link", name="tour-orders", exact=True).click()
        box = page.get_by_test_id("rf__node-pipeline:0")
        expect(box).to_be_visible()
        self.postgres.stop()
        self._send(*range(2, 12))
        expect(box).to_contain_text("circuit open", timeout=OUTAGE_MS)
        expect(self._flow()).to_contain_text("10 wait", timeout=OUTAGE_MS)

    def _heal(self) -> None:
        box = self.page.get_by_test_id("rf__node-pipeline:0")
        self.postgres.start()
        expect(box).not_to_contain_text("circuit", timeout=OUTAGE_MS)
        expect(self._flow()).not_to_contain_text("wait", timeout=OUTAGE_MS)
        self._flow().click()
        expect(self._panel()).to_contain_text("delivered")
        expect(self._panel()).to_contain_text("ada@example.com")

    def _flow(self) -> Locator:
        return self.page.get_by_test_id("flow-pipeline:0")
