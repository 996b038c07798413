"""A NetSchool week in Kedr's words. Pure: what each value becomes, and what has no place or was read in some way."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from kedr.core.words import count
from kedr.interop.netschool.week import Assignment, Comment, Diary, Lesson, MarkCell
from kedr.journal.rules import COMMENT_LENGTH, DEBT, HOMEWORK_LENGTH, TOPIC_LENGTH

HOMEWORK = 3
# Numbers of types belong to each server's dictionary, which the diary does not give; these three are the same on all.
KINDS = {HOMEWORK: "ДЗ", 4: "КР", 10: "ОУ"}
ABSENCES = {"УП": "у", "Б": "б", "НП": "нп", "ОТ": "н", "ОП": "оп", "ОСВ": "осв"}
NO_SUBJECT = "Без названия"
SUBJECT_LENGTH, ROOM_LENGTH = 150, 60
_FIVE = re.compile("[1-5](/[1-5])?")
_EMPTY = frozenset({"", "не задано", "не задана", "не указано", "не указана"})
MAX_WEIGHT, _HUNDREDTH = Decimal("99.99"), Decimal("0.01")
_FIELDS = {
    "textAnswer": "ответ ученика", "attachments": "вложения", "mark.resultScore": "балл за работу",
    "laAssigns": "работы вне уроков", "teachers": "учителя", "attendance": "посещаемость",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: a value that has no place in Kedr, where it stood, and why."""

    on: date | None
    number: int
    subject: str
    field: str
    value: str
    why: str

    def __str__(self) -> str:
        place = f"{self.on:%d.%m.%Y}, {self.number}-й урок ({self.subject})" if self.on else "Файл"
        return f"{place}: {self.field} «{self.value}» – {self.why}"


@dataclass(frozen=True, slots=True)
class NewHomework:
    """Homework due at its lesson; `issue` is NetSchool's number of the lesson it was set at, 0 when it does not say."""

    text: str
    issue: int


@dataclass(frozen=True, slots=True)
class NewWork:
    """A work of a lesson with the pupil's mark, empty for none."""

    kind: str
    title: str
    weight: Decimal
    mark: str
    comment: str


@dataclass(frozen=True, slots=True)
class NewLesson:
    """A lesson as Kedr keeps it; `key` is NetSchool's number of it."""

    key: int
    on: date
    number: int
    starts_at: time
    ends_at: time
    subject: str
    is_extra: bool
    room: str
    topic: str
    homework: tuple[NewHomework, ...]
    works: tuple[NewWork, ...]
    absence: str

    def line(self, field: str, value: object, why: str) -> Line:
        return Line(self.on, self.number, self.subject, field, str(value), why)


@dataclass(frozen=True, slots=True)
class Plan:
    """The week laid out: its lessons, what has no place, and how the rest was read."""

    lessons: tuple[NewLesson, ...]
    lines: list[Line]
    notes: list[str]

    @property
    def days(self) -> list[date]:
        return sorted({lesson.on for lesson in self.lessons})

    @property
    def kinds(self) -> list[str]:
        """Codes of the kinds of work, in the order they come."""
        return list(dict.fromkeys(work.kind for lesson in self.lessons for work in lesson.works))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a pupil's cell says: a mark, or an absence; `strange` is what is neither."""

    mark: str = ""
    absence: str = ""
    strange: str = ""


def plain(text: str | None) -> str:
    """A text as it came, without the blanks around it; a placeholder («-», «не задано») is empty."""
    text = (text or "").strip()
    return "" if text.strip("-–— ").casefold() in _EMPTY else text


def read_cell(cell: MarkCell | None) -> Cell:
    """The meaning of a cell; a debt counts where nothing else stands."""
    if cell is None:
        return Cell()
    written = "" if cell.mark is None else str(cell.mark).strip()
    if not written:
        return Cell(mark=DEBT if cell.duty_mark else "")
    if written == DEBT or _FIVE.fullmatch(written):
        return Cell(mark=written)
    absence = ABSENCES.get(written.upper(), "")
    return Cell(absence=absence) if absence else Cell(strange=written)


def kind_code(type_id: int) -> str:
    """«КР», or «NS-18» for a type that only the server's dictionary could name."""
    return KINDS.get(type_id, f"NS-{type_id}")


