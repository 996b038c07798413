"""7:40, a teacher is ill: the deputy head settles the day by keyboard alone, and takes one change back."""

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.visitors import PHONE, Visitors, follow, scrolls_sideways
from tests.browser.world import World


def focused(page: Page) -> str:
    """What the keyboard is at."""
    name: str = page.evaluate(
        "(e => e.tagName == 'BUTTON' ? e.textContent.trim() : e.name || '')(document.activeElement)"
    )
    return name


def tab_to(hands: Hands, name: str) -> None:
    for _ in range(60):
        if focused(hands.page).startswith(name):
            return
        hands.press("Tab")
    raise AssertionError(f"Tab does not come to {name}")


def test_a_sick_teachers_day_by_keyboard(world: World, visitors: Visitors) -> None:
    day = world.courses["lesson"].next_day
    page = visitors.signed_in("deputy_head")
    page.goto(f"/s/1/changes/{day}/")
    hands = Hands(page)
    away = [text.split(",")[0] for text in page.locator(".away-list a").all_text_contents()]
    listed = page.locator("#teacher option").all_text_contents()
    name = next(one.split(",")[0] for one in listed if one.endswith(", 5 уроков") and one.split(",")[0] not in away)
    expect(page.locator("#teacher")).to_be_focused()  # the page opens at the first question
    hands.write(name.split()[0])
    for _ in range(len(listed)):  # namesakes come first by the alphabet
        if (page.locator("#teacher option:checked").text_content() or "").startswith(name):
            break
        hands.press("ArrowDown")
    tab_to(hands, "Подобрать замены")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    rows = page.locator(".cover select")
    expect(rows).to_have_count(5)
    proposed = page.locator(".cover select:has(option:checked[value^='t:'])").count()
    assert proposed >= 1
    assert violations(page) == []
    tab_to(hands, "to-")
    hands.press("Home")  # the first lesson goes as planned: the teacher comes later
    tab_to(hands, "Сохранить")
    hands.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Сохранено.")
    mine = page.locator(".changes tbody tr").filter(has_text=name)
    before = mine.count()
    assert before >= proposed - 1
    expect(page.locator(".away-list li").filter(has_text=name)).to_contain_text("болезнь")
    mine.first.get_by_role("button").focus()
    hands.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Урок снова идёт по расписанию.")
    expect(mine).to_have_count(before - 1)


def test_a_class_goes_home_by_keyboard(world: World, visitors: Visitors) -> None:
    day = world.courses["lesson"].next_day
    page = visitors.signed_in("deputy_head")
    page.goto(f"/s/1/changes/{day}/")
    hands = Hands(page)
    page.get_by_role("link", name="Отменить уроки класса").press("Enter")
    expect(page.locator("#class")).to_be_focused()  # the page opens at the first question
    hands.write("10А")
    tab_to(hands, "Показать уроки")
    hands.press("Enter")
    since = page.get_by_role("navigation", name="С какого урока").get_by_role("link")
    since.last.press("Enter")
    expect(page.get_by_role("checkbox", checked=True)).not_to_have_count(0)
    chosen = page.get_by_role("checkbox", checked=True).count()
    assert chosen < page.get_by_role("checkbox").count()
    assert violations(page) == []
    tab_to(hands, "note")
    hands.write("экскурсия")
    tab_to(hands, "Отменить отмеченные")
    hands.press("Enter")
    told = page.get_by_role("status")
    expect(told).to_contain_text(f"Отменено: {chosen} ")
    assert violations(page) == []
    phone = visitors.signed_in("deputy_head", **PHONE)
    phone.goto(page.url)
    assert violations(phone) == []
    assert not scrolls_sideways(phone)
    told.get_by_role("button", name="Вернуть").press("Enter")
    expect(told).to_contain_text("Уроки снова идут по расписанию")


def test_the_pages_of_changes_on_a_phone(world: World, visitors: Visitors) -> None:
    day = world.courses["lesson"].next_day
    page = visitors.signed_in("deputy_head", **PHONE)
    for path in (
        f"changes/{day}/",
        f"changes/{day}/list/",
        "changes/reasons/",
        "changes/reasons/new/",
        "changes/extra/",
    ):
        page.goto(f"/s/1/{path}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path  # type: ignore[index]


def test_a_pupils_own_course_by_keyboard(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("deputy_head")
    page.goto(f"/s/1/classes/{world.class_id}/freed/")
    page.get_by_role("link", name="Свои предметы").press("Enter")
    hands = Hands(page)
    page.get_by_label("Ученик", exact=True).select_option(label=world.pupils[5].name)
    page.get_by_label("Предмет", exact=True).select_option(label="Геометрия")
    page.get_by_label("Учитель", exact=True).select_option(index=1)
    page.get_by_label("Часов в неделю").focus()
    hands.press("Control+a", "1", ",", "5", "Enter")
    expect(page.get_by_role("status")).to_contain_text("Предмет открыт")
    expect(page.get_by_role("row").filter(has_text=world.pupils[5].name)).to_contain_text("1,5")
    assert violations(page) == []
    phone = visitors.signed_in("deputy_head", **PHONE)
    phone.goto(page.url)
    assert violations(phone) == []
    assert not scrolls_sideways(phone)
    follow(page.get_by_role("link", name="Геометрия"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Геометрия")
