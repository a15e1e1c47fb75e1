"""Counts of attempts, by which too many are refused."""

from attrs import frozen


@frozen
class Bucket:
    """One count of attempts.

    Attributes:
        name: what is counted; small, and without anything secret.
        limit: attempts that are let through within ``seconds`` of the first.
    """

    name: str
    limit: int
    seconds: int


@frozen
class Count:
    """How many attempts a bucket has seen, and for how many seconds it still counts them."""

    attempts: int
    seconds_left: float
