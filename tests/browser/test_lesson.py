"""The 60-second lesson: the main job of Kedr, by keyboard alone, and the same lesson at the family's."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.visitors import PHONE, Visitors, eventually
from tests.browser.world import World

SECONDS, KEYS_A_SECOND = 60, 4
TOPIC = "Линейные уравнения с двумя переменными"
HOMEWORK = "§ 12, № 41, 43; повторить правило"
ABSENT = (3, 11, 26)  # places in the list
MARKS = {0: "5", 5: "4", 8: "3", 14: "5", 20: "2", 28: "4"}


def tab_to(hands: Hands, words: str) -> None:
    """Tab until the focus stands on something with these words."""
    for _ in range(120):
        hands.press("Tab")
        if words in str(hands.page.evaluate("() => document.activeElement.textContent")):
            return
    pytest.fail(f"Tab never came to «{words}»")


def keep_lesson(hands: Hands) -> None:
    """Down the list once: absences and marks; then «все присутствуют», the topic and the homework."""
    tab = dict.fromkeys(ABSENT, "н") | MARKS
    for row in range(30):
        if row in tab:
            hands.write(tab[row])
        if row < max(tab):
            hands.press("Enter")
    hands.press("*", "Escape")
    hands.write(TOPIC)
    hands.press("Enter")
    hands.write(HOMEWORK)
    hands.press("Escape")


def test_the_60_second_lesson(world: World, visitors: Visitors) -> None:
    course, teacher = world.courses["lesson"], world.people["teacher"]
    page = visitors.stranger()
    hands = Hands(page)
    page.goto("/")
    hands.write(teacher.login)
    hands.press("Tab")
    hands.write(teacher.password)
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Уроки", exact=False).first).to_be_visible()
    tab_to(hands, "Журнал")
    hands.press("Enter")
    page.wait_for_url("**/journal/")
    tab_to(hands, course.title)
    hands.press("Enter")
    journal = JournalPage(page, course).wait_until_usable()

    hands.presses = 0
    at_last_lesson(hands, journal)
    keep_lesson(hands)
    assert hands.presses / KEYS_A_SECOND <= SECONDS

    pupils = [pupil.id for pupil in world.pupils]
    journal.wait_until_kept({pupils[row]: [mark] for row, mark in MARKS.items()})
    eventually(page, lambda: journal.kept().homework[course.last] == HOMEWORK)
    kept = journal.kept()
    assert {pupil for lesson, pupil in kept.absences if lesson == course.last} == {pupils[row] for row in ABSENT}
    assert set(kept.absences.values()) == {"н"}
    assert kept.topics[course.last] == TOPIC
    assert course.last in kept.checked
    journal.wait_until_saved()
    see_at_home(world, visitors)


def at_last_lesson(hands: Hands, journal: JournalPage) -> None:
    """The page opens at today's lesson, or the latest one, with the focus in its first cell."""
    expect(journal.cell(0)).to_be_focused()
    expect(journal.cell(0)).to_be_in_viewport()


def see_at_home(world: World, visitors: Visitors) -> None:
    """The mother of the first pupil, on a phone without JavaScript."""
    course = world.courses["lesson"]
    page = visitors.signed_in("guardian", **PHONE, java_script_enabled=False)
    open_week(page, world.pupils[0].id, course.last_day)
    lesson = page.locator("li.lesson").filter(has=page.get_by_role("heading", name=course.title)).filter(has_text=TOPIC)
    expect(lesson).to_contain_text(TOPIC)
    expect(lesson.locator(".mark")).to_contain_text(MARKS[0])
    open_week(page, world.pupils[0].id, course.next_day)
    expect(page.locator(".task").filter(has_text=HOMEWORK)).to_be_visible()


def open_week(page: Page, pupil: int, on: str) -> None:
    """The diary at a day: on a phone the address names the day that is open."""
    day = date.fromisoformat(on)
    page.goto(f"/s/1/diary/{pupil}/{day - timedelta(days=day.weekday())}/#d{day.isoweekday()}")
