"""``nexus connector new``: the package of a new connector, which works and is certified as it is made."""

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import click

ROLES: Final = ("sink", "source", "query", "browse", "step", "transform")
_TEMPLATE: Final = "cookiecutter-plugin"


@click.command("new", epilog="Example: nexus connector new --name shelf --roles sink,query --no-input")
@click.option("--name", help="Name of the connector, in kebab case: shelf.")
@click.option("--title", help="Its name as people write it; made of the name if not given.")
@click.option("--roles", help=f"What it offers, with commas: {', '.join(ROLES)}.")
@click.option("--sql/--no-sql", default=None, help="An SQL database, on top of nexus-sql.")
@click.option("--async/--sync", "is_async", default=None, help="Whether its system's client is used with await.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=".", help="Where to make the folder."
)
@click.option("--no-input", is_flag=True, help="Ask nothing: what is not given is as proposed.")
def command(output: Path, *, sql: bool | None, is_async: bool | None, no_input: bool, **given: str | None) -> None:
    """Make a package that passes its lint, types and conformance; replace what it does by what your system does."""
    answers = _answers(given, sql=sql, is_async=is_async, ask=not no_input)
    folder = _generate(answers, output)
    _tidy(folder)
    click.echo(f"made {folder}\n\nnext:\n  pip install --editable '{folder}[dev]'\n  nexus connector dev {folder}")
    click.echo(f"  nexus connector certify {folder}")


def _answers(given: dict[str, str | None], *, sql: bool | None, is_async: bool | None, ask: bool) -> dict[str, str]:
    answers = {key: value for key, value in given.items() if value is not None}
    if ask:
        for key, text, proposed in (
            ("name", "Name (kebab case)", "shelf"),
            ("roles", f"Roles of {', '.join(ROLES)}", "sink"),
        ):
            if key not in answers:
                answers[key] = click.prompt(text, default=proposed)
        sql = click.confirm("An SQL database?", default=False) if sql is None else sql
        if not sql:
            is_async = click.confirm("Is its client used with await?", default=False) if is_async is None else is_async
    return {**answers, "sql": "yes" if sql else "no", "style": "async" if is_async else "sync"}


def _generate(answers: dict[str, str], output: Path) -> Path:
    try:
        from cookiecutter.exceptions import CookiecutterException  # noqa: PLC0415 — an optional extra
        from cookiecutter.main import cookiecutter  # noqa: PLC0415
    except ImportError as error:
        raise click.UsageError("this needs cookiecutter; run: pip install 'nexus-core[connector]'") from error
    about: Any = {"no_input": True, "extra_context": answers, "output_dir": str(output)}
    try:
        return Path(cookiecutter(str(template()), **about))
    except CookiecutterException as error:  # a hook has said why, if it was one
        raise click.UsageError(str(error)) from error


def template() -> Path:
    """Return the folder of the template: in the wheel, or in the checkout that Nexus is installed from."""
    packaged = Path(str(files(__package__))) / "template"
    if packaged.is_dir():
        return packaged
    for parent in Path(__file__).parents:
        if (parent / _TEMPLATE / "cookiecutter.json").is_file():
            return parent / _TEMPLATE
    raise click.ClickException("the template is missing; install nexus-core again")


def _tidy(folder: Path) -> None:
    """Sort imports and wrap lines, which depend on the names, where ruff is installed."""
    if (ruff := shutil.which("ruff")) is not None:
        form, fix = ("format", "--quiet"), ("check", "--fix", "--silent", "--exit-zero")
        for arguments in (form, fix, form):
            subprocess.run([ruff, *arguments, str(folder)], check=True)  # noqa: S603 — a formatter, on what was just made
