"""What a week stands on: year and period, class and pupil, subjects and journals, rooms and kinds of work."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from kedr.audit.actions import Change
from kedr.core.errors import Refusal
from kedr.curriculum.models import Course, Subject
from kedr.interop.netschool.mapping import Line, NewLesson, Plan
from kedr.interop.netschool.queries import PLACEHOLDER, class_of, pupils_named, year_of
from kedr.interop.netschool.week import Week
from kedr.interop.workbook.actions.rows import Tally
from kedr.interop.workbook.names import sex_of, split_name
from kedr.journal.models import WorkKind
from kedr.journal.rules import DOUBLE_KINDS, WORK_KINDS
from kedr.people.models import Enrolment, GroupMember, Person
from kedr.schools.models import AcademicYear, Building, Period, PeriodScheme, Room, SchoolClass

SATURDAY = 5
_TERMS = (
    ("четверт", "quarter", "Четверти"),
    ("тримест", "trimester", "Триместры"),
    ("полугод", "half_year", "Полугодия"),
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


class ClassUnnamed(Refusal):
    """Neither the file nor the caller says a class that can be."""

    code = "class_unnamed"


class PupilUnclear(Refusal):
    """Several pupils of the class have this name, or it is not a name."""

    code = "pupil_unclear"


class PeriodClosed(Refusal):
    """The week is in a period or year whose marks do not change any more."""

    code = "closed"


@dataclass(slots=True)
class Stage:
    """The rows a week's lessons point to, and the growing report."""

    school_id: int
    first: date
    until: date
    class_id: int = 0
    class_name: str = ""
    pupil_id: int = 0
    seats: list[tuple[date, date | None]] = field(default_factory=list)  # when the pupil is in the class
    courses: dict[str, Course] = field(default_factory=dict)  # by the subject's name in the file
    rooms: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)  # by code
    tally: Tally = field(default_factory=Tally)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def made(self, what: str, row: Any, note: str = "") -> Any:
        """Count a row that was added, with a note when it was not in the file."""
        self.tally.created[what] += 1
        if note:
            self.notes.append(note)
        return row

    def holds(self, on: date) -> bool:
        """Is the pupil in the class that day?"""
        return any(starts <= on and (ends is None or on < ends) for starts, ends in self.seats)


def set_stage(school_id: int, week: Week, plan: Plan, class_name: str, pupil_name: str) -> Stage:
    """Find or make everything the lessons of a plan point to. Raises ClassUnnamed, PupilUnclear, PeriodClosed."""
    monday = plan.days[0] - timedelta(days=plan.days[0].weekday())
    stage = Stage(school_id, monday, monday + timedelta(days=7))
    name = (class_name or week.class_name or "").replace(" ", "")
    grade = re.match(r"\d+", name)
    if not grade or not 1 <= int(grade[0]) <= 12 or len(name) > 20:
        raise ClassUnnamed(f"Класс «{name}» не понятен. Назовите его номером и буквой, например 11Б.")
    year = _year(stage, plan.days)
    school_class = _class(stage, year, int(grade[0]), name, (week.term_name or "").strip(), plan.days)
    _periods(stage, school_class.scheme_id, (week.term_name or "").strip(), plan.days)
    _pupil(stage, year, pupil_name.strip() or PLACEHOLDER)
    _courses(stage, year, school_class, plan.lessons)
    _rooms(stage, dict.fromkeys(lesson.room for lesson in plan.lessons if lesson.room))
    _kinds(stage, plan.kinds)
    return stage


def _year(stage: Stage, days: list[date]) -> AcademicYear:
    year = year_of(stage.school_id, days[0])
    if year is None:
        number = days[0].year if days[0].month >= 9 else days[0].year - 1
        starts_on, ends_on = date(number, 9, 1), max(date(number + 1, 6, 1), days[-1] + timedelta(days=1))
        year = AcademicYear.objects.create(
            school_id=stage.school_id, year=number, starts_on=starts_on, ends_on=ends_on
        )  # fmt: skip
        last = ends_on - timedelta(days=1)
        note = f"Учебный год {year} заведён с {starts_on:%d.%m.%Y} по {last:%d.%m.%Y}: в файле его границ нет."
        stage.made("учебный год", year, note)
    if year.closed_at is not None:
        raise PeriodClosed(f"Учебный год {year} закрыт, записи в нём не меняются.")
    return year


