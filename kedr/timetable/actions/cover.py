"""A day's lessons changed together: substitutes, other subjects, joined and cancelled lessons, and all of it undone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.people.models import Post
from kedr.timetable import queries
from kedr.timetable.actions.lessons import touched_by
from kedr.timetable.actions.reasons import NewReason, write_reason
from kedr.timetable.actions.telling import tell_of_changes
from kedr.timetable.models import ChangeReason, Lesson
from kedr.timetable.queries.changes import days_of, given_on, hours_of_days, load_of, reason_of
from kedr.timetable.rules.changes import PLAN, TEACHER, Changed, Decision, Hour, as_planned, decide

_FIELDS = (
    "teacher_id", "room_id", "is_cancelled", "is_joined", "is_teacher_replaced", "planned_teacher_id",
    "is_room_replaced", "planned_room_id", "reason_id", "change_reason",
)  # fmt: skip
IN_USE = "На урок, который дали вместо него, уже записаны тема или задание. Сначала уберите их."


class InTheWay(Refusal):
    """Some lessons cannot become what was decided; `faults`: lesson → sentence. Nothing was changed."""

    code = "in_the_way"

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__("Ничего не сохранено: рядом с уроками написано, что мешает. Ваш выбор остался на странице.")
        self.faults = dict(faults)


@transaction.atomic
def cover_lessons(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    decisions: Sequence[Decision],
    reason_id: int | None = None,
    reason: NewReason | None = None,
) -> int:
    """Make the lessons what was decided, all of them or none; how many changed.

    The reason is one that stands, or a new one, and is of all of them; a lesson put back as planned has none.
    Raises InTheWay, NotFound, WrongReason.
    """
    days = days_of(school_id, [one.lesson_id for one in decisions])
    if not days:
        return 0
    load = load_of(school_id, min(days), _next(max(days)))
    courses = given_on(load, days)
    hours = hours_of_days(school_id, days)
    # As with all writes of the journal: the stamps lock the pages first, and what is read after that is what stands.
    stamps.bump(school_id, _touched(school_id, decide(hours, decisions, courses)))
    hours = hours_of_days(school_id, days)
    changed = decide(hours, decisions, courses)
    faults = changed.faults | _not_staff(school_id, decisions, hours)
    used = queries.lessons_in_use(school_id, [one.id for one in changed.removed])
    faults |= {one.instead_id or 0: IN_USE for one in changed.removed if one.id in used}
    if faults:
        raise InTheWay(faults)
    if not changed.altered:
        return 0
    if reason is not None and any(one.kind != PLAN for one in decisions):
        reason_id = write_reason(actor=actor, at=at, school_id=school_id, reason=reason)
    said = _said(school_id, reason_id, days)
    _write(school_id, changed, reason_id, said)
    changes = _changes(changed, {one.id: one for one in hours}, reason_id)
    record(actor=actor, at=at, school_id=school_id, changes=changes)
    tell_of_changes(actor=actor, at=at, school_id=school_id, changed=changed)
    return len(changes)


def _next(on: date) -> date:
    return date.fromordinal(on.toordinal() + 1)


def _touched(school_id: int, changed: Changed) -> set[stamps.Stamp]:
    courses = {one.course_id for one in [*changed.altered, *changed.made, *changed.removed]}
    return touched_by(school_id, courses) | {(stamps.SCHOOL, school_id)}


def _not_staff(school_id: int, decisions: Sequence[Decision], hours: Sequence[Hour]) -> dict[int, str]:
    """Who is to stand in must hold a post on the day."""
    wanted = {one.lesson_id: one.target for one in decisions if one.kind == TEACHER}
    posts = list(Post.objects.in_school(school_id).filter(person_id__in=set(wanted.values())))
    faults = {}
    for hour in hours:
        person_id = wanted.get(hour.id)
        holds = (
            one.person_id == person_id
            and one.starts_on <= hour.held_on
            and (one.ends_on is None or hour.held_on < one.ends_on)
            for one in posts
        )
        if person_id is not None and person_id != hour.own_teacher_id and not any(holds):
            faults[hour.id] = "В этот день у этого человека нет должности в школе. Выберите сотрудника."
    return faults


def _said(school_id: int, reason_id: int | None, days: Sequence[date]) -> str:
    """What everybody may read of the reason: nothing of a teacher's."""
    if reason_id is None:
        return ""
    reason = reason_of(school_id, reason_id)
    if reason is None:
        raise NotFound("Такой причины нет. Обновите страницу.")
    if not (reason.starts_on <= min(days) and max(days) < reason.ends_on):
        raise InTheWay({0: "Причина действует в другие дни. Выберите другую или запишите новую."})
    return "" if reason.teacher_id else (reason.note or str(ChangeReason.Kind(reason.kind).label))


def _write(school_id: int, changed: Changed, reason_id: int | None, said: str) -> None:
    lessons = Lesson.objects.in_school(school_id)
    lessons.filter(id__in=[one.id for one in changed.removed]).delete()
    rows = {row.id: row for row in lessons.filter(id__in=[one.id for one in changed.altered])}
    for hour in changed.altered:
        row = rows[hour.id]
        is_changed = _facts(hour) != _facts(as_planned(hour))
        row.teacher_id, row.room_id, row.is_cancelled, row.is_joined = (
            hour.teacher_id, hour.room_id, hour.is_cancelled, hour.is_joined,
        )  # fmt: skip
        row.is_teacher_replaced = hour.teacher_id != hour.own_teacher_id
        row.planned_teacher_id = hour.own_teacher_id if row.is_teacher_replaced else None
        row.is_room_replaced = hour.room_id != hour.own_room_id
        row.planned_room_id = hour.own_room_id if row.is_room_replaced else None
        row.reason_id = reason_id if is_changed else None
        row.change_reason = _words(hour, said) if is_changed else ""
    if rows:
        Lesson.objects.bulk_update(rows.values(), _FIELDS, batch_size=100)
    Lesson.objects.bulk_create(
        Lesson(
            school_id=school_id, id=new_id(), course_id=hour.course_id, held_on=hour.held_on, number=hour.number,
            starts_at=hour.starts_at, ends_at=hour.ends_at, teacher_id=hour.teacher_id, room_id=hour.room_id,
            instead_id=hour.instead_id, reason_id=reason_id, change_reason=_words(hour, said),
        )
        for hour in changed.made
    )  # fmt: skip


def _words(hour: Hour, said: str) -> str:
    return ", ".join(word for word in (hour.words, said) if word)[:200]


def _facts(hour: Hour) -> dict[str, Any]:
    facts: dict[str, Any] = {"teacher": hour.teacher_id, "room": hour.room_id, "is_cancelled": hour.is_cancelled}
    return facts | ({"is_joined": True} if hour.is_joined else {})


def _changes(changed: Changed, before: Mapping[int, Hour], reason_id: int | None) -> list[Change]:
    given = {one.instead_id: one for one in changed.made}
    gone = {one.instead_id: one for one in changed.removed}
    found = []
    for hour in changed.altered:
        after, was = _facts(hour), _facts(before[hour.id])
        if hour.id in given:
            after["course"] = given[hour.id].course_id
        if hour.id in gone:
            was["course"] = gone[hour.id].course_id
        after["reason"], was["reason"] = reason_id, before[hour.id].reason_id
        found.append(Change("change_lesson", "lesson", hour.id, was, after, about_id=hour.course_id))
    return found
