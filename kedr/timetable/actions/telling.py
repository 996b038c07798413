"""Families hear of what changes in the coming days: a cancelled lesson, another teacher, another subject."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse

from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.core.words import day_month, initials
from kedr.people.actions.telling import Words, tell_families
from kedr.people.models import Person
from kedr.people.queries import pupils_of
from kedr.timetable.rules.changes import Changed, Hour

AHEAD = timedelta(days=7)  # what comes later is seen in the diary
MOST_LINES = 6


def tell_of_changes(*, actor: Actor, at: datetime, school_id: int, changed: Changed) -> None:
    """To the families and pupils whose lessons changed, one notice a day of lessons for each; four statements a day.

    The sender's event is the change's own.
    """
    today = day_of(at)
    by_day: dict[date, list[Hour]] = {}
    for hour in changed.altered:
        if today <= hour.held_on < today + AHEAD:
            by_day.setdefault(hour.held_on, []).append(hour)
    given = {one.instead_id: one for one in changed.made}
    teachers = _names(school_id, changed.altered)
    for on, hours in sorted(by_day.items()):
        lines = {hour.id: _line(hour, given.get(hour.id), teachers) for hour in hours}
        tell_families(
            actor=actor, at=at, school_id=school_id, with_pupils=True, words=_words(school_id, on, hours, lines)
        )


def _words(school_id: int, on: date, hours: Iterable[Hour], lines: dict[int, str]) -> dict[int, Words]:
    """What each pupil's family is told of a day."""
    whole = {hour.class_id for hour in hours if hour.group_id is None and hour.class_id}
    groups = {hour.group_id for hour in hours if hour.group_id}
    found = pupils_of(school_id, whole, groups, on)
    told: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for hour in sorted(hours, key=lambda one: (one.starts_at, one.number)):
        key = (True, hour.group_id) if hour.group_id else (False, hour.class_id or 0)
        for pupil_id, first_name in found.get(key, []):
            names[pupil_id] = first_name
            told.setdefault(pupil_id, []).append(lines[hour.id])
    monday, title = on - timedelta(days=on.weekday()), f"изменения в уроках {day_month(on)}"
    return {
        pupil_id: Words(
            "change", f"{names[pupil_id]}: {title}", "; ".join(said[:MOST_LINES]).rstrip(".") + ".",
            f"{reverse('diary:week', args=[school_id, pupil_id, monday])}#d{on.isoweekday()}",
        )
        for pupil_id, said in told.items()
    }  # fmt: skip


def _line(hour: Hour, instead: Hour | None, teachers: dict[int, str]) -> str:
    """«2-й, Химия: урока не будет», «3-й, Алгебра: ведёт Орлов Т. Н.», «4-й, Физика: по расписанию»."""
    named = f"{hour.number}-й, {hour.title}"
    if instead is not None:
        return f"{named}: вместо него {instead.title}"
    if hour.is_cancelled:
        return f"{named}: урока не будет"
    if hour.teacher_id != hour.own_teacher_id and hour.teacher_id in teachers:
        return f"{named}: ведёт {teachers[hour.teacher_id]}"
    if hour.room_id != hour.own_room_id:
        return f"{named}: другой кабинет"
    return f"{named}: по расписанию"


def _names(school_id: int, hours: Iterable[Hour]) -> dict[int, str]:
    ids = {hour.teacher_id for hour in hours if hour.teacher_id and hour.teacher_id != hour.own_teacher_id}
    rows = Person.objects.in_school(school_id).filter(id__in=ids) if ids else []
    return {row.id: initials(row.last_name, row.first_name, row.middle_name) for row in rows}
