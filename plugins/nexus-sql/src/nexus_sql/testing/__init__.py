"""What tests of SQL connectors share: a bench on a database, and suites that build on those of `nexus.testing`."""
