"""Whom an announcement is for, as people."""

from dataclasses import dataclass
from datetime import date

from kedr.core.sql import fetch
from kedr.letters.rules import FAMILIES, PUPILS, STAFF, Draft
from kedr.people.models import Post
from kedr.people.queries import guardians_of


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody an announcement is for, as whom; a guardian with the child it is about, a pupil with themselves."""

    person_id: int
    whom: str
    pupil_id: int = 0


# by people_enrolment_class
_PUPILS_SQL = """
SELECT e.person_id FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
JOIN people_enrolment e ON e.school_id = k.school_id AND e.class_id = k.id
  AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
WHERE k.school_id = %s AND (%s = 0 OR k.id = %s) AND (%s = 0 OR k.grade = %s)
ORDER BY e.person_id
"""


def readers(school_id: int, draft: Draft, on: date) -> list[Reader]:
    """Everybody, each once: who is a parent and works at the school reads as a parent. Three queries at most.

    A guardian of several children reads about the first of them.
    """
    class_id = draft.class_id or 0
    found: dict[int, Reader] = {}
    if draft.whom & {FAMILIES, PUPILS}:
        rows = fetch(_PUPILS_SQL, [on, on, on, on, school_id, class_id, class_id, draft.grade, draft.grade])
        pupils = [row[0] for row in rows]
        if FAMILIES in draft.whom:
            for pupil_id, guardian_id in guardians_of(school_id, pupils, on):
                found.setdefault(guardian_id, Reader(guardian_id, FAMILIES, pupil_id))
        if PUPILS in draft.whom:
            for pupil_id in pupils:
                found.setdefault(pupil_id, Reader(pupil_id, PUPILS, pupil_id))
    if STAFF in draft.whom:
        posts = Post.objects.in_school(school_id).filter(starts_on__lte=on).exclude(ends_on__lte=on)
        for person_id in posts.values_list("person_id", flat=True).order_by("person_id"):
            found.setdefault(person_id, Reader(person_id, STAFF))
    return list(found.values())
