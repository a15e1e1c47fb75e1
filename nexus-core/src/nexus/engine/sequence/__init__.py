"""Runs the steps of a sequential workflow, one message at a time, many messages at once."""
