"""A column from a spreadsheet: what does not fit is named, the rest is one step."""

from playwright.sync_api import Page, expect

from tests.browser.journal import JournalPage
from tests.browser.visitors import Visitors
from tests.browser.world import World


def paste(page: Page, text: str) -> None:
    """Ctrl+V of what a spreadsheet has put on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_a_column_with_a_wrong_value(world: World, visitors: Visitors) -> None:
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["paste"]).open()
    pupils = [pupil.id for pupil in world.pupils]
    journal.cell(0).click()
    paste(journal.page, "5\r\n4\r\n\r\n9\r\n5 4\r\nн\r\n")

    expect(journal.sheet).to_contain_text("Не подходит: 1 клетка")
    fault = journal.sheet.get_by_role("row").filter(has_text=world.pupils[3].name)
    expect(fault).to_contain_text("«9» — не отметка и не пропуск")
    journal.wait_until_kept({})
    accept = journal.page.get_by_role("button", name="Вставить 4 клетки")
    expect(accept).to_be_focused()
    journal.page.keyboard.press("Enter")

    pasted = {pupils[0]: ["5"], pupils[1]: ["4"], pupils[4]: ["5", "4"]}
    journal.wait_until_kept(pasted)
    assert journal.kept().absences == {(journal.course.last, pupils[5]): "н"}
    expect(journal.cell(0)).to_be_focused()
    journal.page.keyboard.press("Control+Z")
    journal.wait_until_kept({})
    journal.page.keyboard.press("Control+Y")
    journal.wait_until_kept(pasted)

    journal.cell(4).click()
    journal.page.keyboard.press("Control+C")
    assert journal.page.evaluate("() => navigator.clipboard.readText()") == "5 4"