def _class(stage: Stage, year: AcademicYear, grade: int, name: str, term: str, days: list[date]) -> SchoolClass:
    school_class = class_of(stage.school_id, year.id, name)
    if school_class is None:
        scheme = _scheme(stage, year, term, grade)
        school_class = SchoolClass.objects.create(
            school_id=stage.school_id, year_id=year.id, scheme_id=scheme.id, grade=grade, name=name,
            letter=name.lstrip("0123456789")[:15], days_a_week=6 if any(on.weekday() == SATURDAY for on in days) else 5,
        )  # fmt: skip
        stage.made("класс", school_class)
    stage.class_id, stage.class_name = school_class.id, school_class.name
    return school_class


def _scheme(stage: Stage, year: AcademicYear, term: str, grade: int) -> PeriodScheme:
    """The scheme a new class lives by: of the kind the file's term says, else as its grade usually does."""
    usual = _TERMS[2] if grade >= 10 else _TERMS[0]
    _, kind, name = next((one for one in _TERMS if one[0] in term.casefold()), usual)
    schemes = PeriodScheme.objects.in_school(stage.school_id).filter(year_id=year.id, is_marked=True)
    scheme = schemes.filter(kind=kind).first() or (None if term else schemes.first())
    if scheme is None:
        scheme = PeriodScheme.objects.create(school_id=stage.school_id, year_id=year.id, name=name, kind=kind)
        stage.made("схема периодов", scheme)
    return scheme


def _periods(stage: Stage, scheme_id: int, term: str, days: list[date]) -> None:
    """Every day of the week is in a period: pages of the journal are shown by period."""
    periods = list(Period.objects.in_school(stage.school_id).filter(scheme_id=scheme_id).order_by("number"))
    bare = [on for on in days if not any(period.starts_on <= on < period.ends_on for period in periods)]
    if not bare:
        return
    first, until = (stage.first, stage.until) if bare == days else (bare[0], bare[-1] + timedelta(days=1))
    named = next((period for period in periods if period.name == term[:40] and period.closed_at is None), None)
    if named is not None:
        first, until = min(first, named.starts_on), max(until, named.ends_on)
    others = [period for period in periods if period is not named]
    if any(period.starts_on < until and first < period.ends_on for period in others):
        stage.lines.append(Line(None, 0, "", "период", term, "дни недели вне учебных периодов школы, задайте их"))
        return
    note = f"Период «{term or 'Неделя'}» заведён с {first:%d.%m.%Y} по {until - timedelta(days=1):%d.%m.%Y}: границ "
    note += "его в файле нет, взяты недели, которые загружены."
    if named is None:
        number = _number(term, {period.number for period in periods})
        named = Period(
            school_id=stage.school_id, scheme_id=scheme_id, number=number, name=term[:40] or "Неделя",
            starts_on=first, ends_on=until,
        )  # fmt: skip
    named.starts_on, named.ends_on = first, until
    named.save()
    stage.made("период", named, note)


def _number(term: str, taken: set[int]) -> int:
    """«3 триместр» and «III четверть» are the third; the next free number where that one is taken."""
    word = term.split()[0] if term else ""
    number = int(word) if word.isdecimal() and len(word) < 3 else _ROMAN.get(word.upper(), 0)
    return number if number and number not in taken else max(taken, default=0) + 1


def _pupil(stage: Stage, year: AcademicYear, name: str) -> None:
    last_name, first_name, middle_name = split_name(name)
    if not first_name or max(map(len, (last_name, first_name, middle_name))) > 60:
        raise PupilUnclear(f"«{name}» не похоже на имя. Назовите ученика: фамилия и имя, можно с отчеством.")
    found = pupils_named(stage.school_id, stage.class_id, name, stage.first, stage.until)
    if len(found) > 1:
        raise PupilUnclear(f"В классе {stage.class_name} несколько учеников «{name}». Назовите с отчеством.")
    if found:
        person, _ = found[0]
        seats = Enrolment.objects.in_school(stage.school_id).filter(class_id=stage.class_id, person_id=person.id)
        stage.pupil_id, stage.seats = person.id, list(seats.values_list("starts_on", "ends_on"))
        stage.tally.unchanged["ученик"] += 1
        return
    sex = "m" if name == PLACEHOLDER else sex_of("", middle_name)
    person = Person.objects.create(
        school_id=stage.school_id, last_name=last_name, first_name=first_name, middle_name=middle_name, sex=sex
    )
    Enrolment.objects.create(
        school_id=stage.school_id, person_id=person.id, class_id=stage.class_id, starts_on=year.starts_on,
        basis="Неделя из NetSchool",
    )  # fmt: skip
    stage.pupil_id, stage.seats = person.id, [(year.starts_on, None)]
    said = "мужской" if sex == "m" else "женский"
    stage.made("ученик", person, f"Ученик «{name}» заведён в классе {stage.class_name} с начала года, пол – {said}: "
               "в файле нет ни имени, ни пола, исправьте их.")  # fmt: skip


