from datetime import date, datetime, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction

from kedr.core import stamps
from kedr.core.models import Stamp
from kedr.core.sql import day, fetch, load, number
from kedr.people.models import Person
from kedr.timetable.models import Lesson
from tests.cast import NOW, Cast

COLUMNS = ("school_id", "id", "key", "last_name", "first_name", "middle_name", "sex", "birth_on", "phone", "email")


def test_stamps_count_the_changes(cast: Cast) -> None:
    stamps.bump(1, [(stamps.COURSE, 5), (stamps.PUPIL, 6), (stamps.COURSE, 5)])
    stamps.bump(1, [(stamps.COURSE, 5)])
    stamps.bump(1, [])
    rows = Stamp.objects.filter(school_id=1).values_list("kind", "object_id", "revision")
    assert sorted(rows) == [("course", 5, 2), ("pupil", 6, 1)]


def test_many_rows_are_put_in_at_once(cast: Cast) -> None:
    rows = [
        (1, n, f"00000000-0000-4000-8000-{n:012}", f"Ф{n}", "И", "", "f", date(2012, 1, 1), "", "")
        for n in range(1, 5001)
    ]
    load("people_person", COLUMNS, rows)
    assert Person.objects.in_school(1).filter(last_name__startswith="Ф").count() == 5000
    assert Person.objects.in_school(1).get(id=5000).birth_on == date(2012, 1, 1)


def test_columns_read_alike_on_both_databases(cast: Cast) -> None:
    ((held_on, hours),) = fetch(
        "SELECT l.held_on, c.hours FROM timetable_lesson l"
        " JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id"
        " WHERE l.school_id = %s AND l.id = %s",
        [1, cast.lessons[0].id],
    )
    assert day(held_on) == cast.lessons[0].held_on
    assert number(hours) == Decimal(3)
    assert isinstance(cast.lessons[0].kept_at, datetime | None)


def test_the_short_way_to_the_driver_reads_like_the_long_one(cast: Cast) -> None:
    """In every other test the guard listens, so all reads go the long way; a server's go the short one."""
    sql = (
        "SELECT p.id, p.last_name, p.middle_name || '%%', p.birth_on, p.key, l.held_on, l.starts_at, l.is_cancelled,"
        " l.kept_at, l.teacher_id, c.hours FROM people_person p"
        " JOIN timetable_lesson l ON l.school_id = p.school_id AND l.teacher_id = p.id"
        " JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id"
        " WHERE p.school_id = %s AND l.held_on >= %s AND l.starts_at < %s AND c.hours >= %s AND p.key <> %s"
        " AND c.title <> %s ORDER BY l.id"
    )
    Lesson.objects.in_school(1).update(kept_at=NOW)
    params = [1, date(2026, 9, 1), time(23), Decimal("0.5"), uuid4(), "нет"]
    with connection.execute_wrapper(lambda execute, *rest: execute(*rest)):
        long_way = fetch(sql, params)
    wrappers, connection.execute_wrappers = connection.execute_wrappers, []
    try:
        short_way = fetch(sql, params)
        with pytest.raises((ProgrammingError, OperationalError)), transaction.atomic():
            fetch("SELECT id FROM people_person WHERE school_id = %s AND nothing = 1", [1])
    finally:
        connection.execute_wrappers = wrappers
    assert long_way
    assert short_way == long_way
    assert [[type(value) for value in row] for row in short_way] == [[type(value) for value in row] for row in long_way]
