"""Opening a locked journal for corrections: a teacher asks, the deputy head grants a window or refuses with a word.

A window ends by itself: every writer compares its end with the instant of the write, so nothing has to run then.
"""

from datetime import datetime, timedelta

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.curriculum.models import Course
from kedr.journal.access import DECIDERS, OpenCourse
from kedr.journal.models import Opening
from kedr.schools.models import Period
from kedr.timetable.models import Lesson

USUAL_HOURS, MOST_HOURS = 24, 24 * 14
WORDS_LENGTH = 500


class WrongOpening(Refusal):
    """A request or a decision that cannot be; `field` names the input."""

    code = "wrong_opening"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def ask_to_open(
    *, actor: Actor, at: datetime, course: OpenCourse, period_id: int, lesson_id: int | None, reason: str
) -> int:
    """A writer of the course asks to open it in a period, or one lesson of it; the request's id.

    Raises NotFound for who may not write there and for what is not of the course; WrongOpening.
    """
    if not (course.can_write or course.stands_in):
        raise NotFound("Журнала нет.")
    words = _words(reason, "Напишите, что нужно исправить: по этим словам завуч решит.", "reason")
    stamps.bump(course.school_id, [(stamps.COURSE, course.id)])
    _check_place(course.school_id, course.id, period_id, lesson_id)
    if course.is_year_closed:
        raise WrongOpening("Учебный год закрыт. Попросите завуча открыть год: по одному журналу его не открывают.")
    waiting = Opening.objects.in_school(course.school_id).filter(
        course_id=course.id, period_id=period_id, asked_by=actor.person_id, decided_at=None
    )
    if waiting.exists():
        raise WrongOpening("Вы уже попросили открыть этот журнал. Завуч увидит просьбу на своей главной странице.")
    row = Opening.objects.create(
        school_id=course.school_id, course_id=course.id, period_id=period_id, lesson_id=lesson_id, asked_at=at,
        asked_by=actor.person_id, reason=words,
    )  # fmt: skip
    _record(actor, at, row, "opening.ask", reason=words)
    return row.id


@transaction.atomic
def grant_opening(*, actor: Actor, at: datetime, school_id: int, opening_id: int, hours: int = USUAL_HOURS) -> datetime:
    """Open the journal for so many hours; when it locks again. Raises NotFound, WrongOpening."""
    row = _waiting(actor, school_id, opening_id)
    ends_at = at + timedelta(hours=_hours(hours))
    row.decided_at, row.decided_by, row.ends_at = at, actor.person_id, ends_at
    row.save(update_fields=["decided_at", "decided_by", "ends_at"])
    _record(actor, at, row, "opening.grant", after=ends_at.isoformat())
    return ends_at


@transaction.atomic
def refuse_opening(*, actor: Actor, at: datetime, school_id: int, opening_id: int, answer: str) -> None:
    """Say no, with a word for the teacher. Raises NotFound, WrongOpening."""
    row = _waiting(actor, school_id, opening_id)
    row.answer = _words(answer, "Напишите учителю, почему нет.", "answer")
    row.decided_at, row.decided_by = at, actor.person_id
    row.save(update_fields=["decided_at", "decided_by", "answer"])
    _record(actor, at, row, "opening.refuse", reason=row.answer)


@transaction.atomic
def end_opening(*, actor: Actor, at: datetime, school_id: int, opening_id: int) -> None:
    """Lock an open window before its time. Raises NotFound, WrongOpening."""
    row = _row(actor, school_id, opening_id)
    if row.ends_at is None or row.ends_at <= at:
        raise WrongOpening("Это окно уже закрыто. Обновите страницу.")
    before, row.ends_at = row.ends_at, at
    row.save(update_fields=["ends_at"])
    _record(actor, at, row, "opening.end", before=before.isoformat(), after=at.isoformat())


@transaction.atomic
def open_journal(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    course_id: int,
    period_id: int,
    reason: str,
    hours: int = USUAL_HOURS,
    lesson_id: int | None = None,
) -> datetime:
    """Open a journal without a request, by the deputy head's own will; when it locks again.

    Raises NotFound, WrongOpening.
    """
    _check_decider(actor, school_id)
    words = _words(reason, "Напишите, зачем открываете: причина останется в истории.", "reason")
    ends_at = at + timedelta(hours=_hours(hours))
    _check_place(school_id, course_id, period_id, lesson_id)
    stamps.bump(school_id, [(stamps.COURSE, course_id)])
    row = Opening.objects.create(
        school_id=school_id, course_id=course_id, period_id=period_id, lesson_id=lesson_id, asked_at=at,
        asked_by=actor.person_id, reason=words, decided_at=at, decided_by=actor.person_id, ends_at=ends_at,
    )  # fmt: skip
    _record(actor, at, row, "opening.grant", after=ends_at.isoformat(), reason=words)
    return ends_at


def _check_decider(actor: Actor, school_id: int) -> None:
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Просьбы нет.")


def _row(actor: Actor, school_id: int, opening_id: int) -> Opening:
    _check_decider(actor, school_id)
    course_ids = Opening.objects.in_school(school_id).filter(id=opening_id).values_list("course_id", flat=True)
    for course_id in course_ids:
        stamps.bump(school_id, [(stamps.COURSE, course_id)])  # the lock: what is read next is what stands
        return Opening.objects.in_school(school_id).get(id=opening_id)
    raise NotFound("Просьбы нет.")


def _waiting(actor: Actor, school_id: int, opening_id: int) -> Opening:
    row = _row(actor, school_id, opening_id)
    if row.decided_at is not None:
        raise WrongOpening("Эту просьбу уже решили. Обновите страницу.")
    return row


def _check_place(school_id: int, course_id: int, period_id: int, lesson_id: int | None) -> None:
    """The period is of the course's scheme and has begun to matter; the lesson is of the course and in the period."""
    course = Course.objects.in_school(school_id).filter(id=course_id).first()
    period = Period.objects.in_school(school_id).filter(id=period_id).first()
    if course is None or period is None or course.scheme_id != period.scheme_id:
        raise NotFound("Такого журнала или периода нет.")
    if lesson_id is not None:
        lesson = Lesson.objects.in_school(school_id).filter(id=lesson_id, course_id=course_id).first()
        if lesson is None or not period.starts_on <= lesson.held_on < period.ends_on:
            raise NotFound("Такого урока нет.")


def _hours(hours: int) -> int:
    if not 1 <= hours <= MOST_HOURS:
        raise WrongOpening(f"Открыть можно на срок от 1 часа до {MOST_HOURS // 24} дней.", "hours")
    return hours


def _words(text: str, wanted: str, field: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise WrongOpening(wanted, field)
    if len(words) > WORDS_LENGTH:
        raise WrongOpening(f"Длиннее {WORDS_LENGTH} знаков: сократите на {len(words) - WORDS_LENGTH}.", field)
    return words


def _record(
    actor: Actor, at: datetime, row: Opening, verb: str, *, before: str = "", after: str = "", reason: str = ""
) -> None:
    place = {"course": str(row.course_id), "period": str(row.period_id), "lesson": str(row.lesson_id or "")}
    change = Change(
        verb, "opening", row.id, before=before or None, after={**place, "until": after} if after else place,
        about_id=row.course_id, reason=reason,
    )  # fmt: skip
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
