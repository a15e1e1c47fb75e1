"""The ``nexus`` command: a table of commands, each loaded when it is called, and what plugins add."""

from importlib import import_module
from typing import Any

import click

from nexus.cli.table import COMMANDS
from nexus.errors import InvalidInput, NexusError


class Commands(click.Group):
    """The commands of the table and those of plugins; errors that Nexus raises on purpose end with one clear line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return all names, the core's and the plugins'."""
        return sorted({*COMMANDS, *_plugin_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        """Return a command, imported now."""
        if cmd_name in COMMANDS:
            return _core_command(cmd_name)
        return _plugin_commands().get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 — as above
        """Write the table of commands from one-line helps, without importing the commands."""
        lines = COMMANDS | {name: command.get_short_help_str(100) for name, command in _plugin_commands().items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(lines.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run; an error that a person can act on is shown without traceback, with exit status 1."""
        try:
            return super().invoke(ctx)
        except InvalidInput as error:
            raise click.ClickException("\n".join(map(str, error.errors))) from error
        except NexusError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nexus-core", prog_name="nexus")
def main() -> None:
    """Nexus moves messages into databases and services without losing one.

    Settings come from NEXUS_… variables or the TOML file that NEXUS_CONFIG names.
    """


def _core_command(name: str) -> click.Command:
    command = import_module(f"nexus.cli.{name.replace('-', '_')}").command
    assert isinstance(command, click.Command)
    return command


def _plugin_commands() -> dict[str, click.Command]:
    from nexus.cli.installed import catalogue  # noqa: PLC0415 — only where the table does not answer

    try:
        return {str(command.name): command for command in catalogue().commands}
    except InvalidInput:  # wrong settings: the command that is called will say so
        return {}
