"""``python -m nexus_agent``."""

from nexus_agent.cli import main

main()
