"""The family, on a phone without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.visitors import PHONE, Visitors, scrolls_sideways
from tests.browser.world import World


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """A parent of two."""
    return visitors.signed_in("family", **PHONE, java_script_enabled=False)


def overflows(page: Page, visitors: Visitors, who: str) -> bool:
    """The same address with JavaScript on, which measuring needs."""
    twin = visitors.signed_in(who, **PHONE)
    twin.goto(page.url)
    return scrolls_sideways(twin)


def test_the_week_and_the_other_child(page: Page, visitors: Visitors) -> None:
    page.goto("/")
    days = page.get_by_role("navigation", name="Дни недели").get_by_role("link")
    if days.count():  # not in the holidays
        days.nth(1).click()
        expect(page.locator("#d2 h2")).to_be_visible()
        expect(page.locator("#d1 h2")).to_be_hidden()
    assert not overflows(page, visitors, "family")
    children = page.get_by_role("navigation", name="Ребёнок").get_by_role("link")
    expect(children).to_have_count(2)
    first = page.url
    page.get_by_role("navigation", name="Ребёнок").locator("a:not([aria-current])").click()
    assert page.url != first
    expect(children.nth(1)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Прошлая неделя").click()
    page.get_by_role("link", name="Следующая неделя").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_marks_by_subject_and_the_why_of_one(visitors: Visitors) -> None:
    page = visitors.signed_in("guardian", **PHONE, java_script_enabled=False)
    page.goto("/s/1/diary/marks/")
    expect(page.get_by_role("heading", name="Оценки по предметам")).to_be_visible()
    row = page.locator("tr.row").filter(has=page.locator(".chips a")).first
    assert not overflows(page, visitors, "guardian")
    row.locator("summary").click()
    expect(page.get_by_role("heading", name="Почему такой балл").first).to_be_visible()
    chip = row.locator(".chips a").first
    value = (chip.text_content() or "")[0]
    chip.click()
    expect(page.locator(".big.mark")).to_contain_text(value if value in "12345" else ".")
    expect(page.get_by_text("Учитель")).to_be_visible()
    assert not overflows(page, visitors, "guardian")
    page.get_by_role("link", name=re.compile("^К дневнику")).click()
    expect(page).to_have_url(re.compile(r"/diary/\d+/\d{4}-\d\d-\d\d/"))


def test_what_comes_out_with_a_mark_not_given_yet(page: Page, visitors: Visitors) -> None:
    page.goto("/s/1/diary/marks/")
    subject = page.locator(".list .row:has(+ .detail form)").first  # one with marks and no result yet
    subject.locator("summary").click()
    form = subject.locator("+ .detail form")
    form.get_by_label("Поставят").select_option("2")
    form.get_by_role("button", name="Посчитать").click()
    told = page.get_by_role("status")
    expect(told).to_contain_text(re.compile("средний .+, выходит .+"))
    expect(told.locator(".mark")).to_have_count(1)
    told.locator("xpath=ancestor::section").get_by_role("button", name="Посчитать").click()
    expect(told.locator(".mark")).to_have_count(2)
    assert not overflows(page, visitors, "family")
    twin = visitors.signed_in("family", **PHONE)
    twin.goto(page.url)
    assert violations(twin) == []
    told.get_by_role("link", name="Убрать").click()
    expect(told).to_have_count(0)


def test_a_parent_says_that_a_child_will_be_away(page: Page, world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)")
    page.goto("/")
    page.get_by_role("link", name="Сообщить об отсутствии").click()  # one of two is shown
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("alert")).to_contain_text("Выберите причину")
    page.get_by_label("Уважительная причина").check()
    page.get_by_label("Классному руководителю").fill("Едем к врачу")
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("status")).to_contain_text("Отправлено")
    assert not overflows(page, visitors, "family")
    twin = visitors.signed_in("family", **PHONE)
    twin.goto(page.url)
    assert violations(twin) == []

    chief = visitors.signed_in("deputy_head")
    chief.goto("/s/1/absences/")
    notice = chief.get_by_role("article").filter(has_text="Едем к врачу")
    assert violations(chief) == []
    notice.get_by_role("button", name=re.compile("^Не принять")).press("Enter")
    expect(chief.get_by_role("alert")).to_contain_text("Напишите семье")
    notice.get_by_role("button", name=re.compile("^Принять")).press("Enter")
    expect(chief.get_by_role("status")).to_contain_text("Сохранено")
    page.reload()
    expect(page.get_by_role("list", name="Отправленные")).to_contain_text("принято")


def test_the_diary_of_another_family_is_nothing(page: Page, world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("404 (Not Found)")
    stranger = f"/s/1/diary/{world.pupils[5].id}/"
    for path in (stranger, f"{stranger}marks/", world.courses["keys"].path):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", name="Страница не найдена")).to_be_visible()


def test_the_diary_of_a_pupil(visitors: Visitors) -> None:
    page = visitors.signed_in("pupil", **PHONE, java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("navigation", name="Ребёнок")).to_have_count(0)
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Оценки").click()
    expect(page.get_by_role("heading", name="Оценки по предметам")).to_be_visible()
