"""What calendars say: lessons of some weeks with homework and announced works; and how a link stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kedr.calendars.models import CalendarFeed
from kedr.calendars.rules import (
    AHEAD,
    PAST,
    Entry,
    Task,
    Told,
    family_notes,
    family_summary,
    named,
    task_words,
    teacher_notes,
    teacher_summary,
)
from kedr.core.actor import Actor
from kedr.core.sql import clock_time, day, fetch
from kedr.core.words import initials
from kedr.diary.queries.parts import MINE, short_group
from kedr.journal.queries.freed import IS_FREED
from kedr.schools.rules import room_words

type Row = tuple[Any, ...]

FACTS = 16  # how many columns _FACTS has


@dataclass(frozen=True, slots=True)
class Link:
    """An open link: since when, and the last day a calendar read it."""

    made_at: datetime
    read_on: date | None


def open_link(actor: Actor, person_id: int) -> Link | None:
    """How the link of a role to a calendar stands. One query."""
    rows = CalendarFeed.objects.filter(grant_id=actor.grant_id, person_id=person_id, revoked_at=None)
    feed = rows.first()
    return Link(feed.made_at, feed.read_on) if feed else None


# The assessment procedure announced for a lesson `l`; by journal_work_once.
_WORK = """COALESCE((SELECT CASE WHEN w.title <> '' THEN w.title ELSE n.name END FROM journal_work w
  JOIN journal_workkind n ON n.school_id = w.school_id AND n.id = w.kind_id AND n.is_control
  WHERE w.school_id = l.school_id AND w.lesson_id = l.id ORDER BY w.slot LIMIT 1), '')"""
# A lesson's journal and the school have a revision each: whatever changes a lesson raises one of them, none ever falls.
_REVISION = "COALESCE(sc.revision, 0) + COALESCE(ss.revision, 0)"
_STAMPS = """
LEFT JOIN core_stamp sc ON sc.school_id = {of}.school_id AND sc.kind = 'course' AND sc.object_id = {of}.course_id
LEFT JOIN core_stamp ss ON ss.school_id = {of}.school_id AND ss.kind = 'school' AND ss.object_id = {of}.school_id"""
_FACTS = f"""l.id, l.course_id, l.held_on, l.starts_at, l.ends_at, COALESCE(r.name, ''), {_REVISION}, {_WORK},
  l.change_reason, l.is_cancelled, l.is_teacher_replaced, l.is_room_replaced, COALESCE(q.name, ''),
  t.last_name, t.first_name, t.middle_name"""
_AROUND = f"""
LEFT JOIN schools_room r ON r.school_id = l.school_id AND r.id = l.room_id
LEFT JOIN schools_room q ON q.school_id = l.school_id AND q.id = l.planned_room_id
LEFT JOIN people_person t ON t.school_id = l.school_id AND t.id = l.teacher_id
{_STAMPS.format(of="l")}"""

# by timetable_lesson_course, then primary keys
_LESSONS_SQL = f"""{MINE}
SELECT {_FACTS}, mine.title, mine.group_name
FROM mine
JOIN timetable_lesson l ON l.school_id = %s AND l.course_id = mine.id AND l.held_on >= %s AND l.held_on < %s
  AND l.held_on >= mine.starts_on AND (mine.ends_on IS NULL OR l.held_on < mine.ends_on)
{_AROUND}
WHERE NOT {IS_FREED.format(of="l", course="l.course_id", pupil="%s", on="l.held_on")}
ORDER BY l.held_on, l.starts_at, l.number, l.id
"""

# by journal_homework_due
_HOMEWORK_SQL = f"""{MINE}
SELECT h.id, h.due_on, h.due_lesson_id, h.course_id, mine.title, mine.group_name, {_REVISION}, h.text, h.pupil_id > 0,
  COALESCE(h.minutes, 0), EXISTS (SELECT 1 FROM journal_homeworkfile x
    WHERE x.school_id = h.school_id AND x.homework_id = h.id AND x.removed_at IS NULL)
FROM mine
JOIN journal_homework h ON h.school_id = %s AND h.course_id = mine.id AND h.due_on >= %s AND h.due_on < %s
  AND h.due_on >= mine.starts_on AND (mine.ends_on IS NULL OR h.due_on < mine.ends_on)
{_STAMPS.format(of="h")}
WHERE h.pupil_id IN (0, %s) AND h.text <> ''
  AND NOT {IS_FREED.format(of="h", course="h.course_id", pupil="%s", on="h.due_on")}
ORDER BY h.due_on, h.held_on, h.pupil_id, h.id
"""

# by timetable_lesson_day; where a substitute gives it, the lesson is in both calendars
_TEACHER_SQL = f"""
SELECT {_FACTS}, c.title, COALESCE(g.name, k.name, ''), l.teacher_id = %s, l.is_joined,
  p.last_name, p.first_name, p.middle_name
