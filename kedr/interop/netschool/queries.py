"""What stands in a base of the class, the pupil and the week, asked through the doors of the diary and the journal."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.diary.access import diary_to_read
from kedr.diary.queries.week import LessonRow, diary_week
from kedr.interop.netschool.compare import Said, SaidWork
from kedr.interop.workbook.names import split_name
from kedr.journal.access import course_to_open
from kedr.journal.queries.page import journal_page
from kedr.people.models import Enrolment, Person
from kedr.schools.models import AcademicYear, SchoolClass

PLACEHOLDER = "Ученик NetSchool"


def year_of(school_id: int, on: date) -> AcademicYear | None:
    """The school's academic year that a day is in. One query."""
    return AcademicYear.objects.in_school(school_id).filter(starts_on__lte=on, ends_on__gt=on).first()


def class_of(school_id: int, year_id: int, name: str) -> SchoolClass | None:
    """The class of a year by its name. One query."""
    return SchoolClass.objects.in_school(school_id).filter(year_id=year_id, name=name).first()


def pupils_named(school_id: int, class_id: int, name: str, first: date, until: date) -> list[tuple[Person, Enrolment]]:
    """Pupils of the class in [first, until) by «Фамилия Имя» or with the patronymic, each once. Two queries."""
    last_name, first_name, middle_name = split_name(name)
    people = Person.objects.in_school(school_id).filter(last_name=last_name, first_name=first_name)
    if middle_name:
        people = people.filter(middle_name=middle_name)
    by_id = {person.id: person for person in people}
    places = (
        Enrolment.objects.in_school(school_id)
        .filter(class_id=class_id, person_id__in=by_id, starts_on__lt=until)
        .exclude(ends_on__lte=first)
        .order_by("-starts_on")
    )
    return list({place.person_id: (by_id[place.person_id], place) for place in places}.values())


def diary_said(school_id: int, class_name: str, pupil_name: str, monday: date, on: date) -> list[Said]:
    """The week as the pupil's diary shows it, to the head of the school on the day `on`. Raises NotFound."""
    return [
        _said(day.on, row) for day in diary_week(_door(school_id, class_name, pupil_name, monday, on), monday).days
        for row in day.lessons
    ]  # fmt: skip


def journal_said(school_id: int, class_name: str, pupil_name: str, monday: date, on: date) -> list[Said]:
    """The same week as the journal pages of the pupil's courses show it. Raises NotFound."""
    diary = _door(school_id, class_name, pupil_name, monday, on)
    courses = {row.course_id: row for day in diary_week(diary, monday).days for row in day.lessons}
    said: list[Said] = []
    for course_id, row in courses.items():
        lessons, due = [], defaultdict(list)
        for data in _pages(school_id, course_id, on):
            lessons += _page_lessons(data, row, str(diary.pupil.id))
            for lesson in data["lessons"]:  # homework set in one period may be due in the next
                if lesson[11]:
                    due[lesson[12]].append(lesson[11])
        for lesson_id, one in lessons:
            if monday <= one.on < monday + timedelta(days=7):
                said.append(one.with_homework(tuple(due[lesson_id])))
    return sorted(said, key=Said.key)


def _head(school_id: int) -> Actor:
    """Whoever runs the comparison sees what the head of the school would."""
    return Actor(user_id=0, grant_id=0, role=Role.HEAD, name="Кедр", school_id=school_id)


def _door(school_id: int, class_name: str, pupil_name: str, monday: date, on: date) -> Any:
    year = year_of(school_id, monday)
    school_class = class_of(school_id, year.id, class_name) if year else None
    if school_class is None:
        raise NotFound(f"Класса {class_name} в этом учебном году в школе нет. Сначала загрузите неделю.")
    found = pupils_named(school_id, school_class.id, pupil_name, monday, monday + timedelta(days=7))
    if len(found) != 1:
        raise NotFound(f"Ученика «{pupil_name}» в классе {class_name} нет или их несколько. Назовите его полнее.")
    return diary_to_read(_head(school_id), school_id, found[0][0].id, on)


def _said(on: date, row: LessonRow) -> Said:
    """The diary shows a room as «1 гр. · каб. 29»."""
    marks = tuple((mark.value, Decimal(mark.weight.replace(",", ".") or 1)) for mark in row.marks)
    return Said(
        on, row.number, row.starts_at, row.ends_at, row.subject, row.is_extra,
        row.place.rpartition(" · ")[2].removeprefix("каб. "), row.topic, tuple(row.homework), marks,
        "".join(one.code for one in row.absence),
    )  # fmt: skip


def _pages(school_id: int, course_id: int, on: date) -> list[dict[str, Any]]:
    """The course's page in every period of its year."""
    course = course_to_open(_head(school_id), school_id, course_id, on)
    periods = journal_page(course, None, on, "", 0).periods
    return [orjson.loads(journal_page(course, period.id, on, "", 0).data) for period in periods]


def _page_lessons(data: dict[str, Any], row: LessonRow, pupil_id: str) -> list[tuple[str, Said]]:
    """Lessons of a page by id, with the cells of one pupil; the shape is told in docs/journal-protocol.md."""
    seat = next((place for place, pupil in enumerate(data["pupils"]) if pupil[0] == pupil_id), None)
    marks = {(place, slot): value for place, pupil, slot, value, *_ in data["marks"] if pupil == seat}
    codes = {place: code for place, pupil, code, *_ in data["absences"] if pupil == seat}
    works = defaultdict(list)
    for _, place, slot, kind, weight, title, _ in sorted(data["works"], key=lambda work: (work[1], work[2])):
        value = marks.get((place, slot), "")
        works[place].append(SaidWork(data["kinds"][kind][1], title, Decimal(weight) / 100, value))
    return [
        (
            lesson[0],
            Said(
                date.fromisoformat(lesson[1]), lesson[2], lesson[3], lesson[4], data["title"], row.is_extra, lesson[5],
                lesson[8], (), tuple((work.mark, work.weight) for work in works[place] if work.mark),
                codes.get(place, ""), tuple(works[place]),
            ),
        )
        for place, lesson in enumerate(data["lessons"])
    ]  # fmt: skip
