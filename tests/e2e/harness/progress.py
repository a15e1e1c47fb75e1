"""Waiting for something to move."""

from collections.abc import Callable

from nexus.testing import wait_until


def grows(count: Callable[[], int], by: int, *, timeout_s: float, what: str) -> int:
    """Wait until ``count`` has grown by so much, and return by how much it has."""
    before = count()
    return wait_until(lambda: _above(count() - before, by), timeout_s=timeout_s, every_s=0.05, what=what)


def _above(growth: int, least: int) -> int:
    return growth if growth >= least else 0
