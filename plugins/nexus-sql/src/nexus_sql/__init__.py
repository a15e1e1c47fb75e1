"""What the SQL connectors of Nexus share: introspection, statements, ledger, errors."""
