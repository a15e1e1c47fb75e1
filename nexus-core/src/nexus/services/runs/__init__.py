"""Runs of sequential workflows: what people look up, end, repeat and try out."""
