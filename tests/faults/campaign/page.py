"""Tables in the manual, and a sentence in the README, drawn between their marks from figures that stand beside the page."""

import json
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
PAGE: Final = DOCS / "reliability.md"
FIGURES: Final = DOCS / "reliability.json"
README: Final = DOCS.parent / "README.md"
IN_SHORT: Final = "the proof in figures"


def figures() -> dict[str, Any]:
    """Return what the page shows, by the name of its table."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def write(name: str, measured: dict[str, Any], lines: str) -> None:
    """Keep figures, and draw their table into the page, and the README's sentence."""
    FIGURES.write_text(json.dumps(figures() | {name: measured}, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8"), name, lines), encoding="utf-8")
    README.write_text(drawn(README.read_text(encoding="utf-8"), IN_SHORT, in_short(figures())), encoding="utf-8")


def in_short(found: dict[str, Any]) -> str:
    """Return what the campaign and the known bugs came to."""
    rows, bugs = found["the fault campaign"]["rows"], found["known bugs"]["rows"]
    total = {name: sum(row[name] for row in rows) for name in ("messages", "times", "lost", "twice")}
    noticed, kinds = sum(bug["caught"] for bug in bugs), len(rows) - 1  # but the combinations of them
    lines = [
        f"So far {total['messages']:,} messages acknowledged and {total['times']:,} faults of {kinds} kinds, alone and",
        f"combined: **{total['lost']} messages lost**, {total['twice']} applied twice despite a ledger.",
        f"{noticed} of {len(bugs)} known bugs, put into the source one at a time, were noticed.",
        "",
    ]
    return "\n".join(lines)


def drawn(page: str, name: str, lines: str) -> str:
    """Return the page with these lines between the marks of the table."""
    begin, end = marks(name)
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n\n{lines}\n{end}{tail}"


def marks(name: str) -> tuple[str, str]:
    """Return what stands before and after a table."""
    return f"<!-- {name}: drawn by tests/faults -->", f"<!-- end of {name} -->"
