"""Teaching: subjects, the curriculum plan, journals with their teachers, bells and the weekly plan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kedr.core.actor import Actor
from kedr.curriculum.models import Course, CourseTeacher, CurriculumPlan, PlanHours, Subject, SubjectArea
from kedr.interop.workbook.actions.people import succeed
from kedr.interop.workbook.actions.rows import Tally, put
from kedr.interop.workbook.actions.school import Ids
from kedr.interop.workbook.book import LoadRow, SchoolBook
from kedr.journal.actions.scales import ScaleKept
from kedr.journal.queries.scales import marked_courses
from kedr.journal.rules import SCALES
from kedr.timetable.actions import NewSlot, make_lessons, set_week_plan
from kedr.timetable.models import Bell, BellScheme


def put_teaching(book: SchoolBook, ids: Ids, at: datetime, tally: Tally) -> None:
    """Everything a lesson needs but its place in the week."""
    subjects = _subjects(book, tally)
    scope = {"school_id": ids.school_id, "year_id": ids.year_id}
    plans = {row.plan: {"name": row.plan, "grade": row.grade} for row in book.plan_hours}
    plan_ids = put(CurriculumPlan, plans.values(), key=("name",), scope=scope, what="учебные планы", tally=tally)
    for name, plan_id in plan_ids.items():
        hours = [
            {"subject_id": subjects[row.subject], "hours": row.hours} for row in book.plan_hours if row.plan == name
        ]
        of_plan = {"school_id": ids.school_id, "plan_id": plan_id}
        put(PlanHours, hours, key=("subject_id",), scope=of_plan, what="часы учебного плана", tally=tally)
    _courses(book, ids, subjects, at, tally)
    _bells(book, ids, tally)


def put_week_plan(book: SchoolBook, ids: Ids, actor: Actor, at: datetime, tally: Tally) -> None:
    """The weekly plan, and lessons made from it to the end of the year."""
    shift_of = {row.name: row.shift for row in book.classes}
    shift_of |= {row.name: shift_of[row.classes[0]] for row in book.groups}
    slots = [
        NewSlot(
            course_id=ids.courses[row.whose, row.journal],
            weekday=row.weekday,
            number=row.number,
            shift=shift_of[row.whose],
            room_id=ids.rooms[row.room] if row.room else None,
        )
        for row in book.slots
    ]
    starts_on = book.school.plan_from or book.school.starts_on
    done = set_week_plan(
        actor=actor, at=at, school_id=ids.school_id, year_id=ids.year_id, name=f"Расписание с {starts_on:%d.%m.%Y}",
        starts_on=starts_on, ends_on=book.school.ends_on, slots=slots,
    )  # fmt: skip
    tally.created["расписание недели"] += done.created
    tally.changed["расписание недели"] += done.changed + done.removed
    tally.unchanged["расписание недели"] += done.unchanged
    made = make_lessons(
        actor=actor, at=at, school_id=ids.school_id, from_on=book.school.starts_on, until=book.school.ends_on
    )
    tally.created["уроки"] += made.created
    tally.changed["уроки"] += made.changed + made.removed + made.cancelled


def _subjects(book: SchoolBook, tally: Tally) -> dict[str, int]:
    """Ids of subjects by name. They are the region's: what stands there is used and not changed."""
    areas = {row.area: None for row in book.subjects if row.area}
    area_ids = put(
        SubjectArea, [{"name": name} for name in areas], key=("name",), scope={}, what="предметные области", tally=tally
    )
    rows = [
        {"name": row.name, "short_name": row.short_name, "area_id": area_ids[row.area] if row.area else None}
        for row in book.subjects
    ]
    only_new = ("short_name", "area_id")
    return put(Subject, rows, key=("name",), scope={}, what="предметы", tally=tally, only_new=only_new)


def _courses(book: SchoolBook, ids: Ids, subjects: dict[str, int], at: datetime, tally: Tally) -> None:
    classes_of = {row.name: row.classes for row in book.groups}
    scheme_of = {row.name: ids.schemes[row.scheme] for row in book.classes}
    unmarked = {ids.schemes[row.scheme] for row in book.periods if not row.is_marked}
    rows, keys = [], {}
    for row in book.load:
        classes = classes_of[row.group] if row.group else (row.school_class,)
        scheme_id = scheme_of[classes[0]]
        class_id = ids.classes[classes[0]] if len(classes) == 1 else None
        group_id = ids.groups[row.group] if row.group else None
        rows.append(
            {
                "subject_id": subjects[row.subject], "class_id": class_id, "group_id": group_id,
                "scheme_id": scheme_id, "title": row.journal, "hours": row.hours, "is_extra": row.is_extra,
                "scale": "none" if scheme_id in unmarked else row.scale,
            }
        )  # fmt: skip
        keys[class_id, group_id, subjects[row.subject], row.journal] = row
    scope = {"school_id": ids.school_id, "year_id": ids.year_id}
    _keep_scales(ids.school_id, rows, keys)
    key = ("class_id", "group_id", "subject_id", "title")
    made = put(Course, rows, key=key, scope=scope, what="журналы", tally=tally)
    ids.courses = {(row.whose, row.journal): made[place] for place, row in keys.items()}
    teachers = {
        ids.courses[row.whose, row.journal]: (ids.staff[row.teacher], row.starts_on) for row in book.load if row.teacher
    }
    succeed(CourseTeacher, "course_id", teachers, book.school, at, tally, "нагрузка", ids.school_id)


def _keep_scales(school_id: int, rows: list[dict[str, Any]], keys: Mapping[Any, LoadRow]) -> None:
    """A journal that holds marks keeps its scale. One query; two where a scale is another. Raises ScaleKept."""
    standing = {
        (course.class_id, course.group_id, course.subject_id, course.title): course
        for course in Course.objects.in_school(school_id)
    }
    changed = {}
    for row in rows:
        place = (row["class_id"], row["group_id"], row["subject_id"], row["title"])
        course = standing.get(place)
        if course is not None and course.scale != row["scale"]:
            changed[course.id] = (keys[place].row, course.scale)
    for course_id in sorted(marked_courses(school_id, list(changed))):
        line, scale = changed[course_id]
        raise ScaleKept(
            f"Лист «Нагрузка», строка {line}, столбец «Оценивание»: в журнале уже есть отметки, его шкала остаётся"
            f" прежней – {SCALES[scale]}. Верните в столбец прежнее значение."
        )


def _bells(book: SchoolBook, ids: Ids, tally: Tally) -> None:
    shifts = sorted({row.shift for row in book.bells})
    schemes = put(
        BellScheme,
        [{"shift": shift, "name": f"{shift}-я смена"} for shift in shifts],
        key=("shift",),
        scope={"school_id": ids.school_id, "year_id": ids.year_id},
        what="смены",
        tally=tally,
    )
    for shift, scheme_id in schemes.items():
        rows = [
            {"number": row.number, "starts_at": row.starts_at, "ends_at": row.ends_at}
            for row in book.bells
            if row.shift == shift
        ]
        scope = {"school_id": ids.school_id, "scheme_id": scheme_id}
        put(Bell, rows, key=("number",), scope=scope, what="звонки", tally=tally)
