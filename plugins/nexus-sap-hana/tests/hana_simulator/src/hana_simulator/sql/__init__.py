"""From HANA's SQL to SQLite's."""
