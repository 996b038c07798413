"""The door of the diary: whose diary an account may read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core import stamps
from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch
from kedr.core.stamps import Stamp

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A pupil's place in a class, [starts_on, ends_on)."""

    class_id: int
    class_name: str
    grade: int
    days_a_week: int
    scheme_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class Child:
    """A pupil whose diary the actor may read, with every class they have been in (the latest last)."""

    id: int
    last_name: str
    first_name: str
    sex: str
    places: tuple[Place, ...]

    def place(self, on: date) -> Place | None:
        """The class on a day; before the first and after the last, the nearest one."""
        for place in reversed(self.places):
            if place.starts_on <= on:
                return place
        return self.places[0] if self.places else None

    @property
    def class_name(self) -> str:
        return self.places[-1].class_name if self.places else ""


@dataclass(frozen=True, slots=True)
class OpenDiary:
    """A diary the actor may read.

    `children` are all the actor's (a guardian's several), for the switch. `is_staff` readings must be put in the
    record. `stamps` are what its pages are made of, `revision` the sum of theirs.
    """

    school_id: int
    pupil: Child
    children: tuple[Child, ...]
    is_staff: bool
    stamps: tuple[Stamp, ...]
    revision: int


# Every pupil the condition lets through, with places and revisions: a row for each place, by people_enrolment_person
# and the primary keys. The stamps come along, so an unchanged page costs this one look.
_DOOR_SQL = """
SELECT p.id, p.last_name, p.first_name, p.sex, e.class_id, k.name, k.grade, k.days_a_week, k.scheme_id,
  e.starts_on, e.ends_on, COALESCE(sp.revision, 0), COALESCE(sk.revision, 0), COALESCE(ss.revision, 0)
FROM people_person p
LEFT JOIN people_enrolment e ON e.school_id = p.school_id AND e.person_id = p.id
LEFT JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
LEFT JOIN core_stamp sp ON sp.school_id = p.school_id AND sp.kind = 'pupil' AND sp.object_id = p.id
LEFT JOIN core_stamp sk ON sk.school_id = e.school_id AND sk.kind = 'class' AND sk.object_id = e.class_id
LEFT JOIN core_stamp ss ON ss.school_id = p.school_id AND ss.kind = 'school' AND ss.object_id = p.school_id
WHERE p.school_id = %s AND {condition}
ORDER BY p.birth_on, p.id, e.starts_on
"""
_SELF = "p.id = %s"
_ANY_PUPIL = "p.id = %s AND EXISTS (SELECT 1 FROM people_enrolment x WHERE x.school_id = %s AND x.person_id = p.id)"
_CHILDREN = """p.id IN (SELECT g.pupil_id FROM people_guardianship g WHERE g.school_id = %s AND g.guardian_id = %s
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
  GROUP BY g.pupil_id HAVING MAX(CASE WHEN g.is_barred THEN 1 ELSE 0 END) = 0)"""
_OWN_CLASS = """p.id = %s AND EXISTS (SELECT 1 FROM people_enrolment x
  JOIN people_classteacher t ON t.school_id = x.school_id AND t.class_id = x.class_id
  WHERE x.school_id = %s AND x.person_id = p.id AND x.starts_on <= %s AND (x.ends_on IS NULL OR x.ends_on > %s)
  AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s))"""


def diary_to_read(actor: Actor, school_id: int, pupil_id: int, on: date) -> OpenDiary:
    """The diary of a pupil, for the pupil, a guardian in force and not barred, the class teacher, deputy head and head.

    Anybody else gets NotFound. One query.
    """
    rows = _rows(actor, school_id, pupil_id, on)
    children = _children(rows)
    pupil = next((child for child in children if child.id == pupil_id), None)
    if pupil is None:
        raise NotFound("Дневника нет.")
    is_staff = actor.role not in (Role.PUPIL, Role.GUARDIAN)
    revisions = _revisions(rows, school_id, pupil_id)
    return OpenDiary(school_id, pupil, children, is_staff, tuple(revisions), sum(revisions.values()))


def first_diary(actor: Actor, school_id: int, on: date) -> int:
    """The pupil whose diary opens without asking: one's own, or the eldest child's. NotFound without any."""
    if actor.role == Role.PUPIL and actor.school_id == school_id:
        return actor.person_id
    rows = _rows(actor, school_id, 0, on) if actor.role == Role.GUARDIAN else []
    if not rows:
        raise NotFound("Дневника нет.")
    return _children(rows)[0].id


def own_children(actor: Actor, school_id: int, on: date) -> tuple[Child, ...]:
    """A guardian's children of a school whose diaries they may read today, the eldest first. One query."""
    return _children(_rows(actor, school_id, 0, on)) if actor.role == Role.GUARDIAN else ()


