"""The doors of letters: who may announce to whom, who may write to whom, who opens what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.core.sql import fetch
from kedr.letters.models import Announcement, Letter, Survey, SurveyTurn, Talk
from kedr.schools.queries import regulations
from kedr.schools.rules import LETTERS

OFFICE = frozenset({Role.SECRETARY, Role.DEPUTY_HEAD, Role.HEAD})
JUDGES = frozenset({Role.DEPUTY_HEAD, Role.HEAD})
FAMILY = frozenset({Role.GUARDIAN, Role.PUPIL})
STAFF = frozenset({Role.TEACHER, *OFFICE})


def letters_to_read(actor: Actor, school_id: int) -> None:
    """Everybody of a school reads what is for them."""
    if actor.school_id != school_id or actor.role not in FAMILY | STAFF:
        raise NotFound("Страницы нет.")


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class somebody may announce to, or whose families they may write to."""

    id: int
    name: str
    grade: int


# by people_classteacher_person, or the classes of the year
_LED_SQL = """
SELECT k.id, k.name, k.grade FROM people_classteacher t
JOIN schools_schoolclass k ON k.school_id = t.school_id AND k.id = t.class_id
WHERE t.school_id = %s AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
ORDER BY k.grade, k.name
"""
_CLASSES_SQL = """
SELECT k.id, k.name, k.grade FROM schools_schoolclass k
JOIN schools_academicyear y ON y.school_id = k.school_id AND y.id = k.year_id AND y.starts_on <= %s AND y.ends_on > %s
WHERE k.school_id = %s ORDER BY k.grade, k.name
"""


def classes_to_announce_to(actor: Actor, school_id: int, on: date) -> list[OwnClass]:
    """A class teacher's own classes; for the office all of the year. NotFound for others. One query."""
    letters_to_read(actor, school_id)
    if actor.role in OFFICE:
        return [OwnClass(*row) for row in fetch(_CLASSES_SQL, [on, on, school_id])]
    if actor.role != Role.TEACHER:
        raise NotFound("Страницы нет.")
    return [OwnClass(*row) for row in fetch(_LED_SQL, [school_id, actor.person_id, on, on])]


def announcement_to_see(actor: Actor, school_id: int, announcement_id: int) -> Announcement:
    """An announcement for its sender and the office: who has read it. Two queries at most."""
    letters_to_read(actor, school_id)
    row = Announcement.objects.in_school(school_id).filter(id=announcement_id).first()
    if row is None or actor.role not in STAFF or (row.sent_by != actor.person_id and actor.role not in OFFICE):
        raise NotFound("Объявления нет.")
    return row


# by letters_announcementfile_once, letters_announcementreader_once
_FILE_SQL = """
SELECT 1 FROM letters_announcementfile x
JOIN letters_announcement a ON a.school_id = x.school_id AND a.id = x.announcement_id
WHERE x.school_id = %s AND x.file_id = %s AND (a.sent_by = %s OR %s = 1 OR a.taken_back_at IS NULL AND EXISTS (
  SELECT 1 FROM letters_announcementreader r
  WHERE r.school_id = a.school_id AND r.announcement_id = a.id AND r.person_id = %s)) LIMIT 1
"""


def file_to_read(actor: Actor, school_id: int, file_id: int) -> int:
    """A file of an announcement, for those it was sent to, its sender and the office. One query."""
    letters_to_read(actor, school_id)
    is_office = int(actor.role in OFFICE)
    if not fetch(_FILE_SQL, [school_id, file_id, actor.person_id, is_office, actor.person_id]):
        raise NotFound("Файла нет.")
    return file_id


def talk_to_read(actor: Actor, school_id: int, talk_id: int) -> Talk:
    """A talk, for the two whose it is. One query."""
    letters_to_read(actor, school_id)
    row = Talk.objects.in_school(school_id).filter(id=talk_id).first()
    if row is None or actor.person_id not in (row.one_id, row.other_id):
        raise NotFound("Переписки нет.")
    return row


