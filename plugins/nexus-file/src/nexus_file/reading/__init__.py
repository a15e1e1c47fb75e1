"""Reading files row by row, in constant memory, from any position that was told before."""

from nexus_file.reading.rows import Reader, Row, Start, Unreadable, open_reader

__all__ = ["Reader", "Row", "Start", "Unreadable", "open_reader"]
