"""Revisions of the metadata database."""
