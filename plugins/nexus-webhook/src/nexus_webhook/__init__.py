"""Webhooks for Nexus: a sink that sends signed ones, and a source that takes those of others."""