# Homework `h` of a course `c` that is the pupil's on its day, or of the pupil alone. Params: the pupil, three times.
_OWN = """h.text <> '' AND h.pupil_id IN (0, %s)
  AND (c.group_id IS NULL AND EXISTS (SELECT 1 FROM people_enrolment e WHERE e.school_id = c.school_id
      AND e.person_id = %s AND e.class_id = c.class_id
      AND e.starts_on <= h.due_on AND (e.ends_on IS NULL OR e.ends_on > h.due_on))
    OR EXISTS (SELECT 1 FROM people_groupmember m WHERE m.school_id = c.school_id
      AND m.person_id = %s AND m.group_id = c.group_id
      AND m.starts_on <= h.due_on AND (m.ends_on IS NULL OR m.ends_on > h.due_on)))"""

# Homework of the class of the pupil's own courses on days when they are theirs, or of the pupil alone. By
# journal_homeworkfile_file, then primary keys.
_FILE_SQL = f"""
SELECT 1 FROM journal_homeworkfile x
JOIN journal_homework h ON h.school_id = x.school_id AND h.id = x.homework_id
JOIN curriculum_course c ON c.school_id = h.school_id AND c.id = h.course_id
WHERE x.school_id = %s AND x.file_id = %s AND x.removed_at IS NULL AND {_OWN}
LIMIT 1
"""


def homework_file_to_read(diary: OpenDiary, file_id: int) -> int:
    """A file of homework that the diary shows; another pupil's own is NotFound. One query."""
    pupil_id = diary.pupil.id
    if not fetch(_FILE_SQL, [diary.school_id, file_id, pupil_id, pupil_id, pupil_id]):
        raise NotFound("Файла нет.")
    return file_id


# As for a file: homework of the pupil's own courses on days when they are theirs, or of the pupil alone.
_HOMEWORK_SQL = f"""
SELECT 1 FROM journal_homework h
JOIN curriculum_course c ON c.school_id = h.school_id AND c.id = h.course_id
WHERE h.school_id = %s AND h.id = %s AND {_OWN}
LIMIT 1
"""


def homework_to_tick(actor: Actor, school_id: int, homework_id: int) -> None:
    """Homework that is the pupil's own to do: for the pupil alone. NotFound for others. One query."""
    me = actor.person_id
    if actor.role != Role.PUPIL or actor.school_id != school_id:
        raise NotFound("Задания нет.")
    if not fetch(_HOMEWORK_SQL, [school_id, homework_id, me, me, me]):
        raise NotFound("Задания нет.")


def _rows(actor: Actor, school_id: int, pupil_id: int, on: date) -> list[Row]:
    if actor.school_id != school_id:
        return []
    params: list[Any]
    match actor.role:
        case Role.PUPIL if pupil_id == actor.person_id:
            condition, params = _SELF, [pupil_id]
        case Role.GUARDIAN:
            condition, params = _CHILDREN, [school_id, actor.person_id, on, on]
        case Role.TEACHER:
            condition, params = _OWN_CLASS, [pupil_id, school_id, on, on, actor.person_id, on, on]
        case Role.DEPUTY_HEAD | Role.HEAD:
            condition, params = _ANY_PUPIL, [pupil_id, school_id]
        case _:
            return []
    return fetch(_DOOR_SQL.format(condition=condition), [school_id, *params])


def _revisions(rows: list[Row], school_id: int, pupil_id: int) -> dict[Stamp, int]:
    """The revisions of the school, of every child in the switch, and of the classes of the one whose diary it is."""
    revisions: dict[Stamp, int] = {}
    for row in rows:
        person_id, class_id, (of_pupil, of_class, of_school) = row[0], row[4], row[-3:]
        revisions[(stamps.SCHOOL, school_id)] = of_school
        revisions[(stamps.PUPIL, person_id)] = of_pupil
        if person_id == pupil_id and class_id is not None:
            revisions[(stamps.CLASS, class_id)] = of_class
    return revisions


def _children(rows: list[Row]) -> tuple[Child, ...]:
    names: dict[int, tuple[str, str, str]] = {}
    places: dict[int, list[Place]] = {}
    for row in rows:
        person_id, last, first, sex, class_id, name, grade, days, scheme_id, starts, ends, *_ = row
        names[person_id] = (last, first, sex)
        held = places.setdefault(person_id, [])
        if class_id is not None:
            held.append(Place(class_id, name, grade, days, scheme_id, day(starts), day(ends) if ends else None))
    return tuple(Child(key, *named, tuple(places[key])) for key, named in names.items())
