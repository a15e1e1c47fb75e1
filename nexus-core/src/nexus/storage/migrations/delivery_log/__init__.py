"""Revisions of the delivery log's database."""
