"""The world is made once; every test gets fresh browsers, and its pictures when it fails."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visitors import Visitors
from tests.browser.world import World

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A base of its own with its server, for all the journeys."""
    made = World(tmp_path_factory.mktemp("browser"))
    try:
        made.start_server()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser; each visitor has a context of their own in it."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitors(world: World, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """Whoever comes in this test; a page that complains in its console fails it."""
    made = Visitors(world, chromium)
    yield made
    if request.node.stash.get(FAILED, False):
        made.take_pictures(request.node.name)
    assert made.leave() == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report
