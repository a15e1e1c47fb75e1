"""MySQL and MariaDB connector for Nexus."""
