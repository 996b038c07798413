"""The journal page as a journey sees it: its cells, and what the server holds of it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitors import eventually
from tests.browser.world import CoursePages


@dataclass(frozen=True, slots=True)
class Kept:
    """What the server holds of a course's period: everything by ids, as text."""

    marks: dict[tuple[int, int, int], str]  # lesson, pupil, slot
    absences: dict[tuple[int, int], str]
    topics: dict[int, str]
    homework: dict[int, str]
    checked: set[int]

    def of_lesson(self, lesson: int) -> dict[int, list[str]]:
        """Pupil: marks of the lesson."""
        found: dict[int, list[str]] = {}
        for (held, pupil, _), value in sorted(self.marks.items()):
            if held == lesson and value:
                found.setdefault(pupil, []).append(value)
        return found


class JournalPage:
    """A teacher's journal that stands open."""

    def __init__(self, page: Page, course: CoursePages) -> None:
        self.page = page
        self.course = course

    def open(self) -> "JournalPage":
        self.page.goto(self.course.path)
        return self.wait_until_usable()

    def wait_until_usable(self) -> "JournalPage":
        self.page.wait_for_selector("html[data-journal=ready]")
        return self

    def emptied(self) -> "JournalPage":
        """Its latest lesson has nothing: what an earlier test wrote there is taken back first."""
        self.page.keyboard.press("Control+Space")
        self.page.keyboard.press("Delete")
        self.page.keyboard.press("Escape")
        self.wait_until_saved()
        return self

    def cell(self, row: int, lesson: int | None = None) -> Locator:
        """The cell of a pupil by place in the list; of the latest lesson unless another is named."""
        return self.page.locator(f'[data-cell="{self.course.lessons.index(lesson or self.course.last)}:{row}"]')

    def enter(self, row: int, *keys: str) -> None:
        """Clicks a cell of the latest lesson and presses keys in it."""
        self.cell(row).click()
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def counter(self) -> Locator:
        return self.page.locator("#queue-state")

    @property
    def voice(self) -> Locator:
        """What a screen reader says by itself."""
        return self.page.locator("#say")

    @property
    def sheet(self) -> Locator:
        """The overlay that is open."""
        return self.page.get_by_role("dialog")

    def wait_until_saved(self) -> None:
        """Nothing waits and nothing is in trouble; a saving that has just begun shows nothing yet."""
        expect(self.counter).to_be_empty()
        expect(self.page.locator("journal-grid [data-state]")).to_have_count(0)

    def kept(self) -> Kept:
        """Asks the server, in this person's session."""
        answer = self.page.context.request.get(f"{self.course.path}data", headers={"Accept": "application/json"})
        data = answer.json()
        lessons = [int(lesson[0]) for lesson in data["lessons"]]
        pupils = [int(pupil[0]) for pupil in data["pupils"]]
        return Kept(
            marks={(lessons[at], pupils[row], slot): value for at, row, slot, value, *_ in data["marks"]},
            absences={(lessons[at], pupils[row]): code for at, row, code, _, _ in data["absences"] if code},
            topics={int(lesson[0]): lesson[8] for lesson in data["lessons"]},
            homework={int(lesson[0]): lesson[11] for lesson in data["lessons"]},
            checked={int(lesson[0]) for lesson in data["lessons"] if lesson[7] & 1},
        )

    def wait_until_kept(self, wanted: dict[int, list[str]]) -> None:
        """The latest lesson has these marks on the server, and no others."""
        eventually(self.page, lambda: self.kept().of_lesson(self.course.last) == wanted)

    def history(self, pupil: int) -> list[dict[str, str]]:
        """What happened in a pupil's cell of the latest lesson, newest first."""
        path = f"{self.course.path}history/{self.course.last}/{pupil}"
        answer: list[dict[str, str]] = self.page.context.request.get(path).json()
        return answer