def kept_weight(weight: Decimal | None) -> Decimal:
    """The weight as Kedr can hold it: as it came, to two digits; 1 where there is none or it does not fit."""
    if weight is None or not 0 <= weight <= MAX_WEIGHT:
        return Decimal(1)
    return weight.quantize(_HUNDREDTH, ROUND_HALF_UP)


def in_words(weight: Decimal) -> str:
    """«10», «1,5»."""
    return f"{weight.normalize():f}".replace(".", ",")


def comment_of(assignment: Assignment) -> str:
    comment = assignment.mark_comment
    return (comment.name if isinstance(comment, Comment) else comment or "").strip()


def subject_of(lesson: Lesson) -> str:
    return (lesson.subject_name or "").strip()[:SUBJECT_LENGTH] or NO_SUBJECT


def seat(wishes: Sequence[Sequence[int]], taken: Set[int]) -> list[int | None]:
    """A place for each, the sooner wished the better, nobody on a taken one; somebody moves on if another has no place.

    These are augmenting paths in a bipartite graph, so as many as can be have a place.
    """
    holders: dict[int, int] = {}

    def settle(who: int, seen: set[int]) -> bool:
        for place in wishes[who]:
            if place in taken or place in seen:
                continue
            seen.add(place)
            if place not in holders or settle(holders[place], seen):
                holders[place] = who
                return True
        return False

    for who in range(len(wishes)):
        settle(who, set())
    places = {who: place for place, who in holders.items()}
    return [places.get(who) for who in range(len(wishes))]


def lay_out(diary: Diary) -> Plan:
    """Every value of the week in its place, or named among those that have none."""
    lines: list[Line] = []
    lessons, sums = [], _Sums()
    for day in diary.week.week_days:
        for lesson in day.lessons:
            reading = _Reading(lesson, day.date, lines, sums)
            lessons.append(reading.lesson())
    for stranger in diary.strangers:
        field = _FIELDS.get(stranger.field, stranger.field)
        why = "в Кедре такого поля нет"
        if stranger.lesson < 0:
            lines.append(Line(None, 0, "", field, stranger.value, why))
        else:
            day = diary.week.week_days[stranger.day]
            at = day.lessons[stranger.lesson]
            lines.append(Line(day.date, at.number, subject_of(at), field, stranger.value, why))
    return Plan(tuple(lessons), lines, sums.notes(lessons))


@dataclass(slots=True)
class _Sums:
    """What is worth one note for the whole file, not a line for each lesson."""

    loose_weights: Counter[Decimal] = field(default_factory=Counter)
    weightless: int = 0

    def notes(self, lessons: list[NewLesson]) -> list[str]:
        works = [work for lesson in lessons for work in lesson.works]
        notes = ["Номера записей NetSchool не переносятся: вне той системы они ничего не значат."]
        for code, number in Counter(work.kind for work in works if work.kind.startswith("NS-")).items():
            type_id = code.removeprefix("NS-")
            notes.append(
                f"Вид работы {type_id} назван только в словаре той системы, в файле его нет: "
                f"{count(number, 'работа', 'работы', 'работ')} с видом «Вид {type_id} (NetSchool)»."
            )
        if zero := sum(work.weight == 0 for work in works):
            notes.append(f"Вес 0 у {count(zero, 'работы', 'работ', 'работ')} сохранён: в средний балл они не входят.")
        if self.weightless:
            unsaid = count(self.weightless, "работы", "работ", "работ")
            notes.append(f"Вес не указан у {unsaid}: записан вес 1.")
        for weight, number in sorted(self.loose_weights.items()):
            set_works = count(number, "задания", "заданий", "заданий")
            notes.append(f"Вес {in_words(weight)} у {set_works} без отметки не перенесён: у задания в Кедре веса нет.")
        if not any(lesson.topic for lesson in lessons):
            notes.append("Тем уроков в файле нет: темы остались пустыми.")
        return notes


