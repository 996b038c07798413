"""Cross checks of a book: every fault of every sheet, none of them the first only. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Any

from kedr.core.words import comma
from kedr.interop.workbook.book import GuardianCells, PupilRow, SchoolBook
from kedr.interop.workbook.check_week import check_week
from kedr.interop.workbook.faults import Fault, fault
from kedr.interop.workbook.names import staff_keys
from kedr.interop.workbook.sheets import BY_PART


def check(book: SchoolBook, broken: Collection[str] = ()) -> list[Fault]:
    """All faults of a book, sheet by sheet.

    `broken` are parts whose rows could not all be read: nobody is blamed for naming what may stand in such a row.
    """
    checker = _Checker(book, broken)
    faults = [
        one
        for part in (
            checker.school, checker.periods, checker.days_off, checker.rooms, checker.staff, checker.classes,
            checker.groups, checker.pupils, checker.subjects, checker.load, checker.bells,
        )
        for one in part()
    ]  # fmt: skip
    faults += check_week(book, broken)
    order = {sheet.name: place for place, sheet in enumerate(BY_PART.values())}
    return sorted(faults, key=lambda one: (order.get(one.sheet, -1), one.row, one.column))


def repeated(part: str, field: str, rows: Iterable[Any], keys: Iterable[Any], what: str) -> Iterator[Fault]:
    """A fault for each row whose key an earlier row has."""
    first: dict[Any, int] = {}
    for row, key in zip(rows, keys, strict=True):
        if key in first:
            yield fault(part, row.row, field, f"{what} уже есть в строке {first[key]}.", "Оставьте одну строку.")
        else:
            first[key] = row.row


def span(part: str, row: Any, first: date, last: date, book: SchoolBook) -> Iterator[Fault]:
    """A pair of days must be in order and inside the year."""
    school = book.school
    if first > last:
        yield fault(part, row.row, "last_on", "Последний день раньше первого.", "Исправьте даты.")
    for field, on in (("starts_on", first), ("last_on", last)):
        if not school.starts_on <= on <= school.last_on:
            year = f"с {school.starts_on:%d.%m.%Y} по {school.last_on:%d.%m.%Y}"
            yield fault(part, row.row, field, f"{on:%d.%m.%Y} не в учебном году.", f"Учебный год: {year}.")


class _Checker:
    def __init__(self, book: SchoolBook, broken: Collection[str]) -> None:
        self.book, self.broken = book, broken
        self.rooms_known = {row.name for row in book.rooms}
        self.classes_known = {row.name for row in book.classes}
        self.groups_known = {row.name: row for row in book.groups}
        self.subjects_known = {row.name for row in book.subjects}
        self.schemes_known = {row.scheme for row in book.periods}
        self.staff_known = staff_keys(book)

    def _unknown(self, source: str, part: str, row: Any, field: str, name: str, known: Collection[str]) -> list[Fault]:
        """A fault when a name is not on its own sheet."""
        if not name or name in known or source in self.broken:
            return []
        sheet = BY_PART[source].name
        close = next((one for one in known if one.lower().replace("ё", "е") == name.lower().replace("ё", "е")), "")
        remedy = f"Там есть «{close}»." if close else f"Исправьте или добавьте на лист «{sheet}»."
        return [fault(part, row.row, field, f"На листе «{sheet}» нет «{name}».", remedy)]

    def school(self) -> Iterator[Fault]:
        school = self.book.school
        if "school" in self.broken:
            return
        if not 200 <= (school.last_on - school.starts_on).days <= 366:
            yield fault(
                "school", 0, "last_on", "Учебный год короче семи месяцев или длиннее года.", "Исправьте даты года."
            )
        if school.plan_from and not school.starts_on <= school.plan_from <= school.last_on:
            yield fault("school", 0, "plan_from", "Этот день не в учебном году.", "Исправьте дату.")

    def periods(self) -> Iterator[Fault]:
        rows = self.book.periods
        yield from repeated(
            "periods", "number", rows, ((row.scheme, row.number) for row in rows), "Период с этим номером"
        )
        for row in rows:
            yield from span("periods", row, row.starts_on, row.last_on, self.book)
        for scheme in dict.fromkeys(row.scheme for row in rows):
            some = sorted((row for row in rows if row.scheme == scheme), key=lambda row: row.number)
            for one, other in pairwise(some):
                if other.starts_on <= one.last_on:
                    what = f"Период начинается раньше, чем кончается «{one.name}»."
                    yield fault("periods", other.row, "starts_on", what, "Исправьте даты.")
                if (other.kind, other.is_marked) != (one.kind, one.is_marked):
                    what = f"В схеме «{scheme}» разные виды или отметки."
                    yield fault(
                        "periods", other.row, "kind", what, "Сделайте их одинаковыми или назовите другую схему."
                    )

    def days_off(self) -> Iterator[Fault]:
        rows = self.book.days_off
        keys = ((row.starts_on, row.grade) for row in rows)
        yield from repeated("days_off", "starts_on", rows, keys, "Каникулы с этого дня")
        for row in rows:
            yield from span("days_off", row, row.starts_on, row.last_on, self.book)

    def rooms(self) -> Iterator[Fault]:
        rows = self.book.rooms
        yield from repeated("rooms", "name", rows, (row.name for row in rows), "Кабинет с этим названием")

    def staff(self) -> Iterator[Fault]:
        rows = self.book.staff
        keys = ((row.full_name, row.birth_on, row.post) for row in rows)
        yield from repeated("staff", "last_name", rows, keys, "Этот сотрудник с этой должностью")
        births: dict[str, set[date | None]] = {}
        for row in rows:
            births.setdefault(row.full_name, set()).add(row.birth_on)
        for row in rows:
            if len(births[row.full_name]) > 1 and row.birth_on is None:
                what = "Есть полный тёзка, а дата рождения пуста."
                yield fault("staff", row.row, "birth_on", what, "Впишите дату рождения обоим.")
            yield from self._sex("staff", row)

    def _sex(self, part: str, row: Any) -> Iterator[Fault]:
        middle = row.middle_name
        shown = "m" if middle.endswith("ич") else "f" if middle.endswith(("вна", "чна")) else row.sex
        if shown != row.sex:
            yield fault(part, row.row, "sex", f"Пол не подходит к отчеству «{middle}».", "Исправьте пол или отчество.")

    def classes(self) -> Iterator[Fault]:
        rows, shifts = self.book.classes, {row.shift for row in self.book.bells}
        yield from repeated("classes", "name", rows, (row.name for row in rows), "Этот класс")
        for row in rows:
            if not 1 <= row.grade <= 12:
                what, remedy = f"Не видно параллели в названии «{row.name}».", "Начните с её номера: 7А."
                yield fault("classes", row.row, "name", what, remedy)
            if row.days_a_week not in (5, 6):
                yield fault("classes", row.row, "days_a_week", "Неделя бывает из 5 или 6 дней.", "Впишите 5 или 6.")
            if row.shift not in shifts and "bells" not in self.broken:
                what, remedy = f"Звонков {row.shift}-й смены нет.", "Добавьте их на лист «Звонки»."
                yield fault("classes", row.row, "shift", what, remedy)
            yield from self._unknown("periods", "classes", row, "scheme", row.scheme, self.schemes_known)
            yield from self._unknown("staff", "classes", row, "class_teacher", row.class_teacher, self.staff_known)
            yield from self._unknown("rooms", "classes", row, "room", row.room, self.rooms_known)

    def groups(self) -> Iterator[Fault]:
        rows = self.book.groups
        shifts = {row.name: row.shift for row in self.book.classes}
        yield from repeated("groups", "name", rows, (row.name for row in rows), "Группа с этим именем")
        for row in rows:
            if row.name in self.classes_known:
                yield fault("groups", row.row, "name", "Так называется класс.", "Дайте группе другое имя.")
            for name in row.classes:
                yield from self._unknown("classes", "groups", row, "classes", name, self.classes_known)
            if len({shifts[name] for name in row.classes if name in shifts}) > 1:
                what, remedy = "Классы группы учатся в разные смены.", "Оставьте классы одной смены."
                yield fault("groups", row.row, "classes", what, remedy)

    def pupils(self) -> Iterator[Fault]:
        rows = self.book.pupils
        keys = ((row.full_name, row.birth_on) for row in rows)
        yield from repeated("pupils", "last_name", rows, keys, "Ученик с этим именем и датой рождения")
        year = self.book.school.starts_on.year
        for row in rows:
            yield from self._unknown("classes", "pupils", row, "school_class", row.school_class, self.classes_known)
            if not 4 <= year - row.birth_on.year <= 25 and "school" not in self.broken:
                what = f"Год рождения {row.birth_on.year} не похож на год ученика."
                yield fault("pupils", row.row, "birth_on", what, "Исправьте дату.")
            first = row.starts_on or self.book.school.starts_on
            last = row.last_on or self.book.school.last_on
            yield from span("pupils", row, first, last, self.book)
            yield from self._sex("pupils", row)
            yield from self._pupil_groups(row)
            for place, one in enumerate(row.guardians, 1):
                yield from self._guardian(row, place, one)

    def _pupil_groups(self, row: PupilRow) -> Iterator[Fault]:
        for name in row.groups:
            yield from self._unknown("groups", "pupils", row, "groups", name, self.groups_known)
            group = self.groups_known.get(name)
            if group is not None and row.school_class not in group.classes:
                what = f"Группа «{name}» не для класса {row.school_class}."
                yield fault("pupils", row.row, "groups", what, "Исправьте группу, класс или лист «Группы».")

    def _guardian(self, row: PupilRow, place: int, one: GuardianCells) -> Iterator[Fault]:
        remedies = {
            "name": "Впишите фамилию, имя и отчество.",
            "kind": "Впишите, кем приходится: мать, отец, опекун или представитель.",
            "phone": "Впишите мобильный телефон: по нему Кедр узнаёт родителя двух детей и отличает тёзок.",
        }
        for field, remedy in remedies.items():
            if not getattr(one, field):
                yield fault("pupils", row.row, f"{place}.{field}", "Пусто.", remedy)
        if one.name and len(one.name.split()) < 2:
            yield fault("pupils", row.row, f"{place}.name", f"Имя «{one.name}» неполное.", remedies["name"])
        twins = [other for other in row.guardians[: place - 1] if (other.name, other.phone) == (one.name, one.phone)]
        if twins:
            yield fault("pupils", row.row, f"{place}.name", "Этот представитель уже указан.", "Оставьте его один раз.")

    def subjects(self) -> Iterator[Fault]:
        rows = self.book.subjects
        yield from repeated("subjects", "name", rows, (row.name for row in rows), "Этот предмет")
        plans = self.book.plan_hours
        keys = ((row.plan, row.subject) for row in plans)
        yield from repeated("plan_hours", "subject", plans, keys, "Этот предмет этого плана")
        grades: dict[str, int] = {}
        for plan in plans:
            yield from self._unknown("subjects", "plan_hours", plan, "subject", plan.subject, self.subjects_known)
            if grades.setdefault(plan.plan, plan.grade) != plan.grade:
                what, remedy = "У одного плана разные параллели.", "Назовите планы по-разному."
                yield fault("plan_hours", plan.row, "grade", what, remedy)

    def load(self) -> Iterator[Fault]:
        rows = self.book.load
        keys = ((row.whose, row.journal) for row in rows)
        yield from repeated("load", "subject", rows, keys, "Этот журнал")
        lessons = Counter((row.whose, row.journal) for row in self.book.slots)
        for row in rows:
            yield from whose("load", row)
            yield from self._unknown("classes", "load", row, "school_class", row.school_class, self.classes_known)
            yield from self._unknown("groups", "load", row, "group", row.group, self.groups_known)
            yield from self._unknown("subjects", "load", row, "subject", row.subject, self.subjects_known)
            yield from self._unknown("staff", "load", row, "teacher", row.teacher, self.staff_known)
            if lessons[row.whose, row.journal] > ceil(row.hours):
                what = f"Часов {comma(row.hours)}, а уроков в расписании {lessons[row.whose, row.journal]}."
                yield fault("load", row.row, "hours", what, "Исправьте часы или лист «Расписание».")
            if row.starts_on:
                yield from span("load", row, row.starts_on, self.book.school.last_on, self.book)

    def bells(self) -> Iterator[Fault]:
        rows = self.book.bells
        yield from repeated("bells", "number", rows, ((row.shift, row.number) for row in rows), "Этот урок смены")
        for row in rows:
            if row.starts_at >= row.ends_at:
                yield fault("bells", row.row, "ends_at", "Урок кончается раньше, чем начинается.", "Исправьте время.")
        for shift in {row.shift for row in rows}:
            some = sorted((row for row in rows if row.shift == shift), key=lambda row: row.number)
            for one, other in pairwise(some):
                if other.starts_at < one.ends_at:
                    what = f"Урок начинается, пока идёт {one.number}-й."
                    yield fault("bells", other.row, "starts_at", what, "Исправьте время.")


def whose(part: str, row: Any) -> Sequence[Fault]:
    """A row is of one class or of one group."""
    if bool(row.school_class) != bool(row.group):
        return []
    what = "Указаны и класс, и группа." if row.group else "Нет ни класса, ни группы."
    return [fault(part, row.row, "school_class", what, "Впишите или класс, или группу.")]
