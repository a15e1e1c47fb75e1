"""Pictures of all pages, light and dark, 1280 and 1920 wide: ``nox -s screenshots`` puts them into ``docs/images``.

Arguments choose pages by their names: ``nox -s screenshots -- overview audit``.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.dashboard import ROOT, Dashboard, Visitor, chromium
from harness.pictures import PICTURES, SCHEMES, Picture

IMAGES = ROOT / "docs" / "images"
SIZES = ((1280, 800), (1920, 1080))


def main(wanted: list[str]) -> None:
    """Take the pictures that are wanted, or all."""
    unknown = set(wanted) - {one.name for one in PICTURES}
    if unknown:
        sys.exit(
            f"there is no page called {', '.join(sorted(unknown))}; there are: {', '.join(p.name for p in PICTURES)}"
        )
    IMAGES.mkdir(exist_ok=True)
    chosen = [one for one in PICTURES if not wanted or one.name in wanted]
    with tempfile.TemporaryDirectory() as folder, Dashboard(Path(folder)) as dashboard, chromium() as browser:
        for scheme in SCHEMES:
            for size in SIZES:
                _take(browser, dashboard, chosen, scheme, size)


def _take(browser: Browser, dashboard: Dashboard, chosen: list[Picture], scheme: str, size: tuple[int, int]) -> None:
    for picture in chosen:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
        visitor = Visitor(context, dashboard)
        if picture.signed_in:
            visitor.sign_in()
        page = visitor.open(picture.path if isinstance(picture.path, str) else picture.path(dashboard))
        picture.prepare(page)
        image = Image.open(io.BytesIO(page.screenshot()))
        image.save(IMAGES / f"{picture.name}-{scheme}-{size[0]}.webp", quality=82, method=6)
        context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
