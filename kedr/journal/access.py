"""The doors of the journal: who may open a course's page, and what they may do there."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch, number
from kedr.journal.models import Absence

READERS = frozenset({Role.TEACHER, Role.DEPUTY_HEAD, Role.HEAD})
WRITERS = frozenset({Role.TEACHER, Role.DEPUTY_HEAD})
DECIDERS = frozenset({Role.DEPUTY_HEAD, Role.HEAD})  # of rules, closings and openings
SUBSTITUTE_DAYS = 14  # how long a page stays open to who gave one lesson of it

# The grade of a group of several classes `c`: the highest of theirs.
GRADE_OF_GROUP = """(SELECT MAX(gk.grade) FROM schools_groupclass gc
   JOIN schools_schoolclass gk ON gk.school_id = gc.school_id AND gk.id = gc.class_id
   WHERE gc.school_id = c.school_id AND gc.group_id = c.group_id)"""

# Lessons `l` that a teacher answers for: all of the courses they teach today, whoever gave them before, but for a
# lesson with a substitute, which is the substitute's. What these list, `course_to_open` opens. Params: `answers_for`.
ANSWERS_FOR = """(l.is_teacher_replaced AND l.teacher_id = %s AND l.held_on >= %s
  OR NOT l.is_teacher_replaced AND l.course_id IN (SELECT t.course_id FROM curriculum_courseteacher t
    WHERE t.school_id = %s AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)))"""


def answers_for(school_id: int, person_id: int, today: date, until: date | None = None) -> list[object]:
    """The parameters of ANSWERS_FOR. Lessons of a later day `until` are only theirs who will teach the course then."""
    since = today - timedelta(days=SUBSTITUTE_DAYS)
    return [person_id, since, school_id, person_id, today, max(today, until or today)]


@dataclass(frozen=True, slots=True)
class OpenCourse:
    """A course somebody may open, with the revisions its page is made of."""

    school_id: int
    id: int
    title: str
    class_id: int | None
    class_name: str
    grade: int
    scale: str
    subject_id: int
    scheme_id: int
    group_id: int | None
    group_name: str
    year_starts_on: date
    year_ends_on: date
    is_year_closed: bool
    is_extra: bool
    hours: Decimal  # a week
    can_write: bool  # every lesson of it
    stands_in: bool  # some lessons of it
    decides: bool  # opens it when it is locked
    has_locks: bool  # a closing, a window, a request, a deferral that its page has to tell of
    shares_hours: bool  # with another journal, in one room: a combined class (класс-комплект), as it seems
    revision: int
    school_revision: int

    @property
    def whose(self) -> str:
        """«8А», «8А, английский, 1 гр.»."""
        return self.group_name or self.class_name


# By primary keys; the rights by curriculum_courseteacher_once, people_classteacher_once, timetable_lesson_course; the
# shared hours by timetable_planslot_once, then timetable_planslot_hour: SQLite keeps to the order of a CROSS JOIN.
_COURSE_SQL = f"""
SELECT c.id, c.title, c.class_id, COALESCE(k.name, ''), COALESCE(k.grade, {GRADE_OF_GROUP}, 0), c.scale,
  c.subject_id, c.scheme_id,
  c.group_id, COALESCE(g.name, ''), y.starts_on, y.ends_on, y.closed_at IS NOT NULL,
  c.is_extra, c.hours,
  CASE
    WHEN EXISTS (SELECT 1 FROM curriculum_courseteacher t WHERE t.school_id = %s AND t.course_id = c.id
      AND t.person_id = %s AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)) THEN 'teaches'
    WHEN EXISTS (SELECT 1 FROM timetable_lesson l
      WHERE l.school_id = %s AND l.course_id = c.id AND l.teacher_id = %s AND l.is_teacher_replaced
        AND l.held_on >= %s) THEN 'stands in'
    WHEN EXISTS (SELECT 1 FROM people_classteacher h WHERE h.school_id = %s AND h.class_id = c.class_id
      AND h.person_id = %s AND h.starts_on <= %s AND (h.ends_on IS NULL OR h.ends_on > %s)) THEN 'leads'
    ELSE ''
  END,
  EXISTS (SELECT 1 FROM journal_courseclosing cz WHERE cz.school_id = c.school_id AND cz.course_id = c.id)
    OR EXISTS (SELECT 1 FROM journal_opening o WHERE o.school_id = c.school_id AND o.course_id = c.id
      AND (o.decided_at IS NULL OR o.ends_at > %s))
    OR EXISTS (SELECT 1 FROM journal_deferral x WHERE x.school_id = c.school_id AND x.course_id = c.id)
    OR EXISTS (SELECT 1 FROM journal_pupilclosing pz WHERE pz.school_id = c.school_id AND pz.year_id = c.year_id),
  EXISTS (SELECT 1 FROM timetable_weekplan w CROSS JOIN timetable_planslot a CROSS JOIN timetable_planslot b
    WHERE w.school_id = %s AND w.starts_on <= %s AND w.ends_on > %s
      AND a.school_id = w.school_id AND a.plan_id = w.id AND a.course_id = c.id
      AND b.school_id = a.school_id AND b.plan_id = a.plan_id AND b.weekday = a.weekday AND b.number = a.number
      AND b.shift = a.shift AND b.room_id = a.room_id AND b.course_id <> a.course_id),
  COALESCE(s.revision, 0), COALESCE(z.revision, 0)
