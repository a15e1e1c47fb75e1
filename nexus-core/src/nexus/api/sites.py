"""Sites of plugins: built pages, such as the dashboard, served as `nexus.hookspecs.Site` says."""

import asyncio
import logging
import mimetypes
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from litestar import HttpMethod, Request, Response
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler, route
from litestar.params import FromPath

from nexus.hookspecs import Site

logger = logging.getLogger(__name__)

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_INDEX: Final = "index.html"
_FORMS: Final = (("br", ".br"), ("gzip", ".gz"))
"""How files may lie beside themselves, best first."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Scripts and styles are files of the site. Style attributes are let through: libraries place and size things by them, and
they run nothing. So are images as ``data:``: icons of connectors, in which no script runs."""


def site_routes(sites: Sequence[Site]) -> list[HTTPRouteHandler]:
    """Return the routes of the sites that have been built; one that has not is named in the log."""
    built = []
    for site in sites:
        if (site.folder / _INDEX).is_file():
            built.append(_route_of(site))
        else:
            logger.warning("the site at %s is not built: there is no %s", site.path, site.folder / _INDEX)
    return built


@frozen
class _Pages:
    """The files of a site; a path that is not among them reaches nothing."""

    files: Mapping[str, Path]
    index: str

    @classmethod
    def of(cls, folder: Path) -> "_Pages":
        files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
        return cls({name: file for name, file in files.items() if name != _INDEX}, (folder / _INDEX).read_text())

    def page(self) -> Response[bytes]:
        """Return ``index.html`` with a nonce of its own."""
        nonce = secrets.token_urlsafe(18)
        return Response(
            self.index.replace("{{nonce}}", nonce).encode(),
            media_type="text/html",
            headers={"Cache-Control": _ASK_AGAIN, "Content-Security-Policy": _POLICY.format(nonce=nonce)},
        )

    def file(self, name: str, accepted: str) -> Response[bytes]:
        """Return a file, in the smallest form that the browser takes."""
        headers = {"Cache-Control": _FOR_EVER if name.startswith("assets/") else _ASK_AGAIN, "Vary": "Accept-Encoding"}
        file = self.files[name]
        for encoding, ending in _FORMS:
            if encoding in accepted and name + ending in self.files:
                file, headers["Content-Encoding"] = self.files[name + ending], encoding
                break
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(file.read_bytes(), media_type=kind, headers=headers)


def _route_of(site: Site) -> HTTPRouteHandler:
    pages = _Pages.of(site.folder)
    root = site.path.rstrip("/")

    @route(
        [root or "/", f"{root}/{{path:path}}"],
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        opt={"policy": "public", "is_compressed": True},
        include_in_schema=False,
    )
    async def serve(request: Request[Any, Any, Any], path: FromPath[str] = "") -> Response[bytes]:
        name = path.strip("/")
        if name in pages.files:
            return await asyncio.to_thread(pages.file, name, request.headers.get("accept-encoding", ""))
        # Pages of the application have paths of their own; a script that asks for what is not there is told so.
        if name.startswith("assets/") or "text/html" not in request.headers.get("accept", "text/html"):
            raise NotFoundException(f"there is no {request.scope['path']}")
        return pages.page()

    return serve
