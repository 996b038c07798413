"""Forms about one pupil: the extract of current marks, the certificate of study, the personal card."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from kedr.core.sql import day, fetch
from kedr.journal.rules.year import council_words
from kedr.reports.access import PupilCard
from kedr.reports.queries.book import class_report
from kedr.reports.queries.pupil import (
    current_marks,
    finals_by_period,
    marks_of_pupil,
    missed_figures,
    missed_of_pupil,
    own_subjects,
)
from kedr.reports.queries.spans import Asked, Span, Spans, spans_of
from kedr.reports.table import Column, Kind, Report, Table, Value, value_of

_PERSON_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, p.sex, p.birth_on FROM people_person p
WHERE p.school_id = %s AND p.id = %s
"""
# by people_enrolment_person
_PLACES_SQL = """
SELECT k.name, k.grade, y.id, y.year, e.starts_on, e.ends_on, e.basis FROM people_enrolment e
JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id
WHERE e.school_id = %s AND e.person_id = %s ORDER BY e.starts_on
"""
# by people_guardianship_pupil
_FAMILY_SQL = """
SELECT g.kind, p.last_name, p.first_name, p.middle_name, p.phone FROM people_guardianship g
JOIN people_person p ON p.school_id = g.school_id AND p.id = g.guardian_id
WHERE g.school_id = %s AND g.pupil_id = %s AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
ORDER BY p.last_name, p.first_name, p.id
"""
# by journal_yearresult_pupil
_YEARS_SQL = """
SELECT c.title, c.year_id, r.kind, r.final FROM journal_yearresult r
JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
WHERE r.school_id = %s AND r.pupil_id = %s AND r.final <> '' ORDER BY c.title
"""
_COUNCIL_SQL = """
SELECT year_id, kind, protocol, protocol_on FROM journal_councildecision WHERE school_id = %s AND pupil_id = %s
"""
_HEAD_SQL = """
SELECT p.last_name, p.first_name, p.middle_name FROM people_post t
JOIN people_person p ON p.school_id = t.school_id AND p.id = t.person_id
WHERE t.school_id = %s AND t.kind = 'head' AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
ORDER BY t.starts_on DESC LIMIT 1
"""
KIN = {"mother": "мать", "father": "отец", "guardian": "опекун", "other": "представитель"}
NUMBER_LINE = "Исх. № ____________ от «____» ______________ 20____ г."


