"""The delivery log in SQL: `nexus.ports.DeliveryLog` and `nexus.hookspecs.LogStore`."""

from nexus.storage.delivery_log.log import SqlDeliveryLog

__all__ = ["SqlDeliveryLog"]
