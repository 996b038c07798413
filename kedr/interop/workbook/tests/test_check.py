"""Every cross check, by its sheet, row and column."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kedr.interop.demo.books import school_book
from kedr.interop.demo.schools import CITY, SMALL, TOWN, VILLAGE, Spec
from kedr.interop.workbook.book import GroupRow, GuardianCells, SchoolBook
from kedr.interop.workbook.check import check
from kedr.interop.workbook.tests.sample import whole
from tests.cast import TODAY

WHO = GuardianCells("Тихая Анна Львовна", "mother", "+79000009999")


def changed(part: str, place: int, **values: Any) -> SchoolBook:
    """The book with one row (from 0) changed."""
    rows = list(getattr(whole(), part))
    rows[place] = replace(rows[place], **values)
    return replace(whole(), **{part: tuple(rows)})  # type: ignore[arg-type]


def doubled(part: str) -> SchoolBook:
    """The book with its first row once more, in row 999."""
    rows = getattr(whole(), part)
    return replace(whole(), **{part: (*rows, replace(rows[0], row=999))})  # type: ignore[arg-type]


def of_school(**values: Any) -> SchoolBook:
    return replace(whole(), school=replace(whole().school, **values))


def namesakes() -> SchoolBook:
    first = whole().staff[0]
    return replace(whole(), staff=(*whole().staff, replace(first, birth_on=None, row=999)))


def groups(*rows: GroupRow) -> SchoolBook:
    return replace(whole(), groups=rows)


def busy(**values: Any) -> Callable[[], SchoolBook]:
    """The last slot put where the first one is, with these values."""

    def make() -> SchoolBook:
        slots = whole().slots
        eighth = [row for row in slots if row.school_class == "8"]
        first, last = eighth[0], eighth[-1]
        put = {"weekday": first.weekday, "number": first.number, **{k: getattr(first, k) for k in values}}
        return replace(whole(), slots=tuple(replace(row, **put, row=999) if row is last else row for row in slots))

    return make


@pytest.mark.parametrize("spec", [CITY, TOWN, VILLAGE, SMALL], ids=lambda spec: spec.kind)
def test_the_demo_schools_have_no_fault(spec: Spec) -> None:
    assert list(map(str, check(school_book(spec, seed=1, today=TODAY)))) == []


CASES: list[tuple[str, Callable[[], SchoolBook], str]] = [
    ("short year", lambda: of_school(last_on=date(2026, 10, 1)), "Лист «Школа», строка 9, столбец B («Год кончается»)"),
    ("plan", lambda: of_school(plan_from=date(2027, 7, 1)), "Лист «Школа», строка 10, столбец B («Расписание с»)"),
    ("period twice", lambda: doubled("periods"), "Лист «Периоды», строка 999, столбец D («Номер»): Период с этим"),
    ("period order", lambda: changed("periods", 0, last_on=date(2026, 8, 1)), "строка 2, столбец G («Последний день»)"),
    ("period overlap", lambda: changed("periods", 1, starts_on=date(2026, 10, 1)), "строка 3, столбец F («Первый"),
    ("period kinds", lambda: changed("periods", 1, kind="trimester"), "строка 3, столбец B («Вид»): В схеме"),
    ("off twice", lambda: doubled("days_off"), "Лист «Каникулы», строка 999, столбец C («Первый день»)"),
    ("off out", lambda: changed("days_off", 0, last_on=date(2028, 1, 1)), "строка 2, столбец D («Последний день»)"),
    ("room twice", lambda: doubled("rooms"), "Лист «Кабинеты», строка 999, столбец A («Кабинет»)"),
    ("staff twice", lambda: doubled("staff"), "Лист «Сотрудники», строка 999, столбец A («Фамилия»)"),
    ("namesakes", namesakes, "Лист «Сотрудники», строка 999, столбец G («Дата рождения»): Есть полный тёзка"),
    ("sex", lambda: changed("staff", 1, sex="m", middle_name="Львовна"), "строка 3, столбец D («Пол»): Пол не"),
    ("class twice", lambda: doubled("classes"), "Лист «Классы», строка 999, столбец A («Класс»)"),
    ("grade", lambda: changed("classes", 0, name="А"), "Лист «Классы», строка 2, столбец A («Класс»): Не видно"),
    ("days", lambda: changed("classes", 0, days_a_week=7), "строка 2, столбец D («Дней в неделе»)"),
    ("shift", lambda: changed("classes", 0, shift=2), "строка 2, столбец C («Смена»): Звонков 2-й смены нет"),
    ("scheme", lambda: changed("classes", 0, scheme="Трети"), "строка 2, столбец B («Схема периодов»)"),
    ("leader", lambda: changed("classes", 0, class_teacher="Никто"), "строка 2, столбец E («Классный руководитель»)"),
    ("home room", lambda: changed("classes", 0, room="999"), "строка 2, столбец F («Кабинет»)"),
    ("group twice", lambda: groups(GroupRow("г", ("8",), 2), GroupRow("г", ("8",), 3)), "Лист «Группы», строка 3"),
    ("group class", lambda: groups(GroupRow("г", ("9",), 2)), "Лист «Группы», строка 2, столбец B («Классы»)"),
    ("group name", lambda: groups(GroupRow("8", ("8",), 2)), "Лист «Группы», строка 2, столбец A («Группа»)"),
    ("pupil twice", lambda: doubled("pupils"), "Лист «Ученики», строка 999, столбец B («Фамилия»)"),
    ("pupil class", lambda: changed("pupils", 0, school_class="9"), "строка 2, столбец A («Класс»)"),
    ("pupil age", lambda: changed("pupils", 0, birth_on=date(1990, 1, 1)), "строка 2, столбец F («Дата рождения»)"),
    ("pupil group", lambda: changed("pupils", 0, groups=("г",)), "строка 2, столбец G («Группы»)"),
    ("pupil dates", lambda: changed("pupils", 0, starts_on=date(2025, 1, 1)), "строка 2, столбец H («Зачислен»)"),
    ("no phone", lambda: changed("pupils", 0, guardians=(replace(WHO, phone=""),)), "столбец M («Телефон 1»): Пусто"),
    ("no kin", lambda: changed("pupils", 0, guardians=(replace(WHO, kind=""),)), "столбец L («Кем приходится 1»)"),
    ("no name", lambda: changed("pupils", 0, guardians=(replace(WHO, name="Анна"),)), "столбец K («Представитель 1»)"),
    ("same", lambda: changed("pupils", 0, guardians=(WHO, WHO)), "столбец P («Представитель 2»): Этот представитель"),
    ("subject twice", lambda: doubled("subjects"), "Лист «Предметы», строка 999, столбец A («Предмет»)"),
    ("plan twice", lambda: doubled("plan_hours"), "Лист «Учебный план», строка 999, столбец C («Предмет»)"),
    ("plan subject", lambda: changed("plan_hours", 0, subject="Пение"), "Лист «Учебный план», строка 2, столбец C"),
    ("plan grade", lambda: changed("plan_hours", 1, grade=9), "Лист «Учебный план», строка 3, столбец B («Параллель»)"),
    ("load twice", lambda: doubled("load"), "Лист «Нагрузка», строка 999, столбец C («Предмет»): Этот журнал"),
    ("load of nobody", lambda: changed("load", 0, school_class=""), "строка 2, столбец A («Класс»): Нет ни класса"),
    ("load of both", lambda: changed("load", 0, group="г"), "строка 2, столбец A («Класс»): Указаны и класс"),
    ("load subject", lambda: changed("load", 0, subject="Пение"), "Лист «Нагрузка», строка 2, столбец C («Предмет»)"),
    ("load teacher", lambda: changed("load", 0, teacher="Никто"), "строка 2, столбец D («Учитель»): На листе"),
    ("load hours", lambda: changed("load", 0, hours=Decimal("0.5")), "строка 2, столбец E («Часов»): Часов 0,5"),
    ("load since", lambda: changed("load", 0, starts_on=date(2025, 1, 1)), "строка 2, столбец I («Ведёт с»)"),
    ("bell twice", lambda: doubled("bells"), "Лист «Звонки», строка 999, столбец B («Урок»)"),
    ("bell order", lambda: changed("bells", 0, ends_at=time(1)), "Лист «Звонки», строка 2, столбец D («Конец»)"),
    ("bell overlap", lambda: changed("bells", 1, starts_at=time(8, 40)), "Лист «Звонки», строка 3, столбец C"),
    ("slot twice", lambda: doubled("slots"), "Лист «Расписание», строка 999, столбец D («Урок»): Этот урок уже есть"),
    ("slot of nobody", lambda: changed("slots", 0, school_class=""), "Лист «Расписание», строка 2, столбец A"),
    ("slot journal", lambda: changed("slots", 0, journal="Пение"), "строка 2, столбец E («Предмет»): На листе"),
    ("slot room", lambda: changed("slots", 0, room="999"), "строка 2, столбец F («Кабинет»): На листе «Кабинеты»"),
    ("slot day", lambda: changed("slots", 0, weekday=6), "строка 2, столбец C («День»): сб – не учебный день"),
    ("slot bell", lambda: changed("slots", 0, number=9), "строка 2, столбец D («Урок»): Звонка 9-го урока"),
    ("pupils clash", busy(), "строка 999, столбец D («Урок»): У этих учеников в это время другой урок: 8,"),
    ("room clash", busy(room=1), "строка 999, столбец F («Кабинет»): Кабинет в это время занят"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_fault_says_where_it_is(make: Callable[[], SchoolBook], said: str) -> None:
    found = list(map(str, check(make())))
    assert any(said in one for one in found), found


def test_a_teacher_in_two_places() -> None:
    book = whole()
    teacher = next(row.teacher for row in book.load if row.school_class == "8" and row.subject == "Алгебра")
    load = tuple(replace(row, teacher=teacher) if row.school_class == "8" else row for row in book.load)
    slots = [row for row in book.slots if row.school_class == "8"]
    first = next(row for row in slots if row.journal == "Алгебра")
    other = next(row for row in slots if row.journal == "Химия")
    moved = tuple(
        replace(row, weekday=first.weekday, number=first.number) if row is other else row for row in book.slots
    )
    found = list(map(str, check(replace(book, load=load, slots=moved))))
    assert any("столбец E («Предмет»): У учителя в это время другой урок: 8, " in one for one in found), found


def test_many_faults_come_in_the_order_of_sheets_and_rows() -> None:
    book = replace(changed("pupils", 3, school_class="9"), load=changed("load", 0, teacher="Никто").load)
    book = replace(book, school=replace(book.school, plan_from=book.school.last_on + timedelta(days=9)))
    assert [one.sheet for one in check(book)] == ["Школа", "Ученики", "Нагрузка"]


def test_a_near_miss_is_hinted() -> None:
    name = whole().staff[1].full_name
    found = check(changed("load", 0, teacher=name.lower()))
    assert f"Там есть «{name}»." in str(found[0])
