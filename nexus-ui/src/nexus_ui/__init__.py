"""The dashboard of Nexus: pages that the API serves."""
