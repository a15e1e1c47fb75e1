"""REST connector for Nexus: delivers messages to HTTP APIs."""
