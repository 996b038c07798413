"""The diary without a network: only on a device the reader calls their own, only until they sign out."""

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.visitors import PHONE, Visitors, follow
from tests.browser.world import World

MARKS = "/s/1/diary/marks/"


def make_own(page: Page) -> None:
    page.goto("/account/")
    button = page.get_by_role("button", name="Это моё устройство")
    expect(button).to_be_visible()
    assert violations(page) == []
    button.press("Enter")
    expect(page.get_by_text("открываются здесь без сети")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_the_last_week_is_read_without_a_network_and_forgotten_at_sign_out(visitors: Visitors) -> None:
    visitors.expect_trouble("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    page = visitors.signed_in("guardian", session=2, **PHONE)
    make_own(page)
    page.goto("/s/1/diary/")
    title = page.get_by_role("heading", level=1).text_content() or ""
    page.goto(MARKS)
    expect(page.get_by_role("heading", name="Оценки по предметам")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("status").first).to_contain_text("Нет связи. Так было")
    expect(page.get_by_role("heading", name="Оценки по предметам")).to_be_visible()
    assert violations(page) == []
    page.goto("/")  # the home leads to the week seen last
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto("/s/1/letters/")  # never kept
    expect(page.get_by_role("heading", name="Нет связи")).to_be_visible()
    assert violations(page) == []
    page.context.set_offline(False)
    page.goto(MARKS)
    expect(page.get_by_text("Нет связи")).to_have_count(0)
    page.locator(".menu-who summary").click()
    follow(page.get_by_role("button", name="Выйти"))
    expect(page).to_have_url(re.compile("/signin/"))
    assert page.evaluate("() => caches.has('kedr-pages')") is False
    assert page.evaluate("() => localStorage.getItem('kedr-own-device')") is None


def test_nothing_is_kept_until_the_reader_says_so(visitors: Visitors) -> None:
    page = visitors.signed_in("guardian", **PHONE)
    page.goto(MARKS)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate("() => navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_another_reader_of_the_same_device_finds_nothing(visitors: Visitors) -> None:
    page = visitors.signed_in("guardian", **PHONE)
    make_own(page)
    page.goto("/s/1/diary/")
    page.wait_for_function("() => caches.open('kedr-pages').then((it) => it.keys()).then((all) => all.length > 0)")
    key = visitors.key_of("family")
    page.context.add_cookies([{"name": "kedr", "value": key, "url": page.url.split("/s/")[0]}])
    page.goto("/s/1/diary/")
    page.wait_for_function("() => caches.has('kedr-pages').then((is) => !is)")
    assert page.evaluate("() => localStorage.getItem('kedr-own-device')") is None


def test_pages_of_somebody_at_school_are_never_kept(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("guardian", **PHONE)
    make_own(page)
    page.context.add_cookies([{"name": "kedr", "value": visitors.key_of("deputy_head"), "url": world.address}])
    page.goto(f"/s/1/diary/{world.pupils[1].id}/marks/")
    expect(page.get_by_text("Вы открыли дневник ученика")).to_be_visible()
    kept = page.evaluate(
        "() => caches.open('kedr-pages').then((it) => it.keys()).then((all) => all.map((one) => one.url))"
    )
    assert not [url for url in kept if str(world.pupils[1].id) in url]
    page.context.clear_cookies()
    page.goto("/signin/")
    page.wait_for_function("() => caches.has('kedr-pages').then((is) => !is)")


def test_a_phone_may_put_it_among_its_applications(visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/signin/")
    told = page.evaluate("() => fetch(document.querySelector('link[rel=manifest]').href).then((it) => it.json())")
    assert (told["start_url"], told["display"], told["lang"]) == ("/", "standalone", "ru")
    for icon in told["icons"]:
        assert page.request.get(icon["src"]).headers["content-type"] == "image/png"
