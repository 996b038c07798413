"""Remarks on how journals are kept: the office makes, returns and removes them, the teacher says they are mended."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.curriculum.models import Course, CourseTeacher
from kedr.journal.access import DECIDERS, remark_to_mend
from kedr.journal.models import Remark
from kedr.journal.rules import REMARK_LENGTH
from kedr.people.actions.telling import Words, tell_staff
from kedr.timetable.models import Lesson

LONGEST = timedelta(days=92)  # a remark may wait no longer


class WrongRemark(Refusal):
    """A remark that cannot be, or cannot be so changed; `field` names the input."""

    code = "wrong_remark"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def make_remark(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    course_id: int,
    text: str,
    due_on: date | None,
    lesson_id: int | None = None,
) -> int:
    """Make a remark on a journal, or on one lesson of it, to be mended by a day; its id.

    A remark on a lesson that somebody stood in for is theirs. Raises NotFound, WrongRemark.
    """
    _check_decider(actor, school_id)
    words = _words(text, "Напишите, что исправить: эти слова увидит учитель.", "text")
    last_on = _due(due_on, day_of(at))
    if not Course.objects.in_school(school_id).filter(id=course_id, year__closed_at=None).exists():
        raise WrongRemark("Выберите журнал из списка.", "course")
    substitute_id = 0
    if lesson_id is not None:
        lesson = Lesson.objects.in_school(school_id).filter(id=lesson_id, course_id=course_id).first()
        if lesson is None:
            raise WrongRemark("Выберите урок этого журнала.", "lesson")
        substitute_id = (lesson.teacher_id or 0) if lesson.is_teacher_replaced else 0
    row = Remark.objects.create(
        school_id=school_id, kind=Remark.Kind.MANUAL, course_id=course_id, substitute_id=substitute_id,
        lesson_id=lesson_id, text=words, made_at=at, made_by=actor.person_id, due_on=last_on,
    )  # fmt: skip
    after = {"course": str(course_id), "lesson": str(lesson_id or ""), "text": words, "due": last_on.isoformat()}
    _record(actor, at, row, "remark.make", after=after)
    _tell(actor, at, row, "Замечание по журналу", words)
    return row.id


@transaction.atomic
def fix_remark(*, actor: Actor, at: datetime, school_id: int, remark_id: int) -> None:
    """The teacher says that a remark of the deputy head is mended. Raises NotFound, WrongRemark."""
    remark_to_mend(actor, school_id, remark_id, day_of(at))
    row = _open(school_id, remark_id)
    if row.kind == Remark.Kind.AUTOMATIC:
        raise WrongRemark("Это замечание снимется само, когда уроки будут заполнены.")
    if row.fixed_at is not None:
        raise WrongRemark("Вы уже отметили, что исправили. Теперь проверит завуч.")
    _change(row, fixed_at=at, fixed_by=actor.person_id)
    _record(actor, at, row, "remark.fix")


@transaction.atomic
def remove_remark(*, actor: Actor, at: datetime, school_id: int, remark_id: int, answer: str = "") -> None:
    """Remove a remark: it has been mended, or was wrong. Raises NotFound, WrongRemark."""
    _check_decider(actor, school_id)
    row = _open(school_id, remark_id)
    words = _length(" ".join(answer.split()), "answer")
    _change(row, removed_at=at, removed_by=actor.person_id, answer=words or row.answer)
    _record(actor, at, row, "remark.remove", reason=words)


@transaction.atomic
def return_remark(
    *, actor: Actor, at: datetime, school_id: int, remark_id: int, answer: str, due_on: date | None
) -> None:
    """Return a remark that the teacher calls mended, with a word and a day. Raises NotFound, WrongRemark."""
    _check_decider(actor, school_id)
    row = _open(school_id, remark_id)
    if row.fixed_at is None:
        raise WrongRemark("Это замечание уже у учителя. Обновите страницу.")
    words = _words(answer, "Напишите учителю, что ещё не исправлено.", "answer")
    last_on = _due(due_on, day_of(at))
    before = row.due_on.isoformat()
    _change(row, fixed_at=None, fixed_by=None, answer=words, due_on=last_on)
    _record(actor, at, row, "remark.return", before={"due": before}, after={"due": last_on.isoformat()}, reason=words)
    _tell(actor, at, row, "Замечание возвращено", words)


def _check_decider(actor: Actor, school_id: int) -> None:
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Замечания нет.")


def _open(school_id: int, remark_id: int) -> Remark:
    """The remark as it stands, with nobody else at it."""
    row = Remark.objects.in_school(school_id).filter(id=remark_id).select_for_update().first()
    if row is None:
        raise NotFound("Замечания нет.")
    if row.removed_at is not None:
        raise WrongRemark("Это замечание уже снято. Обновите страницу.")
    return row


def _change(row: Remark, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _words(text: str, wanted: str, field: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise WrongRemark(wanted, field)
    return _length(words, field)


def _length(words: str, field: str) -> str:
    if len(words) > REMARK_LENGTH:
        raise WrongRemark(f"Длиннее {REMARK_LENGTH} знаков: сократите на {len(words) - REMARK_LENGTH}.", field)
    return words


def _due(due_on: date | None, today: date) -> date:
    if due_on is None:
        raise WrongRemark("Укажите день, к которому исправить.", "due_on")
    if not today <= due_on <= today + LONGEST:
        raise WrongRemark(f"Срок – от сегодняшнего дня и не дальше {LONGEST.days} дней.", "due_on")
    return due_on


def _tell(actor: Actor, at: datetime, row: Remark, title: str, text: str) -> None:
    """Who has to mend it: who stood in, or the teachers of the course."""
    today = day_of(at)
    teachers = CourseTeacher.objects.in_school(row.school_id).filter(course_id=row.course_id, starts_on__lte=today)
    people = teachers.exclude(ends_on__lte=today).values_list("person_id", flat=True)
    course = Course.objects.in_school(row.school_id).get(id=row.course_id)
    words = Words(
        "journal", f"{title}: {course.title}, исправить до {row.due_on:%d.%m}", text,
        reverse("journal:course_remarks", args=[row.school_id, row.course_id]),
    )  # fmt: skip
    tell_staff(
        actor=actor, at=at, school_id=row.school_id, people=[row.substitute_id] if row.substitute_id else list(people),
        words=words,
    )  # fmt: skip


def _record(
    actor: Actor, at: datetime, row: Remark, verb: str, *, before: Any = None, after: Any = None, reason: str = ""
) -> None:
    change = Change(verb, "remark", row.id, before=before, after=after, about_id=row.course_id, reason=reason)
    record(actor=actor, at=at, school_id=row.school_id, changes=[change])
