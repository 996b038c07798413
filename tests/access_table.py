"""Who may open what: every address of Kedr, every person of the cast. A new address without a row fails the suite.

A row names the address, the method, the object of the cast it is about, and who is let in; everybody else who has
signed in gets 404 and never learns that there is such a thing. A stranger is sent to sign in, unless the row is
`PUBLIC`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kedr.calendars.access import calendar_to_keep
from kedr.calendars.actions import open_calendar
from kedr.curriculum.models import CoursePlan, LessonPlan, PlanRow
from kedr.files.actions import keep_file, look_at
from kedr.interop.archive.build import folder_of
from kedr.journal.models import Absence, Homework, HomeworkFile, Mark, Opening, Remark, Work
from kedr.letters.actions import announce, open_survey, report_letter, write_letter
from kedr.letters.models import AnnouncementFile, Letter
from kedr.letters.rules import Draft
from kedr.reports.queries.catalogue import CLASS_REPORTS, COURSE_REPORTS, PUPIL_REPORTS, SCHOOL_REPORTS
from kedr.schools.models import SchoolRegulation, YearArchive
from kedr.timetable.models import ChangeReason
from tests.cast import NOW, TODAY, YEAR_STARTS, Cast

PERSONAS = (
    "teacher", "colleague", "class_teacher", "deputy_head", "head", "secretary", "pupil", "guardian",
    "other_guardian", "neighbour_teacher", "municipal_officer", "regional_officer",
)  # fmt: skip

EVERYBODY = frozenset(PERSONAS)
PUBLIC = EVERYBODY | {"stranger"}
TEACHERS = frozenset({"teacher", "colleague", "class_teacher"})
OFFICE = frozenset({"deputy_head", "head"})
KEEPERS = frozenset({"teacher", "class_teacher", "deputy_head", "head"})  # of Алгебра in 8А, its class teacher too
PLANNERS = frozenset({"teacher", "deputy_head"})  # of Алгебра in 8А
FAMILY = frozenset({"pupil", "guardian"})  # of Алина
AT_SCHOOL = TEACHERS | OFFICE | FAMILY | {"secretary", "other_guardian"}
OFFICERS = frozenset({"municipal_officer", "regional_officer"})

MONDAY = TODAY - timedelta(days=TODAY.weekday())

type Args = Callable[[Cast], list[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """`status` is what those let in get: 200, or where the address only leads on, 302."""

    name: str
    allowed: frozenset[str]
    args: Args = lambda cast: []
    method: str = "get"
    status: int | tuple[int, ...] = 200


def _school(cast: Cast) -> list[Any]:
    return [1]


def _class(cast: Cast) -> list[Any]:
    return [1, cast.school_class.id]


def _course(cast: Cast) -> list[Any]:
    return [1, cast.algebra.id]


def _login(cast: Cast) -> list[Any]:
    return [1, cast.users["teacher"].id]


def _cell(cast: Cast) -> list[Any]:
    return [1, cast.algebra.id, cast.lessons[2].id, cast.pupils[0].id]


def _pupil(cast: Cast) -> list[Any]:
    return [1, cast.pupils[0].id]


def _class_report(key: str) -> Args:
    return lambda cast: [1, cast.school_class.id, key]


def _school_report(key: str) -> Args:
    return lambda cast: [1, key]


def _mark(cast: Cast) -> list[Any]:
    """A mark of Алина."""
    lesson = cast.lessons[1]
    work = Work.objects.create(
        school_id=1, lesson_id=lesson.id, course_id=lesson.course_id, kind_id=cast.kinds["КР"].id,
        held_on=lesson.held_on, weight=3,
    )  # fmt: skip
    mark = Mark.objects.create(
        school_id=1, lesson_id=lesson.id, work_id=work.id, pupil_id=cast.pupils[0].id, held_on=lesson.held_on,
        value="5", set_at=NOW, set_by=cast.people["teacher"].id,
    )  # fmt: skip
    return [*_pupil(cast), mark.id]


def _lesson(cast: Cast) -> list[Any]:
    return [1, cast.lessons[2].id]


def _homework_file(cast: Cast) -> int:
    """A file of the homework that Алина alone has, of Wednesday's Алгебра."""
    lesson = cast.lessons[2]
    homework = Homework.objects.create(
        school_id=1, lesson_id=lesson.id, course_id=lesson.course_id, pupil_id=cast.pupils[0].id,
        held_on=lesson.held_on, due_on=lesson.held_on, text="№ 6", set_at=NOW,
    )  # fmt: skip
    upload = look_at(name="Карточка.txt", content="Карточка".encode(), most=1)
    file = keep_file(actor=cast.actor("teacher"), at=NOW, school_id=1, upload=upload)
    HomeworkFile.objects.create(school_id=1, homework_id=homework.id, file_id=file.id)
    return file.id