def reports_to_judge(actor: Actor, school_id: int) -> None:
    """What was reported is judged by the deputy head and the head."""
    if actor.school_id != school_id or actor.role not in JUDGES:
        raise NotFound("Страницы нет.")


def letter_to_report(actor: Actor, school_id: int, letter_id: int) -> Letter:
    """A letter the reader has got (not one of their own). Two queries."""
    row = Letter.objects.in_school(school_id).filter(id=letter_id).first()
    if row is None or row.from_id == actor.person_id:
        raise NotFound("Письма нет.")
    talk_to_read(actor, school_id, row.talk_id)
    return row


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody who may be written to, and what they are to the writer: «Алгебра», «мама, Абрамова Алина, 8А»."""

    person_id: int
    name: str
    what: str
    pupil_id: int = 0  # whom the letter will be about


def family_rule(school_id: int, on: date) -> str:
    """Whom families may write to, by the school's act: all, lead, off. One query."""
    value: str = regulations(school_id, on).get(LETTERS, on=on)
    return value


# Who teaches and leads a pupil, and the office. By people_enrolment_person, people_classteacher_once,
# curriculum_courseteacher_once, people_post's school.
_OF_CHILD_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name, x.what, x.place FROM (
  SELECT t.person_id, 'классный руководитель' AS what, 0 AS place FROM people_enrolment e
  JOIN people_classteacher t ON t.school_id = e.school_id AND t.class_id = e.class_id
    AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
  WHERE e.school_id = %s AND e.person_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
  UNION ALL
  SELECT t.person_id, c.title, 1 FROM people_enrolment e
  JOIN curriculum_course c ON c.school_id = e.school_id AND c.class_id = e.class_id AND (c.group_id IS NULL
    OR EXISTS (SELECT 1 FROM people_groupmember m WHERE m.school_id = c.school_id AND m.group_id = c.group_id
      AND m.person_id = e.person_id AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on > %s)))
  JOIN curriculum_courseteacher t ON t.school_id = c.school_id AND t.course_id = c.id
    AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
  WHERE e.school_id = %s AND e.person_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
  UNION ALL
  SELECT o.person_id, o.title, 2 FROM people_post o
  WHERE o.school_id = %s AND o.kind IN ('head', 'deputy_head', 'secretary')
    AND o.starts_on <= %s AND (o.ends_on IS NULL OR o.ends_on > %s)
) x
JOIN people_person p ON p.school_id = %s AND p.id = x.person_id
ORDER BY x.place, p.last_name, p.first_name, p.id, x.what
"""


def teachers_of_child(school_id: int, pupil_id: int, on: date, rule: str) -> list[Correspondent]:
    """Whom the family of a pupil may write to. One query; none when the school has shut letters."""
    if rule == "off":
        return []
    here: list[Any] = [school_id, pupil_id, on, on]
    rows = fetch(_OF_CHILD_SQL, [on, on, *here, on, on, on, on, *here, school_id, on, on, school_id])
    found: dict[int, Correspondent] = {}
    for person_id, last, first, middle, what, place in rows:
        if place == 1 and rule != "all":
            continue
        known = found.get(person_id)
        if known is None:
            found[person_id] = Correspondent(person_id, f"{last} {first} {middle}".strip(), what, pupil_id)
        elif what not in known.what.split(", "):
            found[person_id] = Correspondent(person_id, known.name, f"{known.what}, {what}", pupil_id)
    return list(found.values())


# Guardians of the pupils of a class, and the pupils; one barred row bars the guardian from the pupil.
# By people_enrolment_class, people_guardianship_pupil.
_OF_CLASS_SQL = """
SELECT k.id, k.last_name, k.first_name, 0, '', '', '', '' FROM people_enrolment e
JOIN people_person k ON k.school_id = e.school_id AND k.id = e.person_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
UNION ALL
SELECT k.id, k.last_name, k.first_name, p.id, p.last_name, p.first_name, p.middle_name, g.kind FROM people_enrolment e
JOIN people_person k ON k.school_id = e.school_id AND k.id = e.person_id
JOIN people_guardianship g ON g.school_id = e.school_id AND g.pupil_id = e.person_id
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
  AND NOT EXISTS (SELECT 1 FROM people_guardianship b WHERE b.school_id = g.school_id AND b.pupil_id = g.pupil_id
    AND b.guardian_id = g.guardian_id AND b.starts_on <= %s AND (b.ends_on IS NULL OR b.ends_on > %s) AND b.is_barred)
