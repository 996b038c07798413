"""A locked journal by keyboard: asked for in its cell, opened, corrected with a reason, locked again."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.visitors import PHONE, Visitors, eventually, follow, scrolls_sideways
from tests.browser.world import World

OFFICE = ("/s/1/acts/", "/s/1/acts/work_weights/", "/s/1/acts/thresholds/?level=2", "/s/1/kinds/", "/s/1/periods/")

TEACHER = ("/s/1/acts/", "/s/1/kinds/", "/s/1/openings/")


def test_from_the_locked_cell_to_the_corrected_mark(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)")  # the first try says nothing
    course = world.courses["locks"]
    world.act("close-course", str(course.id))
    journal = JournalPage(visitors.signed_in("teacher"), course).open()
    hands, page = Hands(journal.page), journal.page
    journal.enter(0, "5")
    expect(journal.voice).to_contain_text("Журнал закрыт на весь год. Чтобы исправить, попросите открыть его. F2")
    expect(journal.cell(0)).to_be_empty()

    hands.press("F2")
    expect(journal.sheet.get_by_role("button", name="Попросить открыть")).to_be_focused()
    assert violations(page) == []
    hands.press("Enter")
    asking = page.get_by_role("dialog", name="Попросить открыть журнал")
    expect(asking.get_by_label("Что нужно исправить")).to_be_focused()
    hands.press("Tab", "Tab", "Enter")  # nothing is said yet
    expect(asking.get_by_role("alert")).to_contain_text("Напишите, что нужно исправить")
    page.keyboard.insert_text("Описка в контрольной")
    assert violations(page) == []
    hands.press("Tab", "Tab", "Enter")
    expect(page.get_by_text("Просьба отправлена завучу").first).to_be_visible()

    deputy = visitors.signed_in("deputy_head")
    deputy.goto("/s/1/board/")
    deputy.get_by_role("link", name="Просят открыть журнал").click()
    request = deputy.get_by_role("article").filter(has_text="Описка в контрольной")
    expect(request).to_contain_text(course.title)
    assert violations(deputy) == []
    request.get_by_role("button", name="Открыть", exact=True).press("Enter")
    expect(deputy.get_by_role("status")).to_contain_text("Журнал открыт")
    assert violations(deputy) == []

    page.reload()
    journal.wait_until_usable()
    expect(page.get_by_text("Журнал открыт для исправлений до").first).to_be_visible()
    journal.enter(0, "5")
    why = page.get_by_role("dialog", name="Почему исправляете?").get_by_label("Причина исправления")
    expect(why).to_have_value("Описка в контрольной")
    assert violations(page) == []
    hands.press("Enter")
    hands.press("ArrowDown", "4")  # the reason is asked once
    expect(journal.sheet).to_have_count(0)
    pupils = [pupil.id for pupil in world.pupils[:2]]
    marks = {pupils[0]: ["5"], pupils[1]: ["4"]}
    eventually(page, lambda: journal.kept().of_lesson(course.last) == marks)
    assert [item["reason"] for item in journal.history(pupils[1])] == ["Описка в контрольной"]

    deputy.reload()
    deputy.get_by_role("article").filter(has_text="Описка в контрольной").get_by_role(
        "button", name="Закрыть сейчас"
    ).click()
    expect(deputy.get_by_role("status")).to_contain_text("Журнал снова закрыт")
    journal.enter(0, "2")  # the page does not know yet
    expect(journal.cell(0)).to_have_attribute("data-state", "refused")
    expect(journal.cell(0)).to_have_text("5")


def test_the_table_of_kinds_by_keyboard(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("deputy_head")
    page.goto("/s/1/kinds/")
    hands = Hands(page)
    page.get_by_label("Название: Тест").focus()
    hands.press("ArrowDown")
    expect(page.get_by_label("Название: Словарный диктант")).to_be_focused()
    hands.press("ArrowUp")
    page.keyboard.insert_text("Тестирование")
    hands.press("Tab", "Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Сохранено")
    expect(page.get_by_label("Название: Тестирование")).to_have_value("Тестирование")


def test_a_wrong_weight_takes_the_focus_and_nothing_is_lost(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)")
    page = visitors.signed_in("deputy_head")
    page.goto("/s/1/acts/work_weights/")
    page.get_by_label("Новый вес: Контрольная работа").fill("2,5")
    page.get_by_label("Новый вес: Ответ на уроке").fill("-1")
    page.get_by_role("button", name="Записать для всей школы").click()
    expect(page.get_by_label("Новый вес: Ответ на уроке")).to_be_focused()
    expect(page.get_by_text("Вес не бывает отрицательным: -1.")).to_be_visible()
    expect(page.get_by_label("Новый вес: Контрольная работа")).to_have_value("2,5")
    assert violations(page) == []


def test_the_pages_of_a_schools_rules(world: World, visitors: Visitors) -> None:
    """For the office and to read for a teacher; on a desk and on a phone, no page scrolls sideways."""
    found = []
    for options in ({}, PHONE):
        page = visitors.signed_in("deputy_head", **options)
        for path in OFFICE:
            page.goto(path)
            found += violations(page)
            assert not scrolls_sideways(page), path
        follow(page.get_by_role("link", name="I четверть").first)
        found += violations(page)
        page.goto("/s/1/periods/")
        follow(page.get_by_role("link", name="Журналы и ученики, закрытие года"))
        found += violations(page)
        page.goto("/s/1/openings/")
        found += violations(page)
        teacher = visitors.signed_in("teacher", **options)
        for path in (
            "/s/1/acts/",
            "/s/1/kinds/",
            "/s/1/openings/",
            f"/s/1/journal/{world.courses['lesson'].id}/opening/",
        ):
            teacher.goto(path)
            found += violations(teacher)
            assert not scrolls_sideways(teacher), path
    assert found == []
