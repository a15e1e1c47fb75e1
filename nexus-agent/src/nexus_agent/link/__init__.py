"""The connection that the agent keeps open to the centre, over which the centre asks connections here."""
