"""PostgreSQL connector for Nexus."""
