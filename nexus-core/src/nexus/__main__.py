"""``python -m nexus``: the same as ``nexus``."""

from nexus.cli.main import main

main()
