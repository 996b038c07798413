"""An announcement reaches a family and comes back signed; a parent writes to a teacher; by keyboard, axe looks on."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.visitors import PHONE, Visitors, scrolls_sideways
from tests.browser.world import World, in_days


def tab_to(hands: Hands, words: str) -> None:
    """Tab until the control with these words has the focus."""
    for _ in range(60):
        here = hands.page.evaluate(
            "(e => e === document.body ? '' : e.labels?.[0]?.textContent || e.textContent)(document.activeElement)"
        )
        if words in str(here):
            return
        hands.press("Tab")
    raise AssertionError(f"«{words}» is not reached by Tab")


def is_well(page: Page) -> bool:
    return violations(page) == [] and not scrolls_sideways(page)


def test_an_announcement_comes_back_signed(world: World, visitors: Visitors) -> None:
    office = visitors.signed_in("deputy_head")
    office.goto("/s/1/letters/announcements/")
    assert is_well(office)
    hands = Hands(office)
    tab_to(hands, "Новое объявление")
    hands.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Новое")
    assert is_well(office)
    office.get_by_label("Кому", exact=True).select_option(f"class-{world.class_id}")
    office.locator("#title").focus()
    hands.write("Собрание в четверг")
    hands.press("Tab")
    hands.write("Начало в 18:00.")
    tab_to(hands, "попросить нажать")
    hands.press("Space")
    tab_to(hands, "Отправить")
    hands.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Собрание в четверг")
    expect(office.get_by_text(re.compile("Прочитали 0 из"))).to_be_visible()
    assert is_well(office)
    parent = visitors.signed_in("guardian", **PHONE)
    parent.goto("/s/1/diary/marks/")
    bell = parent.get_by_role("link", name=re.compile("Уведомления: новых"))
    expect(bell).to_be_visible()
    bell.click()
    assert is_well(parent)
    parent.get_by_role("link", name="Собрание в четверг").click()
    article = parent.get_by_role("article", name="Собрание в четверг")
    expect(article).to_contain_text("Начало в 18:00.")
    assert is_well(parent)
    article.get_by_role("button", name="Ознакомлен(а)").click()
    expect(article).to_contain_text("Вы ознакомились")
    office.reload()
    expect(office.get_by_text(re.compile("ознакомились 1"))).to_be_visible()
    office.get_by_role("button", name="Отозвать").click()
    expect(office.get_by_text(re.compile("Отозвано"))).to_be_visible()


def test_a_parent_writes_to_a_teacher(world: World, visitors: Visitors) -> None:
    parent = visitors.signed_in("guardian", **PHONE)
    parent.goto("/s/1/letters/")
    assert is_well(parent)
    parent.get_by_role("link", name="Написать").click()
    assert is_well(parent)
    title = world.courses["lesson"].title
    parent.locator(".people li").filter(has_text=title).first.get_by_role("link").click()
    expect(parent.locator("#subject")).to_be_focused()
    hands = Hands(parent)
    hands.press("Tab", "Tab")
    assert is_well(parent)
    parent.locator("#subject").fill("Пересдача")
    parent.locator("#text").fill("Когда можно переписать работу?")
    parent.get_by_role("button", name="Отправить").click()
    expect(parent.get_by_role("heading", level=1)).to_contain_text("Пересдача")
    assert is_well(parent)
    teacher = visitors.signed_in("teacher")
    teacher.goto("/s/1/letters/")
    row = teacher.get_by_role("link", name="Пересдача")
    row.focus()
    assert is_well(teacher)
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_text("Когда можно переписать работу?")).to_be_visible()
    keys = Hands(teacher)
    tab_to(keys, "Ответ")
    keys.write("В среду после уроков.")
    keys.press("Tab", "Enter")
    expect(teacher.get_by_text("В среду после уроков.")).to_be_visible()
    assert is_well(teacher)
    parent.reload()
    expect(parent.get_by_text("В среду после уроков.")).to_be_visible()
    expect(parent.get_by_text("прочитано")).to_be_visible()


def test_a_survey_is_answered_without_a_name(world: World, visitors: Visitors) -> None:
    office = visitors.signed_in("deputy_head")
    office.goto("/s/1/letters/surveys/new/")
    office.get_by_label("Кого спросить").select_option(f"class-{world.class_id}")
    office.get_by_label("О чём").fill("Питание")
    office.get_by_label("Вопросы").fill("Вкусно ли: да / нет\nОцените столовую: 1-5\nЧто изменить: словами")
    office.get_by_label("Отвечают по какой день").fill(in_days(5))
    office.get_by_label("Отвечают по какой день").press("Enter")
    expect(office.get_by_text("Ответов пока меньше 5")).to_be_visible()
    assert is_well(office)
    parent = visitors.signed_in("guardian", **PHONE)
    parent.goto("/s/1/letters/announcements/")
    parent.get_by_role("link", name="Опрос: Питание").click()
    assert is_well(parent)
    hands = Hands(parent)
    parent.get_by_label("да", exact=True).focus()
    hands.press("Space", "Tab", "Space", "ArrowRight", "ArrowRight", "ArrowRight", "Tab")
    expect(parent.get_by_label("4", exact=True)).to_be_checked()
    hands.press("Tab", "Enter")
    expect(parent.get_by_role("status")).to_contain_text("Спасибо")
    assert is_well(parent)
    office.reload()
    expect(office.get_by_text(re.compile("Ответили 1 из"))).to_be_visible()


def test_the_bells_page_and_the_mail_page(visitors: Visitors) -> None:
    for who, options in (("teacher", {}), ("family", PHONE)):
        page = visitors.signed_in(who, **options)
        for path in ("/inbox/", "/inbox/mail/"):
            page.goto(path)
            assert is_well(page), path
