"""The OpenAPI document of what is installed, without serving anything: for the manual and for generated clients."""

import asyncio
import secrets
import tempfile
from pathlib import Path
from typing import Any

from litestar.serialization import decode_json, encode_json

from nexus import wiring
from nexus.api.app import create_app
from nexus.api.process import parts_of
from nexus.config import Secret
from nexus.config.settings import Settings
from nexus.security.keyring import generate_key
from nexus.storage import schema


def openapi_document() -> dict[str, Any]:
    """Return OpenAPI 3.1 of the core's routes and of those that plugins bring; no server and no database is asked."""
    with tempfile.TemporaryDirectory(prefix="nexus-openapi-") as folder:
        url = f"sqlite:///{Path(folder) / 'nexus.db'}"
        settings = Settings(
            data_dir=Path(folder),
            database_url=url,
            redis_url=f"unix://{Path(folder) / 'nobody.sock'}",
            encryption_keys=Secret(generate_key("document")),
            jwt_secret=Secret(secrets.token_hex(32)),
        )
        schema.upgrade(url)
        return asyncio.run(_document(settings))


async def _document(settings: Settings) -> dict[str, Any]:
    catalogue = wiring.open_catalogue(settings, routes=True)
    with wiring.open_metadata(settings) as metadata, wiring.open_log(settings, catalogue) as delivery_log:
        store, ear = wiring.open_store(settings), wiring.open_store(settings)
        try:
            monitor = wiring.open_monitor(settings, store)
            app = create_app(parts_of(settings, metadata, catalogue, delivery_log, store, ear, monitor))
            return decode_json(encode_json(app.openapi_schema.to_schema()), target_type=dict[str, Any])
        finally:
            await store.close()
            await ear.close()
