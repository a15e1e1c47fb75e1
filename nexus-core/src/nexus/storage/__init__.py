"""Metadata, delivery log, dead letters and audit in SQL: SQLite, MySQL ≥ 8, MariaDB ≥ 10.6, PostgreSQL ≥ 13."""
