"""The lesson plan in hand: offered in the lesson, taken by one key or a tap, loaded from a paste by keyboard."""

from playwright.sync_api import Page, expect

from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.test_phone import small_targets
from tests.browser.visitors import PHONE, Visitors, eventually, scrolls_sideways
from tests.browser.world import World

PASTE = "№\tТема\tЧасы\tДомашнее задание\n1\tВещества\t1\t§ 1\n2\tКонтрольная работа № 1\t1\t\n3\tРеакции\t2\t§ 2"


def test_topic_and_homework_are_taken_by_enter(world: World, visitors: Visitors) -> None:
    course = world.courses["plan"]
    journal = JournalPage(visitors.signed_in("teacher"), course).open()
    page, hands = journal.page, Hands(journal.page)
    journal.cell(0).click()
    topic, homework = page.locator("#topic"), page.locator("#homework")
    hands.press("Escape")
    expect(topic).to_be_focused()
    expect(topic).to_have_attribute("placeholder", "Химия: тема 6")
    expect(page.get_by_text("По плану урок 6")).to_be_visible()
    hands.press("Tab", "Shift+Tab")
    page.wait_for_timeout(1_800)  # longer than a pause that saves
    assert (journal.kept().topics[course.last], journal.kept().homework[course.last]) == ("", "")  # never by itself

    hands.press("Enter")
    expect(topic).to_have_value("Химия: тема 6")
    expect(homework).to_be_focused()
    hands.press("Enter")
    expect(homework).to_have_value("§ 6, вопросы")
    eventually(page, lambda: journal.kept().homework[course.last] == "§ 6, вопросы")
    assert journal.kept().topics[course.last] == "Химия: тема 6"
    expect(page.get_by_role("button", name="Взять из плана", exact=False)).to_have_count(0)

    hands.press("Escape", "Control+Z", "Control+Z")
    eventually(page, lambda: journal.kept().topics[course.last] == "")
    expect(topic).to_have_attribute("placeholder", "Химия: тема 6")


def test_words_of_ones_own_come_before_the_plan(world: World, visitors: Visitors) -> None:
    course = world.courses["plan"]
    journal = JournalPage(visitors.signed_in("teacher"), course).open()
    page, hands = journal.page, Hands(journal.page)
    page.locator("#topics").scroll_into_view_if_needed()
    line = page.locator("topic-table tbody tr").nth(len(course.lessons) - 1)
    line.scroll_into_view_if_needed()
    field = line.locator("textarea").first
    expect(field).to_have_attribute("placeholder", "Химия: тема 7")
    field.click()
    hands.write("Своя тема")
    hands.press("Tab")
    eventually(page, lambda: journal.kept().topics[course.lessons[-1]] == "Своя тема")
    expect(line.locator("textarea").last).to_be_focused()
    hands.press("Enter")  # in the empty field of homework: the plan's
    expect(line.locator("textarea").last).to_have_value("§ 7, вопросы")


def test_a_topic_is_taken_by_a_tap(world: World, visitors: Visitors) -> None:
    course = world.courses["plan_phone"]
    page = visitors.signed_in("teacher", **PHONE)
    journal = JournalPage(page, course).open()
    page.get_by_role("link", name="Открыть урок").tap()
    journal.wait_until_usable()
    expect(page.locator("#topic-now")).to_have_text("по плану: Астрономия: тема 6")
    page.get_by_text("Тема", exact=True).tap()
    assert small_targets(page) == []
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Взять из плана: Астрономия: тема 6").tap()
    expect(page.get_by_label("Тема урока")).to_have_value("Астрономия: тема 6")
    page.get_by_text("Домашнее задание", exact=True).first.tap()
    page.get_by_role("button", name="Взять из плана: § 6, вопросы").tap()
    eventually(page, lambda: journal.kept().homework[course.last] == "§ 6, вопросы")
    assert journal.kept().topics[course.last] == "Астрономия: тема 6"


def tab_until(hands: Hands, where: str) -> None:
    """Tab until the focus is on what the selector names."""
    for _ in range(80):
        if hands.page.locator(where).evaluate_all("(all) => all.includes(document.activeElement)"):
            return
        hands.press("Tab")
    raise AssertionError(f"Tab never came to {where}")


def test_a_plan_is_loaded_by_keyboard(world: World, visitors: Visitors) -> None:
    page = visitors.signed_in("teacher")
    hands = Hands(page)
    course = world.courses["keys"]
    page.goto(f"{course.path}plan/")
    tab_until(hands, "a.btn-main")
    hands.press("Enter")
    page.wait_for_url("**/plan/load/")
    tab_until(hands, "#paste")
    page.keyboard.insert_text(PASTE)
    tab_until(hands, "form .btn-main")
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Что в файле")).to_be_visible()
    expect(page.get_by_text("3 строки, 4 ч")).to_be_visible()
    tab_until(hands, "button[value=save]")
    hands.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("План загружен: 3 строки")
    expect(page.get_by_role("link", name="Контрольная работа № 1")).to_be_visible()
    correct(page, hands)


def correct(page: Page, hands: Hands) -> None:
    """The third topic goes with the second, for a reason; then as planned again."""
    page.get_by_role("link", name="Реакции").focus()
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Реакции")).to_be_visible()
    tab_until(hands, "input[name=given]")
    hands.press("Space")
    tab_until(hands, "#reason")
    hands.write("морозы")
    tab_until(hands, "button[value=correct]")
    hands.press("Enter")
    expect(page.get_by_text("В одном уроке с предыдущей темой: морозы")).to_be_visible()
    page.get_by_role("link", name="Реакции").focus()
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Реакции")).to_be_visible()
    tab_until(hands, "button[value=undo]")
    hands.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Изменение записано")
    expect(page.get_by_text("В одном уроке с предыдущей темой")).to_have_count(0)
