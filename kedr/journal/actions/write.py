"""Puts a worked-off desk into the tables: one statement a table, however many cells."""

from kedr.core import stamps
from kedr.core.sql import insert
from kedr.journal.actions.desk import Desk
from kedr.journal.queries.context import classes_of
from kedr.timetable.models import Lesson

_MARK = (
    "school_id", "id", "lesson_id", "work_id", "pupil_id", "held_on", "slot", "value", "due_on", "comment", "version",
    "set_at", "set_by",
)  # fmt: skip
ATTENDANCE = (
    "school_id", "id", "lesson_id", "pupil_id", "held_on", "code", "minutes", "version", "set_at", "set_by",
    "absence_id",
)  # fmt: skip
_WORK = (
    "school_id", "id", "lesson_id", "course_id", "kind_id", "held_on", "slot", "weight", "title", "is_double",
    "version",
)  # fmt: skip
_PAGE = (
    "school_id", "id", "course_id", "held_on", "topic", "topic_version", "is_checked", "check_version",
    "is_no_homework", "topic_at", "checked_at",
)  # fmt: skip
_HOMEWORK = (
    "school_id", "id", "lesson_id", "course_id", "pupil_id", "due_lesson_id", "held_on", "due_on", "text", "minutes",
    "version", "set_at", "is_late",
)  # fmt: skip
_RESULT = (
    "school_id", "id", "course_id", "period_id", "pupil_id", "proposed", "mean", "final", "version", "set_at", "set_by",
)  # fmt: skip


# When the topic and the check first came: what timeliness is counted from.
_FIRST_TIMES = "".join(
    f", {column} = COALESCE(journal_lessonpage.{column}, excluded.{column})" for column in ("topic_at", "checked_at")
)


def write(desk: Desk) -> None:
    """Every row the desk has ready; works before the marks that point to them."""
    insert("journal_work", _WORK, [*desk.works.values()], after=upsert(_WORK, "lesson_id", "slot"))
    insert("journal_mark", _MARK, [*desk.marks.values()], after=upsert(_MARK, "lesson_id", "pupil_id", "slot"))
    insert(
        "journal_attendance",
        ATTENDANCE,
        [*desk.attendance.values()],
        after=upsert(ATTENDANCE, "lesson_id", "pupil_id"),
    )
    _write_pages(desk)
    insert(
        "journal_homework",
        _HOMEWORK,
        [*desk.homework.values()],
        after=upsert(_HOMEWORK, "lesson_id", "pupil_id"),
    )
    _keep_lessons(desk)
    _tell_families(desk)


def write_results(desk: Desk) -> None:
    """The decided results."""
    unique = ("course_id", "period_id", "pupil_id")
    insert("journal_periodresult", _RESULT, [*desk.results.values()], after=upsert(_RESULT, *unique))


def upsert(columns: tuple[str, ...], *unique: str) -> str:
    """ON CONFLICT on the table's natural key: the row that stands keeps its id."""
    kept = {"school_id", "id", *unique}
    news = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in kept)
    return f"ON CONFLICT (school_id, {', '.join(unique)}) DO UPDATE SET {news}"


def _write_pages(desk: Desk) -> None:
    rows = []
    for lesson_id in sorted(desk.pages):
        lesson = desk.lessons[lesson_id]
        page = lesson.page
        rows.append(
            (
                desk.school_id, lesson_id, lesson.course_id, lesson.held_on, page.topic, page.topic_version,
                page.is_checked, page.check_version, page.is_no_homework, desk.at if page.topic else None,
                desk.at if page.is_checked else None,
            )
        )  # fmt: skip
    insert("journal_lessonpage", _PAGE, rows, after=upsert(_PAGE[:9], "id") + _FIRST_TIMES)


def _keep_lessons(desk: Desk) -> None:
    """A lesson something was written in is kept: no change of the weekly plan touches it any more."""
    written = {key[0] for key in (*desk.marks, *desk.attendance, *desk.works, *desk.homework)} | desk.pages
    fresh = [lesson_id for lesson_id in written if not desk.lessons[lesson_id].is_kept]
    if fresh:
        Lesson.objects.in_school(desk.school_id).filter(id__in=fresh).update(kept_at=desk.at)


def _tell_families(desk: Desk) -> None:
    """What a whole class sees has changed: its diaries' stamp."""
    common = {lesson_id for lesson_id, pupil_id in desk.homework if not pupil_id}
    lessons = [desk.lessons[lesson_id] for lesson_id in desk.pages | common | {k[0] for k in desk.works}]
    if lessons:
        classes = classes_of(desk.school_id, lessons)
        stamps.bump(desk.school_id, ((stamps.CLASS, class_id) for class_id in classes))
