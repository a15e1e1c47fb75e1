"""The catalogue of plugins as the command line sees it."""

import os
from functools import cache

from nexus.cli.table import COMMANDS
from nexus.config.settings import load_settings
from nexus.plugins import Catalogue, load_plugins


@cache
def catalogue(*, routes: bool = False) -> Catalogue:
    """Load the plugins that the settings allow, once; with their routes (and what these import) only where it matters.

    Raises:
        InvalidInput: a setting is wrong.
    """
    allow = load_settings(os.environ).plugins_allow
    return load_plugins(allow, routes=routes, reserved_commands=COMMANDS)
