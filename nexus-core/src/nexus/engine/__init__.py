"""Turns a workflow's definition into bound plans, and a batch of messages into a settlement."""
