"""The year's results by keyboard, from a «2» to its retake; a result that is put off past its period's closing."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.test_results import result
from tests.browser.visitors import PHONE, Visitors, eventually, scrolls_sideways
from tests.browser.world import World, in_days


def choose(page: Page, label: str, value: str) -> None:
    """Chooses in a select by keyboard: typed, as people do."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    page.keyboard.type(value)
    expect(field.locator("option:checked")).to_have_text(value)


def test_from_a_failed_year_to_its_retake(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)")
    course, one, two = world.courses["lesson"], world.pupils[0], world.pupils[1]
    page = visitors.signed_in("teacher")
    page.goto(f"{course.path}year/")
    choose(page, f"{one.name}, год", "2")
    choose(page, f"{two.name}, год", "4")
    page.get_by_role("button", name="Сохранить").focus()
    Hands(page).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Сохранено: 2 отметки")
    expect(page.get_by_role("row").filter(has_text=one.name)).to_contain_text("выставлена вручную")
    assert violations(page) == []

    chief = visitors.signed_in("deputy_head")
    chief.goto("/s/1/retakes/")
    chief.get_by_role("link", name=f"Назначить: {one.name}, {course.title}").press("Enter")
    expect(chief.get_by_role("heading", name="Отсрочки и задолженности")).to_be_visible()
    debt = chief.get_by_role("listitem").filter(has_text=one.name)
    expect(debt).to_contain_text(f"{course.title}, год")
    debt.get_by_role("button", name="Назначить").press("Enter")
    expect(chief.get_by_role("alert")).to_contain_text("Укажите день пересдачи")
    assert violations(chief) == []
    debt.get_by_label("День", exact=True).fill(in_days(0))
    debt.get_by_role("button", name="Назначить").press("Enter")
    expect(chief.get_by_role("status")).to_contain_text("Сохранено")
    debt.get_by_label("Отметка", exact=True).select_option("3")
    debt.get_by_label("Протокол").fill("№ 3")
    debt.get_by_role("button", name="Записать").press("Enter")
    expect(debt).to_contain_text("Закрыта")
    assert violations(chief) == []

    phone = visitors.signed_in("deputy_head", **PHONE)
    for path in (f"/s/1/classes/{world.class_id}/retakes/", "/s/1/retakes/"):
        phone.goto(path)
        assert violations(phone) == []
        assert not scrolls_sideways(phone), path


def test_a_result_put_off_is_written_in_a_closed_period(world: World, visitors: Visitors) -> None:
    world.act("close-period", str(world.courses["put_off"].id))
    course, pupil, other = world.courses["put_off"], world.pupils[2], world.pupils[3]
    chief = visitors.signed_in("deputy_head")
    chief.goto(f"/s/1/classes/{world.class_id}/retakes/")
    chief.get_by_label("Ученик", exact=True).select_option(label=pupil.name)
    chief.get_by_label("Предмет", exact=True).select_option(label=course.title)
    chief.get_by_label("Период", exact=True).select_option(label=f"Полугодие (7Г, {course.title})")
    chief.get_by_label("До какого дня").fill(in_days(40))
    chief.get_by_label("Основание").fill("справка больницы")
    chief.get_by_label("Основание").press("Enter")
    expect(chief.get_by_role("status")).to_contain_text("Сохранено")
    period = chief.get_by_role("link", name=course.title).first.get_attribute("href")

    page = visitors.signed_in("teacher")
    page.goto(str(period))
    journal = JournalPage(page, course).wait_until_usable()
    row, locked = world.pupils.index(pupil), world.pupils.index(other)
    expect(page.get_by_role("row").filter(has_text=pupil.name)).to_contain_text("отсрочка")
    expect(result(page, row)).to_have_attribute("aria-description", re.compile("отсрочка до"))
    expect(result(page, locked)).to_have_attribute("aria-readonly", "true")
    result(page, row).click()
    with page.expect_response(re.compile("/commands")):
        Hands(page).press("4")
    expect(result(page, row)).to_have_text("4")
    journal.wait_until_saved()
    page.reload()
    journal.wait_until_usable()
    expect(result(page, row)).to_have_text("4")
    result(page, locked).click()
    Hands(page).press("4")
    eventually(page, lambda: "закрыт" in (journal.voice.text_content() or ""))
    assert violations(page) == []
