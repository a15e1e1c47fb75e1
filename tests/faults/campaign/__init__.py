"""The fault campaign: an installation with everything breakable, faults, invariants, and the report."""
