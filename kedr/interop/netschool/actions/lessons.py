"""Lessons of a week with their pages and homework."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kedr.audit.actions import Change
from kedr.core.words import count
from kedr.interop.netschool.actions.stage import Stage
from kedr.interop.netschool.mapping import NewHomework, NewLesson, Plan, seat
from kedr.journal.models import Homework, LessonPage
from kedr.timetable.models import Lesson

type Pair = tuple[NewLesson, Lesson]  # the lesson of the file and the row it is in the base
LOOK_BACK = timedelta(days=31)  # an older lesson is no «previous one» that homework could have been set at


def put_lessons(stage: Stage, plan: Plan, at: datetime) -> list[Pair]:
    """A row for each lesson, by journal, date, number and beginning; it counts as kept: no plan will move it."""
    waiting: dict[tuple[object, ...], list[Lesson]] = defaultdict(list)
    for row in _lessons(stage).filter(held_on__gte=stage.first):
        waiting[row.course_id, row.held_on, row.number, row.starts_at].append(row)
    pairs, new = [], []
    for lesson in plan.lessons:
        course = stage.courses[lesson.subject]
        twins = waiting[course.id, lesson.on, lesson.number, lesson.starts_at]
        if twins:
            row = twins.pop(0)
            _differs(stage, lesson, row)
        else:
            row = Lesson(
                school_id=stage.school_id, course_id=course.id, held_on=lesson.on, number=lesson.number,
                starts_at=lesson.starts_at, ends_at=lesson.ends_at, room_id=stage.rooms.get(lesson.room), kept_at=at,
            )  # fmt: skip
            new.append(row)
        pairs.append((lesson, row))
    Lesson.objects.bulk_create(new)
    stage.tally.created["уроки"] += len(new)
    stage.tally.unchanged["уроки"] += len(pairs) - len(new)
    loose = [row.id for _, row in pairs if row.kept_at is None]
    Lesson.objects.in_school(stage.school_id).filter(id__in=loose).update(kept_at=at)
    _put_pages(stage, pairs, at)
    return pairs


def _lessons(stage: Stage) -> QuerySet[Lesson]:
    ids = [course.id for course in stage.courses.values()]
    return (
        Lesson.objects.in_school(stage.school_id)
        .filter(course_id__in=ids, held_on__gte=stage.first - LOOK_BACK, held_on__lt=stage.until)
        .order_by("held_on", "number", "starts_at", "id")
    )


def _differs(stage: Stage, lesson: NewLesson, row: Lesson) -> None:
    if row.ends_at != lesson.ends_at:
        stage.lines.append(lesson.line("конец урока", f"{lesson.ends_at:%H:%M}", f"в Кедре {row.ends_at:%H:%M}"))
    if lesson.room and row.room_id != stage.rooms[lesson.room]:
        stage.lines.append(lesson.line("кабинет", lesson.room, "в Кедре у урока другой кабинет, оставлен он"))
    if row.is_cancelled:
        stage.lines.append(lesson.line("урок", row, "в Кедре отменён, записи остались при нём"))


def _put_pages(stage: Stage, pairs: Sequence[Pair], at: datetime) -> None:
    """The record of each lesson: its topic. A topic that somebody wrote stays."""
    pages = {page.id: page for page in LessonPage.objects.in_school(stage.school_id).filter(id__in=_ids(pairs))}
    new, filled = [], []
    for lesson, row in pairs:
        page = pages.get(row.id)
        if page is None:
            page = LessonPage(school_id=stage.school_id, id=row.id, course_id=row.course_id, held_on=row.held_on)
            new.append(page)
        elif page.topic and lesson.topic and page.topic != lesson.topic:
            stage.lines.append(lesson.line("тема", lesson.topic, f"в журнале стоит «{page.topic}», оставлена она"))
        if lesson.topic and not page.topic_version:
            page.topic, page.topic_version, page.topic_at = lesson.topic, 1, at
            stage.changes.append(Change("lesson.topic", "lesson", row.id, before="", after=page.topic, about_id=row.id))
            if row.id in pages:
                filled.append(page)
    LessonPage.objects.bulk_create(new)
    LessonPage.objects.bulk_update(filled, ["topic", "topic_version", "topic_at"])
    stage.tally.created["записи уроков"] += len(new) + len(filled)
    stage.tally.unchanged["записи уроков"] += len(pairs) - len(new) - len(filled)


def put_homework(stage: Stage, pairs: Sequence[Pair], at: datetime) -> None:
    """Homework due at each lesson, on the row of the lesson it was set at.

    A lesson sets one homework only. Where the file names no lesson, it is the previous one of the journal; where that
    has set something else, the homework stands at its own. So all texts arrive, and a lesson not kept is told.
    """
    courses = [course.id for course in stage.courses.values()]
    taken: set[int] = set()
    due: dict[int | None, list[Homework]] = defaultdict(list)
    for homework in (
        Homework.objects.in_school(stage.school_id).filter(course_id__in=courses, pupil_id=0).order_by("id")
    ):
        taken.add(homework.lesson_id)
        due[homework.due_lesson_id].append(homework)
    by_key = {lesson.key: row for lesson, row in pairs}
    order = list(_lessons(stage))
    rows = {row.id: row for row in order}
    unmet = sorted(_unmet(stage, pairs, due), key=lambda one: not one[2].issue)
    named_by = [_setter(by_key.get(wanted.issue), row) for _, row, wanted in unmet]
    wishes = [
        [place.id for place in (named, _before(order, row), row) if place is not None]
        for named, (_, row, _) in zip(named_by, unmet, strict=True)
    ]
    new: list[Homework] = []
    for (lesson, row, wanted), named, place in zip(unmet, named_by, seat(wishes, taken), strict=True):
        if place is None:
            stage.lines.append(lesson.line("задание", wanted.text, "у урока в Кедре одно задание, место занято"))
            continue
        if wanted.issue and (named is None or place != named.id):
            said = "в файле нет такого урока этого предмета" if named is None else "его место занято другим заданием"
            stage.lines.append(lesson.line("задано на уроке", wanted.issue, said))
        new.append(_homework(rows[place], row, wanted.text, at))
    Homework.objects.bulk_create(new)
    _tell_homework(stage, new, sum(not wanted.issue for _, _, wanted in unmet))


def _tell_homework(stage: Stage, new: Sequence[Homework], unsaid: int) -> None:
    stage.changes += [
        Change("homework.set", "homework", row.id, before="", after=row.text, about_id=row.lesson_id) for row in new
    ]
    stage.tally.created["задания"] += len(new)
    if unsaid:
        own = sum(row.lesson_id == row.due_lesson_id for row in new)
        stage.notes.append(
            f"Файл не говорит, на каком уроке задано, у {count(unsaid, 'задания', 'заданий', 'заданий')}. Такое "
            "задание записано на предыдущем уроке предмета, а где он занят или его нет – на том, к которому задано "
            f"(всего заданий на своём уроке: {own})."
        )


def _homework(place: Lesson, due: Lesson, text: str, at: datetime) -> Homework:
    return Homework(
        school_id=due.school_id, lesson_id=place.id, course_id=due.course_id, due_lesson_id=due.id,
        held_on=place.held_on, due_on=due.held_on, text=text, set_at=at,
    )  # fmt: skip


def _unmet(
    stage: Stage, pairs: Sequence[Pair], due: dict[int | None, list[Homework]]
) -> Iterator[tuple[NewLesson, Lesson, NewHomework]]:
    """Homework that the lesson does not have yet; what it has in other words stays and is told."""
    for lesson, row in pairs:
        stands, missing = [homework.text for homework in due[row.id]], []
        for wanted in lesson.homework:
            if wanted.text in stands:
                stands.remove(wanted.text)
                stage.tally.unchanged["задания"] += 1
            else:
                missing.append(wanted)
        for text, wanted in zip(stands, missing, strict=False):
            said = f"в журнале стоит «{text}», оставлено оно" if text else "в журнале задание снято"
            stage.lines.append(lesson.line("задание", wanted.text, said))
        yield from ((lesson, row, wanted) for wanted in missing[len(stands) :])


def _setter(named: Lesson | None, due: Lesson) -> Lesson | None:
    """The lesson the file names, where it could have set the homework: of the same journal, and not after it is due."""
    if named is None or named.course_id != due.course_id:
        return None
    return named if (named.held_on, named.starts_at) <= (due.held_on, due.starts_at) else None


def _before(order: Sequence[Lesson], lesson: Lesson) -> Lesson | None:
    """The lesson of the same journal before this one."""
    earlier = [row for row in order if row.course_id == lesson.course_id]
    place = next(place for place, row in enumerate(earlier) if row.id == lesson.id)
    return earlier[place - 1] if place else None


def _ids(pairs: Sequence[Pair]) -> list[int]:
    return [row.id for _, row in pairs]