def _letter(cast: Cast) -> tuple[int, int]:
    """A talk that Алина's guardian has begun with the teacher, and its letter."""
    talk = write_letter(
        actor=cast.actor("guardian"), at=NOW, school_id=1, to_id=cast.people["teacher"].id,
        pupil_id=cast.pupils[0].id, subject="Алгебра", text="Когда пересдача?",
    )  # fmt: skip
    return talk, Letter.objects.in_school(1).get(talk_id=talk).id


def _reported(cast: Cast) -> list[Any]:
    _, letter = _letter(cast)
    report_letter(actor=cast.actor("teacher"), at=NOW, school_id=1, letter_id=letter)
    return [1, letter]


def _announcement(cast: Cast) -> list[Any]:
    """Of the class teacher to the families of 8А, with a file."""
    draft = Draft("Собрание", "В четверг.", cast.school_class.id, 0, frozenset({"families"}), wants_signature=True)
    upload = look_at(name="Повестка.txt", content="О питании".encode(), most=1)
    return [1, announce(actor=cast.actor("class_teacher"), at=NOW, school_id=1, draft=draft, uploads=[upload])]


def _survey(cast: Cast) -> list[Any]:
    """Of the school to the families of 8А."""
    draft = Draft("Питание", "", cast.school_class.id, 0, frozenset(), wants_signature=False)
    about: dict[str, Any] = {"actor": cast.actor("head"), "at": NOW, "school_id": 1, "draft": draft}
    return [1, open_survey(**about, questions="Вкусно ли: да / нет", last_on=TODAY + timedelta(days=7))]


def _announcement_file(cast: Cast) -> list[Any]:
    _, announcement = _announcement(cast)
    return [1, AnnouncementFile.objects.in_school(1).get(announcement_id=announcement).file_id]


