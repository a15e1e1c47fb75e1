"""Sources: what comes from a broker now, and which fields it has."""

import json
import re
import threading

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from playwright.sync_api import expect

from nexus.testing import MosquittoServer

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(300)]


@pytest.fixture
def broker():
    """A broker to which a press reports its temperature ten times a second."""
    with MosquittoServer(durable=False) as server:
        client, ended = Client(CallbackAPIVersion.VERSION2), threading.Event()
        client.connect("127.0.0.1", server.port)
        client.loop_start()

        def report():
            for number in range(10_000):
                reading = json.dumps({"press": number, "celsius": 61.5})
                client.publish("plant/press/reading", reading if number % 3 else "no reading", qos=1)
                if ended.wait(0.1):
                    return

        reporting = threading.Thread(target=report)
        reporting.start()
        yield server
        ended.set()
        reporting.join()
        client.disconnect()
        client.loop_stop()


def test_the_last_messages_of_a_broker_are_seen_with_their_fields_and_faults(visit, dashboard, broker):
    config = {
        "host": "127.0.0.1",
        "port": broker.port,
        "subscriptions": [{"name": "readings", "topic": "plant/+/reading", "qos": 1}],
    }
    made = dashboard.ask("POST", "/api/v1/connections", json={"name": "press", "connector": "mqtt", "config": config})
    page = visit().sign_in().open(f"/connections/{made['id']}?tab=messages")
    seen = page.get_by_role("region", name="Last messages seen")
    expect(seen).to_contain_text("Not looked yet")

    seen.get_by_role("button", name="Look").click()

    expect(seen).to_contain_text("celsius", timeout=30_000)
    expect(seen).to_contain_text("press: integer")
    seen.get_by_role("button", name=re.compile("61.5")).first.click()
    expect(seen.locator("pre").filter(has_text="celsius").first).to_be_visible()
    seen.get_by_role("button", name=re.compile("JSON")).first.click()
    expect(seen.locator("pre").filter(has_text="no reading").first).to_be_visible()
