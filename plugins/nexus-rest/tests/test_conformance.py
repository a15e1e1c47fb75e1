import pytest
from resources import ResourcesBench

from nexus.testing import ConfigConformance, SinkConformance, StepBench, StepConformance
from nexus_rest.plugin import REST, SINK, STEP


@pytest.fixture
def bench(http_server):
    return ResourcesBench(http_server)


class TestConfigConformance(ConfigConformance):
    connector = REST


class TestSinkConformance(SinkConformance):
    sink_type = SINK


class CallBench(StepBench):
    """``rest_call`` to the API of `ResourcesBench`."""

    def __init__(self, server):
        self.api = ResourcesBench(server)
        self.place = self.api.place(self.api.target("post", {}))
        self.connections = {"crm": (SINK, self.api.config)}
        self.settings = {"connection": "crm", "method": "PUT", "path": f"/places/{self.place}/{{payload.id}}"}

    def verify(self, number, result):
        assert result.output["status"] == 200
        assert self.data(number)["payload"] in self.api.api.places[self.place]

    def bad_data(self):
        return {**self.data(1), "payload": {"id": 1, "qty": -1}, "current": {"id": 1, "qty": -1}}

    def away(self):
        return {"crm": (SINK, self.api.through("127.0.0.1", 1))}

    def keys(self):
        return [key for _, key in self.api.api.keys[self.place]]

    def sent(self):
        return len(self.api.api.keys[self.place])


class TestStepConformance(StepConformance):
    step_type = STEP

    @pytest.fixture
    def bench(self, http_server):
        return CallBench(http_server)
