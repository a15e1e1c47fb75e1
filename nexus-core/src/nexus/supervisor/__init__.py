"""Everything on one machine: starts the processes of Nexus, starts them again when they end, stops them in order."""
