"""Loading the demo: a school from its book, its history in bulk, and the accounts people try Kedr with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from kedr.accounts.actions import NewAccount, NewGrant, open_accounts
from kedr.accounts.models import Grant, User
from kedr.audit.actions import Change, record
from kedr.core.actor import SYSTEM, Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import Refusal
from kedr.core.sql import in_list, instant, load
from kedr.core.tenancy import new_id
from kedr.curriculum.actions.freeing import free_pupil
from kedr.curriculum.actions.own_courses import NewOwnCourse, open_own_course
from kedr.curriculum.models import Course, CourseTeacher
from kedr.interop.demo.alone import set_alone
from kedr.interop.demo.changes import AFTER, BEFORE, Away, PlannedChange, planned
from kedr.interop.demo.faces import OFFICERS, accounts_to_name
from kedr.interop.demo.family import sign_weeks, write_to_each_other
from kedr.interop.demo.history import SchoolFact, history
from kedr.interop.demo.outside import leave_outside
from kedr.interop.demo.plans import lesson_plans, merged_row
from kedr.interop.demo.queries import given_of, plan_scopes, school_fact, subjects_of, users_of
from kedr.interop.region import REGION
from kedr.interop.workbook.actions import SetUp, set_up_school
from kedr.interop.workbook.actions.rows import count_rows
from kedr.interop.workbook.book import SchoolBook
from kedr.journal.access import course_to_open
from kedr.journal.actions import ask_to_open, fix_remark, grant_opening, make_remark, remark_unfilled
from kedr.journal.actions.absences import Whose, record_absence
from kedr.journal.actions.deferrals import defer_result
from kedr.journal.models import PeriodResult
from kedr.people.models import Enrolment
from kedr.schools.models import Period, Room, School
from kedr.timetable.actions import NewReason, change_lesson, confirm_reason, cover_lessons, write_reason
from kedr.timetable.queries import lessons_between
from kedr.timetable.queries.changes import hours_between, load_of
from kedr.timetable.rules.changes import Decision, read_decision

REMARKS = (
    "Не выставлены отметки за последнюю контрольную работу.",
    "Темы расходятся с планом уроков: внесите корректировку.",
    "У троих учеников нет отметок за месяц. Опросите их.",
)
REQUESTS = (
    (timedelta(days=3), "Описка в итоге: вместо «4» выставлено «3», среднее 3,67."),
    (timedelta(hours=2), "Ученик принёс работу, которую писал после болезни: нужно поставить отметку за контрольную."),
)
_ROOMS = "Ремонт в кабинете"
PASSWORD = "кедровая шишка 2026"  # noqa: S105 of the demo, printed at its start

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pages": ("journal_lessonpage", ("school_id", "id", "course_id", "held_on", "topic", "topic_version", "is_checked",
                                     "check_version", "is_no_homework", "topic_at", "checked_at")),
    "works": ("journal_work", ("school_id", "id", "lesson_id", "course_id", "kind_id", "held_on", "slot", "weight",
                               "title", "is_double", "version")),
    "marks": ("journal_mark", ("school_id", "id", "lesson_id", "work_id", "pupil_id", "held_on", "slot", "value",
                               "due_on", "comment", "version", "set_at", "set_by")),
    "attendance": ("journal_attendance", ("school_id", "id", "lesson_id", "pupil_id", "held_on", "code", "minutes",
                                          "version", "set_at", "set_by")),
    "homework": ("journal_homework", ("school_id", "id", "lesson_id", "course_id", "pupil_id", "due_lesson_id",
                                      "held_on", "due_on", "text", "minutes", "version", "set_at", "is_late")),
    "results": ("journal_periodresult", ("school_id", "id", "course_id", "period_id", "pupil_id", "proposed", "mean",
                                         "final", "version", "set_at", "set_by")),
}  # fmt: skip
_PLAN = ("school_id", "id", "year_id", "subject_id", "grade", "name", "author_id")
_PLAN_ROW = ("school_id", "id", "plan_id", "position", "topic", "hours", "section", "kind", "homework", "note",
             "minutes")  # fmt: skip
_COURSE_PLAN = ("school_id", "id", "course_id", "plan_id", "starts_on", "ends_on")
_CORRECTION = ("school_id", "id", "course_id", "row_id", "hours", "reason", "made_at", "made_by")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A school of the demo as it was loaded."""

    set_up: SetUp
    marks: int


