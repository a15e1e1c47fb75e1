"""``nexus export``: what is defined, as a file that ``nexus apply`` takes."""

import json
import os

import click


@click.command("export", epilog="Example: nexus export > definitions.yaml")
@click.option("--workspace", default="default", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, workspace: str, as_json: bool) -> None:
    """Print all definitions as YAML; secrets become ${env:…} places."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.services.definitions.export import export  # noqa: PLC0415 — as above
    from nexus.services.definitions.text import write  # noqa: PLC0415 — as above

    settings = wiring.load_settings(os.environ)
    with wiring.open_metadata(settings) as metadata:
        sections = export(metadata.repositories, wiring.open_catalogue(settings), metadata.workspace_id(workspace))
    click.echo(json.dumps(sections, indent=2, default=str) if as_json else write(sections), nl=as_json)
