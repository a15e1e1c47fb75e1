"""A small API with resources, as REST APIs have them; and the bench that looks into it."""

import json
from itertools import count

import attrs

from nexus import Secret, WriteTarget
from nexus.config import structure
from nexus.testing import Answer, SinkBench
from nexus_rest.config import BearerAuth, RestConfig

TOKEN = "the-token-of-the-bench"


class Resources:
    """Handles requests: ``POST /places/1`` adds, ``PUT|PATCH|DELETE|GET /places/1/7`` act on the item 7.

    Attributes:
        places: path -> its items in the order of their arrival.
        keys: path -> (id, idempotency key) of all that arrived.
    """

    def __init__(self):
        self.places = {}
        self.keys = {}
        self.closed = set()

    def __call__(self, request):
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(401)
        if request.path == "/health":
            return Answer(200)
        place, _, item = request.path.removeprefix("/places/").partition("/")
        if place not in self.places or place in self.closed:
            return Answer(404)
        return self.act(request, self.places[place], place, item)

    def act(self, request, items, place, item):
        row = json.loads(request.body, parse_float=str) if request.body else {}
        if row.get("qty") == -1 or item == "-1":
            return Answer(422, {"detail": "no such quantity"})
        number = int(item or row["id"])
        self.keys[place].append((number, request.headers.get("idempotency-key", "")))
        there = next((index for index, other in enumerate(items) if other["id"] == number), None)
        match request.method:
            case "POST":
                items.append(row)
            case "PUT" | "PATCH" if there is not None:
                items[there] = row if request.method == "PUT" else {**items[there], **row}
            case "PUT":
                items.append(row)
            case "DELETE" if there is not None:
                del items[there]
            case "GET":
                pass
            case _:
                return Answer(404)
        return Answer(200)


class ResourcesBench(SinkBench):
    """The API behind the connector."""

    def __init__(self, server):
        self.api = server.handler = Resources()
        self.server = server
        self.port = server.port
        self.numbers = count(1)
        self.config = structure(
            RestConfig,
            {
                "base_url": server.url(),
                "auth": {"type": "bearer", "token": TOKEN},
                "health_path": "/health",
                "timeouts": {"connect": 1.0, "read": 1.0, "total": 2.0},
            },
        )

    def through(self, host, port):
        return attrs.evolve(self.config, base_url=f"http://{host}:{port}")

    def wrong_credentials(self):
        return attrs.evolve(self.config, auth=BearerAuth(token=Secret("wr0ng-canary-token")))

    def target(self, operation, fields, *, ledger=False):
        place = f"{next(self.numbers)}"
        self.api.places[place], self.api.keys[place] = [], []
        path = f"/places/{place}" if operation == "post" else f"/places/{place}/{{id}}"
        # A repeated DELETE finds nothing any more: the API's 404 then means that it is done.
        options = {"success": [200, 404]} if operation == "delete" else {}
        return WriteTarget("pipeline-1", operation, path, columns=dict(fields), options=options)

    def place(self, target):
        return target.target.split("/")[2]

    def stored(self, target):
        return list(self.api.places[self.place(target)])

    def seed(self, target, rows):
        self.api.places[self.place(target)] += rows

    def bad_row(self, target, index):
        return {"id": -1, "name": "bad", "qty": -1}

    def drift(self, target):
        self.api.closed.add(self.place(target))

    def keys(self, target):
        return list(self.api.keys[self.place(target)])
