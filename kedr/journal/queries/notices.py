"""What families have said of absences to come: for the family itself, and for who decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kedr.core.sql import day, fetch, in_list, moment
from kedr.core.words import initials
from kedr.journal.rules.absence import ABSENCE_CODES

KEPT = timedelta(days=30)  # how long the family sees what was decided


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with its state: "waits", "accepted", "declined", "back"."""

    id: int
    pupil_id: int
    name: str
    class_name: str
    starts_on: date
    last_on: date
    reason: str
    words: str
    sent_at: datetime
    by: str
    state: str
    answer: str


# by journal_absencenotice_pupil, or journal_absencenotice_waits
_NOTICES_SQL = """
SELECT n.id, n.pupil_id, p.last_name, p.first_name, COALESCE(k.name, ''), n.starts_on, n.ends_on, n.code, n.words,
  n.sent_at, COALESCE(g.last_name, ''), COALESCE(g.first_name, ''), COALESCE(g.middle_name, ''),
  CASE WHEN n.taken_back_at IS NOT NULL THEN 'back' WHEN n.decided_at IS NULL THEN 'waits'
    WHEN n.is_accepted THEN 'accepted' ELSE 'declined' END, n.answer
FROM journal_absencenotice n
JOIN people_person p ON p.school_id = n.school_id AND p.id = n.pupil_id
LEFT JOIN people_person g ON g.school_id = n.school_id AND g.id = n.sent_by
LEFT JOIN people_enrolment e ON e.school_id = n.school_id AND e.person_id = n.pupil_id
  AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
LEFT JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
WHERE n.school_id = %s AND {which}
ORDER BY n.starts_on, p.last_name, p.first_name, n.id
"""


def notices_of(school_id: int, pupil_id: int, today: date) -> list[Notice]:
    """What was said of a pupil: what waits, and what ended in the last month. One query."""
    which = "n.pupil_id = %s AND (n.decided_at IS NULL AND n.taken_back_at IS NULL OR n.ends_on > %s)"
    return _notices(which, school_id, [pupil_id, today - KEPT], today)


def waiting_notices(school_id: int, class_ids: Collection[int] | None, today: date) -> list[Notice]:
    """What waits for an answer: of pupils of some classes, or (None) of the school. One query, or none."""
    which, params = "n.decided_at IS NULL AND n.taken_back_at IS NULL", list(class_ids or ())
    if class_ids is None:
        return _notices(which, school_id, [], today)
    return _notices(f"{which} AND e.class_id IN {in_list(len(params))}", school_id, params, today) if params else []


# by journal_absencenotice_waits
_TO_TEACHER_SQL = """
SELECT COUNT(*) FROM journal_absencenotice n
WHERE n.school_id = %s AND n.decided_at IS NULL AND n.taken_back_at IS NULL AND EXISTS (
  SELECT 1 FROM people_enrolment e JOIN people_classteacher t ON t.school_id = e.school_id AND t.class_id = e.class_id
    AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
  WHERE e.school_id = n.school_id AND e.person_id = n.pupil_id AND e.starts_on <= %s
    AND (e.ends_on IS NULL OR e.ends_on > %s))
"""


def notices_to_answer(school_id: int, person_id: int, today: date) -> int:
    """How many notices wait for a class teacher. One query."""
    ((count,),) = fetch(_TO_TEACHER_SQL, [school_id, person_id, today, today, today, today])
    return int(count)


def _notices(which: str, school_id: int, params: Sequence[object], today: date) -> list[Notice]:
    rows = fetch(_NOTICES_SQL.format(which=which), [today, today, school_id, *params])
    return [
        Notice(
            id=row[0], pupil_id=row[1], name=f"{row[2]} {row[3]}", class_name=row[4], starts_on=day(row[5]),
            last_on=day(row[6]) - timedelta(days=1), reason=ABSENCE_CODES[row[7]], words=row[8], sent_at=moment(row[9]),
            by=initials(*row[10:13]) if row[10] else "", state=row[13], answer=row[14],
        )
        for row in rows
    ]  # fmt: skip
