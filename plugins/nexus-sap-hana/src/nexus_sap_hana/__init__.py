"""SAP HANA connector for Nexus."""