FROM timetable_lesson l
JOIN curriculum_course c ON c.school_id = l.school_id AND c.id = l.course_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN people_person p ON p.school_id = l.school_id AND p.id = l.planned_teacher_id
{_AROUND}
WHERE l.school_id = %s AND l.held_on >= %s AND l.held_on < %s
  AND (l.teacher_id = %s OR l.is_teacher_replaced AND l.planned_teacher_id = %s)
ORDER BY l.held_on, l.starts_at, l.number, l.id
"""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A lesson of a pupil, while homework is handed out."""

    row: Row
    told: Told
    tasks: list[str]


def pupil_entries(school_id: int, pupil_id: int, today: date) -> list[Entry]:
    """The lessons of a pupil's own courses with the homework due at each; what is due without one, as whole days.

    Two queries, however many lessons.
    """
    span = [today - PAST, today + AHEAD]
    mine = [school_id, pupil_id, span[1], span[0]] * 2
    # by id: two places in one class on one day would tell everything twice
    lessons = {row[0]: row for row in fetch(_LESSONS_SQL, [*mine, school_id, *span, pupil_id])}
    tasks = {row[0]: row for row in fetch(_HOMEWORK_SQL, [*mine, school_id, *span, pupil_id, pupil_id])}
    seen = {key: _Seen(row, _told(row, row[FACTS], short_group(row[FACTS + 1])), []) for key, row in lessons.items()}
    loose = _hand_out(tasks.values(), seen)
    entries = [
        _lesson(one.row, family_summary(one.told), [*family_notes(one.told), *one.tasks], one.told.is_cancelled)
        for one in seen.values()
    ]
    return entries + loose


def _hand_out(rows: Iterable[Row], lessons: dict[int, _Seen]) -> list[Entry]:
    """Puts homework on the lesson it is due at; what has none that takes place is returned as entries of its own."""
    held = {key: one for key, one in lessons.items() if not one.told.is_cancelled}
    of_day: dict[tuple[int, date], _Seen] = {}
    for one in held.values():
        of_day.setdefault((one.row[1], day(one.row[2])), one)
    loose = []
    for homework_id, due_on, lesson_id, course_id, subject, group, revision, *task in rows:
        text, is_personal, minutes, has_files = task
        words = task_words(Task(text, bool(is_personal), minutes, bool(has_files)))
        lesson = held.get(lesson_id) or of_day.get((course_id, day(due_on)))
        if lesson:
            lesson.tasks.append(words)
            continue
        summary = f"Задание: {named(subject, short_group(group))}"
        loose.append(Entry(f"homework-{homework_id}", day(due_on), None, summary, "", words, revision))
    return loose


def teacher_entries(school_id: int, person_id: int, today: date) -> list[Entry]:
    """The lessons a teacher gives, and those of theirs that a substitute gives. One query, however many lessons."""
    params = [person_id, school_id, today - PAST, today + AHEAD, person_id, person_id]
    entries = []
    for row in fetch(_TEACHER_SQL, params):
        subject, whose, is_mine, is_joined, *owner = row[FACTS:]
        told = _told(row, subject, whose, owner)
        summary = teacher_summary(told, is_mine=bool(is_mine))
        notes = teacher_notes(told, is_mine=bool(is_mine), is_joined=bool(is_joined))
        entries.append(_lesson(row, summary, notes, told.is_cancelled or not is_mine))
    return entries


def _told(row: Row, subject: str, whose: str, owner: Sequence[str | None] = (None, None, None)) -> Told:
    work, reason, is_cancelled, is_replaced, is_moved, old_room, *leads = row[7:FACTS]
    return Told(
        subject=subject,
        whose=whose,
        work=work,
        reason=reason,
        leads=_name(*leads),
        owner=_name(*owner),
        old_room=room_words(old_room),
        is_cancelled=bool(is_cancelled),
        is_replaced=bool(is_replaced),
        is_moved=bool(is_moved),
    )


def _name(last: str | None, first: str | None, middle: str | None) -> str:
    return initials(last, first or "", middle or "") if last else ""


def _lesson(row: Row, summary: str, notes: Sequence[str], is_cancelled: bool) -> Entry:
    lesson_id, _, held_on, starts_at, ends_at, room, revision = row[:7]
    on = day(held_on)
    return Entry(
        key=f"lesson-{lesson_id}",
        starts=datetime.combine(on, clock_time(starts_at)),
        ends=datetime.combine(on, clock_time(ends_at)),
        summary=summary,
        place=room_words(room),
        description="\n".join(notes),
        revision=revision,
        is_cancelled=is_cancelled,
    )
