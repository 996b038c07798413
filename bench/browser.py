"""In a real browser: how soon a journal is usable, how soon a key is painted, with 34 × 80 cells."""

import os
import statistics

from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

from bench.data import SCHOOL, Page
from bench.figures import Figure

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--disable-frame-rate-limit", "--disable-gpu-vsync",  # a frame is painted when it is ready, not at the next 1/60 s
]  # fmt: skip

# From the key reaching the page to the moment after the frame that shows it.
WATCH = """() => {
  addEventListener("keydown", (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.taken.push(performance.now() - began);
      after.port2.postMessage(null);
    });
  }, { capture: true });
}"""


def figures(port: int, page: Page, database: str) -> list[Figure]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        name, value = page.teacher.split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        tab = context.new_page()
        opened = sorted(_open(tab, port, page) for _ in range(5))[2]
        tab.evaluate(WATCH)
        columns = [statistics.quantiles(_type(tab, column), n=20) for column in range(70, 75)]
        chromium.close()
    cuts = sorted(columns, key=lambda column: column[18])[len(columns) // 2]
    return [
        Figure("journal 34 × 80: click to usable", database, opened, "ms", bound=1000, note="median of 5"),
        Figure("journal 34 × 80: key to painted cell, p95", database, cuts[18], "ms", bound=16,
               note=f"p50 {cuts[9]:.1f} ms; median of {len(columns)} columns of 64 keys"),
    ]  # fmt: skip


def _open(tab: Tab, port: int, page: Page) -> float:
    tab.goto(f"http://127.0.0.1:{port}/s/{SCHOOL}/journal/{page.course_id}/")
    tab.wait_for_selector("[data-cell]")
    return float(
        tab.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
        )
    )


def _type(tab: Tab, column: int) -> list[float]:
    """Marks down a column, sixteen keys a second: twice as fast as anybody types."""
    tab.evaluate("() => { window.taken = []; }")
    tab.locator(f'[data-cell="{column}:0"]').click()
    for value in "5434" * 8:
        tab.keyboard.press(value)
        tab.wait_for_timeout(60)
        tab.keyboard.press("ArrowDown")
        tab.wait_for_timeout(60)
    return list(tab.evaluate("() => window.taken"))