def demo_password() -> tuple[str, str]:
    """The password of everybody in the demo, with its hash, made once: hashing is slow on purpose."""
    return PASSWORD, make_password(PASSWORD)


@transaction.atomic
def open_offices(*, actor: Actor, at: datetime, password_hash: str) -> None:
    """The accounts of the municipal officer (of the city) and of the regional one, if they are not there yet."""
    city = School.objects.order_by("id").values_list("municipality_id", "municipality__name").first()
    if city is None or User.objects.filter(login=OFFICERS[0][0]).exists():
        return
    since = day_of(at) - timedelta(days=365)
    accounts = [
        NewAccount("municipalitet", "Лапина Вера Андреевна", password_hash,
                   (NewGrant(Role.MUNICIPAL_OFFICER, city[1], since, municipality_id=city[0]),)),
        NewAccount("region", "Замятин Олег Юрьевич", password_hash,
                   (NewGrant(Role.REGIONAL_OFFICER, REGION, since),)),
    ]  # fmt: skip
    open_accounts(actor=actor, at=at, accounts=accounts)


@transaction.atomic
def load_school(
    *, actor: Actor, at: datetime, book: SchoolBook, school_id: int, seed: int, password_hash: str
) -> Loaded:
    """Set up a school and write its history up to `at`. One transaction."""
    done = set_up_school(actor=actor, at=at, book=book, school_id=school_id, fixed_password=(PASSWORD, password_hash))
    rng = Random(f"{seed}:{school_id}:history")  # noqa: S311 invented data, not a secret
    count_rows("timetable_planslot", "timetable_lesson", "journal_workkind")
    _change_days(school_id, actor, at, rng)
    fact = school_fact(school_id, at)
    _plan_lessons(fact, at)
    waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    kept: dict[date, list[int]] = defaultdict(list)
    corrections = []
    marks = 0
    for rows in history(fact, rng):
        marks += len(rows.marks)
        for name in TABLES:
            waiting[name] += getattr(rows, name)
        for held_on, lesson_id in rows.kept:
            kept[held_on].append(lesson_id)
        corrections += rows.corrections
        if len(waiting["marks"]) > 5000:
            _flush(waiting)
    _flush(waiting)
    count_rows(*(table for table, _ in TABLES.values()))
    _keep(school_id, kept, at)
    _close_periods(school_id, at)
    _correct(school_id, corrections)
    _name_accounts(school_id)
    _remark(fact, at)
    _ask_to_open(school_id, fact, at)
    _excuse(school_id, at)
    _put_off(school_id, at)
    _at_home(school_id, at)
    set_alone(fact, at)
    sign_weeks(school_id, at, rng)
    write_to_each_other(school_id, at)
    leave_outside(school_id, at)
    change = Change("load_demo", "school", school_id, after={"marks": marks})
    record(actor=actor, at=at, school_id=school_id, changes=[change])
    return Loaded(done, marks)


