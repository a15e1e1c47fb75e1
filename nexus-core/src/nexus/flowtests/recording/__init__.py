"""Recorded traffic becomes a flow test: from the delivery log, the history of runs, and the retained past."""
