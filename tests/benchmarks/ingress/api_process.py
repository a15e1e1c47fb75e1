"""The API process that is measured: the real one, definitions in memory. ``python api_process.py STORE_URL PORT DEDUP``."""

import contextlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence

from attrs import frozen
from litestar import Litestar

from nexus.api.app import ApiParts, create_app
from nexus.api.server import serve
from nexus.model.connection import Application, Connection, Dedup, FieldSpec
from nexus.model.credentials import KeyHolder
from nexus.model.user import Workspace
from nexus.model.workflow import Workflow
from nexus.security.api_keys import NewKey, generate_key
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect

FIELDS = (
    FieldSpec("id", "integer", required=True),
    FieldSpec("customer.email", "string", required=True),
    FieldSpec("customer.name", "string"),
    FieldSpec("total", "string"),
    FieldSpec("currency", "string", min_length=3, max_length=3),
    FieldSpec("quantity", "integer", min=0),
    FieldSpec("active", "boolean"),
    FieldSpec("created_at", "string"),
)
"""Every field of the load's messages is checked."""


@frozen
class OneApplication:
    """Definitions of one application that feeds one workflow."""

    key: NewKey
    application: Application

    def holder_of_key(self, key_id: str, key_digest: bytes) -> KeyHolder | None:
        """The application, if it is its key."""
        return KeyHolder(self.application) if (key_id, key_digest) == (self.key.id, self.key.digest) else None

    def workflows_of_application(self, application_id: str) -> Sequence[str]:
        """The workflow."""
        return ["benchmark"] if application_id == self.application.id else []

    def workflows(self) -> Sequence[Workflow]:
        """Not asked by ingress."""
        return []

    def workflow(self, workflow_id: str) -> Workflow | None:
        """Not asked by ingress."""
        return None

    def masked_paths(self) -> Mapping[str, Sequence[str]]:
        """Not asked by ingress."""
        return {}

    def workspaces(self) -> Sequence[Workspace]:
        """Not asked by ingress."""
        return []

    def workspace(self, workspace_id: str) -> Workspace | None:
        """The application's."""
        return Workspace(workspace_id, "benchmark")

    def connections(self, ids: Sequence[str]) -> Sequence[Connection]:
        """Not asked by ingress."""
        return []


def main(store_url: str, port: str, dedup: str) -> None:
    """Serve; the first line printed is the API key."""
    key = generate_key()
    application = Application(
        "application", "workspace", "load", fields=FIELDS, dedup=Dedup(dedup), message_id_path="id"
    )
    store = connect(store_url)

    @contextlib.asynccontextmanager
    async def closing_store(_: Litestar) -> AsyncIterator[None]:
        yield
        await store.close()

    app = create_app(ApiParts(StreamProducer(store), OneApplication(key, application), lifespan=[closing_store]))
    print(key.text, flush=True)
    serve(app, port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