def _change_days(school_id: int, actor: Actor, at: datetime, rng: Random) -> None:
    """Who is away in the days around today and what was done about it, by the same acts as a deputy head's."""
    today = day_of(at)
    lessons = lessons_between(school_id, today - BEFORE, today + AFTER)
    rooms = Room.objects.in_school(school_id).values_list("id", flat=True)
    changes = planned(lessons, subjects_of(school_id), rooms, today, rng)
    orders = count(41)
    reasons = {}
    for away in dict.fromkeys(change.away for change in changes if change.away):
        number, told_on = f"{next(orders)}-к", away.starts_on - timedelta(days=1)
        order = {} if away.kind == "illness" else {"order_no": number, "order_on": told_on}
        reason = NewReason(away.kind, away.starts_on, away.ends_on, away.teacher_id, **order)  # type: ignore[arg-type]
        reasons[away] = write_reason(actor=actor, at=at, school_id=school_id, reason=reason)
        if away.ends_on <= today:
            confirm_reason(actor=actor, at=at, school_id=school_id, reason_id=reasons[away])
    for change in changes:
        with suppress(Refusal):  # somebody is busy after all: the day stays as it was
            if change.away is None:
                change_lesson(
                    actor=actor, at=at, school_id=school_id, lesson_id=change.lesson_id, room_id=change.room_id,
                    reason=_ROOMS,
                )  # fmt: skip
                continue
            code = f"t:{change.teacher_id}" if change.teacher_id else "x"
            cover_lessons(
                actor=actor, at=at, school_id=school_id, decisions=_wish(school_id, change.lesson_id, code),
                reason_id=reasons[change.away],
            )  # fmt: skip
    _other_subject(school_id, actor, at, changes, reasons)


def _wish(school_id: int, lesson_id: int, code: str) -> list[Decision]:
    return [one for one in [read_decision(lesson_id, code)] if one]


def _other_subject(
    school_id: int, actor: Actor, at: datetime, changes: Sequence[PlannedChange], reasons: Mapping[Away, int]
) -> None:
    """Today some lessons have another subject of their class in their place, where its teacher happens to be free."""
    today = day_of(at)
    tomorrow = today + timedelta(days=1)
    reason_of = {one.lesson_id: reasons[one.away] for one in changes if one.away}
    load = load_of(school_id, today, tomorrow)
    for hour in [one for one in hours_between(school_id, today, tomorrow) if one.id in reason_of and one.class_id][:3]:
        alike = [one for one in load if one.class_id == hour.class_id and one.group_id is hour.group_id is None]
        for course in alike:
            if course.course_id == hour.course_id:
                continue
            decisions = _wish(school_id, hour.id, f"s:{course.course_id}")
            with suppress(Refusal):
                cover_lessons(
                    actor=actor, at=at, school_id=school_id, decisions=decisions, reason_id=reason_of[hour.id]
                )
                break


def _plan_lessons(fact: SchoolFact, at: datetime) -> None:
    """A lesson plan for the courses alike; some that lost a lesson have merged two topics to come."""
    school_id, scopes = fact.school_id, plan_scopes(fact.school_id)
    heads, rows, follows, merges = [], [], [], []
    courses = {course.id: given_of(course) for course in fact.courses}
    for plan in lesson_plans(courses.values()):
        plan_id = new_id()
        subject_id, year_id, title, starts_on = scopes[plan.courses[0]]
        heads.append((school_id, plan_id, year_id, subject_id, plan.grade, plan.name.format(title), plan.author_id))
        own = [
            (
                school_id,
                new_id(),
                plan_id,
                place,
                line.topic,
                line.hours,
                line.section,
                line.kind,
                line.homework,
                "",
                line.minutes,
            )
            for place, line in enumerate(plan.lines, 1)
        ]
        rows += own
        follows += [(school_id, new_id(), course_id, plan_id, starts_on, None) for course_id in plan.courses]
        for course_id in plan.courses[::2]:
            if merge := merged_row(courses[course_id], at.date(), len(own)):
                place, lost_on = merge
                reason = f"Уплотнение: отменён урок {lost_on:%d.%m}"
                merges.append((school_id, new_id(), course_id, own[place][1], 0, reason, at, plan.author_id))
    load("curriculum_lessonplan", _PLAN, heads)
    load("curriculum_planrow", _PLAN_ROW, rows)
    count_rows("curriculum_planrow")
    load("curriculum_courseplan", _COURSE_PLAN, follows)
    load("curriculum_plancorrection", _CORRECTION, merges)


