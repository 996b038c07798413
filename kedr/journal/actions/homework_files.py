"""Files of homework: put to it, taken off, put back; and let go once the homework itself was taken back."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from kedr.audit import actions as audit
from kedr.audit.queries import last_changes
from kedr.core import clock, stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.files.actions import GRACE, Upload, keep_file
from kedr.files.queries import Stored
from kedr.journal.access import OpenCourse
from kedr.journal.actions.desk import Desk
from kedr.journal.actions.homework import homework_to_write, standing
from kedr.journal.models import Homework, HomeworkFile
from kedr.journal.queries.context import LessonState, cells, classes_of, lesson_states
from kedr.journal.queries.homework import personal_homework
from kedr.journal.rules import Command, No
from kedr.journal.rules.homework import NO_FILES, NO_TEXT, too_many_files
from kedr.schools.queries import regulations
from kedr.schools.rules import HOMEWORK_FILES, level_of


class WrongHomework(Refusal):
    """The homework cannot be changed so; `code` is that of the refused command it would be."""

    def __init__(self, refused: No) -> None:
        super().__init__(refused.sentence)
        self.code = refused.code


@transaction.atomic
def attach_file(
    *, actor: Actor, at: datetime, course: OpenCourse, lesson_id: int, pupil_ids: Collection[int], upload: Upload,
    reason: str = "",
) -> Stored:  # fmt: skip
    """Put a file to the class's homework of a lesson, or to that of these pupils.

    Rights, locks and membership are judged as for the homework itself (WrongHomework).
    """
    stamps.bump(course.school_id, [(stamps.COURSE, course.id)])
    desk = _desk(actor, at, course, lesson_id, pupil_ids)
    targets = sorted(pupil_ids) or [0]
    lesson = _judge(desk, course, lesson_id, targets, reason)
    homework = [standing(desk, lesson, pupil_id) for pupil_id in targets]
    if not all(one.text for one in homework):
        raise WrongHomework(NO_TEXT)
    ids = [one.id for one in homework]
    _check_number(desk, lesson, ids)
    file = keep_file(actor=actor, at=at, school_id=course.school_id, upload=upload)
    HomeworkFile.objects.bulk_create(
        HomeworkFile(school_id=course.school_id, homework_id=homework_id, file_id=file.id) for homework_id in ids
    )
    _tell(desk, lesson, targets, ids, "homework.attach", file.name, reason)
    return file


@transaction.atomic
def take_off_file(
    *, actor: Actor, at: datetime, course: OpenCourse, lesson_id: int, file_id: int, reason: str = ""
) -> None:
    """Take a file off all the homework of a lesson that has it. It can be put back for a day."""
    _turn(actor, at, course, lesson_id, file_id, reason, removed_at=at)


@transaction.atomic
def put_back_file(
    *, actor: Actor, at: datetime, course: OpenCourse, lesson_id: int, file_id: int, reason: str = ""
) -> None:
    """Undo of taking a file off."""
    _turn(actor, at, course, lesson_id, file_id, reason, removed_at=None)


@transaction.atomic
def let_go_of_files(*, actor: Actor, at: datetime, school_id: int) -> int:
    """Let go of files taken off, and of those of homework taken back, a day ago and more; how many links there were.

    `files.actions.clear_out` then removes the files that nothing holds.
    """
    links = HomeworkFile.objects.in_school(school_id)
    loose = set(links.filter(removed_at__lt=at - GRACE).values_list("id", flat=True))
    back = dict(links.filter(homework__text="").values_list("id", "homework_id"))
    changed = last_changes(school_id, {("homework", one) for one in back.values()}) if back else {}
    for link_id, homework_id in back.items():
        known = changed.get(("homework", homework_id))
        if known is None or known[1] < at - GRACE:
            loose.add(link_id)
    if loose:
        links.filter(id__in=loose).delete()
        change = audit.Change("homework.let_go", "school", school_id, after={"files": len(loose)})
        audit.record(actor=actor, at=at, school_id=school_id, changes=[change])
    return len(loose)


def _turn(
    actor: Actor, at: datetime, course: OpenCourse, lesson_id: int, file_id: int, reason: str, *,
    removed_at: datetime | None,
) -> None:  # fmt: skip
    stamps.bump(course.school_id, [(stamps.COURSE, course.id)])
    of_lesson = Homework.objects.in_school(course.school_id).filter(lesson_id=lesson_id).values_list("id", "pupil_id")
    pupils = dict(of_lesson)
    links = HomeworkFile.objects.in_school(course.school_id).filter(
        file_id=file_id, homework_id__in=pupils, removed_at__isnull=removed_at is not None
    )
    found = dict(links.values_list("homework_id", "file__name"))
    if not found:
        raise NotFound("Файла нет.")
    targets = sorted(pupils[homework_id] for homework_id in found)
    desk = _desk(actor, at, course, lesson_id, [pupil_id for pupil_id in targets if pupil_id])
    lesson = _judge(desk, course, lesson_id, targets, reason)
    if removed_at is None:
        _check_number(desk, lesson, list(found))
    links.update(removed_at=removed_at)
    verb = "homework.attach" if removed_at is None else "homework.take_off"
    _tell(desk, lesson, targets, list(found), verb, next(iter(found.values())), reason)


def _desk(actor: Actor, at: datetime, course: OpenCourse, lesson_id: int, pupil_ids: Collection[int]) -> Desk:
    """Only to judge by: what is written here are rows of its own."""
    today = clock.day_of(at)
    return Desk(
        actor=actor, at=at, today=today, school_id=course.school_id, local=regulations(course.school_id, today),
        lessons=lesson_states(course.school_id, [lesson_id], actor.person_id, today, at),
        cells=cells(course.school_id, [lesson_id], pupil_ids),
        personal=personal_homework(course.school_id, [lesson_id], pupil_ids) if pupil_ids else {},
    )  # fmt: skip


def _judge(desk: Desk, course: OpenCourse, lesson_id: int, targets: Iterable[int], reason: str) -> LessonState:
    for pupil_id in targets:
        command = Command(
            id=uuid4(), kind="homework", course=str(course.id), lesson=str(lesson_id), pupil=str(pupil_id),
            reason=reason,
        )  # fmt: skip
        refused = homework_to_write(desk, command)
        if isinstance(refused, No):
            raise WrongHomework(refused)
    return desk.lessons[lesson_id]


def _check_number(desk: Desk, lesson: LessonState, homework_ids: Collection[int]) -> None:
    most, _ = desk.local.get(HOMEWORK_FILES, level=level_of(lesson.grade), subject_id=lesson.subject_id)
    if not most:
        raise WrongHomework(NO_FILES)
    links = HomeworkFile.objects.in_school(desk.school_id).filter(homework_id__in=homework_ids, removed_at=None)
    held = list(links.values_list("homework_id", flat=True))
    if any(held.count(homework_id) >= most for homework_id in homework_ids):
        raise WrongHomework(too_many_files(most))


def _tell(
    desk: Desk, lesson: LessonState, targets: list[int], homework_ids: list[int], verb: str, name: str, reason: str
) -> None:
    """The record, and the stamps of those who see it: the class's families, or the pupils'."""
    is_off = verb == "homework.take_off"
    changes = [
        audit.Change(
            verb, "homework", homework_id, before=name if is_off else None, after=None if is_off else name,
            about_id=lesson.id, reason=reason,
        )
        for homework_id in homework_ids
    ]  # fmt: skip
    audit.record(actor=desk.actor, at=desk.at, school_id=desk.school_id, changes=changes)
    seen = {(stamps.PUPIL, pupil_id) for pupil_id in targets if pupil_id}
    if 0 in targets:
        seen |= {(stamps.CLASS, class_id) for class_id in classes_of(desk.school_id, [lesson])}
    stamps.bump(desk.school_id, seen)
