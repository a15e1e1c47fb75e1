"""``nexus openapi``: the document that clients are generated from."""

import json
import sys
from pathlib import Path

import click


@click.command("openapi", epilog="Example: nexus openapi > openapi.json")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def command(output: Path | None) -> None:
    """Print the OpenAPI document of what is installed.

    The same that a running API answers under /api/openapi.json; needs no server and no settings.
    """
    from nexus.api.document import openapi_document  # noqa: PLC0415 — heavy

    text = json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
