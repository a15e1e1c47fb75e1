"""Saved queries, run: by applications under their slug, by people under their id."""
