"""The API process: ingress (the hot path, `nexus.api.ingress`), health, metrics, and the management routes."""
