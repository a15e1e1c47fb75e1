"""People: logging in, users, workspaces and who may do what in them."""
