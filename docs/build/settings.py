"""The table of settings, from the class that they are read into."""

from tables import default_of, table, type_of

from nexus.config.settings import Settings
from nexus.config.shapes import fields_of


def settings() -> str:
    """Return the table of every variable."""
    rows = [
        (f"`NEXUS_{name.upper()}`", type_of(field), default_of(field), field.info.help)
        for name, field in fields_of(Settings).items()
    ]
    return table(("variable", "value", "default", "meaning"), rows)
