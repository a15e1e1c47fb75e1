"""Alembic's environment and two chains of revisions: ``core`` (metadata) and ``delivery_log``. Forward only.

Revisions stand alone: they import no table definition, which would change under them.
"""
