"""What the figures of a workspace say: totals, series, how things stand, and what needs a person."""
