"""Power cuts: what a process had not synced is gone, though the process itself could still read it."""
