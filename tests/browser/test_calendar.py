"""A link for a phone's calendar, by keyboard alone: made, copied, read, closed."""

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import icalendar
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.visitors import PHONE, Visitors, follow, scrolls_sideways


def fetched(address: str) -> tuple[int, bytes]:
    """What a phone gets, without a sign-in."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def tab_to(target: Locator) -> None:
    """As a keyboard gets there: by Tab."""
    for _ in range(60):
        if target.evaluate("(it) => it === document.activeElement"):
            return
        target.page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)
    tab_to(button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("who", "called"), [("guardian", "Уроки: "), ("teacher", "Мои уроки")])
def test_a_link_is_made_copied_and_closed_by_keyboard(visitors: Visitors, who: str, called: str) -> None:
    page = visitors.signed_in(who)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    follow(page.get_by_role("link", name=re.compile("в календаре телефона$")))
    assert violations(page) == []
    press(page, "Сделать ссылку")
    assert violations(page) == []
    tab_to(page.get_by_role("button", name="Скопировать"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Скопировано.")).to_be_visible()
    address = str(page.evaluate("() => navigator.clipboard.readText()"))
    assert address == page.get_by_label(re.compile("^Скопируйте её сейчас")).input_value()
    status, body = fetched(address)
    assert status == 200
    assert str(icalendar.Calendar.from_ical(body)["NAME"]).startswith(called)

    page.goto(page.url)
    expect(page.get_by_text("Последний раз календарь читал её сегодня")).to_be_visible()
    page.get_by_text("Как добавить ссылку в календарь").press("Enter")
    expect(page.get_by_text("Добавить по URL").first).to_be_visible()
    assert violations(page) == []
    press(page, "Закрыть ссылку")
    expect(page.get_by_role("status")).to_contain_text("Ссылка закрыта")
    assert violations(page) == []
    assert fetched(address)[0] == 404


def test_the_field_is_copied_by_hand_where_the_browser_refuses(visitors: Visitors) -> None:
    page = visitors.signed_in("pupil", **PHONE)
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto("/s/1/calendar/")
    page.get_by_role("button", name="Сделать ссылку").tap()
    page.get_by_role("button", name="Скопировать").tap()
    expect(page.get_by_text("Ссылка выделена")).to_be_visible()
    field = page.get_by_label(re.compile("^Скопируйте её сейчас"))
    expect(field).to_be_focused()
    assert field.evaluate("(it) => it.selectionEnd - it.selectionStart === it.value.length")
    assert not scrolls_sideways(page)
    assert violations(page) == []
    page.get_by_role("button", name="Закрыть ссылку").tap()
    expect(page.get_by_role("button", name="Сделать ссылку")).to_be_visible()


def test_it_works_without_a_script(visitors: Visitors) -> None:
    page = visitors.signed_in("family", **PHONE, java_script_enabled=False)
    page.goto("/s/1/calendar/")
    page.get_by_role("button", name="Сделать ссылку").click()
    expect(page.get_by_label(re.compile("^Скопируйте её сейчас"))).to_have_value(re.compile(r"/calendar/[\w-]+\.ics$"))
    expect(page.get_by_role("button", name="Скопировать")).to_have_count(0)
    page.get_by_role("navigation", name="Ребёнок").locator("a:not([aria-current])").click()
    expect(page.get_by_role("button", name="Сделать ссылку")).to_be_visible()  # each child has their own