def _remark(fact: SchoolFact, at: datetime) -> None:
    """The night's remarks of this week and the deputy head's own on three journals: one of these is mended."""
    remark_unfilled(actor=SYSTEM, at=at, school_id=fact.school_id)
    grants = Grant.objects.filter(at_school_id=fact.school_id).select_related("user")
    deputy = grants.filter(role=Role.DEPUTY_HEAD).first()
    courses = [one for one in fact.courses if one.grade in (8, 9) and one.scale == "five"][::7]
    if deputy is None:
        return
    for course, text in zip(courses, REMARKS, strict=False):
        remark_id = make_remark(
            actor=_actor(deputy), at=at - timedelta(days=4), school_id=fact.school_id, course_id=course.id, text=text,
            due_on=at.date() + timedelta(days=2),
        )  # fmt: skip
        teacher = grants.filter(role=Role.TEACHER, person_id=course.teacher_id).first()
        if text == REMARKS[-1] and teacher:
            mended = at - timedelta(days=1)
            fix_remark(actor=_actor(teacher), at=mended, school_id=fact.school_id, remark_id=remark_id)


def _ask_to_open(school_id: int, fact: SchoolFact, at: datetime) -> None:
    """Two teachers asked to open a journal of the last closed period: one had it open for a day, one still waits."""
    period = Period.objects.in_school(school_id).exclude(closed_at=None).order_by("-ends_on").first()
    grants = Grant.objects.filter(at_school_id=school_id).select_related("user")
    deputy = grants.filter(role=Role.DEPUTY_HEAD).first()
    if period is None or deputy is None:
        return
    of_scheme = {one.id for one in Period.objects.in_school(school_id).filter(scheme_id=period.scheme_id)}
    asking = [one for one in fact.courses if one.scale == "five" and {each.id for each in one.periods} & of_scheme][
        5::40
    ]
    for course, (ago, reason) in zip(asking, REQUESTS, strict=False):
        teacher = grants.filter(role=Role.TEACHER, person_id=course.teacher_id).first()
        if teacher is None:
            continue
        asked = at - ago
        opened = course_to_open(_actor(teacher), school_id, course.id, day_of(asked))
        request = ask_to_open(
            actor=_actor(teacher), at=asked, course=opened, period_id=period.id, lesson_id=None, reason=reason
        )
        if ago > timedelta(days=1):
            grant_opening(actor=_actor(deputy), at=asked + timedelta(hours=1), school_id=school_id, opening_id=request)


AWAY = (("б", -3, 4, "Справка № 217"), ("у", 2, 5, "Заявление: соревнования в Томске"), ("д", -9, -8, ""))


def _excuse(school_id: int, at: datetime) -> None:
    """In 8А one pupil is ill now, one goes to a contest; one day a week ago was too cold for the small ones."""
    today = day_of(at)
    deputy = Grant.objects.filter(at_school_id=school_id, role=Role.DEPUTY_HEAD).select_related("user").first()
    pupils = Enrolment.objects.in_school(school_id).filter(school_class__name="8А", ends_on=None).order_by("id")
    if deputy is None:
        return
    for (code, first, after, basis), place in zip(AWAY, pupils[4:7], strict=False):
        record_absence(
            actor=_actor(deputy), at=at, school_id=school_id,
            whose=Whose(pupil_id=place.person_id) if basis else Whose(grades=(1, 4)),
            starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=after), code=code,
            basis=basis or "Актировка: ниже −40 °C, приказ № 41",
        )  # fmt: skip


def _put_off(school_id: int, at: datetime) -> None:
    """In 8А one pupil was in hospital at the end of the last closed period: two results are put off."""
    deputy = Grant.objects.filter(at_school_id=school_id, role=Role.DEPUTY_HEAD).select_related("user").first()
    place = Enrolment.objects.in_school(school_id).filter(school_class__name="8А", ends_on=None).order_by("id").first()
    if deputy is None or place is None:
        return
    own = (
        Course.objects.in_school(school_id).filter(class_id=place.class_id, group_id=None, scale="five").order_by("id")
    )
    for course in own[:2]:
        closed = Period.objects.in_school(school_id).filter(scheme_id=course.scheme_id).exclude(closed_at=None)
        period = closed.order_by("-ends_on").first()
        if period is not None:
            about = {"course_id": course.id, "period_id": period.id, "pupil_id": place.person_id}
            PeriodResult.objects.in_school(school_id).filter(**about).delete()
            defer_result(
                actor=_actor(deputy), at=at, school_id=school_id, **about, until_on=day_of(at) + timedelta(days=10),
                basis="Справка больницы, приказ № 52",
            )  # fmt: skip


