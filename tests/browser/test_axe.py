"""Every page of every role against the rules of accessibility, in light and in dark: no violations."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.journal import JournalPage
from tests.browser.visitors import PHONE, Visitors, follow
from tests.browser.world import World

type Paths = Callable[[World], tuple[str, ...]]


def plan_pages(world: World) -> tuple[str, ...]:
    """The lesson plan of a course, and of one that has none."""
    own, none = world.courses["plan"].path, world.courses["conflict"].path
    return (f"{own}plan/", f"{own}plan/load/", f"{none}plan/", f"{none}plan/load/")


def journal_pages(world: World) -> tuple[str, ...]:
    course = world.courses["lesson"]
    return (course.path, f"/s/1/lesson/{course.lessons[-4]}/")


ACCOUNT = ("/account/", "/account/roles/", "/account/password/", "/account/confirm/")
CLASS_FORMS = ("cards", "preliminary", "book", "week", "attendance")
PAGES: dict[str, Paths] = {
    "teacher": lambda world: (
        "/s/1/day/", "/s/1/journal/", "/s/1/my-class/", *journal_pages(world), *plan_pages(world), *ACCOUNT,
        f"{world.courses['lesson'].path}remarks/", f"{world.courses['lesson'].path}year/",
        f"{world.courses['lesson'].path}debts/",
    ),
    "class_teacher": lambda world: (
        "/s/1/day/", "/s/1/my-class/", "/s/1/absences/", "/s/1/remarks/", f"/s/1/procedures/{world.class_id}/",
    ),
    "both": lambda world: ("/", "/account/roles/"),
    "deputy_head": lambda world: ("/s/1/board/", "/s/1/journal/", "/s/1/classes/", f"/s/1/classes/{world.class_id}/",
        f"/s/1/classes/{world.class_id}/council/", "/s/1/remarks/", "/s/1/remarks/?state=fixed",
        f"/s/1/remarks/new/?course={world.courses['lesson'].id}", "/s/1/procedures/", "/s/1/acts/remarks/",
        "/s/1/archives/", f"/s/1/reports/course/{world.courses['lesson'].id}/exam/",
        *(f"/s/1/reports/class/{world.class_id}/{key}/" for key in CLASS_FORMS),
        *(f"/s/1/reports/school/{key}/" for key in ("totals", "programme", "activity")),
        "/s/1/changes/", f"/s/1/classes/{world.class_id}/freed/", f"/s/1/classes/{world.class_id}/brought/",
        f"/s/1/classes/{world.class_id}/brought/{world.pupils[0].id}/", "/s/1/changes/reasons/",
        "/s/1/changes/reasons/new/", "/s/1/changes/extra/", "/s/1/retakes/", "/s/1/letters/reported/",
        "/s/1/letters/surveys/", "/s/1/letters/surveys/new/",
        f"/s/1/classes/{world.class_id}/signatures/",
        f"/s/1/classes/{world.class_id}/invitations/", f"/s/1/classes/{world.class_id}/retakes/",
        f"/s/1/classes/{world.class_id}/own/",
        f"/s/1/changes/{world.courses['lesson'].days[-2]}/class/?class={world.class_id}",
        f"{world.courses['lesson'].path}scale/",
    ),
    "head": lambda world: ("/s/1/board/?gaps=1", journal_pages(world)[0]),
    "secretary": lambda world: ("/s/1/classes/", f"/s/1/classes/{world.class_id}/", "/s/1/logins/?q=а",
        "/s/1/archives/", "/s/1/deliveries/", "/s/1/letters/announcements/sent/",
    ),
    "pupil": lambda world: ("/s/1/diary/", "/s/1/diary/marks/", "/s/1/calendar/", "/s/1/readers/"),
    "municipal_officer": lambda world: ("/schools/", "/schools/1/"),
    "regional_officer": lambda world: ("/schools/", "/schools/1/"),
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_pages_of(who: str, world: World, visitors: Visitors) -> None:
    page = visitors.signed_in(who)
    found = []
    for path in PAGES[who](world):
        page.goto(path)
        found += violations(page)
    assert found == []


def test_pages_of_a_family(world: World, visitors: Visitors) -> None:
    """Weeks with marks in them, marks by subject opened, the why of a mark; on a desk and on a phone."""
    found = []
    for options in ({}, PHONE):
        page = visitors.signed_in("guardian", **options)
        page.goto("/s/1/diary/")
        follow(page.get_by_role("link", name="Прошлая неделя"))
        found += violations(page)
        page.goto("/s/1/diary/marks/")
        page.locator("summary").filter(has_text=world.courses["lesson"].title).first.click()
        found += violations(page)
        follow(page.locator("tr.row .chips a").first)
        found += violations(page)
        page.goto("/s/1/diary/")
        follow(page.locator("a[href$='/away/']:visible"))
        found += violations(page)
        page.goto("/s/1/diary/marks/")
        follow(page.locator(".own-link a"))
        found += violations(page)
    assert found == []


def test_pages_of_a_stranger(visitors: Visitors) -> None:
    visitors.expect_trouble("404 (Not Found)")
    page = visitors.stranger()
    found = []
    for path in ("/signin/", "/join/", "/nowhere/"):
        page.goto(path)
        found += violations(page)
    assert found == []


def test_the_journal_with_its_overlays(world: World, visitors: Visitors) -> None:
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["lesson"]).open()
    page = journal.page
    found = []
    for row, keys in ((0, ["F2"]), (1, ["?"]), (1, ["/"]), (2, ["ArrowUp", "F2"])):
        journal.enter(row, *keys)
        expect(journal.sheet).to_be_visible()
        found += violations(page)
        page.keyboard.press("Escape")
        expect(journal.sheet).to_have_count(0)
    page.locator('[data-pupil="0"]').click()
    expect(journal.sheet).to_contain_text("Средний балл")
    found += violations(page)
    assert found == []


def test_a_lesson_on_a_phone(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("teacher", **PHONE)
    found = []
    for path in journal_pages(world):
        page.goto(path)
        page.wait_for_selector("html[data-journal=ready]")
        found += violations(page)
    page.locator(".miss").first.tap(timeout=5_000)
    page.locator(".miss").first.tap(timeout=5_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    found += violations(page)
    assert found == []


def test_forced_colours_keep_the_borders_of_marks(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("guardian", forced_colors="active")
    page.goto("/s/1/diary/marks/")
    chip = page.locator("tr.row .chips a").first
    width = chip.evaluate("(it) => getComputedStyle(it).borderTopWidth")
    assert width != "0px"
    assert page.screenshot()
    teacher = JournalPage(visitors.signed_in("teacher", forced_colors="active"), world.courses["lesson"]).open()
    assert teacher.page.screenshot()


@pytest.mark.parametrize("scheme", ["black-on-white", "white-on-black", "blue", "dark"])
def test_a_look_of_ones_own_can_be_read(scheme: str, world: World, visitors: Visitors) -> None:
    found = []
    for who, paths in {
        "teacher": ("/s/1/day/", world.courses["lesson"].path),
        "guardian": ("/s/1/diary/marks/",),
        "deputy_head": ("/s/1/classes/", f"/s/1/classes/{world.class_id}/"),
    }.items():
        page = visitors.signed_in(who)
        page.context.add_cookies([{"name": "kedr-look", "value": f"scheme:{scheme}", "url": world.address}])
        for path in paths:
            page.goto(path)
            expect(page.locator("html")).to_have_attribute("data-scheme", scheme)
            found += violations(page, schemes=("light",), rules=["wcag2aa"])
    assert found == []


def test_the_check_itself_finds_a_fault(visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/signin/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert any("button-name" in fault for fault in violations(page))
