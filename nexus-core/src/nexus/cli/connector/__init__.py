"""``nexus connector``: for people who write connectors."""

from importlib import import_module
from typing import Any, Final

import click

COMMANDS: Final[dict[str, str]] = {
    "certify": "Run the conformance suites and write the certificate.",
    "dev": "Show a connector's form and sample calls, again after every change.",
    "new": "Make the package of a new connector.",
}
"""Name -> one line of help; each is ``command`` in the module of its name, imported when it is called."""


class Commands(click.Group):
    """The commands of the table, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return all names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        """Return a command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        found: Any = import_module(f"{__name__}.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found


@click.group("connector", cls=Commands, epilog="Example: nexus connector new --name shelf --roles sink")
def command() -> None:
    """Write a connector: make its package, try it while you write, certify it."""
