"""One lesson under a thumb."""

from playwright.sync_api import Page, expect

from tests.browser.journal import JournalPage
from tests.browser.visitors import PHONE, Visitors, eventually, scrolls_sideways
from tests.browser.world import World


def small_targets(page: Page) -> list[str]:
    """What can be tapped but is under 44 px, in words; links inside a sentence may be."""
    found: list[str] = page.evaluate("""() =>
      [...document.querySelectorAll("main :is(button, summary, select, input, textarea, a)")]
        .filter((it) => it.checkVisibility() && !it.closest("p:not(.pad-who)"))
        .map((it) => (it.type === "checkbox" ? it.closest("label") : it))
        .filter((it) => { const { width, height } = it.getBoundingClientRect(); return width < 44 || height < 44; })
        .map((it) => `${it.tagName} ${it.className} ${it.textContent.trim().slice(0, 30)}`)
    """)
    return found


def test_a_lesson_by_touch(world: World, visitors: Visitors) -> None:
    course, pupils = world.courses["phone"], world.pupils
    page = visitors.signed_in("teacher", **PHONE)
    journal = JournalPage(page, course).open()
    page.get_by_role("link", name="Открыть урок").tap()
    journal.wait_until_usable()
    assert not scrolls_sideways(page)
    assert small_targets(page) == []

    page.get_by_role("button", name=f"{pupils[2].name}: нет на уроке").tap()
    page.get_by_role("button", name=f"Отметка, {pupils[0].name}").tap()
    page.locator("[data-mark='5']").tap()
    page.get_by_role("button", name="Ниже").tap()
    page.locator("[data-mark='3']").tap()
    page.get_by_role("button", name=f"{pupils[2].name}: на уроке отмечено «н»").tap()
    assert small_targets(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Болеет").tap()
    page.get_by_role("button", name="Все, кроме 1, присутствуют").tap()

    page.get_by_text("Тема", exact=True).tap()
    page.get_by_label("Тема урока").fill("Право и закон")
    page.get_by_text("Домашнее задание", exact=True).first.tap()
    page.locator("#homework").fill("§ 4, вопросы 1–3")
    assert small_targets(page) == []
    assert not scrolls_sideways(page)
    page.locator("#homework").blur()

    eventually(page, lambda: journal.kept().homework[course.last] == "§ 4, вопросы 1–3")
    kept = journal.kept()
    assert kept.of_lesson(course.last) == {pupils[0].id: ["5"], pupils[1].id: ["3"]}
    assert kept.absences == {(course.last, pupils[2].id): "б"}
    assert kept.topics[course.last] == "Право и закон"
    assert kept.checked == {course.last}
    page.reload()
    journal.wait_until_usable()
    expect(page.get_by_role("button", name=f"Отметка, {pupils[0].name}: 5")).to_be_visible()
