"""Bytes on the wire: frames, parts, values. Nothing here knows SQL."""
