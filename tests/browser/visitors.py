"""People with browsers. What goes wrong in their pages fails the test, unless it was expected."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from tests.browser.world import ROOT, Who, World

PICTURES = ROOT / "var/shots/failures"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


def follow(link: Locator) -> None:
    """Clicks a link and waits for the page it leads to: what is asked next is asked of that page."""
    with link.page.expect_navigation():
        link.click()


class Visitors:
    """Opens a browser for a person: `signed_in("teacher")`, or `stranger()` for one who has not signed in yet."""

    def __init__(self, world: World, chromium: Browser) -> None:
        self._world = world
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        self._troubles: list[str] = []
        self._expected: list[str] = ["401 (Unauthorized)"]

    def signed_in(self, who: str, *, session: int = 1, **options: Any) -> Page:
        """A page of somebody who has signed in; `session` 2 is another one of the same person."""
        context = self._context(options)
        key = self._world.people[who].sessions[session - 1]
        context.add_cookies([{"name": "kedr", "value": key, "url": self._world.address}])
        return context.new_page()

    def key_of(self, who: str) -> str:
        """An open session of somebody, as their browser's cookie has it."""
        return self._world.people[who].sessions[0]

    def stranger(self, **options: Any) -> Page:
        return self._context(options).new_page()

    def expect_trouble(self, *words: str) -> None:
        """The console may say this: the test pulls the plug itself."""
        self._expected += words

    def _context(self, options: dict[str, Any]) -> BrowserContext:
        asked: dict[str, Any] = {"base_url": self._world.address, "locale": "ru-RU", "timezone_id": "Asia/Tomsk"}
        context = self._chromium.new_context(**(asked | DESK | options))
        context.set_default_timeout(20_000)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._troubles.append(f"error: {error.error}"))
        self._contexts.append(context)
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = urlsplit(str(message.location.get("url", "")))
            self._troubles.append(f"{message.text} ({where.path})")

    def leave(self) -> list[str]:
        """Closes every browser; what went wrong in them against expectation."""
        for context in self._contexts:
            context.close()
        return [said for said in self._troubles if not any(words in said for words in self._expected)]

    def take_pictures(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            page.screenshot(path=PICTURES / f"{name}-{number}.png")


def sign_in(page: Page, who: Who, password: str = "") -> None:
    """By the form; with a password of one's own choice for those who forgot it."""
    page.goto("/signin/")
    page.get_by_label("Логин").fill(who.login)
    page.get_by_label("Пароль", exact=True).fill(password or who.password)
    page.get_by_role("button", name="Войти", exact=True).click()


def eventually(page: Page, is_so: Callable[[], bool]) -> None:
    """Waits until it is so; looks at the page go on meanwhile."""
    for _ in range(200):
        if is_so():
            return
        page.wait_for_timeout(50)
    assert is_so()


def scrolls_sideways(page: Page) -> bool:
    """Whether the page itself can be pushed to the side (a table in its own frame may)."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))
