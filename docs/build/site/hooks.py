"""What MkDocs does not do by itself: pages from elsewhere in the repository, links between them, and the HTTP reference."""

import posixpath
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).parent))

from http_pages import http_pages

ROOT = Path(__file__).resolve().parents[3]
LINK = re.compile(r"(?<!!)\[((?:[^\]\[]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


@cache
def brought() -> dict[str, str]:
    """Return page of the site -> file of the repository, for pages that stand outside of ``docs``."""
    pages = {"deploy.md": "deploy/README.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
    pages["connectors/nexus-core.md"] = "nexus-core/README.md"
    for readme in sorted(ROOT.glob("plugins/*/README.md")):
        pages[f"connectors/{readme.parent.name}.md"] = f"plugins/{readme.parent.name}/README.md"
    return pages


@cache
def drawn() -> dict[str, str]:
    """Return page of the site -> its text, for pages that are drawn from the code."""
    return {"connectors/index.md": _connectors(), **http_pages()}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let a folder that ``nav`` names stand for its pages."""
    pages = sorted({*brought(), *drawn()}, key=lambda page: (not page.endswith("/index.md"), page))

    def filled(entry: Any) -> Any:
        if isinstance(entry, list):
            return [filled(one) for one in entry]
        if isinstance(entry, dict):
            return {title: filled(inner) for title, inner in entry.items()}
        return [page for page in pages if page.startswith(entry)] if entry.endswith("/") else entry

    config.nav = filled(config.nav)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from elsewhere and those that are drawn."""
    texts = {page: (ROOT / source).read_text(encoding="utf-8") for page, source in brought().items()} | drawn()
    for page, text in texts.items():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 — MkDocs' own
    """Let links lead to pages of the site; what is only in the repository is named, not linked."""
    place = page.file.src_uri
    source = brought().get(place, f"docs/{place}")
    return outside_fences(markdown, lambda text: LINK.sub(lambda found: _link(found, place, source), text))


def outside_fences(markdown: str, change: Callable[[str], str]) -> str:
    """Apply ``change`` to what stands outside of code blocks."""
    parts, at = [], 0
    for fence in FENCE.finditer(markdown):
        parts += [change(markdown[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*parts, change(markdown[at:])])


def _link(found: re.Match[str], place: str, source: str) -> str:
    text, target = found[1], found[2]
    if "://" in target or target.startswith(("#", "mailto:")):
        return found[0]
    path, _, heading = target.partition("#")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    there = _page_of(wanted)
    if there is None:
        return text if "`" in text else f"{text} (`{wanted}`)"
    relative = posixpath.relpath(there, posixpath.dirname(place) or ".")
    return f"[{text}]({relative}{'#' + heading if heading else ''})"


def _page_of(wanted: str) -> str | None:
    """Return the page of the site that shows a file or folder of the repository, or None."""
    pages = {source: page for page, source in brought().items()} | {
        "README.md": "index.md",
        "plugins": "connectors/index.md",
    }
    for one in (wanted, f"{wanted}/README.md"):
        if one in pages:
            return pages[one]
    if wanted.startswith("docs/") and wanted.endswith(".md"):
        return wanted.removeprefix("docs/")
    return None


def _connectors() -> str:
    rows = [
        f"| [{readme.parent.name}]({readme.parent.name}.md) | {_first_sentence(readme)} |"
        for readme in sorted(ROOT.glob("plugins/*/README.md"))
    ]
    return "\n".join(
        [
            "# Connectors",
            "",
            "Each is a package of its own, installed beside [nexus-core](nexus-core.md). `nexus plugins` lists them.",
            "",
            "| package | is |",
            "| --- | --- |",
            *rows,
            "",
        ]
    )


def _first_sentence(readme: Path) -> str:
    text = readme.read_text(encoding="utf-8").split("\n\n")[1].replace("\n", " ")
    return LINK.sub(r"\1", re.split(r"(?<=[.:]) ", text)[0])
