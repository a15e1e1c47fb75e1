"""All tables, by theme; `METADATA` holds those of the metadata database, `LOG_METADATA` those of the delivery log."""

from nexus.storage.tables.configuration import (
    agent_applications,
    agents,
    api_keys,
    application_secrets,
    applications,
    connections,
    payload_keys,
    queries,
    query_applications,
)
from nexus.storage.tables.delivery_log import LOG_METADATA, delivery_log, log_routes
from nexus.storage.tables.metadata import METADATA
from nexus.storage.tables.people import memberships, sessions, users, workspaces
from nexus.storage.tables.records import audit_head, audit_log, dead_letters
from nexus.storage.tables.runs import runs
from nexus.storage.tables.workflows import pipelines, workflow_uses, workflow_versions, workflows

__all__ = [
    "LOG_METADATA",
    "METADATA",
    "agent_applications",
    "agents",
    "api_keys",
    "application_secrets",
    "applications",
    "audit_head",
    "audit_log",
    "connections",
    "dead_letters",
    "delivery_log",
    "log_routes",
    "memberships",
    "payload_keys",
    "pipelines",
    "queries",
    "query_applications",
    "runs",
    "sessions",
    "users",
    "workflow_uses",
    "workflow_versions",
    "workflows",
    "workspaces",
]
