"""Results of a period by keyboard: one by one, and a whole class by one press; few marks are left to the teacher."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.visitors import Visitors, eventually
from tests.browser.world import World

FEW = "мало отметок: 2 из 3"  # every third pupil of this journal, from the second on


def result(page: Page, row: int) -> Locator:
    return page.locator(f'[data-result="{row}"]')


def finals(journal: JournalPage) -> dict[int, str]:
    """What the server holds: pupil's place in the list, result."""
    data = journal.page.context.request.get(f"{journal.course.path}data").json()
    return {row: results[0][1] for row, (*_, results) in enumerate(data["pupils"]) if results and results[0][1]}


def test_a_class_is_taken_by_one_press_and_given_back_by_one(world: World, visitors: Visitors) -> None:
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["results"]).open()
    page, hands = journal.page, Hands(journal.page)
    few, rest = range(1, 30, 3), [row for row in range(30) if row % 3 != 1]
    journal.cell(0).click()
    hands.press("+")
    assert not finals(journal), "a plus in a cell of marks takes no results"
    hands.press("End")
    expect(result(page, 1)).to_have_attribute("aria-description", f"предложено, ещё не выставлено, {FEW}")
    hands.press("Shift+Equal")  # «+» of both layouts
    told = page.locator("#told")
    expect(told).to_contain_text("Выставлено: 20 итогов.")
    eventually(page, lambda: sorted(finals(journal)) == rest)
    assert violations(page) == []
    told.get_by_role("button", name=world.pupils[4].name).click()
    expect(result(page, 4)).to_be_focused()
    hands.press("Enter")
    expect(result(page, 5)).to_be_focused()
    expect(journal.voice).to_contain_text(f"{world.pupils[4].name}: {FEW}. Принять всё равно – «=»")
    hands.press("ArrowUp", "=")
    expect(told).to_contain_text("Не выставлены 9")
    eventually(page, lambda: sorted(finals(journal)) == sorted([*rest, 4]))
    hands.press("Control+Z", "Control+Z")
    eventually(page, lambda: not finals(journal))
    expect(told).to_contain_text(f"Не выставлены {len(few)}")
    expect(told).not_to_contain_text("Выставлено")
    hands.press("+")
    eventually(page, lambda: sorted(finals(journal)) == rest)
    told.get_by_role("button", name="Вернуть").click()
    eventually(page, lambda: not finals(journal))
    told.get_by_role("button", name="Скрыть").click()
    expect(told).to_be_hidden()
    expect(result(page, 0)).to_be_focused()


def test_more_absences_than_the_share_propose_unrated(world: World, visitors: Visitors) -> None:
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["results"]).open()
    page, hands = journal.page, Hands(journal.page)
    lessons = journal.course.lessons
    expect(result(page, 1)).not_to_have_text("н/а")
    journal.cell(1, lessons[-2]).click()
    for _ in range(6):
        hands.press("KeyY", "ArrowLeft")
    expect(result(page, 1)).to_have_text("н/а")
    journal.cell(1, lessons[-2]).click()
    hands.press("End", "F2")
    expect(journal.sheet).to_contain_text("выходит н/а")
    expect(journal.sheet).to_contain_text(f"{FEW}, пропущено 6 из 10 уроков")
    assert violations(page) == []
    hands.press("Escape")
    for _ in range(6):
        hands.press("Control+Z")
    expect(result(page, 1)).not_to_have_text("н/а")
    journal.wait_until_saved()
