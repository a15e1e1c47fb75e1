"""The demo's CRM: takes what is posted to it, and counts. ``python -m nexus.demo.endpoint PORT``."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Endpoint(BaseHTTPRequestHandler):
    """Answers every request with the number of requests so far."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet per answer
    taken = 0

    def do_POST(self) -> None:
        """Take the body."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer()

    def do_GET(self) -> None:
        """Tell how much came."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
        """Say nothing: the delivery log tells it."""

    def _answer(self) -> None:
        type(self).taken += 1
        body = b'{"taken": %d}' % self.taken
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Endpoint).serve_forever()
