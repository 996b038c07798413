"""Homework by keyboard: for the class and for one pupil, with minutes and a file; and how it comes home."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.test_lesson import open_week, tab_to
from tests.browser.visitors import PHONE, Visitors, eventually, scrolls_sideways
from tests.browser.world import World

COMMON, OWN, SHEET = "§ 7, вопросы 1–4", "Карточка: задачи 2 и 3", "Памятка к диктанту"


def tab_into(hands: Hands, place: str) -> None:
    """Tab until the focus stands in the element of this id."""
    for _ in range(80):
        hands.press("Tab")
        if hands.page.evaluate("() => document.activeElement.id") == place:
            return
    raise AssertionError(f"Tab never came to #{place}")


def attach(hands: Hands, file: Path) -> None:
    """The button under the focus opens the choice of a file."""
    with hands.page.expect_file_chooser() as choice:
        hands.press("Enter")
    choice.value.set_files(file)


def worksheet(folder: Path, name: str = "Памятка.txt") -> Path:
    path = folder / name
    path.write_text(SHEET, encoding="utf-8")
    return path


def set_for_the_class(hands: Hands, file: Path) -> None:
    page = hands.page
    hands.press("Escape", "Enter")  # from the table to the topic, on to homework
    expect(page.locator("#homework")).to_be_focused()
    hands.write(COMMON)
    tab_into(hands, "minutes")
    hands.write("40")
    expect(page.locator("#load")).to_contain_text("задано 40 из 150 мин")
    expect(page.get_by_role("button", name="Приложить файл")).to_be_visible()
    tab_to(hands, "Приложить файл")
    attach(hands, file)
    expect(page.locator(".homework-field > .files-box .files")).to_contain_text("Памятка.txt")


def set_for_one(hands: Hands) -> None:
    page = hands.page
    tab_to(hands, "Задать лично")
    hands.press("Enter")
    expect(page.get_by_role("dialog").locator("input[type=checkbox]").first).to_be_focused()
    assert violations(page) == []
    hands.press("Space")
    tab_into(hands, "personal-text")
    hands.write(OWN)
    tab_into(hands, "personal-minutes")
    hands.write("15")
    hands.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#set-personal")).to_be_focused()


def test_homework_by_keyboard_and_at_home(world: World, visitors: Visitors, tmp_path: Path) -> None:
    course, first = world.courses["homework"], world.pupils[0]
    journal = JournalPage(visitors.signed_in("teacher"), course).open()
    page, hands = journal.page, Hands(journal.page)
    page.on("filechooser", lambda _: None)  # from the start: Playwright would miss one that opens at once
    expect(journal.cell(0)).to_be_focused()
    set_for_the_class(hands, worksheet(tmp_path))
    set_for_one(hands)
    expect(page.locator(".personal")).to_contain_text(first.name)
    expect(page.locator(".personal")).to_contain_text("15 мин")
    eventually(page, lambda: journal.kept().homework[course.last] == COMMON)
    journal.wait_until_saved()
    assert violations(page) == []
    see_at_home(visitors, world)


def see_at_home(visitors: Visitors, world: World) -> None:
    """The mother of that pupil, on a phone without JavaScript."""
    page = visitors.signed_in("guardian", **PHONE, java_script_enabled=False)
    course = world.courses["homework"]
    open_week(page, world.pupils[0].id, course.next_day)
    lesson = page.locator("li.lesson").filter(has_text=OWN)
    expect(lesson.locator(".task")).to_have_text([f"Задано: {COMMON} · 40 мин", f"Задано лично: лично {OWN} · 15 мин"])
    expect(lesson.get_by_role("link", name="Памятка.txt")).to_be_visible()
    href = lesson.get_by_role("link", name="Памятка.txt").get_attribute("href") or ""
    answer = page.context.request.get(href)
    assert (answer.text(), answer.headers["content-disposition"][:10]) == (SHEET, "attachment")
    stranger = visitors.signed_in("family")
    assert stranger.context.request.get(href).status == 404


def test_a_file_is_taken_off_and_put_back_and_waits_for_no_connection(
    world: World, visitors: Visitors, tmp_path: Path
) -> None:
    course = world.courses["files"]
    visitors.expect_trouble("ERR_INTERNET_DISCONNECTED", "400 (Bad Request)")
    page = visitors.signed_in("teacher", **PHONE)
    page.goto(f"/s/1/lesson/{course.last}/")
    page.wait_for_selector("html[data-journal=ready]")
    page.get_by_text("Домашнее задание").first.tap()
    page.locator("#homework").fill(COMMON)
    page.locator("#homework").blur()
    put(page, worksheet(tmp_path))
    files = page.locator(".homework-field > .files-box")
    expect(files.locator(".files")).to_contain_text("Памятка.txt")
    assert not scrolls_sideways(page)
    files.get_by_role("button", name="Убрать файл Памятка.txt").tap()
    expect(files.locator(".files-said")).to_contain_text("Файл «Памятка.txt» убран.")
    expect(files.locator(".files li")).to_have_count(0)
    files.get_by_role("button", name="Вернуть").tap()
    expect(files.locator(".files")).to_contain_text("Памятка.txt")

    program = tmp_path / "Игра.pdf"
    program.write_bytes(b"MZ\x90\x00")
    put(page, program)
    expect(files.locator(".files-said")).to_contain_text("программа")
    page.context.set_offline(True)
    put(page, worksheet(tmp_path, "Ещё.txt"))
    expect(files.locator(".files-said")).to_contain_text("Файл «Ещё.txt» не отправлен: нет связи.")
    page.context.set_offline(False)
    put(page, worksheet(tmp_path, "Ещё.txt"))
    expect(files.locator(".files li")).to_have_count(2)


def put(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as choice:
        page.get_by_role("button", name="Приложить файл").first.tap()
    choice.value.set_files(file)
