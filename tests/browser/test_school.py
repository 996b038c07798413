"""The day of everybody else at school and above it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.visitors import Visitors
from tests.browser.world import World

HOMES = {
    "teacher": "/s/1/day/", "class_teacher": "/s/1/day/", "both": "/", "deputy_head": "/s/1/board/",
    "head": "/s/1/board/", "secretary": "/s/1/classes/", "pupil": "/s/1/diary/", "family": "/s/1/diary/",
    "guardian": "/s/1/diary/", "municipal_officer": "/schools/", "regional_officer": "/schools/",
}  # fmt: skip


@pytest.mark.parametrize("who", HOMES)
def test_everybody_has_a_home(who: str, visitors: Visitors, world: World) -> None:
    page = visitors.signed_in(who)
    page.goto("/")
    assert page.url.removeprefix(world.address).startswith(HOMES[who])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sections = page.get_by_role("navigation", name="Разделы").get_by_role("link")
    for at in range(sections.count()):
        name = sections.nth(at).text_content() or ""
        sections.nth(at).click()
        expect(page.locator(".nav [aria-current=page]")).to_have_text(name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_class_teacher_finds_out_why(world: World, visitors: Visitors) -> None:
    course, pupil = world.courses["reasons"], world.pupils[-1]
    page = visitors.signed_in("teacher")
    page.goto("/s/1/my-class/")
    expect(page.get_by_role("heading", name="Мой класс, 7Г")).to_be_visible()
    expect(page.get_by_role("region", name="Сводная ведомость").get_by_role("row")).to_have_count(31)
    form = page.get_by_role("form", name=f"Причина: {pupil.name}")
    form.get_by_label("Причина").select_option(label="Болезнь")
    form.get_by_role("button", name="Записать").click()
    expect(page.get_by_role("status")).to_contain_text("Причина записана: 2 урока")
    expect(form).to_have_count(0)
    page.goto(course.path)
    expect(page.locator(f'[data-cell="{len(course.lessons) - 2}:29"]')).to_have_text("б")


def test_my_day_leads_to_what_is_missing(world: World, visitors: Visitors) -> None:
    course = world.courses["reasons"]
    page = visitors.signed_in("teacher")
    page.goto(f"/s/1/day/{course.days[-3]}/")
    lesson = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=course.title))
    expect(lesson).to_contain_text("Заполнить: посещаемость, тема, задание")
    lesson.get_by_role("link", name="Заполнить").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(course.title)
    expect(page.get_by_label("Посещаемость").or_(page.locator("#check"))).to_be_visible()


def test_the_deputy_head_sees_the_day_and_the_gaps(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("deputy_head")
    held = world.courses["lesson"].days[-3]
    page.goto(f"/s/1/board/{held}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(date.fromisoformat(held).day))
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="7Г"))
    expect(row).to_be_visible()
    page.get_by_role("link", name="Только с пробелами").click()
    expect(row).to_be_visible()
    page.get_by_role("rowheader", name="7Г").get_by_role("link").click()
    expect(page.get_by_role("heading", name="7Г, все предметы")).to_be_visible()
    page.get_by_role("link", name=world.pupils[0].name).click()
    expect(page.get_by_text("Вы открыли дневник ученика. Запись об этом сохранена.")).to_be_visible()


def test_the_secretary_sees_classes_but_no_diaries(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("secretary")
    page.goto("/")
    page.get_by_role("link", name="7Г", exact=True).click()
    expect(page.get_by_role("heading", name="7Г, все предметы")).to_be_visible()
    expect(page.get_by_role("rowheader", name=world.pupils[0].name)).to_be_visible()
    expect(page.get_by_role("link", name=world.pupils[0].name)).to_have_count(0)


def test_the_secretary_gives_a_new_password(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("secretary")
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Логины").click()
    page.get_by_role("searchbox").fill("ученик 6а")
    page.get_by_role("button", name="Найти").click()
    page.locator(".row-name a").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Выдать новый пароль").click()
    page.get_by_label("Пароль", exact=True).fill(world.people["secretary"].password)
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_role("button", name="Выдать новый пароль").click()
    expect(page.get_by_text("Больше мы его не покажем")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("who", ["municipal_officer", "regional_officer"])
def test_officers_see_their_schools(who: str, visitors: Visitors) -> None:
    page = visitors.signed_in(who)
    page.goto("/")
    page.get_by_role("link", name="Школа № 101").click()
    expect(page.get_by_role("heading", name="Школа № 101")).to_be_visible()
    expect(page.get_by_text("Город Томск")).to_be_visible()
