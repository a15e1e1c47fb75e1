"""The settings of a Nexus process, from the environment, a TOML file and the command line."""

from nexus.config.settings.definition import Settings
from nexus.config.settings.loading import SettingInfo, describe_settings, load_settings

__all__ = ["SettingInfo", "Settings", "describe_settings", "load_settings"]