FROM curriculum_course c
JOIN schools_academicyear y ON y.school_id = c.school_id AND y.id = c.year_id
LEFT JOIN schools_schoolclass k ON k.school_id = c.school_id AND k.id = c.class_id
LEFT JOIN schools_studygroup g ON g.school_id = c.school_id AND g.id = c.group_id
LEFT JOIN core_stamp s ON s.school_id = c.school_id AND s.kind = 'course' AND s.object_id = c.id
LEFT JOIN core_stamp z ON z.school_id = c.school_id AND z.kind = 'school' AND z.object_id = c.school_id
WHERE c.school_id = %s AND c.id = %s
"""


def journals_to_see(actor: Actor, school_id: int) -> None:
    """The list of journals is for the school's teachers, deputy head and head; each opens their own there."""
    if actor.school_id != school_id or actor.role not in READERS:
        raise NotFound("Журналов нет.")


def journals_to_keep(actor: Actor, school_id: int) -> None:
    """Commands are taken from the school's teachers and deputy head; each is then judged by itself."""
    if actor.school_id != school_id or actor.role not in WRITERS:
        raise NotFound("Журнала нет.")


def rules_to_read(actor: Actor, school_id: int) -> bool:
    """What the school has decided for its journals is read by its teachers, deputy head and head; may they change it?

    Requests to open a journal are the same people's: a teacher sees their own.
    """
    if actor.school_id != school_id or actor.role not in READERS:
        raise NotFound("Страницы нет.")
    return actor.role in DECIDERS


def rules_to_keep(actor: Actor, school_id: int) -> None:
    """The deputy head and the head change them, close and open."""
    if not rules_to_read(actor, school_id):
        raise NotFound("Страницы нет.")


def course_to_open(actor: Actor, school_id: int, course_id: int, on: date) -> OpenCourse:
    """The course, for its teachers, a substitute, the class teacher, the deputy head and the head. One query.

    Only its teacher in force and the deputy head may write in all of it.
    """
    if actor.school_id != school_id or actor.role not in READERS:
        raise NotFound("Журнала нет.")
    who = [school_id, actor.person_id]
    since = on - timedelta(days=SUBSTITUTE_DAYS)
    rights = [*who, on, on, *who, since, *who, on, on]
    rows = fetch(_COURSE_SQL, [*rights, on - timedelta(days=1), school_id, on, on, school_id, course_id])
    if not rows:
        raise NotFound("Журнала нет.")
    *course, starts_on, ends_on, is_year_closed, is_extra, hours, tie, has_locks, shares_hours, revision, of_school = (
        rows[0]
    )
    if not (tie or actor.role in DECIDERS):
        raise NotFound("Журнала нет.")
    is_teacher = actor.role == Role.TEACHER
    can_write = actor.role == Role.DEPUTY_HEAD or (is_teacher and tie == "teaches")
    stands_in = is_teacher and tie == "stands in"
    rest = (day(starts_on), day(ends_on), bool(is_year_closed), bool(is_extra), number(hours))
    may = (can_write, stands_in, actor.role in DECIDERS)
    return OpenCourse(*(school_id, *course, *rest, *may, bool(has_locks), bool(shares_hours), revision, of_school))


