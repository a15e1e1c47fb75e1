"""Plugins: found through entry points, checked whole, and either in the catalogue or in quarantine with a reason."""

from nexus.plugins.catalogue import Catalogue, PluginInfo
from nexus.plugins.faults import Fault
from nexus.plugins.load import build_catalogue, load_plugins
from nexus.plugins.observers import Observers

__all__ = ["Catalogue", "Fault", "Observers", "PluginInfo", "build_catalogue", "load_plugins"]
