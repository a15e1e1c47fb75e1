"""Nexus: messages in, delivered. Every name that a plugin author needs, nothing else."""
