"""The keyboard of the journal: every key does what «Все клавиши» says, on the Russian layout and the Latin one."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import Hands
from tests.browser.journal import JournalPage
from tests.browser.visitors import Visitors, eventually
from tests.browser.world import World


@pytest.fixture
def journal(world: World, visitors: Visitors) -> JournalPage:
    return JournalPage(visitors.signed_in("teacher"), world.courses["keys"]).open().emptied()


@pytest.fixture
def hands(journal: JournalPage) -> Hands:
    journal.cell(0).click()
    return Hands(journal.page)


def pupil_row(page: Page, row: int) -> Locator:
    return page.locator(f'[data-pupil="{row}"]')


def focus_is_seen(page: Page) -> bool:
    """The focused thing has an outline, is inside the window, and nothing lies over it."""
    return bool(
        page.evaluate("""() => {
          const here = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(here);
          const { left, top, width, height } = here.getBoundingClientRect();
          const over = document.elementFromPoint(left + width / 2, top + height / 2);
          return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && here.contains(over);
        }""")
    )


def test_keys_that_move(journal: JournalPage, hands: Hands) -> None:
    lessons = journal.course.lessons
    mean, missed, result = (journal.page.locator(f'[data-{name}="29"]') for name in ("mean", "missed", "result"))
    walk: list[tuple[str, Locator]] = [
        ("ArrowDown", journal.cell(1)),
        ("ArrowLeft", journal.cell(1, lessons[-3])),
        ("ArrowRight", journal.cell(1)),
        ("ArrowUp", journal.cell(0)),
        ("Enter", journal.cell(1)),
        ("Enter", journal.cell(2)),
        ("Shift+Enter", journal.cell(1)),
        ("Shift+Tab", journal.cell(1, lessons[-3])),
        ("Tab", journal.cell(1)),
        ("Tab", journal.cell(1, lessons[-1])),
        ("Home", journal.cell(1, lessons[0])),
        ("End", journal.page.locator('[data-result="1"]')),
        ("Control+Home", journal.cell(0, lessons[0])),
        ("ArrowLeft", pupil_row(journal.page, 0)),
        ("ArrowRight", journal.cell(0, lessons[0])),
        ("PageDown", journal.cell(10, lessons[0])),
        ("PageDown", journal.cell(20, lessons[0])),
        ("PageUp", journal.cell(10, lessons[0])),
        ("Control+End", result),
        ("ArrowDown", result),  # never over the edge
        ("ArrowLeft", missed),
        ("ArrowLeft", mean),
        ("ArrowUp", journal.page.locator('[data-mean="28"]')),
    ]
    stops = journal.page.locator('journal-grid [tabindex="0"]')
    for key, place in walk:
        hands.press(key)
        expect(place, key).to_be_focused()
        assert focus_is_seen(journal.page), f"after {key}"
        expect(stops, f"one tab stop after {key}").to_have_count(1)
    hands.press("Control+End", "Tab")
    assert not journal.page.evaluate("() => document.activeElement.closest('journal-grid')"), "Tab leaves at the end"


def test_digits_and_codes_on_both_layouts(world: World, journal: JournalPage, hands: Hands) -> None:
    russian = {"5": "5", "4": "4", "н": "н", "б": "б", "у": "у", "п": "нп", "о": "оп", "с": "осв", "д": "д", "ю": "."}
    latin = {"KeyY": "н", "Comma": "б", "KeyE": "у", "KeyG": "нп", "KeyJ": "оп", "KeyC": "осв", "KeyL": "д", "3": "3"}
    wanted = []
    for sign, value in russian.items():
        hands.write(sign)
        hands.press("Enter")
        wanted.append(value)
    for key, value in latin.items():
        hands.press(key, "Enter")
        wanted.append(value)
    last, pupils = journal.course.last, [pupil.id for pupil in world.pupils[: len(wanted)]]

    def as_wanted() -> bool:
        kept = journal.kept()
        return [kept.absences.get((last, pupil)) or kept.marks.get((last, pupil, 0)) for pupil in pupils] == wanted

    eventually(journal.page, as_wanted)


def test_taking_back_and_doing_again(world: World, journal: JournalPage, hands: Hands) -> None:
    first, second = (pupil.id for pupil in world.pupils[:2])
    hands.press("5", "ArrowDown", "Control+D")
    expect(journal.cell(1)).to_have_text("5")
    expect(journal.cell(2)).to_be_focused()
    hands.press("Control+Z")
    expect(journal.cell(1)).to_be_empty()
    hands.press("Control+Z")
    journal.wait_until_kept({})
    hands.press("Control+Y", "Control+Y")
    journal.wait_until_kept({first: ["5"], second: ["5"]})
    journal.cell(0).click()
    hands.press("Delete")
    journal.wait_until_kept({second: ["5"]})
    words = [(item["before"] or "", item["after"] or "") for item in journal.history(first)[:4]]
    assert words == [("5", ""), ("", "5"), ("5", ""), ("", "5")], "what was taken back stays in the history"
    protocol_undo(hands)
    journal.wait_until_kept({first: ["5"], second: ["5"]})


def protocol_undo(hands: Hands) -> None:
    """Ctrl+Z where the key prints «я»: shortcuts go by the place of the key."""
    key = {"key": "я", "code": "KeyZ", "modifiers": 2, "windowsVirtualKeyCode": ord("Z")}
    for kind in ("rawKeyDown", "keyUp"):
        hands.protocol.send("Input.dispatchKeyEvent", {"type": kind, **key})


def test_a_second_mark_in_one_cell(world: World, journal: JournalPage, hands: Hands) -> None:
    hands.press("4", "5")
    expect(journal.cell(0)).to_have_text("4 5")
    journal.wait_until_kept({world.pupils[0].id: ["4", "5"]})
    hands.press("Backspace")
    journal.wait_until_kept({world.pupils[0].id: ["4"]})


def test_filling_a_selection(world: World, journal: JournalPage, hands: Hands) -> None:
    hands.press("3", "Shift+ArrowDown", "Shift+ArrowDown", "Control+D")
    journal.wait_until_kept({pupil.id: ["3"] for pupil in world.pupils[:3]})
    hands.press("Control+Z")
    journal.wait_until_kept({world.pupils[0].id: ["3"]})


def test_finding_a_pupil(world: World, journal: JournalPage, hands: Hands) -> None:
    hands.press("/")
    expect(journal.page.get_by_label("Фамилия или имя")).to_be_focused()
    hands.write("цве")
    expect(journal.page.locator("#found").get_by_role("option")).to_have_count(1)
    hands.press("Enter")
    row = next(at for at, pupil in enumerate(world.pupils) if pupil.name.startswith("Цветков"))
    expect(journal.cell(row)).to_be_focused()
    assert focus_is_seen(journal.page)


def test_the_list_of_keys_and_the_way_to_the_topic(journal: JournalPage, hands: Hands) -> None:
    hands.press("?")
    expect(journal.sheet).to_contain_text("Клавиши журнала")
    hands.press("Escape")
    expect(journal.sheet).to_have_count(0)
    expect(journal.cell(0)).to_be_focused()
    hands.press("Escape")
    expect(journal.page.get_by_label("Тема урока")).to_be_focused()
    assert focus_is_seen(journal.page)
    hands.press("Escape")
    expect(journal.cell(0)).to_be_focused()
    hands.press("F2")
    expect(journal.sheet).to_contain_text("История изменений")
    hands.press("Escape")
    expect(journal.cell(0)).to_be_focused()


def test_the_voice_says_what_was_saved(world: World, journal: JournalPage, hands: Hands) -> None:
    expect(journal.voice).to_have_attribute("aria-live", "polite")
    hands.press("5")
    name = world.pupils[0].name
    eventually(journal.page, lambda: name in (journal.voice.text_content() or ""))
    expect(journal.voice).to_contain_text("5, сохранено")
