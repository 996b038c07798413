"""What is kept beside the lessons, by keyboard: an absence that fills in the journal, a remark from made to removed."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.visitors import PHONE, Visitors, eventually, follow
from tests.browser.world import World


def fill(page: Page, fields: dict[str, str]) -> None:
    """Fills a form field by field, as Tab leads; the last one is sent by Enter."""
    for label, value in fields.items():
        field = page.get_by_label(label, exact=True)
        field.focus()
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.keyboard.press("Enter")


def test_an_absence_is_written_once_and_taken_back(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)")
    course, pupil = world.courses["keys"], world.pupils[28]
    lesson, on = course.lessons[-5], course.days[-5]
    page = visitors.signed_in("teacher")
    journal = JournalPage(visitors.signed_in("teacher", session=2), course)

    def code() -> str:
        return journal.kept().absences.get((lesson, pupil.id), "")

    page.goto("/s/1/absences/")
    form = {
        "Кто": f"{pupil.name}, 7Г", "С какого дня": on, "По какой": str(date.fromisoformat(on) - timedelta(days=1)),
        "Причина": "Болезнь", "Основание": "Справка № 5",
    }  # fmt: skip
    fill(page, form)
    expect(page.get_by_role("alert")).to_contain_text("Последний день не раньше первого")
    expect(page.get_by_label("Основание", exact=True)).to_have_value("Справка № 5")
    assert violations(page) == []
    assert code() == ""
    fill(page, {"По какой": on})
    expect(page.get_by_role("status")).to_contain_text("Сохранено. В журнале изменено:")
    eventually(page, lambda: code() == "б")
    fill(page, form | {"По какой": on})
    expect(page.get_by_role("alert")).to_contain_text("уже записано")
    back = page.get_by_role("button", name=f"Взять назад: {pupil.name}")
    back.focus()
    Hands(page).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Сохранено.")
    expect(back).to_have_count(0)
    assert code() == ""


def test_a_remark_from_made_to_removed(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)")
    course, words = world.courses["lesson"], "Нет отметок за контрольную работу"
    chief, teacher = visitors.signed_in("deputy_head"), visitors.signed_in("teacher", **PHONE)
    chief.goto(f"/s/1/remarks/new/?course={course.id}")
    chief.get_by_role("button", name="Записать замечание").focus()
    Hands(chief).press("Enter")
    expect(chief.locator("#text-error")).to_be_visible()
    assert violations(chief) == []
    chief.get_by_label("Что исправить").fill(words)
    chief.get_by_role("button", name="Записать замечание").focus()
    Hands(chief).press("Enter")
    expect(chief.get_by_role("main")).to_contain_text(words)
    teacher.goto("/s/1/day/")
    follow(teacher.get_by_role("link", name="замечани").first)
    mine = teacher.locator("li, tr, article").filter(has_text=words).last
    assert violations(teacher) == []
    mine.get_by_role("button", name="Исправлено").focus()
    Hands(teacher).press("Enter")
    expect(teacher.get_by_role("status")).to_contain_text("Завуч проверит")
    chief.goto("/s/1/remarks/?state=fixed")
    line = chief.locator("li, tr, article").filter(has_text=words).last
    line.get_by_role("button", name="Снять").focus()
    Hands(chief).press("Enter")
    expect(chief.get_by_role("status")).to_contain_text("Замечание снято.")
