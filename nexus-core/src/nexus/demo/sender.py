"""The demo's shop: sends orders until it is ended. ``NEXUS_DEMO_KEY=… python -m nexus.demo.sender URL [PER_SECOND]``."""

import http.client
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

NAMES = ("Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia")


def orders() -> Iterator[dict[str, object]]:
    """Yield orders without end; ids go on where the last run stopped, since they begin at the clock."""
    number = time.time_ns() // 1_000_000
    while True:
        number += 1
        name = random.choice(NAMES)  # noqa: S311 — demo data
        total = round(random.lognormvariate(5.5, 1.2), 2)
        yield {"id": number, "customer": {"name": name, "email": f" {name}@Example.com "}, "total": total}


def send(url: str, key: str, per_second: float) -> None:
    """Send orders; one that is not acknowledged is sent again with the same id, and taken once."""
    host = urlsplit(url).netloc
    for order in orders():
        body = json.dumps(order)
        while not _sent(host, key, body):
            time.sleep(1.0)
        time.sleep(random.expovariate(per_second))


def _sent(host: str, key: str, body: str) -> bool:
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("POST", "/ingress", body, {"X-API-Key": key, "Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    except OSError as error:
        sys.stderr.write(f"demo sender: {error}; sending again\n")
        return False
    finally:
        connection.close()
    if response.status == 202:
        return True
    sys.stderr.write(f"demo sender: {response.status} {answer.decode(errors='replace')[:300]}; sending again\n")
    return False


if __name__ == "__main__":
    send(sys.argv[1], os.environ["NEXUS_DEMO_KEY"], float(sys.argv[2]) if len(sys.argv) > 2 else 5.0)
