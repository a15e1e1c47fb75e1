"""A REST API that misbehaves."""

import itertools
from random import Random
from typing import Final

from campaign.faults.base import Fault
from campaign.layout import CRM
from campaign.site import Site
from nexus.testing import Answer


class CrmFault(Fault):
    """An API that answers nothing but this.

    Args:
        stores: whether it stores what it is sent all the same.
        every: it does so at one request in so many, and else behaves.
    """

    place = "crm"

    def __init__(self, name: str, answer: Answer, *, stores: bool = False, every: int = 1) -> None:
        self.name = f"REST: {name}"
        self.hits = frozenset({CRM}) if every == 1 else frozenset()
        self._answer = answer
        self._stores = stores
        self._every = every

    def begin(self, site: Site, random: Random) -> None:
        count = itertools.count(1)
        bad = (self._stores, self._answer)
        good = (True, Answer(201))
        site.crm.behave(lambda: good if next(count) % self._every else bad)

    def end(self, site: Site) -> None:
        site.crm.behave()


class CrmAway(Fault):
    name = "REST: connections refused"
    place = "crm"
    hits = frozenset({CRM})
    interrupted = 1

    def begin(self, site: Site, random: Random) -> None:
        site.crm.refuse()

    def end(self, site: Site) -> None:
        site.crm.heal()


CRM_FAULTS: Final = (
    CrmAway(),
    CrmFault("stores, then resets the connection", Answer.reset(), stores=True),
    CrmFault(
        "200, reset amid the answer, one request in seven", Answer(201, "stored", reset_after=20), stores=True, every=7
    ),
    CrmFault("401", Answer(401, {"detail": "who are you?"})),
    CrmFault("403", Answer(403)),
    CrmFault("429 with Retry-After", Answer.retry_after(1)),
    CrmFault("500", Answer(500)),
    CrmFault("503, one request in three", Answer(503), every=3),
    CrmFault("a body that comes byte by byte", Answer(201, "x" * 100, chunk_delay_s=0.3), stores=True),
    CrmFault("a redirect", Answer.redirect("http://127.0.0.1:1/")),
)
