"""Log records become messages."""

import logging
import logging.config
from datetime import datetime
from uuid import UUID

import pytest
from sdk_ingress import problem

from nexus.testing import wait_until
from nexus_sdk import BufferOptions, NexusClient, NexusHandler, Retry


@pytest.fixture
def logger():
    made = logging.getLogger("shop.orders")
    made.setLevel(logging.DEBUG)
    yield made
    for handler in [*made.handlers, *logging.root.handlers]:
        if isinstance(handler, NexusHandler):
            made.removeHandler(handler)
            logging.root.removeHandler(handler)


def test_a_record_is_sent_with_what_is_known_of_it(nexus, logger):
    with NexusClient(nexus.url, "nxk_test") as client:
        logger.addHandler(NexusHandler(client, level="INFO"))
        logger.debug("too low")
        order = UUID("01a209ef-660d-7561-86a6-651d604f81d5")
        logger.warning("order %s is late", order, extra={"order": order, "basket": {1, 2}})
        try:
            raise ZeroDivisionError("no baskets")  # noqa: TRY301
        except ZeroDivisionError:
            logger.exception("cannot divide")

    [[late, failed]] = nexus.bodies
    assert datetime.fromisoformat(late.pop("time")).tzinfo is not None
    assert late.pop("process") > 0
    assert late.pop("line") > 0
    assert late.pop("file") == __file__
    assert late == {
        "level": "WARNING",
        "logger": "shop.orders",
        "message": f"order {order} is late",
        "function": "test_a_record_is_sent_with_what_is_known_of_it",
        "thread": "MainThread",
        "extra": {"order": str(order), "basket": "{1, 2}"},
    }
    assert failed["level"] == "ERROR"
    assert failed["exception"].endswith("ZeroDivisionError: no baskets")


def test_what_the_library_itself_logs_is_not_sent(nexus, logger, caplog):
    for name in (None, "httpx"):  # named too: whoever set up Nexus's logging in this process keeps httpx quiet
        caplog.set_level(logging.DEBUG, name)
    nexus.script(problem(503, "busy"))
    retry = Retry(base_s=0.001)
    with NexusClient(nexus.url, "nxk_test", retry=retry, buffer=BufferOptions(interval_s=0.01)) as client:
        logging.root.addHandler(NexusHandler(client))
        logger.info("once")
        wait_until(lambda: client.buffered == 0)
        client.send({"id": 1})

    assert {record.name.partition(".")[0] for record in caplog.records} >= {"httpx", "nexus_sdk", "shop"}
    assert [body[0]["message"] for body in nexus.bodies[:2]] == ["once", "once"]
    assert nexus.bodies[2:] == [{"id": 1}]


def test_a_full_buffer_drops_records_and_counts_them(nexus, logger):
    with NexusClient(nexus.url, "nxk_test", buffer=BufferOptions(max_messages=2, on_error=lambda _: None)) as client:
        nexus.server.refuse()
        handler = NexusHandler(client, message_of=lambda record: {"text": record.getMessage()})
        logger.addHandler(handler)
        for number in range(5):
            logger.info("%d", number)
        nexus.server.heal()

    assert handler.dropped == 3
    assert nexus.bodies == [[{"text": "0"}, {"text": "1"}]]


def test_it_is_configured_by_a_dictionary_and_logging_shutdown_sends_what_waits(nexus, logger):
    with NexusClient(nexus.url, "nxk_test", buffer=BufferOptions(interval_s=60)) as client:
        logging.config.dictConfig(
            {
                "version": 1,
                "disable_existing_loggers": False,
                "handlers": {"nexus": {"class": "nexus_sdk.NexusHandler", "client": client, "level": "INFO"}},
                "loggers": {"shop.orders": {"handlers": ["nexus"]}},
            }
        )
        logger.info("configured")
        [handler] = [one for one in logger.handlers if isinstance(one, NexusHandler)]
        handler.flush()
        assert [body[0]["message"] for body in nexus.bodies] == ["configured"]


def test_what_stands_in_the_way_at_the_end_raises_nothing(nexus, logger):
    nexus.script(*[problem(403, "no")] * 10)
    client = NexusClient(nexus.url, "nxk_test", buffer=BufferOptions(on_error=lambda _: None, interval_s=60))
    handler = NexusHandler(client)
    logger.addHandler(handler)
    logger.info("kept")
    handler.flush()
    assert client.buffered == 1
    nexus.scripted.clear()
    client.close()
    handler.flush()


def test_a_message_that_cannot_be_made_is_told_of_as_by_other_handlers(nexus, logger, capsys):
    with NexusClient(nexus.url, "nxk_test") as client:
        logger.addHandler(NexusHandler(client, message_of=lambda record: {"n": float("nan")}))
        logger.info("?")

    assert "nan is no JSON number" in capsys.readouterr().err
