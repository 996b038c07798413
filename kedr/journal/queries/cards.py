"""A pupil's card as a teacher of theirs may see it."""

from dataclasses import dataclass
from datetime import date

from kedr.core.errors import NotFound
from kedr.core.sql import fetch
from kedr.journal.access import OpenCourse

KINSHIP = {"mother": "мама", "father": "папа", "guardian": "опекун", "other": "представитель"}


@dataclass(frozen=True, slots=True)
class GuardianLine:
    name: str
    kind: str
    phone: str


@dataclass(frozen=True, slots=True)
class PupilCard:
    """Name, birth (ISO or empty), class, whom to call, lessons of the course missed this year."""

    id: str
    name: str
    birth: str
    class_name: str
    guardians: list[GuardianLine]
    absences: int


_PUPIL_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, CAST(p.birth_on AS varchar(10)), k.name
FROM {members} m
JOIN people_person p ON p.school_id = m.school_id AND p.id = m.person_id
LEFT JOIN people_enrolment e ON e.school_id = m.school_id AND e.person_id = m.person_id
  AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
LEFT JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
WHERE m.school_id = %s AND m.{key} = %s AND m.person_id = %s
LIMIT 1
"""

# by people_guardianship_pupil
_GUARDIANS_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, g.kind, p.phone
FROM people_guardianship g
JOIN people_person p ON p.school_id = g.school_id AND p.id = g.guardian_id
WHERE g.school_id = %s AND g.pupil_id = %s AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
  AND NOT g.is_barred
ORDER BY g.kind DESC, p.last_name
"""

# by journal_attendance_diary
_ABSENCES_SQL = """
SELECT COUNT(*) FROM journal_attendance a
JOIN timetable_lesson l ON l.school_id = a.school_id AND l.id = a.lesson_id AND l.course_id = %s
WHERE a.school_id = %s AND a.pupil_id = %s AND a.held_on >= %s AND a.held_on < %s AND a.code IN ('н', 'нп', 'у', 'б')
"""


def pupil_card(course: OpenCourse, pupil_id: int, on: date) -> PupilCard:
    """The card, or NotFound for somebody who is not in the course's list. Three queries."""
    grouped = course.group_id is not None
    sql = _PUPIL_SQL.format(
        members="people_groupmember" if grouped else "people_enrolment", key="group_id" if grouped else "class_id"
    )
    owner = course.group_id if grouped else course.class_id
    rows = fetch(sql, [on, on, course.school_id, owner, pupil_id])
    if not rows:
        raise NotFound("Ученика нет в списке.")
    last, first, middle, birth, class_name = rows[0]
    guardians = [
        GuardianLine(" ".join(filter(None, row[:3])), KINSHIP[row[3]], row[4])
        for row in fetch(_GUARDIANS_SQL, [course.school_id, pupil_id, on, on])
    ]
    absences = fetch(_ABSENCES_SQL, [course.id, course.school_id, pupil_id, course.year_starts_on, course.year_ends_on])
    return PupilCard(
        str(pupil_id), " ".join(filter(None, (last, first, middle))), birth or "", class_name or "", guardians,
        absences[0][0],
    )  # fmt: skip
