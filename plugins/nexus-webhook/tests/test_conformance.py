from typing import ClassVar

import pytest
from webhook_benches import EndpointBench, SenderBench

from nexus.testing import ConfigConformance, SinkConformance, SourceConformance
from nexus_webhook.plugin import LISTENER, SINK, SOURCE, WEBHOOK

LISTENS = "a listener connects to nobody: senders come to it"
NOT_TRIED = "a connection test sends no webhook, so it cannot know whether the secret is right"


class TestSinkConformance(SinkConformance):
    sink_type = SINK
    skips: ClassVar = {"drift": "an endpoint takes JSON of any shape"}

    @pytest.fixture
    def bench(self, http_server):
        return EndpointBench(http_server)


class TestWebhookConfig(ConfigConformance):
    connector = WEBHOOK
    skips: ClassVar = {"wrong_credentials": NOT_TRIED}

    @pytest.fixture
    def bench(self, http_server):
        return EndpointBench(http_server)


@pytest.fixture
def sender():
    bench = SenderBench()
    yield bench
    bench.close()


class TestSourceConformance(SourceConformance):
    source_type = SOURCE
    skips: ClassVar = {"through": LISTENS, "wrong_credentials": LISTENS}

    @pytest.fixture
    def bench(self, sender):
        return sender


class TestListenerConfig(ConfigConformance):
    connector = LISTENER
    skips: ClassVar = {"through": LISTENS, "wrong_credentials": LISTENS}

    @pytest.fixture
    def bench(self, sender):
        return sender