def _opening(cast: Cast) -> int:
    """A window of Алгебра that goes on."""
    row = Opening.objects.create(
        school_id=1, course_id=cast.algebra.id, period_id=cast.periods[1].id, asked_at=NOW, reason="Описка",
        asked_by=cast.people["teacher"].id, decided_at=NOW, ends_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    return row.id


def _remark(cast: Cast) -> list[Any]:
    """A remark on Алгебра."""
    row = Remark.objects.create(
        school_id=1, kind="manual", course_id=cast.algebra.id, text="Нет тем", made_at=NOW, made_by=0, due_on=TODAY
    )
    return [1, row.id]


def _change_reason(cast: Cast) -> list[Any]:
    """The teacher's illness."""
    row = ChangeReason.objects.create(
        school_id=1, kind="illness", teacher_id=cast.people["teacher"].id, starts_on=TODAY,
        ends_on=TODAY + timedelta(days=2),
    )  # fmt: skip
    return [1, row.id]


def _absence(cast: Cast) -> list[Any]:
    """Of a pupil of 8А."""
    row = Absence.objects.create(
        school_id=1, pupil_id=cast.pupils[0].id, starts_on=TODAY, ends_on=TODAY + timedelta(days=1), code="б",
        basis="Заявление", made_at=NOW, made_by=1,
    )  # fmt: skip
    return [1, row.id]


def _archive(cast: Cast) -> int:
    """A small archive of the year, with a file."""
    row = YearArchive.objects.create(
        school_id=1, year_id=cast.year.id, state="done", ordered_at=NOW, ordered_by=1, touched_at=NOW, finished_at=NOW,
        file_name="test.zip",
    )  # fmt: skip
    home = folder_of(1)
    home.mkdir(parents=True, exist_ok=True)
    (home / "test.zip").write_bytes(b"PK")
    return row.id


def _feed(cast: Cast) -> list[Any]:
    """The link of Алина's own."""
    actor = cast.actor("pupil")
    calendar = calendar_to_keep(actor, 1, cast.pupils[0].id, TODAY)
    return [open_calendar(actor=actor, at=NOW, calendar=calendar)]


def _rule_to_come() -> int:
    rule = SchoolRegulation.objects.create(school_id=1, key="edit_window", value=5, starts_on=TODAY + timedelta(days=9))
    return rule.id


def _plan_row(cast: Cast) -> list[Any]:
    """A row of the lesson plan that Алгебра follows."""
    plan = LessonPlan.objects.create(
        school_id=1, year_id=cast.year.id, subject=cast.subject["Алгебра"], grade=8, name="Алгебра"
    )
    row = PlanRow.objects.create(school_id=1, plan_id=plan.id, position=1, topic="Дроби")
    CoursePlan.objects.create(school_id=1, course_id=cast.algebra.id, plan_id=plan.id, starts_on=YEAR_STARTS)
    return [*_course(cast), row.id]


TABLE = [
    # the machine and the way in
    Row("portal:health", PUBLIC),
    Row("portal:home", EVERYBODY, status=302),
    Row("accounts:signin", PUBLIC, status=(200, 302)),
    Row("accounts:code", PUBLIC, status=(200, 302)),
    Row("accounts:first_password", PUBLIC, status=(200, 302)),
    Row("accounts:signin_passkey_start", PUBLIC, method="post", status=(200, 302, 400)),
    Row("accounts:signin_passkey", PUBLIC, method="post", status=(200, 302, 400)),
    Row("accounts:signout", PUBLIC, method="post", status=302),
    Row("accounts:look", PUBLIC, method="post", status=302),
    # the code of a printed invitation; without one there is nothing to add
    Row("portal:join", PUBLIC),
    Row("portal:join", PUBLIC, method="post", status=400),
    Row("portal:join_account", PUBLIC, status=400),
    Row("portal:join_account", PUBLIC, method="post", status=400),
    Row("portal:join_add", EVERYBODY, status=302),
    Row("portal:join_add", EVERYBODY, method="post", status=400),
    # one's own account
    Row("accounts:account", EVERYBODY),
    Row("portal:manifest", PUBLIC),
    Row("portal:worker", PUBLIC),
    Row("portal:offline", PUBLIC),
    Row("notices:inbox", EVERYBODY),
    Row("notices:deliveries", OFFICE | {"secretary"}, _school),
    Row("portal:mail", EVERYBODY),
    Row("portal:mail", EVERYBODY, method="post", status=400),
    Row("accounts:confirm", EVERYBODY, status=(200, 302)),
    Row("accounts:password", EVERYBODY, status=(200, 302)),
    Row("accounts:roles", EVERYBODY),
    Row("accounts:end_session", EVERYBODY, method="post", status=(302, 400, 404)),
    Row("accounts:end_others", EVERYBODY, method="post", status=302),
    Row("accounts:code_app", EVERYBODY, method="post", status=(200, 302, 400, 405)),
    Row("accounts:code_app_start", EVERYBODY, method="post", status=(200, 302)),
    Row("accounts:code_app_off", EVERYBODY, method="post", status=(200, 302, 400)),
    Row("accounts:recovery_codes", EVERYBODY, method="post", status=(200, 302, 400)),
    Row("accounts:passkey_add", EVERYBODY, method="post", status=(200, 302, 400)),
    Row("accounts:passkey_start", EVERYBODY, method="post", status=(200, 302, 400)),
    Row("accounts:passkey_remove", EVERYBODY, lambda cast: [1], method="post", status=(302, 404)),
    # the school's day
    Row("portal:day", TEACHERS, _school),
    Row("portal:day", TEACHERS, lambda cast: [1, TODAY]),
    Row("portal:board", OFFICE, _school),
    Row("portal:board", OFFICE, lambda cast: [1, TODAY]),
    # changes of the timetable: kept by the office, the list for the notice board is read by the staff
    Row("portal:changes", OFFICE, _school),
    Row("portal:changes", OFFICE, lambda cast: [1, TODAY]),
    Row("portal:cover", OFFICE, lambda cast: [1, TODAY], status=400),
    Row("portal:cover", OFFICE, lambda cast: [1, TODAY], method="post", status=400),
    Row("portal:class_day", OFFICE, lambda cast: [1, TODAY]),
    Row("portal:class_day", OFFICE, lambda cast: [1, TODAY], method="post"),
    Row("portal:changes_notice", TEACHERS | OFFICE | {"secretary"}, lambda cast: [1, TODAY]),
    Row("portal:extra", OFFICE, _school),
    Row("portal:extra", OFFICE, _school, method="post", status=400),
    Row("portal:change_back", OFFICE, lambda cast: [1, cast.lessons[2].id], method="post", status=302),
    Row("portal:reasons", OFFICE, _school),
    Row("portal:reason_new", OFFICE, _school),
    Row("portal:reason_new", OFFICE, _school, method="post", status=400),
    Row("portal:reason", OFFICE, _change_reason),
    # classes and schools
    Row("portal:classes", OFFICE | {"secretary"}, _school),
    Row("portal:my_class", TEACHERS, _school),
    Row("portal:absences", TEACHERS | OFFICE, _school),
    Row("portal:absences", TEACHERS | OFFICE, _school, method="post", status=400),
    Row("portal:notice_answer", frozenset(), lambda cast: [1, 5], method="post"),
    Row("portal:absence_end", TEACHERS | OFFICE, lambda cast: [1, 5], method="post", status=400),
    Row("portal:absence_back", frozenset({"class_teacher", "deputy_head"}), _absence, method="post", status=302),
    Row("portal:class_sheet", OFFICE | {"secretary"}, lambda cast: [1, cast.school_class.id]),
    Row("portal:council", OFFICE | {"secretary"}, lambda cast: [1, cast.school_class.id]),
    Row("portal:council", OFFICE, lambda cast: [1, cast.school_class.id], method="post", status=400),
    Row("portal:retakes", OFFICE, _school),
    Row("portal:signatures", OFFICE | {"secretary", "class_teacher"}, _class),
    # a code is a way into a diary: whoever prints gives the password first
    Row("portal:invitations", OFFICE | {"secretary", "class_teacher"}, _class),
    Row("portal:invitations", OFFICE | {"secretary", "class_teacher"}, _class, method="post", status=302),
    Row("portal:class_retakes", OFFICE | {"secretary", "class_teacher"}, _class),
    Row("portal:class_retakes", OFFICE, _class, method="post", status=400),
    # marks brought from another school: the class teacher's and the office's
    Row("portal:brought_pupils", OFFICE | {"secretary", "class_teacher"}, _class),
    Row("portal:brought", OFFICE | {"secretary", "class_teacher"}, lambda cast: [*_class(cast), cast.pupils[0].id]),
    Row(
        "portal:brought",
        OFFICE | {"secretary", "class_teacher"},
        lambda cast: [*_class(cast), cast.pupils[0].id],
        method="post",
        status=400,
    ),
    Row("portal:own_courses", OFFICE | {"secretary"}, _class),
    Row("portal:own_courses", OFFICE | {"secretary"}, _class, method="post", status=400),
    Row("portal:freeing", OFFICE | {"secretary"}, _class),
    Row("portal:freeing", OFFICE | {"secretary"}, _class, method="post", status=400),
    Row("portal:schools", OFFICERS),
    Row("portal:school", OFFICERS, lambda cast: [1]),
    Row("portal:school", frozenset({"regional_officer"}), lambda cast: [2]),
    # logins and passwords of the school's people
    Row("accounts:logins", OFFICE | {"secretary"}, _school),
    Row("accounts:login", OFFICE | {"secretary"}, _login),
    Row(
        "accounts:give_password", OFFICE | {"secretary"}, _login, method="post", status=302
    ),  # one's own password first
    # the journal
    Row("journal:courses", TEACHERS | OFFICE, _school),
    Row("journal:journal", KEEPERS, _course),
    Row("journal:year", KEEPERS, _course),
    Row("journal:year", KEEPERS, _course, method="post", status=(302, 400)),
    Row("journal:scale", KEEPERS, _course),
    Row("journal:scale", OFFICE, _course, method="post", status=(302, 409)),
    Row("journal:debts", KEEPERS, _course),
    Row("journal:data", KEEPERS, _course),
    Row("journal:cell_history", KEEPERS, _cell),
    Row("journal:result_history", KEEPERS, lambda cast: [*_course(cast), cast.periods[1].id, cast.pupils[0].id]),
    Row("journal:pupil_card", KEEPERS, lambda cast: [1, cast.algebra.id, cast.pupils[0].id]),
    Row("journal:lesson", KEEPERS, lambda cast: [1, cast.lessons[2].id]),
    # the lesson plan of a course; an empty form is refused with 400
    Row("portal:plan", KEEPERS, _course),
    Row("portal:plan_csv", KEEPERS, _course),
    Row("portal:plan_xlsx", KEEPERS, _course),
    Row("portal:plan_load", PLANNERS, _course),
    Row("portal:plan_follow", PLANNERS, _course, method="post", status=400),
    Row("portal:plan_row", PLANNERS, _plan_row),
    # the schedule of control works: a teacher plans by it
    Row("portal:procedures", TEACHERS | OFFICE, _school),
    Row("portal:class_procedures", TEACHERS | OFFICE, lambda cast: [1, cast.school_class.id]),
    Row("portal:procedures_xlsx", TEACHERS | OFFICE, _school),
    # no body is no batch: 400 says that the door is open
    Row("journal:load", KEEPERS, _lesson),
    Row("journal:homework_file", KEEPERS, lambda cast: [*_lesson(cast), _homework_file(cast)]),
    Row("journal:attach", KEEPERS, _lesson, method="post", status=400),  # of nothing
    Row("journal:take_off", frozenset(), lambda cast: [*_lesson(cast), 1], method="post"),  # of nothing
    Row("journal:put_back", frozenset(), lambda cast: [*_lesson(cast), 1], method="post"),
    Row("journal:commands", TEACHERS | {"deputy_head"}, _school, method="post", status=400),
    Row("journal:ask", frozenset({"teacher", "deputy_head"}), _course),
    # remarks: a teacher's own, all to the office; an empty form and another act than theirs are refused
    Row("journal:remarks", TEACHERS | OFFICE, _school),
    Row("journal:course_remarks", KEEPERS, _course),
    Row("journal:remark_new", OFFICE, _school),
    Row("journal:remark_new", OFFICE, _school, method="post", status=400),
    Row("journal:remark_act", OFFICE, _remark, method="post", status=(302, 400)),
    Row("journal:remind", frozenset(), _school, method="post"),  # of nobody
    # what the school has decided: read by teachers, kept by the deputy head and the head
    Row("journal:openings", TEACHERS | OFFICE, _school),
    Row("journal:decide", OFFICE, lambda cast: [1, _opening(cast)], method="post", status=(302, 400)),
    Row("journal:kinds", TEACHERS | OFFICE, _school),
    Row("journal:kinds", OFFICE, _school, method="post", status=302),
    Row("portal:acts", TEACHERS | OFFICE, _school),
    Row("portal:act", TEACHERS | OFFICE, lambda cast: [1, "thresholds"]),
    Row("portal:act", OFFICE, lambda cast: [1, "work_weights"], method="post", status=400),
    Row("portal:withdraw", OFFICE, lambda cast: [1, "edit_window", _rule_to_come()], method="post", status=(302, 404)),
    Row("portal:periods", OFFICE, _school),
    Row("portal:period", OFFICE, lambda cast: [1, cast.periods[1].id]),
    Row("portal:period", OFFICE, lambda cast: [1, cast.periods[0].id], method="post", status=(302, 400)),
    Row("portal:year", OFFICE, lambda cast: [1, cast.year.id]),
    Row("portal:year", OFFICE, lambda cast: [1, cast.year.id], method="post", status=400),
    # archives of years: an open year is refused, one that is not ready is not there
    Row("portal:archives", OFFICE | {"secretary"}, _school),
    Row("portal:archives", OFFICE, _school, method="post", status=400),
    Row("portal:archive", OFFICE | {"secretary"}, lambda cast: [1, _archive(cast)]),
    # the diary
    Row("diary:home", FAMILY | {"other_guardian"}, _school, status=302),
    Row("diary:marks_home", FAMILY | {"other_guardian"}, _school, status=302),
    Row("diary:week", FAMILY | OFFICE | {"class_teacher"}, _pupil, status=302),  # to today's week
    Row("diary:week", FAMILY | OFFICE | {"class_teacher"}, lambda cast: [*_pupil(cast), MONDAY]),
    Row("diary:marks", FAMILY | OFFICE | {"class_teacher"}, _pupil),
    Row(
        "diary:sign",
        frozenset({"guardian"}),
        lambda cast: [*_pupil(cast), date(2026, 11, 2)],
        method="post",
        status=302,
    ),
    # what there is to tick comes with the post: kedr/diary/tests/test_homework.py
    Row("diary:tick", frozenset({"pupil"}), lambda cast: [*_pupil(cast), MONDAY], method="post", status=404),
    Row("diary:away", FAMILY | OFFICE | {"class_teacher"}, _pupil),
    Row("diary:away", frozenset({"guardian"}), _pupil, method="post", status=400),
    Row("diary:file", FAMILY | OFFICE | {"class_teacher"}, lambda cast: [*_pupil(cast), _homework_file(cast)]),
    Row("diary:mark", FAMILY | OFFICE | {"class_teacher"}, _mark),
    Row("portal:readers", frozenset({"pupil"}), _school),
    Row("portal:readers", frozenset({"pupil"}), _school, method="post", status=400),
    Row("portal:own_data", FAMILY, _pupil),
    Row("portal:own_data_file", FAMILY, lambda cast: [*_pupil(cast), "json"]),
    # letters: everybody of the school; what is sent is followed by its sender and the office
    Row("letters:letters", AT_SCHOOL, _school),
    Row("letters:new", AT_SCHOOL, _school),
    Row("letters:talk", frozenset({"guardian", "teacher"}), lambda cast: [1, _letter(cast)[0]]),
    Row(
        "letters:talk",
        frozenset({"guardian", "teacher"}),
        lambda cast: [1, _letter(cast)[0]],
        method="post",
        status=400,
    ),
    Row("letters:report", frozenset({"teacher"}), lambda cast: [1, _letter(cast)[1]], method="post", status=302),
    Row("letters:reported", OFFICE, _school),
    # the head too: here the deputy comes first, and a letter is judged once
    Row("letters:judge", frozenset({"deputy_head"}), _reported, method="post", status=302),
    Row("letters:surveys", OFFICE | {"secretary"}, _school),
    Row("letters:ask", OFFICE | {"secretary"}, _school),
    Row("letters:ask", OFFICE | {"secretary"}, _school, method="post", status=400),
    Row("letters:survey", OFFICE | {"secretary", "guardian", "other_guardian"}, _survey),
    Row("letters:announcements", AT_SCHOOL, _school),
    Row("letters:announce", TEACHERS | OFFICE | {"secretary"}, _school),
    Row("letters:announce", TEACHERS | OFFICE | {"secretary"}, _school, method="post", status=400),
    Row("letters:sent", TEACHERS | OFFICE | {"secretary"}, _school),
    Row("letters:announcement", OFFICE | {"secretary", "class_teacher"}, _announcement),
    Row("letters:sign", frozenset({"guardian", "other_guardian"}), _announcement, method="post", status=302),
    Row("letters:take_back", OFFICE | {"secretary", "class_teacher"}, _announcement, method="post", status=302),
    Row("letters:file", OFFICE | {"secretary", "class_teacher", "guardian", "other_guardian"}, _announcement_file),
    # calendars: a teacher's own, a child's of the family; the link opens to whoever has it
    Row("calendars:home", TEACHERS | FAMILY | {"other_guardian"}, _school, status=302),
    Row("calendars:calendar", FAMILY, _pupil),
    Row("calendars:calendar", FAMILY, _pupil, method="post"),
    Row("calendars:calendar", frozenset({"teacher"}), lambda cast: [1, cast.people["teacher"].id]),
    Row("calendars:feed", PUBLIC, _feed),
    # reports: of 8А to its class teacher, of one's courses to the teacher, of everything to the office
    Row("reports:home", TEACHERS | OFFICE, _school),
    *(Row("reports:class", OFFICE | {"class_teacher"}, _class_report(key)) for key in CLASS_REPORTS),
    Row("reports:class_file", OFFICE | {"class_teacher"}, lambda cast: [1, cast.school_class.id, "summary", "xlsx"]),
    Row("reports:class_file", OFFICE | {"class_teacher"}, lambda cast: [1, cast.school_class.id, "summary", "pdf"]),
    Row("reports:teacher", OFFICE | {"teacher"}, lambda cast: [1, cast.people["teacher"].id, "courses"]),
    Row("reports:teacher_file", OFFICE | {"teacher"}, lambda cast: [1, cast.people["teacher"].id, "courses", "xlsx"]),
    *(Row("reports:school", OFFICE, _school_report(key)) for key in SCHOOL_REPORTS),
    Row("reports:school_file", OFFICE, lambda cast: [1, "keeping", "pdf"]),
    *(Row("reports:course", KEEPERS, lambda cast, key=key: [*_course(cast), key]) for key in COURSE_REPORTS),  # type: ignore[misc]
    Row("reports:course_file", KEEPERS, lambda cast: [*_course(cast), "journal", "pdf"]),
    Row("reports:pupil", OFFICE | {"class_teacher"}, _pupil),
    *(
        Row("reports:pupil", OFFICE | {"class_teacher"}, lambda cast, key=key: [*_pupil(cast), key])  # type: ignore[misc]
        for key in PUPIL_REPORTS
    ),
    Row("reports:pupil_file", OFFICE | {"class_teacher"}, lambda cast: [*_pupil(cast), "card", "pdf"]),
]
