"""The delivery log over HTTP: pages, the life of one message, and what happens now."""