def _at_home(school_id: int, at: datetime) -> None:
    """From today a pupil of 7А is taught at home: freed from the class's courses, two subjects of their own."""
    deputy = Grant.objects.filter(at_school_id=school_id, role=Role.DEPUTY_HEAD).select_related("user").first()
    place = Enrolment.objects.in_school(school_id).filter(school_class__name="7А", ends_on=None).order_by("id").last()
    if deputy is None or place is None:
        return
    by: dict[str, Any] = {"actor": _actor(deputy), "at": at, "school_id": school_id}
    courses = list(Course.objects.in_school(school_id).filter(class_id=place.class_id, group_id=None, is_extra=False))
    today = day_of(at)
    free_pupil(
        **by, pupil_id=place.person_id, kind="home", course_ids=[one.id for one in courses], starts_on=today,
        ends_on=None, order_no="61", order_on=today,
    )  # fmt: skip
    for course in sorted((one for one in courses if one.scale == "five"), key=lambda one: one.id)[:2]:
        teacher = CourseTeacher.objects.in_school(school_id).filter(course_id=course.id, ends_on=None).first()
        if teacher is not None:
            new = NewOwnCourse(place.person_id, course.subject_id, teacher.person_id, Decimal(1), today)
            open_own_course(**by, class_id=place.class_id, new=new)


def _actor(grant: Grant) -> Actor:
    role = Role(grant.role)
    return Actor(grant.user_id, grant.id, role, grant.user.name, grant.at_school_id, 0, grant.person_id)


def _name_accounts(school_id: int) -> None:
    """Logins that are easy to remember for those whom visitors sign in as."""
    for login, user_id in accounts_to_name(school_id):
        User.objects.filter(id=user_id).update(login=login)


def _flush(waiting: dict[str, list[tuple[Any, ...]]]) -> None:
    for name, (table, columns) in TABLES.items():  # works before marks: the order of the dictionary
        rows = waiting[name]
        load(table, columns, rows)
        rows.clear()
        if name == "works":
            count_rows(table)  # or each mark looks for its work through the whole table


def _keep(school_id: int, kept: dict[date, list[int]], at: datetime) -> None:
    for held_on, lesson_ids in sorted(kept.items()):
        evening = datetime.combine(held_on, time(21), at.tzinfo)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE timetable_lesson SET kept_at = %s WHERE school_id = %s AND id IN {in_list(len(lesson_ids))}",
                [instant(min(evening, at)), school_id, *lesson_ids],
            )


def _close_periods(school_id: int, at: datetime) -> None:
    """A period is closed on the fourth day after its end."""
    for period in Period.objects.in_school(school_id).filter(ends_on__lte=day_of(at) - timedelta(days=4)):
        period.closed_at = datetime.combine(period.ends_on + timedelta(days=3), time(18), at.tzinfo)
        period.save(update_fields=["closed_at"])


def _correct(school_id: int, corrections: Sequence[tuple[int, int, int, str, str, datetime]]) -> None:
    """The history of corrected marks: first given, then corrected, by the teacher."""
    users = users_of(school_id)
    for mark_id, lesson_id, teacher_id, before, after, corrected_at in corrections:
        teacher = Actor(users.get(teacher_id, 0), 0, Role.TEACHER, "", school_id, 0, teacher_id)
        steps = (("", before, corrected_at - timedelta(days=1), ""), (before, after, corrected_at, "Исправлено"))
        for old, new, at, reason in steps:
            change = Change("mark.give", "mark", mark_id, old, new, lesson_id, reason)
            record(actor=teacher, at=at, school_id=school_id, changes=[change])
