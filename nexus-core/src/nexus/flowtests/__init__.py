"""Flow tests: messages in, expected rows and calls out, with nothing outside; ``nexus test`` runs and records them."""
