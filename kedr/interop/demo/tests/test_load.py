"""A very small demo school loaded whole: what may never be is not there."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from kedr.accounts.models import Grant, User
from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.curriculum.models import Course, CoursePlan
from kedr.curriculum.queries import plan_lines
from kedr.curriculum.rules import lay, slots_of
from kedr.interop.demo import faces
from kedr.interop.demo.actions import PASSWORD, Loaded, load_school, open_offices
from kedr.interop.demo.books import school_book
from kedr.interop.demo.schools import EXAMPLE
from kedr.journal.models import Attendance, Homework, LessonPage, Mark, PeriodResult, Remark, Work
from kedr.journal.rules import check_mark
from kedr.people.models import Enrolment
from kedr.schools.models import DayOff, Period, School, SchoolClass
from kedr.timetable.models import Lesson
from tests.cast import TOMSK

pytestmark = pytest.mark.django_db

SPEC = replace(EXAMPLE, number=1, classes={"1": 2, "8А": 5}, combined=())
AT = datetime(2026, 11, 11, 12, 0, tzinfo=TOMSK)


def load() -> Loaded:
    book = school_book(SPEC, seed=1, today=AT.date())
    return load_school(actor=SYSTEM, at=AT, book=book, school_id=1, seed=1, password_hash="!")


def test_a_loaded_school() -> None:
    loaded = load()
    lessons = {lesson.id: lesson for lesson in Lesson.objects.in_school(1)}
    marks = list(Mark.objects.in_school(1))
    assert len(marks) == loaded.marks > 300
    _check_lessons(lessons)
    _check_marks(marks, lessons)
    _check_pages(lessons)
    _check_results()
    _check_plans()
    assert Remark.objects.in_school(1).filter(kind="automatic").exists()


def _check_plans() -> None:
    """Every journal has a plan, and what its lessons were about is what the plan had for them."""
    courses = list(Course.objects.in_school(1))
    assert set(CoursePlan.objects.in_school(1).values_list("course_id", flat=True)) == {one.id for one in courses}
    told = 0
    for follow in CoursePlan.objects.in_school(1):
        slots = slots_of(plan_lines(1, follow.plan_id))
        going = Lesson.objects.in_school(1).filter(course_id=follow.course_id, is_cancelled=False)
        ids = list(going.order_by("held_on", "number", "id").values_list("id", flat=True))
        pages = {page.id: page.topic for page in LessonPage.objects.in_school(1).filter(course_id=follow.course_id)}
        laid = lay(slots, ids)
        assert not laid.bare
        wrong = [pages[one] for one, slot in laid.on.items() if pages.get(one) and pages[one] != slot.topic]
        assert len(wrong) <= 1 + len(pages) // 20, wrong[:5]
        told += len(pages)
    assert told > 300


def _check_lessons(lessons: dict[int, Lesson]) -> None:
    off = list(DayOff.objects.in_school(1).filter(grade=0))
    for lesson in lessons.values():
        assert lesson.held_on.weekday() < 5
        assert not any(day.starts_on <= lesson.held_on < day.ends_on for day in off)
    going = [lesson for lesson in lessons.values() if not lesson.is_cancelled]
    teachers = Counter((lesson.teacher_id, lesson.held_on, lesson.starts_at) for lesson in going)
    rooms = Counter((lesson.room_id, lesson.held_on, lesson.starts_at) for lesson in going)
    assert set(teachers.values()) == set(rooms.values()) == {1}
    kept = [lesson for lesson in going if lesson.kept_at]
    ahead = [lesson for lesson in kept if lesson.held_on > AT.date()]
    past = [lesson for lesson in going if lesson.held_on < AT.date()]
    told = {row.lesson_id for model in (Homework, Work) for row in model.objects.in_school(1)}
    assert all(lesson.id in told for lesson in ahead)
    assert len(kept) > 0.95 * len(past)


def _check_marks(marks: list[Mark], lessons: dict[int, Lesson]) -> None:
    first_class = set(
        Enrolment.objects.in_school(1)
        .filter(class_id__in=SchoolClass.objects.in_school(1).filter(grade=1).values("id"))
        .values_list("person_id", flat=True)
    )
    places = {one.person_id: one for one in Enrolment.objects.in_school(1)}
    absent = set(
        Attendance.objects.in_school(1)
        .filter(code__in=("н", "нп", "у", "б", "осв"))
        .values_list("lesson_id", "pupil_id")
    )
    works = {work.id: work for work in Work.objects.in_school(1)}
    scales = dict(Course.objects.in_school(1).values_list("id", "scale"))
    for mark in marks:
        assert mark.pupil_id not in first_class
        assert mark.held_on == lessons[mark.lesson_id].held_on == works[mark.work_id].held_on
        assert places[mark.pupil_id].starts_on <= mark.held_on
        assert (mark.lesson_id, mark.pupil_id) not in absent
        assert (mark.slot, mark.lesson_id) == (works[mark.work_id].slot, works[mark.work_id].lesson_id)
        assert mark.set_at <= AT
        work = works[mark.work_id]
        assert check_mark(mark.value, scales[work.course_id], is_double=work.is_double) is None
    corrected = [mark for mark in marks if mark.version == 2]
    events = Event.objects.filter(school_id=1, verb="mark.give")
    assert events.count() == 2 * len(corrected)


def _check_pages(lessons: dict[int, Lesson]) -> None:
    for page in LessonPage.objects.in_school(1):
        assert lessons[page.id].kept_at is not None
        assert lessons[page.id].held_on <= AT.date()
        assert page.held_on == lessons[page.id].held_on
    for homework in Homework.objects.in_school(1):
        due = lessons[homework.due_lesson_id or 0]
        assert due.course_id == homework.course_id
        assert homework.held_on < due.held_on or lessons[homework.lesson_id].number < due.number
        assert homework.due_on == due.held_on


def _check_results() -> None:
    assert Period.objects.in_school(1).exclude(closed_at=None).count() == 2  # the I quarter of both schemes
    results = PeriodResult.objects.in_school(1)
    assert results.exists()
    assert all(result.final for result in results)


def test_the_same_seed_gives_the_same_history() -> None:
    assert _told() == _told()


def _told() -> list[list[tuple[object, ...]]]:
    """What a load wrote, without ids; the load is undone."""
    with transaction.atomic():
        load()
        told: list[list[tuple[object, ...]]] = [
            sorted(Mark.objects.in_school(1).values_list("held_on", "pupil__last_name", "slot", "value", "set_at")),
            sorted(LessonPage.objects.in_school(1).values_list("held_on", "topic", "is_checked")),
            sorted(Homework.objects.in_school(1).values_list("held_on", "text")),
            sorted(Attendance.objects.in_school(1).values_list("held_on", "pupil__last_name", "code")),
            sorted(Lesson.objects.in_school(1).values_list("held_on", "number", "change_reason", "is_cancelled")),
        ]
        transaction.set_rollback(True)
    return told


def loaded_marks(school_id: int) -> int:
    return Mark.objects.in_school(school_id).count()


def test_the_command_keeps_what_is_there_and_tells_whom_to_sign_in_as(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load()
    open_offices(actor=SYSTEM, at=AT, password_hash="!")
    monkeypatch.setattr("kedr.interop.management.commands.demo.schools_of", lambda size, seed: [SPEC])
    before = (School.objects.count(), User.objects.count(), loaded_marks(1))
    call_command("demo", size="school", today=AT.date())
    said = capsys.readouterr().out
    assert "данные оставлены как есть" in said
    assert PASSWORD in said
    assert (School.objects.count(), User.objects.count(), loaded_marks(1)) == before
    logins = {login for _, _, login in faces.table()}
    assert {"director", "uchitel", "municipalitet", "region"} <= logins
    for login in logins:
        assert Grant.objects.filter(user__login=login).exists()
