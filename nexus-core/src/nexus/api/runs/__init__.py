"""Runs of workflows over HTTP: begin one, wait for its result, look at what it did."""
