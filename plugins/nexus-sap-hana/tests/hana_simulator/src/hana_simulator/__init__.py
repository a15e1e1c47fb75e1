"""A server that speaks SAP HANA's SQL command network protocol, for tests of its clients; no database to keep data in."""
