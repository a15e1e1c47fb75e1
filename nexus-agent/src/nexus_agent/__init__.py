"""Nexus at the edge: takes messages in a customer's network, queues them on its own disk, and forwards them."""

from importlib.metadata import version

__version__ = version("nexus-agent")
