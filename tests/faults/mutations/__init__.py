"""Known bugs, put into a copy of the source: whatever holds the guarantee must notice each of them."""