@dataclass(slots=True)
class _Reading:
    """One lesson while it is read."""

    source: Lesson
    on: date
    lines: list[Line]
    sums: _Sums
    topic: str = ""
    absence: str = ""
    homework: list[NewHomework] = field(default_factory=list)
    works: list[NewWork] = field(default_factory=list)

    def lesson(self) -> NewLesson:
        source = self.source
        if not (source.subject_name or "").strip():
            self.say("предмет", source.subject_name or "", f"предмет не назван, записан как «{NO_SUBJECT}»")
        if source.relay not in (None, 1):
            self.say("смена", source.relay, "у урока в Кедре смены нет, сохранены его номер и время")
        if source.day not in (None, self.on):
            self.say("дата урока", source.day, "урок стоит в другом дне недели, записан на этот день")
        self.cut("предмет", (source.subject_name or "").strip(), SUBJECT_LENGTH)
        room = self.cut("кабинет", self.text("кабинет", source.room), ROOM_LENGTH)
        self.topic = self.cut("тема", self.text("тема", source.lesson_theme), TOPIC_LENGTH)
        for assignment in source.assignments or ():
            self.assignment(assignment)
        return NewLesson(
            source.classmeeting_id, self.on, source.number, source.start_time, source.end_time, subject_of(source),
            source.is_ea_lesson, room, self.topic, _joined(self.homework), tuple(self.works), self.absence,
        )  # fmt: skip

    def assignment(self, one: Assignment) -> None:
        """Homework becomes what is set for the lesson, and a work too when it was marked; all else is a work."""
        cell, is_homework = read_cell(one.mark), one.type_id == HOMEWORK
        text = self.text("задание" if is_homework else "название работы", one.assignment_name)
        if is_homework and text:
            homework = self.cut("задание", text, HOMEWORK_LENGTH)
            self.homework.append(NewHomework(homework, one.issue_class_meeting_id or 0))
        elif one.issue_class_meeting_id:
            self.say("задано на уроке", one.issue_class_meeting_id, "у записи без текста задания такого поля нет")
        comment = self.cut("комментарий", comment_of(one), COMMENT_LENGTH)
        if cell.mark or not is_homework:
            title = self.cut("название работы", text, TOPIC_LENGTH)
            work = NewWork(kind_code(one.type_id), title, self.weight(one), cell.mark, comment if cell.mark else "")
            self.works.append(work)
            if title and not is_homework and not self.topic:
                self.say("название работы", title, "возможно, это тема урока: осталось названием, тема пуста")
        elif one.weight is not None:
            self.sums.loose_weights[one.weight] += 1
        if comment and not cell.mark:
            self.say("комментарий", comment, "отметки при нём нет, а комментарий в Кедре – часть отметки")
        self.cell(one, cell)
        if one.class_meeting_id not in (None, self.source.classmeeting_id):
            self.say(
                "срок (номер урока)", one.class_meeting_id, "не совпадает с уроком, где стоит запись: оставлена тут"
            )
        if one.due_date not in (None, self.on):
            self.say("срок", f"{one.due_date:%d.%m.%Y}", "не совпадает с днём урока: записано на день урока")

    def cell(self, one: Assignment, cell: Cell) -> None:
        if cell.strange:
            self.say("отметка", cell.strange, "такой отметки или кода пропуска в Кедре нет")
        if one.mark and one.mark.duty_mark and cell.mark != DEBT:
            self.say("долг", "dutyMark", "в клетке уже стоит другое, второго значения она не держит")
        if cell.absence and self.absence not in ("", cell.absence):
            self.say("пропуск", cell.absence, f"у урока уже стоит «{self.absence}», код у урока один")
        self.absence = self.absence or cell.absence

    def weight(self, one: Assignment) -> Decimal:
        kept = kept_weight(one.weight)
        if one.weight is None:
            self.sums.weightless += 1
        elif kept != one.weight:
            self.say("вес", one.weight, f"такой вес не хранится, записан {in_words(kept)}")
        return kept

    def text(self, field: str, text: str | None) -> str:
        kept = plain(text)
        if not kept and (text or "").strip():
            self.say(field, (text or "").strip(), "прочерк, принято как пустое")
        return kept

    def cut(self, field: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.say(field, text, f"длиннее {limit} знаков, остальное отрезано")
        return text[:limit]

    def say(self, field: str, value: object, why: str) -> None:
        self.lines.append(Line(self.on, self.source.number, subject_of(self.source), field, str(value), why))


def _joined(homework: list[NewHomework]) -> tuple[NewHomework, ...]:
    """Texts set at one lesson and due at one lesson are one homework, a paragraph each."""
    texts: dict[int, list[str]] = {}
    for one in homework:
        texts.setdefault(one.issue, []).append(one.text)
    return tuple(NewHomework("\n".join(parts), issue) for issue, parts in texts.items())
