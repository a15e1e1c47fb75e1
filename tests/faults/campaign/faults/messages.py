"""Messages that no database takes, groups that are destroyed, definitions that change in mid-flight."""

from random import Random
from typing import Final

from campaign.faults.base import MIRROR, WAREHOUSE, Fault
from campaign.site import Site
from nexus.security.keyring import generate_key
from nexus.testing import wait_until

RING: Final = "NEXUS_ENCRYPTION_KEYS"


class Poison(Fault):
    """The rows break a rule of the tables: each is a dead letter of each database, alone; the CRM takes them."""

    place = "messages"

    def __init__(self, share: float) -> None:
        self.name = f"poison rows: {share:.1%} of all" if share < 0.01 else f"poison rows: {share:.0%} of all"
        self.poison = share
        self.rate = 30 / share  # each is looked for, told of, kept, discarded and audited
        self.hits = WAREHOUSE | MIRROR if share == 1 else frozenset()

    def begin(self, site: Site, random: Random) -> None:
        """Nothing: the sender sends them."""


class GroupDestroyed(Fault):
    """Somebody destroys the cursors of two pipelines: they read from the start again."""

    name = "consumer groups destroyed"
    place = "groups"
    needs_flow = True

    def begin(self, site: Site, random: Random) -> None:
        for pipeline in ("ledgered", "latest"):
            site.destroy_group(pipeline)
        wait_until(lambda: len(site.groups()) == len(site.pipelines), timeout_s=30, what="the groups to be made again")


class WorkflowEdited(Fault):
    name = "workflow edited in mid-flight, again and again"
    place = "definitions"

    def begin(self, site: Site, random: Random) -> None:
        for retries in random.sample(range(40, 60), 3):
            changed = site.nexus.apply(site.definitions().replace("max_retries: 50", f"max_retries: {retries}"))
            assert {change["action"] for change in changed["changes"]} <= {"update"}

    def end(self, site: Site) -> None:
        site.nexus.apply(site.definitions())


class KeysRotated(Fault):
    """All processes get a new encryption key, everything is put under it, and they give the former one up."""

    name = "encryption keys rotated in mid-flight, the former one given up"
    place = "keys"
    alone = True

    def begin(self, site: Site, random: Random) -> None:
        former = site.nexus.environment[RING]
        fresh = generate_key(f"k{random.getrandbits(32):08x}")
        self._go_by(site, f"{fresh},{former}")
        site.nexus.run("keys", "rotate")
        self._go_by(site, fresh)

    def _go_by(self, site: Site, ring: str) -> None:
        site.nexus.environment[RING] = ring
        for process in (site.api, site.worker):
            assert process.stop() == 0
            process.environment[RING] = ring
            process.start()
        site.nexus.wait_until_ready(site.api)


MESSAGE_FAULTS: Final = (
    *(Poison(share) for share in (0.001, 0.03, 0.1, 1.0)),
    GroupDestroyed(),
    WorkflowEdited(),
    KeysRotated(),
)
