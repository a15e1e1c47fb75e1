from nexus import Capability
from nexus.config import json_schema
from nexus_rest import plugin


def test_the_plugin_offers_the_sink_and_the_step():
    [sink] = plugin.nexus_sinks()
    [step] = plugin.nexus_step_types()
    assert (sink.connector.name, sink.connector.family, sink.connector.collection) == (
        "rest",
        "rest",
        "rest-destinations",
    )
    assert set(sink.operations) == {"get", "post", "put", "patch", "delete"}
    assert step.name == "rest_call"
    for cls in (sink.connector.config, sink.options, step.config):
        assert json_schema(cls)


def test_every_operation_has_a_key_and_only_put_is_idempotent_by_itself():
    for operation in plugin.SINK.operations:
        able = plugin.SINK.able(operation)
        assert Capability.IDEMPOTENCY_KEY in able
        assert (Capability.IDEMPOTENT_WRITE in able) == (operation == "put")
        assert Capability.ORDERED not in able  # only where the pipeline asks for it


def test_the_manual_says_what_the_connector_does():
    assert "Redirects are not followed" in plugin.REST.docs
