"""What makes a sign-in safer: a code from an app, a passkey instead of a password."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from kedr.accounts.rules import totp
from tests.browser.axe import violations
from tests.browser.visitors import Visitors, sign_in
from tests.browser.world import World


def code_now(secret: str) -> str:
    return totp(secret, int(datetime.now(UTC).timestamp()) // 30)


def test_a_code_from_an_app(world: World, visitors: Visitors) -> None:
    who = world.people["municipal_officer"]
    page = visitors.stranger()
    sign_in(page, who)
    page.goto("/account/")
    page.get_by_role("button", name="Включить вход с кодом").click()
    found = violations(page)
    secret = re.sub(r"\s", "", page.locator(".secret-text").text_content() or "")
    page.get_by_label("Шесть цифр").fill(code_now(secret))
    page.get_by_role("button", name="Включить", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Сохраните запасные коды")
    found += violations(page)
    spare = page.locator(".recovery code").first.text_content() or ""

    other = visitors.stranger()
    sign_in(other, who)
    expect(other.get_by_label("Код")).to_be_focused()
    found += violations(other)
    other.get_by_label("Код").fill("000000")
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert")).to_be_visible()
    found += violations(other)
    other.get_by_label("Код").fill(spare)
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", level=1)).to_contain_text("Школы")
    assert found == []


def test_a_passkey(world: World, visitors: Visitors) -> None:
    """On a named host, with an authenticator that the browser plays."""
    page = visitors.stranger(base_url=f"http://localhost:{world.port}")
    give_authenticator(page)
    sign_in(page, world.people["head"])
    page.goto("/account/")
    page.get_by_role("button", name="Добавить ключ входа").click()
    expect(page.get_by_role("status")).to_contain_text("Ключ входа добавлен")
    page.locator(".menu-who summary").click()
    page.get_by_role("button", name="Выйти").click()
    page.get_by_role("button", name="Войти без пароля").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Уроки")


def give_authenticator(page: Page) -> None:
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
