"""Draws the tables of the manual from the code that they describe.

``python docs/build`` writes them into the pages; ``python docs/build --check`` only names the pages that are behind, with
status 1. A page says where a table belongs::

    <!-- table: settings -->
    <!-- end -->
"""

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from connectors import connectors
from definitions import definitions
from metrics import metrics
from settings import agent_settings, settings
from transforms import transforms

_TABLE = re.compile(r"(<!-- table: ([a-z_ -]+?) -->\n).*?(<!-- end -->)", re.DOTALL)
_PAGES = ("README.md", "docs/**/*.md", "nexus-core/README.md", "plugins/*/README.md")


def main() -> int:
    """Write or check; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw the tables of the manual.")
    parser.add_argument("--check", action="store_true", help="change nothing, name the pages that are behind")
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parents[2])
    given = parser.parse_args()
    tables = {
        "transforms": transforms(),
        "settings": settings(),
        "agent settings": agent_settings(),
        "metrics": metrics(),
        **definitions(),
        **connectors(),
    }
    behind = [page for page in pages(given.root) if page.read_text() != drawn(page.read_text(), tables)]
    for page in behind:
        print(f"{page.relative_to(given.root)} is behind the code; run: python docs/build" if given.check else page)
        if not given.check:
            page.write_text(drawn(page.read_text(), tables))
    return 1 if given.check and behind else 0


def pages(root: Path) -> list[Path]:
    """Return the pages of the manual."""
    return sorted({page for pattern in _PAGES for page in root.glob(pattern)})


def drawn(text: str, tables: Mapping[str, str]) -> str:
    """Return a page with its tables as they are now; raises KeyError for a table that nothing draws."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


if __name__ == "__main__":
    sys.exit(main())
