"""Marks that are more than a digit, by keyboard: debts, two marks of one work, scales of ten and a hundred."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.visitors import PHONE, Visitors, eventually, scrolls_sideways
from tests.browser.world import World


@pytest.fixture
def journal(world: World, visitors: Visitors) -> JournalPage:
    return JournalPage(visitors.signed_in("teacher"), world.courses["marks"]).open().emptied()


@pytest.fixture
def hands(journal: JournalPage) -> Hands:
    journal.cell(0).click()
    return Hands(journal.page)


def test_a_debt_gets_another_day_and_undo_brings_it_back(world: World, journal: JournalPage, hands: Hands) -> None:
    page, pupil = journal.page, world.pupils[0]
    hands.press(".", "F2", "Tab")
    day = page.get_by_label("Сдать долг до")
    expect(day).to_be_focused()
    today = date.fromisoformat(page.evaluate("JSON.parse(document.getElementById('journal-data').textContent).today"))
    expect(day).to_have_value(str(today + timedelta(days=14)))
    assert violations(page) == []
    journal.wait_until_kept({pupil.id: ["."]})
    day.fill(str(today + timedelta(days=20)))
    hands.press("Escape")
    late, first = (f"долг до {today + timedelta(days=days):%d.%m.%Y}" for days in (20, 14))
    eventually(page, lambda: [item["after"] for item in journal.history(pupil.id)[:2]] == [late, first])
    hands.press("4")
    journal.wait_until_kept({pupil.id: ["4"]})
    hands.press("Control+Z")
    journal.wait_until_kept({pupil.id: ["."]})
    assert [item["after"] for item in journal.history(pupil.id)[:4]] == [late, "4", late, first]
    page.goto(f"{journal.course.path}debts/")
    expect(page.get_by_role("main")).to_contain_text(pupil.name)
    assert violations(page) == []
    page.get_by_role("link", name=pupil.name).click()
    journal.wait_until_usable()
    expect(journal.cell(0)).to_be_focused()
    hands.press("Delete")
    journal.wait_until_kept({})


def test_a_dictation_takes_two_marks_in_one_cell(world: World, journal: JournalPage, hands: Hands) -> None:
    page, (first, second, third) = journal.page, world.pupils[:3]
    page.get_by_label("Вид работы").select_option(label="Диктант, вес 2")
    expect(page.get_by_label("Две отметки, например 5/4")).to_be_checked()
    journal.cell(0).click()
    hands.press("5", "4", "Enter", "3", "/")
    page.wait_for_timeout(1_000)
    hands.press("4", "Enter", "5", "Enter")
    journal.wait_until_kept({first.id: ["5/4"], second.id: ["3/4"], third.id: ["5"]})
    assert [item["after"] for item in journal.history(first.id)[:1]] == ["5/4"]
    journal.cell(0).click()
    hands.press("Control+Z")
    expect(journal.cell(2)).to_be_empty()
    hands.press("Control+Z")
    expect(journal.cell(1)).to_be_empty()
    journal.cell(0).click()
    hands.press("F2")
    mark = page.get_by_role("textbox", name="Отметка: Диктант")
    expect(mark).to_have_value("5/4")
    mark.fill("55")
    hands.press("Tab")
    expect(mark).to_have_value("5/5")
    assert violations(page) == []
    hands.press("Escape")
    journal.wait_until_kept({first.id: ["5/5"]})
    hands.press("Backspace")
    journal.wait_until_kept({first.id: ["5"]})
    hands.press("Delete")
    journal.wait_until_kept({})
    page.get_by_label("Вид работы").select_option(label="Ответ на уроке, вес 1")
    journal.wait_until_saved()


def test_ten_and_a_hundred_points_by_keyboard(world: World, visitors: Visitors) -> None:
    course, (first, second, third) = world.courses["scale"], world.pupils[:3]
    chief = visitors.signed_in("deputy_head")
    chief.goto(f"{course.path}scale/")
    assert violations(chief) == []
    chief.get_by_label("Десятибалльная").check()
    chief.get_by_role("button", name="Сохранить").click()
    expect(chief.get_by_role("status")).to_contain_text("десятибалльная")
    journal = JournalPage(visitors.signed_in("teacher"), course).open()
    page = journal.page
    hands = Hands(page)
    journal.enter(0, "1", "0", "Enter", "9", "8", "Enter", "1", "1", "Enter")
    journal.wait_until_kept({first.id: ["10"], second.id: ["9", "8"], third.id: ["1", "1"]})
    expect(journal.cell(1)).to_have_text("9, 8")
    assert [item["after"] for item in journal.history(first.id)] == ["10"], "no «1» on the way to «10»"
    journal.cell(0).click()
    hands.press("0")
    expect(journal.voice).to_contain_text("«0» — не отметка. Можно: от 1 до 10 и точка (долг)")
    hands.press("End")
    result = page.locator('[data-result="0"]')
    expect(result).to_have_text("10")
    for keys, value in ((("9",), "9"), (("1", "0"), "10"), (("KeyY",), "н/а"), (("KeyC",), "осв")):
        hands.press(*keys)
        expect(result).to_have_text(value)
        page.wait_for_timeout(900)
    hands.press("F2")
    expect(page.get_by_label("Выставить")).to_have_value("осв")
    page.get_by_label("Выставить").select_option("н/а")
    assert violations(page) == []
    hands.press("Escape")
    expect(result).to_have_text("н/а")
    hands.press("Delete")
    journal.cell(0).click()
    hands.press("Shift+ArrowDown", "Shift+ArrowDown", "Delete")
    journal.wait_until_kept({})
    chief.goto(f"{course.path}scale/")
    chief.get_by_label("Стобалльная").check()
    chief.get_by_role("button", name="Сохранить").click()
    expect(chief.get_by_role("status")).to_contain_text("стобалльная")
    journal.open()
    journal.enter(0, "8", "7", "Enter", "1", "0", "0", "Enter", "5")
    journal.wait_until_kept({first.id: ["87"], second.id: ["100"], third.id: ["5"]})
    journal.cell(0).click()
    hands.press("Control+Z", "Control+Z")
    journal.wait_until_kept({first.id: ["87"]})


def test_points_by_criteria(world: World, visitors: Visitors) -> None:
    course, (first, second, third) = world.courses["criteria"], world.pupils[:3]
    chief = visitors.signed_in("deputy_head")
    chief.goto(f"{course.path}scale/")
    chief.get_by_label("По критериям").check()
    chief.get_by_role("button", name="Сохранить").click()
    expect(chief.get_by_role("status")).to_contain_text("по критериям")
    journal = JournalPage(visitors.signed_in("teacher"), course).open()
    page, hands = journal.page, Hands(journal.page)
    journal.cell(0).click()
    hands.press("6")
    field = journal.sheet.get_by_role("textbox", name="баллы: А до 8")
    expect(field).to_be_focused()
    expect(field).to_have_value("6")
    assert violations(page) == []
    hands.write(" 4")
    hands.press("Enter")
    expect(journal.sheet).to_have_count(0)
    expect(journal.cell(0)).to_be_focused()
    expect(journal.cell(0)).to_have_text("63%")
    journal.wait_until_kept({first.id: ["А6:8 Б4:8"]})
    hands.press("ArrowDown", "9")
    hands.press("Enter")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.validationMessage").startswith("Можно: баллы по критериям: А до 8")
    hands.press("Backspace")
    hands.write("а8б8")
    hands.press("Enter")
    journal.wait_until_kept({first.id: ["А6:8 Б4:8"], second.id: ["А8:8 Б8:8"]})
    hands.press("ArrowDown", ".")
    journal.wait_until_kept({first.id: ["А6:8 Б4:8"], second.id: ["А8:8 Б8:8"], third.id: ["."]})
    hands.press("ArrowUp", "Backspace", "Control+Z")
    expect(journal.cell(1)).to_have_text("100%")
    hands.press("End", "ArrowUp")
    expect(page.locator('[data-result="0"]')).to_have_text("4")
    expect(page.locator('[data-mean="0"]')).to_have_text("62,5%")
    hands.press("=")
    expect(page.locator('[data-result="0"]')).to_have_class(re.compile("is-final"))
    assert violations(page) == []

    phone = visitors.signed_in("teacher", **PHONE)
    phone.goto(f"/s/1/lesson/{course.last}/")
    phone.wait_for_selector("html[data-journal=ready]")
    phone.get_by_role("button", name="Баллы").click()
    points = phone.get_by_role("dialog", name="Баллы по критериям")
    assert violations(phone) == []
    points.get_by_role("textbox").fill("7 7 7")
    phone.keyboard.press("Enter")
    expect(phone.locator(".roll").get_by_text("А7 Б7 В7")).to_be_visible()
    assert not scrolls_sideways(phone)
