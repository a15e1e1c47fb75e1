"""What an API process needs, and how each says that it is there."""

from collections.abc import Mapping

from nexus.api.health import Dependency, HealthCheck
from nexus.plugins import Catalogue
from nexus.storage.database import Database
from nexus.streams.durability import DurabilityMonitor


def dependencies(database: Database, catalogue: Catalogue, monitor: DurabilityMonitor) -> Mapping[str, HealthCheck]:
    """Return the check of each."""

    def metadata() -> Dependency:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        return Dependency(ok=True, message=database.dialect)

    async def stream_store() -> Dependency:
        found = await monitor.check()
        refusal = monitor.refusal()
        return Dependency(
            ok=refusal is None,
            message=str(refusal) if refusal is not None else "",
            details={
                "durable": found.holds,
                "mode": found.mode,
                "reasons": list(found.reasons),
                "memory_ratio": round(found.memory_ratio, 4),
                "free_disk_bytes": found.free_disk,
            },
        )

    async def plugins() -> Dependency:
        faults = [str(fault) for fault in catalogue.faults]
        return Dependency(ok=not faults, message="; ".join(faults), required=False)

    return {"stream_store": stream_store, "metadata": metadata, "plugins": plugins}
