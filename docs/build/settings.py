"""The tables of settings, from the classes that they are read into."""

from tables import default_of, table, type_of

from nexus.config.settings import Settings
from nexus.config.shapes import fields_of
from nexus_agent.settings import Settings as AgentSettings


def settings() -> str:
    """Return the table of every variable of Nexus."""
    return _table(Settings, "NEXUS_")


def agent_settings() -> str:
    """Return the table of every variable of the agent."""
    return _table(AgentSettings, "NEXUS_AGENT_")


def _table(kind: type, prefix: str) -> str:
    rows = [
        (f"`{prefix}{name.upper()}`", type_of(field), default_of(field), field.info.help)
        for name, field in fields_of(kind).items()
    ]
    return table(("variable", "value", "default", "meaning"), rows)
