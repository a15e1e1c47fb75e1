"""``nexus test``: flow tests, which need no store and no database."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nexus.flowtests.running import FileResult


@click.command("test", epilog="Example: nexus test flows/*.yaml --junit report.xml")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit report there as well.")
@click.option("--record", "messages", multiple=True, metavar="MESSAGE_ID", help="Make a flow test of it; repeatable.")
@click.option("--run", "runs", multiple=True, metavar="RUN_ID", help="Make a flow test of it; repeatable.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where that flow test is written."
)
@click.option("--workspace", default="default", show_default=True, help="Of what is recorded.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of flow test files, for editors.")
def command(*, files: tuple[Path, ...], as_json: bool, junit: Path | None, schema: bool, **given: Any) -> None:
    """Send the messages of flow tests through their workflows, with connectors replaced, and compare what comes out.

    With --record or --run, make a flow test of what the installation has delivered, and run it.

    Exit status: 0 if all is as expected, 1 if not, 2 if a file cannot be used.
    """
    if schema:
        click.echo(json.dumps(_schema(), indent=2))
        return
    if given["messages"] or given["runs"]:
        if files or given["output"] is None:
            raise click.UsageError("name where the recorded flow test is written with -o, and no other files")
        files = (_recorded(**given),)
    if not files:
        raise click.UsageError("name at least one flow test file")
    results = _run(files)
    if junit is not None:
        from nexus.flowtests.junit import junit as written  # noqa: PLC0415 — heavy; only when it runs

        junit.write_bytes(written(results))
    _print(results, as_json=as_json)
    sys.exit(2 if any(one.faults for one in results) else 0 if all(one.passed for one in results) else 1)


def _run(files: tuple[Path, ...]) -> "list[FileResult]":
    from nexus.cli.installed import catalogue  # noqa: PLC0415 — heavy; only when it runs
    from nexus.flowtests.running import run_file  # noqa: PLC0415 — as above

    return [run_file(file, catalogue(), _exported) for file in files]


def _recorded(messages: tuple[str, ...], runs: tuple[str, ...], output: Path, workspace: str) -> Path:
    """Write a flow test of recorded traffic; what a person should know goes to the error stream."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.flowtests.recording.installation import record  # noqa: PLC0415 — as above

    written = record(wiring.load_settings(os.environ), workspace, messages, runs)
    output.write_text(written.text, encoding="utf-8")
    for note in written.notes:
        click.echo(note, err=True)
    return output


def _exported(workspace: str) -> Any:
    """Return what the installation has in a workspace, its secrets as places to fill in."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.services.definitions.export import export  # noqa: PLC0415 — as above

    settings = wiring.load_settings(os.environ)
    with wiring.open_metadata(settings) as metadata:
        return export(metadata.repositories, wiring.open_catalogue(settings), metadata.workspace_id(workspace))


def _print(results: "list[FileResult]", *, as_json: bool) -> None:
    from nexus.flowtests import report  # noqa: PLC0415 — heavy; only when it runs

    if as_json:
        click.echo(json.dumps(report.document(results), indent=2))
    else:
        for line in report.lines(results):
            click.echo(line)


def _schema() -> dict[str, Any]:
    from nexus.config import json_schema  # noqa: PLC0415 — heavy; only when it runs
    from nexus.flowtests.documents import FlowTestDocument  # noqa: PLC0415 — as above

    return json_schema(FlowTestDocument)
