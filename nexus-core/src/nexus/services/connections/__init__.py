"""Connections: defined, tested, and browsed, from here or through the agent that reaches them."""