@dataclass(frozen=True, slots=True)
class Stay:
    """A pupil's place in a class of some year."""

    class_name: str
    grade: int
    year_id: int
    year: str
    starts_on: date
    ends_on: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who a pupil is, and where they have been in this school."""

    name: str
    sex: str
    birth_on: date | None
    stays: tuple[Stay, ...]

    @property
    def born(self) -> str:
        return f", {self.birth_on:%d.%m.%Y} года рождения" if self.birth_on else ""


def _person(card: PupilCard) -> Person:
    """Two queries."""
    school_id = card.of_class.school.id
    ((*names, sex, birth_on),) = fetch(_PERSON_SQL, [school_id, card.id])
    stays = tuple(
        Stay(name, grade, year_id, f"{year}/{(year + 1) % 100:02}", day(starts), day(ends) if ends else None, basis)
        for name, grade, year_id, year, starts, ends, basis in fetch(_PLACES_SQL, [school_id, card.id])
    )
    return Person(" ".join(filter(None, names)), sex, day(birth_on) if birth_on else None, stays)


def _head(school_id: int, on: date) -> str:
    """The head's name as one signs: «И. О. Фамилия» is the school's own custom, ours puts the surname first."""
    rows = fetch(_HEAD_SQL, [school_id, on, on])
    return " ".join([rows[0][0], *(f"{part[0]}." for part in rows[0][1:] if part)]) if rows else ""


def _form(card: PupilCard, span: Span, today: date, key: str, title: str, **more: object) -> Report:
    """A form about the pupil, signed by the head."""
    made = class_report(card.of_class, span, today, key, title, more.pop("tables", ()))  # type: ignore[arg-type]
    return replace(
        made, whose=f"{card.name}, {card.of_class.name}",
        file_name=f"{title}, {card.first_name}, {card.of_class.name}", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def extract(card: PupilCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Выписка текущих отметок, for the school a pupil moves to. Seven queries."""
    of_class, school_id = card.of_class, card.of_class.school.id
    spans = spans_of(school_id, of_class.year, [of_class.scheme_id], asked, today)
    span = spans.chosen
    subjects = own_subjects(card, span.last_day(of_class.year.last_day(today)))
    finals, marks = finals_by_period(school_id, card.id, spans.periods), marks_of_pupil(school_id, card.id, span)
    missed = missed_of_pupil(school_id, card.id, span)
    ended = [period for period in spans.periods if period.last_on <= today and period.starts_on < span.ends_on]
    current = current_marks(card, subjects, span, marks)
    said = {value_of(row[0]): row for row in current.rows}
    columns = (
        Column("Предмет", Kind.TEXT, width=26, is_head=True),
        *(Column(period.name, Kind.MARK, full=f"Отметка за период: {period.name}", width=9) for period in ended),
        Column("Текущие отметки по порядку", Kind.TEXT, width=36),
        Column("Средний", Kind.MEAN, full="Средний балл с весами работ", width=8),
        Column("Учитель", Kind.TEXT, width=18),
    )
    rows = []
    for subject in subjects:
        own = said.get(subject.title)
        before = [next((v for c in subject.courses if (v := finals.get((c.id, p.id)))), "") for p in ended]
        rows.append((subject.title, *before, own[1] if own else "", own[3] if own else None, subject.teachers))
    table = Table(f"Отметки, {span.title}", columns, tuple(rows), empty="Предметов с отметками нет.")
    report = _form(
        card, span, today, "extract", "Выписка текущих отметок", tables=(table,), figures=missed_figures(missed),
        text=(NUMBER_LINE,), notes=("Выписка дана для представления в другую образовательную организацию. М. П.",),
        signers=(("Директор", _head(school_id, today)), ("Классный руководитель", ", ".join(of_class.teachers))),
    )  # fmt: skip
    return report, spans


