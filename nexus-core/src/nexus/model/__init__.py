"""Frozen value types that all of Nexus speaks in. See ``docs/concepts/words.md`` for what the words mean."""
