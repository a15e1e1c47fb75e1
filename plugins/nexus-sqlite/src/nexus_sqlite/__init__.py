"""SQLite connector for Nexus."""
