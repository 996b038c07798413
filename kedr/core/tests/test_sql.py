from datetime import date, datetime
from decimal import Decimal

from kedr.core import stamps
from kedr.core.models import Stamp
from kedr.core.sql import day, fetch, load, number
from kedr.people.models import Person
from tests.cast import Cast

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
