"""Dead letters over HTTP: looking, editing, replaying, discarding, one and many."""
