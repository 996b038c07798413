"""Works of a week's lessons, and the pupil's marks and absences in them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kedr.audit.actions import Change
from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.interop.netschool.actions.lessons import Pair
from kedr.interop.netschool.actions.stage import Stage
from kedr.interop.netschool.mapping import NewLesson, NewWork, in_words
from kedr.journal.models import Attendance, Mark, Work
from kedr.journal.rules import DEBT, MAX_SLOTS, check_mark, mark_words
from kedr.schools.queries import regulations
from kedr.schools.rules import DEBT_DAYS
from kedr.timetable.models import Lesson

type Placed = tuple[NewLesson, Lesson, NewWork, Work]


def put_cells(stage: Stage, pairs: Sequence[Pair], actor: Actor, at: datetime) -> None:
    """Works by kind and title, marks and absences by cell. A cell that says something already stays as it is."""
    placed = _put_works(stage, pairs)
    lessons = [row.id for _, row in pairs]
    _put_marks(stage, placed, lessons, actor, at)
    _put_absences(stage, pairs, lessons, actor, at)


def _put_works(stage: Stage, pairs: Sequence[Pair]) -> list[Placed]:
    standing: dict[int, list[Work]] = defaultdict(list)
    lessons = [row.id for _, row in pairs]
    for work in Work.objects.in_school(stage.school_id).filter(lesson_id__in=lessons).order_by("slot"):
        standing[work.lesson_id].append(work)
    placed, new = [], []
    for lesson, row in pairs:
        for wanted, work in _work_places(stage, lesson, row, standing[row.id]):
            placed.append((lesson, row, wanted, work))
            if work._state.adding:
                new.append(work)
    Work.objects.bulk_create(new)
    codes = {kind_id: code for code, kind_id in stage.kinds.items()}
    stage.changes += [
        Change("work.make", "work", work.id, after=[codes[work.kind_id], work.title], about_id=work.lesson_id)
        for work in new
    ]
    stage.tally.created["работы"] += len(new)
    stage.tally.unchanged["работы"] += len(placed) - len(new)
    return placed


def _work_places(stage: Stage, lesson: NewLesson, row: Lesson, standing: list[Work]) -> Iterator[tuple[NewWork, Work]]:
    """For each work of a lesson the row that is it, or a new one in the next free slot."""
    waiting, free = list(standing), [slot for slot in range(MAX_SLOTS) if slot not in {one.slot for one in standing}]
    for wanted in lesson.works:
        kind_id = stage.kinds[wanted.kind]
        work = next((one for one in waiting if (one.kind_id, one.title) == (kind_id, wanted.title)), None)
        if work is not None:
            waiting.remove(work)
            if work.weight != wanted.weight:
                said = f"в журнале вес этой работы {in_words(work.weight)}, оставлен он"
                stage.lines.append(lesson.line("вес", in_words(wanted.weight), said))
            yield wanted, work
        elif free:
            yield wanted, Work(
                school_id=stage.school_id, lesson_id=row.id, course_id=row.course_id, kind_id=kind_id,
                held_on=row.held_on, slot=free.pop(0), weight=wanted.weight, title=wanted.title,
                is_double="/" in wanted.mark,
            )  # fmt: skip
        else:
            said = (
                f"{wanted.title or 'без названия'}, вес {in_words(wanted.weight)}, отметка {wanted.mark or 'не стоит'}"
            )
            stage.lines.append(lesson.line("работа", said, f"у урока в Кедре не больше {MAX_SLOTS} работ"))


def _put_marks(stage: Stage, placed: Sequence[Placed], lessons: Sequence[int], actor: Actor, at: datetime) -> None:
    rows = Mark.objects.in_school(stage.school_id).filter(pupil_id=stage.pupil_id, lesson_id__in=lessons)
    standing = {(mark.lesson_id, mark.slot): mark for mark in rows}
    new, today = [], day_of(at)
    due_on = today + timedelta(days=regulations(stage.school_id, today).get(DEBT_DAYS))
    for lesson, row, wanted, work in placed:
        if not wanted.mark:
            continue
        stands = standing.get((row.id, work.slot))
        refused = check_mark(wanted.mark, stage.courses[lesson.subject].scale, is_double=work.is_double)
        if stands is not None:
            _same_mark(stage, lesson, wanted, stands)
        elif refused or not stage.holds(lesson.on):
            said = refused.sentence if refused else "в этот день ученика нет в списке класса"
            stage.lines.append(lesson.line("отметка", wanted.mark, said))
        else:
            new.append(
                Mark(
                    school_id=stage.school_id, lesson_id=row.id, work_id=work.id, pupil_id=stage.pupil_id,
                    held_on=row.held_on, slot=work.slot, value=wanted.mark,
                    due_on=due_on if wanted.mark == DEBT else None, comment=wanted.comment, set_at=at,
                    set_by=actor.person_id,
                )
            )  # fmt: skip
    Mark.objects.bulk_create(new)
    stage.changes += [
        Change(
            "mark.give", "mark", mark.id, before="", after=mark_words(mark.value, mark.due_on), about_id=mark.lesson_id
        )
        for mark in new
    ]
    stage.tally.created["отметки"] += len(new)


def _same_mark(stage: Stage, lesson: NewLesson, wanted: NewWork, stands: Mark) -> None:
    if stands.value != wanted.mark:
        said = f"в журнале стоит {stands.value}, оставлена она" if stands.value else "в журнале отметка снята"
        stage.lines.append(lesson.line("отметка", wanted.mark, said))
        return
    stage.tally.unchanged["отметки"] += 1
    if wanted.comment and wanted.comment != stands.comment:
        said = f"в журнале «{stands.comment}», оставлен он" if stands.comment else "в журнале комментарий снят"
        stage.lines.append(lesson.line("комментарий", wanted.comment, said))


def _put_absences(stage: Stage, pairs: Sequence[Pair], lessons: Sequence[int], actor: Actor, at: datetime) -> None:
    rows = Attendance.objects.in_school(stage.school_id).filter(pupil_id=stage.pupil_id, lesson_id__in=lessons)
    standing = {row.lesson_id: row for row in rows}
    new = []
    for lesson, row in pairs:
        stands = standing.get(row.id)
        if not lesson.absence:
            continue
        if stands is not None and stands.code == lesson.absence:
            stage.tally.unchanged["пропуски"] += 1
        elif stands is not None:
            said = f"в журнале стоит «{stands.code}», оставлено оно" if stands.code else "в журнале пропуск снят"
            stage.lines.append(lesson.line("пропуск", lesson.absence, said))
        elif not stage.holds(lesson.on):
            stage.lines.append(lesson.line("пропуск", lesson.absence, "в этот день ученика нет в списке класса"))
        else:
            new.append(
                Attendance(
                    school_id=stage.school_id, lesson_id=row.id, pupil_id=stage.pupil_id, held_on=row.held_on,
                    code=lesson.absence, set_at=at, set_by=actor.person_id,
                )
            )  # fmt: skip
    Attendance.objects.bulk_create(new)
    stage.changes += [
        Change("attendance.set", "attendance", row.id, before="", after=row.code, about_id=row.lesson_id) for row in new
    ]
    stage.tally.created["пропуски"] += len(new)
