"""Coming in, going on in another role, ending a session, one's own look of the pages."""

from playwright.sync_api import Page, expect

from tests.browser.visitors import PHONE, Visitors, scrolls_sideways, sign_in
from tests.browser.world import Who, World


def test_a_wrong_password_then_the_right_one(world: World, visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/s/1/diary/")
    expect(page).to_have_url(f"{world.address}/signin/?next=/s/1/diary/")
    sign_in(page, world.people["guardian"], "не тот пароль")
    expect(page.get_by_role("alert")).to_contain_text("Логин или пароль не подошли")
    expect(page.get_by_label("Логин")).to_have_value(world.people["guardian"].login)
    expect(page.get_by_label("Пароль", exact=True)).to_be_focused()
    page.get_by_label("Пароль", exact=True).fill(world.people["guardian"].password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Разделы")).to_contain_text("Дневник")


def test_many_wrong_passwords(visitors: Visitors) -> None:
    visitors.expect_trouble("429 (Too Many Requests)")
    page = visitors.stranger()
    nobody = Who("nobody", "наугад", ("", ""))
    for _ in range(5):
        sign_in(page, nobody)
        expect(page.get_by_role("alert")).to_contain_text("не подошли")
    sign_in(page, nobody)
    expect(page.get_by_role("alert")).to_contain_text("Слишком много попыток. Подождите")


def test_a_person_with_two_roles(world: World, visitors: Visitors) -> None:
    page = visitors.stranger()
    sign_in(page, world.people["both"])
    sections = page.get_by_role("navigation", name="Разделы")
    expect(sections).to_be_visible()
    begins_at_school = "Мой день" in (sections.text_content() or "")
    other, sign = ("Родитель", "Дневник") if begins_at_school else ("Учитель", "Мой день")
    page.locator(".menu-who summary").click()
    page.get_by_role("link", name="Сменить роль").click()
    page.get_by_role("listitem").filter(has_text=other).get_by_role("button", name="Перейти").first.click()
    page.goto("/")
    expect(sections).to_contain_text(sign)


def test_ending_a_session_on_another_device(world: World, visitors: Visitors) -> None:
    phone = visitors.stranger(**PHONE, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1")
    desk = visitors.stranger()
    sign_in(phone, world.people["pupil"])
    expect(phone.get_by_role("navigation", name="Разделы")).to_be_visible()
    sign_in(desk, world.people["pupil"])
    expect(desk.get_by_role("navigation", name="Разделы")).to_be_visible()
    desk.goto("/account/")
    expect(desk.get_by_role("listitem").filter(has_text="вы здесь")).to_contain_text("Linux")
    desk.get_by_role("button", name="Завершить сеанс Safari, iPhone").click()
    expect(desk.get_by_role("status")).to_contain_text("Сеанс завершён")
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Вход в журнал и дневник")).to_be_visible()
    desk.locator(".menu-who summary").click()
    desk.get_by_role("button", name="Выйти").click()
    expect(desk.get_by_role("heading", name="Вход в журнал и дневник")).to_be_visible()


def choose_look(page: Page, *choices: str) -> None:
    page.locator("summary").filter(has_text="Оформление").click()
    form = page.locator(".look-form")
    place = form.bounding_box()
    window = page.viewport_size
    assert place is not None
    assert window is not None
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= window["width"]
    for words in choices:
        form.get_by_text(words, exact=True).click()
    page.get_by_role("button", name="Применить").click()


def test_a_look_is_kept_and_nothing_scrolls_sideways(world: World, visitors: Visitors) -> None:
    """200 % and white on black, chosen before signing in; then at every page of the teacher at 1280."""
    page = visitors.stranger()
    page.goto("/signin/")
    choose_look(page, "200 %", "Белым по чёрному")
    assert not scrolls_sideways(page)
    sign_in(page, world.people["teacher"])
    expect(page.get_by_role("navigation", name="Разделы")).to_be_visible()
    lesson = f"/s/1/lesson/{world.courses['keys'].last}/"
    for path in ("/", "/s/1/journal/", world.courses["keys"].path, lesson, "/s/1/my-class/", "/account/"):
        page.goto(path)
        expect(page.locator("html[data-size='200'][data-scheme='white-on-black']")).to_have_count(1)
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
        assert not scrolls_sideways(page), path


def test_large_letters_on_a_phone(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("guardian", **PHONE)
    page.goto("/")
    choose_look(page, "200 %")
    expect(page.locator("html")).to_have_attribute("data-size", "200")
    for path in ("/", "/s/1/diary/marks/", "/account/", "/account/roles/"):
        page.goto(path)
        assert not scrolls_sideways(page), path
    choose_look(page, "Обычный")
    expect(page.locator("html:not([data-size])")).to_have_count(1)


def test_the_office_in_large_letters(world: World, visitors: Visitors) -> None:
    for who, paths in {
        "deputy_head": ("/s/1/board/", "/s/1/classes/", f"/s/1/classes/{world.class_id}/"),
        "regional_officer": ("/schools/", "/schools/1/"),
    }.items():
        page = visitors.signed_in(who)
        page.context.add_cookies([{"name": "kedr-look", "value": "size:200", "url": world.address}])
        for path in paths:
            page.goto(path)
            expect(page.locator("html")).to_have_attribute("data-size", "200")
            assert not scrolls_sideways(page), path