def certificate(card: PupilCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Справка об обучении. Four queries."""
    of_class, school = card.of_class, card.of_class.school
    spans = spans_of(school.id, of_class.year, [of_class.scheme_id], Asked(is_year=True), today)
    person = _person(card)
    last = person.stays[-1]
    is_here = last.ends_on is None or last.ends_on > today
    she = person.sex == "f"
    came = person.stays[0]
    studies = (
        f"обучается в {last.class_name} классе в {last.year} учебном году"
        if is_here
        else f"{'обучалась' if she else 'обучался'} в {last.class_name} классе по {last.ends_on:%d.%m.%Y}"
    )
    basis = f" ({came.basis})" if came.basis else ""
    text = (
        NUMBER_LINE,
        f"Настоящая справка подтверждает, что {person.name}{person.born}, {studies}: {school.name}.",
        f"{'Зачислена' if she else 'Зачислен'} с {came.starts_on:%d.%m.%Y}{basis}."
        " Форма обучения: ____________________ .",
        "Справка дана для представления по месту требования.",
    )
    report = _form(
        card, spans.chosen, today, "certificate", "Справка об обучении", text=text, notes=("М. П.",), is_of_span=False,
        signers=(("Директор", _head(school.id, today)),),
    )  # fmt: skip
    return replace(report, whose=person.name), spans


def personal_card(card: PupilCard, asked: Asked, today: date) -> tuple[Report, Spans]:
    """Личная карта: who the pupil is, the family, the classes, the marks of every year. Seven queries."""
    of_class, school_id = card.of_class, card.of_class.school.id
    spans = spans_of(school_id, of_class.year, [of_class.scheme_id], Asked(is_year=True), today)
    person = _person(card)
    family = fetch(_FAMILY_SQL, [school_id, card.id, today, today])
    born = f"Дата рождения: {person.birth_on:%d.%m.%Y}." if person.birth_on else "Дата рождения: ______________ ."
    text = (f"Фамилия, имя, отчество: {person.name}.", f"{born} Пол: {'женский' if person.sex == 'f' else 'мужской'}.")
    tables = (_family(family), _stays(person), _years(school_id, card.id, person))
    report = _form(
        card, spans.chosen, today, "card", "Личная карта обучающегося", tables=tables, text=text, is_of_span=False,
        notes=("Итоги года заверяют подписью классного руководителя и печатью. М. П.",),
        signers=(("Классный руководитель", ", ".join(of_class.teachers)), ("Директор", _head(school_id, today))),
    )  # fmt: skip
    return report, spans


def _family(rows: list[tuple[str, ...]]) -> Table:
    columns = (
        Column("Кем приходится", Kind.TEXT, width=18, is_head=True),
        Column("Фамилия, имя, отчество", Kind.TEXT, width=44),
        Column("Телефон", Kind.TEXT, width=24),
    )
    said = tuple((KIN.get(kind, kind), " ".join(filter(None, name)), phone) for kind, *name, phone in rows)
    return Table("Родители (законные представители)", columns, said, empty="Сведений о родителях нет.")


def _stays(person: Person) -> Table:
    columns = (
        Column("Учебный год", Kind.TEXT, width=14, is_head=True),
        Column("Класс", Kind.TEXT, width=10),
        Column("С", Kind.DAY, width=12),
        Column("По", Kind.DAY, full="Первый день после", width=12),
        Column("Основание", Kind.TEXT, width=38),
    )
    rows = tuple((stay.year, stay.class_name, stay.starts_on, stay.ends_on, stay.basis) for stay in person.stays)
    return Table("Классы", columns, rows, empty="Записей о зачислении нет.")


def _years(school_id: int, pupil_id: int, person: Person) -> Table:
    """Subjects by years, with the council's decision below. Two queries."""
    years = {stay.year_id: f"{stay.class_name}, {stay.year}" for stay in person.stays}
    finals: dict[str, dict[tuple[int, str], str]] = defaultdict(dict)
    for title, year_id, kind, final in fetch(_YEARS_SQL, [school_id, pupil_id]):
        finals[title][year_id, kind] = final
    with_certificate = any(kind == "final" for own in finals.values() for _, kind in own)
    columns = [Column("Предмет", Kind.TEXT, width=28, is_head=True)]
    columns += [Column(title, Kind.MARK, "Отметка за год", width=12) for title in years.values()]
    columns += [Column("Итоговая", Kind.MARK, width=10)] if with_certificate else []
    rows: list[tuple[Value, ...]] = []
    for title, own in finals.items():
        last = [next((v for (_, kind), v in own.items() if kind == "final"), "")] if with_certificate else []
        rows.append((title, *(own.get((year_id, "year"), "") for year_id in years), *last))
    grades = {stay.year_id: stay.grade for stay in person.stays}
    decided = {
        year_id: f"{council_words(kind, grades.get(year_id, 0), person.sex)}, протокол {protocol} от {day(on):%d.%m.%Y}"
        for year_id, kind, protocol, on in fetch(_COUNCIL_SQL, [school_id, pupil_id])
    }
    council: tuple[Value, ...] = ("Решение педсовета", *(decided.get(year_id, "") for year_id in years))
    gap: tuple[Value, ...] = ("",) if with_certificate else ()
    totals = ((*council, *gap),) if decided and rows else ()
    note = "" if rows or not decided else "; ".join(f"{years.get(y, '')}: {said}" for y, said in decided.items())
    return Table(
        "Итоги по годам", tuple(columns), tuple(rows), totals, note=note,
        empty="Отметок за год ещё нет: они появятся здесь, когда учителя их выставят.",
    )  # fmt: skip
