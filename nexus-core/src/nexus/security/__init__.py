"""Key ring, passwords, API keys, egress guard."""
