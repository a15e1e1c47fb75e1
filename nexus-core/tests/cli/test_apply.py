"""``nexus apply``, as a person calls it."""

import asyncio
import base64
import json

from nexus.model.message import NewMessage
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect

FILE = """
applications: [{name: shop, message_id_path: id}]
connections: [{name: acme, connector: pretend}]
workflows:
  - name: orders
    sources: [{application: shop}]
    pipelines:
"""
PIPELINE = '      - {name: NAME, destination: acme, operation: insert, mappings: [{source: "$", target: "$"}]}\n'


def apply(installation, *names):
    file = installation.settings.data_dir / "file.yaml"
    file.write_text(FILE + "".join(PIPELINE.replace("NAME", name) for name in names))
    done = installation.run("apply", "-f", str(file), "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def orders(installation):
    with installation.metadata() as opened:
        return opened.repositories.workflows.by_name(opened.workspace_id("default"), "orders")


def in_store(installation, action):
    async def run():
        store = connect(installation.settings.redis_url)
        try:
            return await action(store)
        finally:
            await store.close()

    return asyncio.run(run())


def lag(installation, workflow, pipeline):
    consumer = lambda store: StreamConsumer(store, workflow.id, pipeline.id, "test", family="acme")  # noqa: E731 — one use
    return in_store(installation, lambda store: consumer(store).depth()).lag


def test_a_new_applications_key_and_master_secret_are_told_once(installation):
    first = apply(installation, "one")
    assert first["keys"]["shop"].startswith("nxk_")
    assert len(base64.b64decode(first["master_secrets"]["shop"])) == 32
    assert apply(installation, "one") == {"changes": [], "keys": {}, "master_secrets": {}, "notes": []}


def test_a_pipeline_that_a_workflow_gets_later_begins_with_what_comes_then(installation):
    apply(installation, "one")
    workflow = orders(installation)
    in_store(
        installation,
        lambda store: StreamProducer(store).accept(workflow.id, [NewMessage("m1", "shop", b'{"id": 1}')]),
    )
    apply(installation, "one", "two")
    two = next(pipeline for pipeline in orders(installation).pipelines if pipeline.name == "two")

    assert lag(installation, workflow, two) == 0
    in_store(
        installation,
        lambda store: StreamProducer(store).accept(workflow.id, [NewMessage("m2", "shop", b'{"id": 2}')]),
    )
    assert lag(installation, workflow, two) == 1
