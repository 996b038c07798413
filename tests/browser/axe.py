"""The rules of accessibility, checked by axe in the page itself."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = Axe()

type Scheme = Literal["light", "dark"]


def violations(page: Page, *, schemes: tuple[Scheme, ...] = ("light", "dark"), rules: list[str] = RULES) -> list[str]:
    """What axe finds, in both schemes."""
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        result = AXE.run(page, options={"resultTypes": ["violations"], "runOnly": rules})
        for fault in result.response["violations"]:
            places = [place["html"][:160] for place in fault["nodes"]]
            found.append(f"{page.url}, {scheme}: {fault['id']}, {fault['help']}: {len(places)}, {places[:3]}")
    return found
