"""Crashes at every single effect: lives that end at a given one, and what they do."""
