"""What tests of SQL connectors share: a context of their own, and one suite that every connector passes."""

from nexus_sql.testing.context import LocalContext

__all__ = ["LocalContext"]
