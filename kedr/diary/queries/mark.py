"""The why of one mark: what it was given for, what it did to the mean, how it changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kedr.audit.queries import history
from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch, moment, number
from kedr.diary.access import OpenDiary
from kedr.diary.queries.parts import MarkChip, chip
from kedr.diary.rules import change_words
from kedr.journal.rules import counted, debts_until, spoken, weighted_mean
from kedr.journal.rules.levels import thresholds_of
from kedr.schools.queries import regulations
from kedr.schools.rules import OVERDUE_DEBT, level_of


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of the mark's history: «изменена с 3 на 4», by whom and why."""

    at: datetime
    words: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MarkWhy:
    """A mark with its story. `mean_before` and `mean` are of the period's marks before this one and with it."""

    mark: MarkChip
    is_five: bool  # of five points: the mean is shown on their line
    unit: str  # of the mean: «%» by criteria
    told: str  # the mark in full: «А 6 из 8, Б 4 из 8»
    subject: str
    title: str
    topic: str
    comment: str
    teacher: str
    held_on: date
    number: int
    set_at: datetime
    period_id: int | None
    mean_before: Decimal | None
    mean: Decimal | None
    next_threshold: tuple[int, Decimal] | None  # the next better result and the mean it begins at
    changes: list[ChangeLine]


# by primary keys; the period by schools_period_once
_MARK_SQL = """
SELECT m.id, m.value, w.weight, k.name, k.is_control, m.due_on, c.scale, c.id, c.title, c.subject_id, w.title,
  COALESCE(p.topic, ''), m.comment, t.last_name, t.first_name, t.middle_name, m.held_on,
  l.number, m.set_at, q.id, q.starts_on, q.ends_on
FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id
JOIN journal_workkind k ON k.school_id = w.school_id AND k.id = w.kind_id
JOIN curriculum_course c ON c.school_id = w.school_id AND c.id = w.course_id
JOIN timetable_lesson l ON l.school_id = m.school_id AND l.id = m.lesson_id
LEFT JOIN journal_lessonpage p ON p.school_id = m.school_id AND p.id = m.lesson_id
LEFT JOIN people_person t ON t.school_id = m.school_id AND t.id = m.set_by
LEFT JOIN schools_period q ON q.school_id = c.school_id AND q.scheme_id = c.scheme_id
  AND q.starts_on <= m.held_on AND q.ends_on > m.held_on
WHERE m.school_id = %s AND m.id = %s AND m.pupil_id = %s
"""

# by journal_mark_diary
_BESIDE_SQL = """
SELECT m.id, m.value, w.weight, m.due_on
FROM journal_mark m
JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id AND w.course_id = %s
JOIN timetable_lesson l ON l.school_id = m.school_id AND l.id = m.lesson_id
WHERE m.school_id = %s AND m.pupil_id = %s AND m.held_on >= %s AND m.held_on < %s AND m.value <> ''
ORDER BY m.held_on, l.number, m.slot, m.id
"""


def mark_why(diary: OpenDiary, mark_id: int, today: date) -> MarkWhy:
    """One mark of the diary's pupil, NotFound for another's. Four queries."""
    rows = fetch(_MARK_SQL, [diary.school_id, mark_id, diary.pupil.id])
    if not rows:
        raise NotFound("Такой оценки нет.")
    (
        *of_chip, scale, course_id, subject, subject_id, title, topic, comment, last, first, middle, held_on,
        lesson_number, set_at, period_id, starts_on, ends_on,
    ) = rows[0]  # fmt: skip
    held_on = day(held_on)
    span = [day(starts_on), day(ends_on)] if period_id else [held_on, held_on]
    place = diary.pupil.place(held_on)
    local = regulations(diary.school_id, today)
    whose: dict[str, Any] = {"level": level_of(place.grade) if place else 0, "subject_id": subject_id}
    counts = local.get(OVERDUE_DEBT, **whose, on=min(today, span[1] - timedelta(days=1)))
    until = debts_until(today, span[1], counts=counts)
    beside = [
        (row[0], (counted(row[1], day(row[3]) if row[3] else None, until, scale), number(row[2])))
        for row in fetch(_BESIDE_SQL, [course_id, diary.school_id, diary.pupil.id, *span])
    ]
    before, mean = _means(mark_id, beside)
    thresholds = thresholds_of(local, scale, **whose)
    better = [
        (3 + step, threshold)
        for step, threshold in enumerate(thresholds)
        if mean and scale in ("five", "criteria") and threshold > mean
    ]
    return MarkWhy(
        mark=chip(*of_chip, scale=scale),
        is_five=scale == "five",
        unit="%" if scale == "criteria" else "",
        told=spoken(of_chip[1]),
        subject=subject,
        title=title,
        topic=topic,
        comment=comment,
        teacher=" ".join(part for part in (last, first, middle) if part),
        held_on=held_on,
        number=lesson_number,
        set_at=moment(set_at),
        period_id=period_id,
        mean_before=before,
        mean=mean,
        next_threshold=better[0] if better else None,
        changes=[
            ChangeLine(line.at, words, line.name, line.reason)
            for line in history(diary.school_id, "mark", mark_id)
            if (words := change_words(line.verb, line.before, line.after))
        ],
    )


def _means(mark_id: int, marks: list[tuple[int, tuple[str, Decimal]]]) -> tuple[Decimal | None, Decimal | None]:
    """The mean before the mark and with it; both None when the mark does not count."""
    place = next((place for place, (key, _) in enumerate(marks) if key == mark_id), None)
    if place is None:
        return None, None
    values = [value for _, value in marks]
    if weighted_mean([values[place]]) is None:
        return None, None
    return weighted_mean(values[:place]), weighted_mean(values[: place + 1])