def _courses(stage: Stage, year: AcademicYear, school_class: SchoolClass, lessons: Iterable[NewLesson]) -> None:
    """A journal for each subject: one the pupil already has (by its title, or by its subject), or a new one."""
    groups = GroupMember.objects.in_school(stage.school_id).filter(
        person_id=stage.pupil_id, starts_on__lt=stage.until
    ).exclude(ends_on__lte=stage.first)  # fmt: skip
    mine = Q(class_id=school_class.id, group_id=None) | Q(group_id__in=groups.values_list("group_id", flat=True))
    standing = list(
        Course.objects.in_school(stage.school_id).filter(mine, year_id=year.id).select_related("subject").order_by("id")
    )
    new = []
    for lesson in lessons:
        name = lesson.subject
        course = stage.courses.get(name) or next(
            (one for one in standing if one.title == name),
            next((one for one in standing if one.subject.name == name), None),
        )
        if course is None:
            subject = Subject.objects.filter(name=name).first()
            if subject is None:
                subject = Subject.objects.create(name=name, short_name=name[:30])
                stage.made("предметы", subject)
                new.append(f"«{name}»")
            course = Course.objects.create(
                school_id=stage.school_id, year_id=year.id, subject=subject, class_id=school_class.id,
                scheme_id=school_class.scheme_id, title=name, is_extra=lesson.is_extra,
            )  # fmt: skip
            stage.made("журналы", course)
        elif name not in stage.courses:
            stage.tally.unchanged["журналы"] += 1
        if course.is_extra != lesson.is_extra:
            said = "внеурочный" if lesson.is_extra else "обычный"
            stage.lines.append(lesson.line("вид занятия", said, "журнал предмета другого вида, вид у журнала один"))
        stage.courses[name] = course
    if new:
        stage.notes.append(f"Предметы заведены без предметной области, укажите её: {', '.join(new)}.")


def _rooms(stage: Stage, names: Iterable[str]) -> None:
    rooms = Room.objects.in_school(stage.school_id).order_by("-id")
    stage.rooms = dict(rooms.values_list("name", "id"))
    missing = [name for name in names if name not in stage.rooms]
    if not missing:
        return
    building = Building.objects.in_school(stage.school_id).order_by("id").first()
    if building is None:
        building = Building.objects.create(school_id=stage.school_id, name="Главный корпус")
        stage.made("корпус", building, "Кабинеты стоят в корпусе «Главный корпус»: в файле корпусов нет.")
    for name in missing:
        room = Room.objects.create(school_id=stage.school_id, building_id=building.id, name=name)
        stage.rooms[name] = stage.made("кабинеты", room).id


def _kinds(stage: Stage, codes: Iterable[str]) -> None:
    stage.kinds = dict(WorkKind.objects.in_school(stage.school_id).values_list("code", "id"))
    known = {row[0]: (place, *row[1:]) for place, row in enumerate(WORK_KINDS)}
    for code in codes:
        if code not in stage.kinds:
            type_id = code.removeprefix("NS-")
            place, name, letter, is_control = known.get(
                code, (100, f"Вид {type_id} (NetSchool)", f"В{type_id}"[:3], False)
            )
            kind = WorkKind.objects.create(
                school_id=stage.school_id,
                code=code,
                name=name,
                letter=letter,
                is_control=is_control,
                is_double=code in DOUBLE_KINDS,
                position=place,
            )
            stage.kinds[code] = stage.made("виды работ", kind).id