JOIN people_person p ON p.school_id = g.school_id AND p.id = g.guardian_id
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY 2, 3, 1, 4
"""
_KINDS = {"mother": "мама", "father": "папа", "guardian": "опекун", "other": "представитель"}


def families_of_class(school_id: int, class_id: int, on: date) -> list[Correspondent]:
    """The pupils of a class, each followed by their guardians. One query."""
    here: list[Any] = [school_id, class_id, on, on]
    found = []
    for pupil_id, last, first, guardian_id, *name, kind in fetch(_OF_CLASS_SQL, [*here, on, on, on, on, *here]):
        child = f"{last} {first}"
        if guardian_id:
            found.append(Correspondent(guardian_id, " ".join(filter(None, name)), f"{_KINDS[kind]}, {child}", pupil_id))
        else:
            found.append(Correspondent(pupil_id, child, "ученик", pupil_id))
    return found


# Classes in which somebody teaches or leads. By curriculum_courseteacher_person, people_classteacher_person.
_TAUGHT_SQL = """
SELECT k.id, k.name, k.grade FROM schools_schoolclass k WHERE k.school_id = %s AND k.id IN (
  SELECT c.class_id FROM curriculum_courseteacher t
  JOIN curriculum_course c ON c.school_id = t.school_id AND c.id = t.course_id
  WHERE t.school_id = %s AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
  UNION
  SELECT t.class_id FROM people_classteacher t
  WHERE t.school_id = %s AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s))
ORDER BY k.grade, k.name
"""


def classes_to_write_to(actor: Actor, school_id: int, on: date) -> list[OwnClass]:
    """Classes whose families the actor may write to: a teacher's own, all for the office. One query, or none."""
    if actor.role in OFFICE:
        return [OwnClass(*row) for row in fetch(_CLASSES_SQL, [on, on, school_id])]
    if actor.role != Role.TEACHER:
        return []
    mine = [school_id, actor.person_id, on, on]
    return [OwnClass(*row) for row in fetch(_TAUGHT_SQL, [school_id, *mine, *mine])]


_COLLEAGUES_SQL = """
SELECT p.id, p.last_name, p.first_name, p.middle_name, MIN(o.title) FROM people_post o
JOIN people_person p ON p.school_id = o.school_id AND p.id = o.person_id
WHERE o.school_id = %s AND o.starts_on <= %s AND (o.ends_on IS NULL OR o.ends_on > %s) AND p.id <> %s
GROUP BY p.id, p.last_name, p.first_name, p.middle_name ORDER BY p.last_name, p.first_name, p.id
"""


def colleagues(actor: Actor, school_id: int, on: date) -> list[Correspondent]:
    """Everybody who works at the school today, for each other. One query, or none."""
    if actor.role not in STAFF:
        return []
    rows = fetch(_COLLEAGUES_SQL, [school_id, on, on, actor.person_id])
    return [Correspondent(row[0], " ".join(filter(None, row[1:4])), row[4]) for row in rows]


def survey_to_answer(actor: Actor, school_id: int, survey_id: int, on: date) -> Survey:
    """A survey that asks the actor and is open today; whether they have answered, the action says. One query."""
    asked = SurveyTurn.objects.in_school(school_id).filter(survey_id=survey_id, person_id=actor.person_id)
    row = asked.filter(survey__opens_on__lte=on, survey__closes_on__gt=on).select_related("survey").first()
    if row is None or actor.school_id != school_id or actor.role != Role.GUARDIAN:
        raise NotFound("Опроса нет.")
    survey: Survey = row.survey
    return survey


def surveys_to_keep(actor: Actor, school_id: int) -> None:
    """Surveys are opened and their results read by the office."""
    if actor.school_id != school_id or actor.role not in OFFICE:
        raise NotFound("Страницы нет.")
