"""The dashboard of Nexus, served by the API at its root."""

from pathlib import Path

from nexus import Site, hookimpl

nexus_contract = "1.0"

STATIC = Path(__file__).parent / "static"


@hookimpl
def nexus_sites() -> list[Site]:
    """Return the built pages."""
    return [Site(path="/", folder=STATIC)]