_LESSON_COURSE_SQL = "SELECT course_id, held_on FROM timetable_lesson WHERE school_id = %s AND id = %s"


def lesson_to_open(actor: Actor, school_id: int, lesson_id: int, on: date) -> tuple[OpenCourse, date]:
    """The course of a lesson and the lesson's day. Two queries."""
    rows = fetch(_LESSON_COURSE_SQL, [school_id, lesson_id]) if actor.school_id == school_id else []
    if not rows:
        raise NotFound("Урока нет.")
    return course_to_open(actor, school_id, rows[0][0], on), day(rows[0][1])


_HOMEWORK_FILE_SQL = """
SELECT 1 FROM journal_homework h
JOIN journal_homeworkfile x ON x.school_id = h.school_id AND x.homework_id = h.id AND x.removed_at IS NULL
WHERE h.school_id = %s AND h.lesson_id = %s AND x.file_id = %s LIMIT 1
"""


def homework_file_to_read(actor: Actor, school_id: int, lesson_id: int, file_id: int, on: date) -> int:
    """A file of the lesson's homework, for those who may open its journal. Three queries."""
    lesson_to_open(actor, school_id, lesson_id, on)
    if not fetch(_HOMEWORK_FILE_SQL, [school_id, lesson_id, file_id]):
        raise NotFound("Файла нет.")
    return file_id


# Remarks `r` that a teacher mends: of the courses they teach today, and of lessons they gave as a substitute.
REMARK_IS_OF = """(r.substitute_id = %s OR r.substitute_id = 0 AND r.course_id IN (SELECT x.course_id
  FROM curriculum_courseteacher x WHERE x.school_id = %s AND x.person_id = %s
    AND x.starts_on <= %s AND (x.ends_on IS NULL OR x.ends_on > %s)))"""


def remark_is_of(school_id: int, person_id: int, today: date) -> list[object]:
    """The parameters of REMARK_IS_OF."""
    return [person_id, school_id, person_id, today, today]


def remark_to_mend(actor: Actor, school_id: int, remark_id: int, on: date) -> None:
    """A remark of the actor's own journals. One query."""
    sql = f"SELECT 1 FROM journal_remark r WHERE r.school_id = %s AND r.id = %s AND {REMARK_IS_OF}"
    is_teacher = actor.school_id == school_id and actor.role == Role.TEACHER
    if not is_teacher or not fetch(sql, [school_id, remark_id, *remark_is_of(school_id, actor.person_id, on)]):
        raise NotFound("Замечания нет.")


# Is the actor (%s) class teacher today (%s, %s) of a class `e` of the pupil?
_LEADS_SQL = """
SELECT 1 FROM people_enrolment e
JOIN people_classteacher t ON t.school_id = e.school_id AND t.class_id = e.class_id AND t.person_id = %s
  AND t.starts_on <= %s AND (t.ends_on IS NULL OR t.ends_on > %s)
WHERE e.school_id = %s AND e.person_id = %s AND (e.ends_on IS NULL OR e.ends_on > %s) LIMIT 1
"""


def pupil_to_excuse(actor: Actor, school_id: int, pupil_id: int, since: date, today: date) -> None:
    """A pupil whose absence from a day on the actor may write: of the own class, or any for the deputy head."""
    if actor.school_id == school_id and actor.role == Role.DEPUTY_HEAD:
        sql = "SELECT 1 FROM people_enrolment e WHERE e.school_id = %s AND e.person_id = %s LIMIT 1"
        found = fetch(sql, [school_id, pupil_id])
    elif actor.school_id == school_id and actor.role == Role.TEACHER:
        who = [actor.person_id, today, today, school_id, pupil_id, min(since, today)]
        found = fetch(_LEADS_SQL, who)
    else:
        found = []
    if not found:
        raise NotFound("Ученика нет.")


def absence_to_keep(actor: Actor, school_id: int, absence_id: int, today: date) -> Absence:
    """An absence the actor may change: of a pupil of the own class, any pupil's for the deputy head; a wide one for
    those who decide."""
    absence = Absence.objects.in_school(school_id).filter(id=absence_id).first()
    if absence is None:
        raise NotFound("Такого отсутствия нет. Обновите страницу.")
    if absence.pupil_id is None:
        rules_to_keep(actor, school_id)
    else:
        pupil_to_excuse(actor, school_id, absence.pupil_id, absence.starts_on, today)
    return absence
