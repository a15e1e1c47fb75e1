"""What the suites for SQL connectors share: they are checked, skipped and certified as those of `nexus.testing` are."""

from typing import ClassVar

from nexus import SinkType
from nexus.testing import Conformance


class SqlSuite(Conformance):
    """Base of the suites for what only SQL connectors do; give it a fixture ``bench`` that returns a `Bench`.

    Attributes:
        sink_type: what the plugin offers.
    """

    sink_type: ClassVar[SinkType]

    @classmethod
    def subject(cls) -> str:
        """Return the connector's name."""
        sink_type = getattr(cls, "sink_type", None)
        return sink_type.connector.name if sink_type is not None else ""
