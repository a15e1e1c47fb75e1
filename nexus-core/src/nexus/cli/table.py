"""The commands of ``nexus`` itself: one line each."""

from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "api": "Run an API process: takes messages, answers people.",
    "apply": "Create and change definitions as YAML files say.",
    "connector": "Write a connector: make its package, try it, certify it.",
    "dead-letters": "Look at what could not be delivered; replay it or discard it.",
    "doctor": "Check every dependency and setting, and say what to do.",
    "export": "Print all definitions as YAML.",
    "keys": "Make encryption keys, and re-encrypt under a new one.",
    "migrate": "Bring the metadata database up to date.",
    "openapi": "Print the OpenAPI document of what is installed.",
    "plugins": "Show the installed plugins, and which of them are in quarantine.",
    "receiver": "Run receivers: they take messages from sources.",
    "test": "Send the messages of flow tests through their workflows, without anything outside.",
    "up": "Run everything on this machine.",
    "user": "Add users, set their passwords, list them.",
    "worker": "Run workers: they deliver.",
}
"""Name -> one line of help; ``dead-letters`` is ``command`` in ``nexus.cli.dead_letters``, imported when it is called."""
