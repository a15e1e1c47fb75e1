"""Messages on the agent's own disk, from their acceptance until the centre has them (`file`, `writer`, `salvage`)."""
