"""The table of known bugs."""

from typing import Any, Final

NAME: Final = "known bugs"


def table(figures: dict[str, Any]) -> str:
    """Return the table."""
    rows = figures["rows"]
    noticed = sum(row["caught"] for row in rows)
    lines = [
        f"On {figures['date']}, {noticed} of {len(rows)} were noticed.",
        "",
        "| # | bug | noticed | by |",
        "|---|---|---|---|",
        *(f"| {row['rule']} | {row['name']} | {'yes' if row['caught'] else 'NO'} | {_by(row)} |" for row in rows),
        "",
    ]
    return "\n".join(lines)


def _by(row: dict[str, Any]) -> str:
    return f"`{row['by'].removeprefix('tests/').removeprefix('nexus-core/').removeprefix('tests/')}`"
