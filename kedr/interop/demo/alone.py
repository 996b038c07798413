"""Homework for single pupils of the demo, with a worksheet: set by the same acts as a teacher's."""

from datetime import datetime, timedelta
from uuid import uuid4

from kedr.accounts.models import Grant
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.files.actions import look_at
from kedr.interop.demo.history import CourseFact, LessonFact, SchoolFact
from kedr.journal.access import course_to_open
from kedr.journal.actions import attach_file, keep_journal
from kedr.journal.rules import Command

TEACHER, PUPIL = "uchitel", "uchenik"  # whom visitors sign in as
TEXT = "Карточка № 3: исправить ошибки контрольной. Решение – в тетрадь, принести на следующий урок."
SHEET = """Карточка № 3. Работа над ошибками

1. Перепишите задания контрольной, в которых была ошибка.
2. Решите каждое заново и подпишите, какое правило помогло.
3. Если не получается, посмотрите пример в параграфе.

Вопросы задайте в начале урока.
"""


def set_alone(fact: SchoolFact, at: datetime) -> None:
    """For the pupil whom visitors sign in as and a classmate, at the last lesson of each course of the teacher."""
    grants = Grant.objects.filter(at_school_id=fact.school_id, user__login__in=(TEACHER, PUPIL)).select_related("user")
    by_login = {grant.user.login: grant for grant in grants if grant.role in (Role.TEACHER, Role.PUPIL)}
    if len(by_login) < 2:
        return
    teacher, pupil = by_login[TEACHER], by_login[PUPIL]
    actor = Actor(
        teacher.user_id, teacher.id, Role.TEACHER, teacher.user.name, fact.school_id, person_id=teacher.person_id
    )
    for course in fact.courses:
        if course.teacher_id == teacher.person_id and pupil.person_id in course.pupils:
            _set(fact, at, actor, course, pupil.person_id)


def _set(fact: SchoolFact, at: datetime, actor: Actor, course: CourseFact, pupil_id: int) -> None:
    lesson = _last(course, at)
    if lesson is None:
        return
    at = datetime.combine(lesson.held_on, lesson.ends_at, at.tzinfo) + timedelta(minutes=4)
    mate = next(one for one in course.pupils if one != pupil_id)
    commands = [
        Command(
            id=uuid4(), kind="homework", course=str(course.id), lesson=str(lesson.id), pupil=str(one),
            value={"text": TEXT, "minutes": 15},
        )
        for one in (pupil_id, mate)
    ]  # fmt: skip
    keep_journal(actor=actor, at=at, school_id=fact.school_id, commands=commands)
    attach_file(
        actor=actor, at=at, course=course_to_open(actor, fact.school_id, course.id, day_of(at)), lesson_id=lesson.id,
        pupil_ids=[pupil_id, mate], upload=look_at(name="Карточка № 3.txt", content=SHEET.encode(), most=1),
    )  # fmt: skip


def _last(course: CourseFact, at: datetime) -> LessonFact | None:
    """The last lesson that is over in a period that goes on, if another comes after it."""
    since = min(
        (one.starts_on for one in course.periods if one.starts_on <= at.date() < one.ends_on), default=at.date()
    )
    held = [lesson for lesson in course.lessons if not lesson.is_cancelled and lesson.held_on >= since]
    over = [lesson for lesson in held if datetime.combine(lesson.held_on, lesson.ends_at, at.tzinfo) <= at]
    return over[-1] if over and len(over) < len(held) else None
