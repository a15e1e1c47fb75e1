"""The commands of ``nexus`` itself: one line each."""

from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "plugins": "Show the installed plugins, and which of them are in quarantine.",
}
"""Name -> one line of help; ``dead-letters`` is ``command`` in ``nexus.cli.dead_letters``, imported when it is called."""
