"""Bringing a NetSchool week into a school's base."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound
from kedr.interop.netschool.actions.cells import put_cells
from kedr.interop.netschool.actions.lessons import put_homework, put_lessons
from kedr.interop.netschool.actions.locks import check_locks
from kedr.interop.netschool.actions.stage import ClassUnnamed, PeriodClosed, PupilUnclear, Stage, set_stage
from kedr.interop.netschool.mapping import Line, lay_out
from kedr.interop.netschool.queries import PLACEHOLDER
from kedr.interop.netschool.week import Diary
from kedr.interop.workbook.actions.school import UnknownMunicipality, found_region
from kedr.schools.models import School

__all__ = [
    "ClassUnnamed", "NewSchool", "PeriodClosed", "PupilUnclear", "Report", "UnknownMunicipality", "bring_week",
    "found_school",
]  # fmt: skip

BASIS = "Загружено из дневника NetSchool"  # the reason of each change, where a window let the week in


@dataclass(frozen=True, slots=True)
class NewSchool:
    """What a school is founded from: a name and a municipality."""

    name: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a week. `created` and `standing` count rows by their Russian names.

    `lines` are the values that have no place; `notes` say what was made up and how the rest was read.
    """

    class_id: int
    class_name: str
    pupil_id: int
    pupil_name: str
    created: Counter[str]
    standing: Counter[str]
    lines: Sequence[Line]
    notes: Sequence[str]

    def is_idle(self) -> bool:
        """The base held all of it already."""
        return not self.created.total()


@transaction.atomic
def bring_week(
    *, actor: Actor, at: datetime, school_id: int, diary: Diary, class_name: str = "", pupil_name: str = PLACEHOLDER
) -> Report:
    """Bring a week of one pupil's diary into a class: lessons, topics, homework, works, marks and absences.

    Only adds: what the base holds already stays as it is, and where it says something else the report tells both. So
    the same file again changes nothing. `class_name` empty is the one in the file. What the week needs and the school
    lacks (year, period, class, pupil, subjects, journals, rooms, kinds of work) is made, and named in the report.
    Raises NotFound, ClassUnnamed, PupilUnclear, PeriodClosed.
    """
    # The lock of an import: two of them at once would each make the journals. Who writes in one needs no such lock.
    if School.objects.select_for_update(no_key=True).filter(id=school_id).first() is None:
        raise NotFound(f"Школы с номером {school_id} нет. Укажите номер или название новой школы.")
    plan = lay_out(diary)
    stage = set_stage(school_id, diary.week, plan, class_name, pupil_name)
    with transaction.atomic():
        _lock(stage)
        check_locks(stage, plan.days, at)
        pairs = put_lessons(stage, plan, at)
        put_homework(stage, pairs, at)
        put_cells(stage, pairs, actor, at)
        if stage.tally.is_idle():
            transaction.set_rollback(True)  # nothing new: no page has changed, and the stamps go back
        else:
            _tell(stage, actor, at)
    return Report(
        class_id=stage.class_id,
        class_name=stage.class_name,
        pupil_id=stage.pupil_id,
        pupil_name=pupil_name,
        created=+stage.tally.created,
        standing=+stage.tally.unchanged,
        lines=[*plan.lines, *stage.lines],
        notes=[*stage.notes, *plan.notes],
    )


def _tell(stage: Stage, actor: Actor, at: datetime) -> None:
    after = {"class": stage.class_name, "created": dict(+stage.tally.created)}
    summary = Change("bring_week", "class", stage.class_id, after=after, about_id=stage.pupil_id)
    changes = [replace(change, reason=BASIS) for change in stage.changes]
    record(actor=actor, at=at, school_id=stage.school_id, changes=[*changes, summary])


def _lock(stage: Stage) -> None:
    """As with all writes of the journal: the stamps of its pages first, and what is read after that is what stands."""
    stamps.bump(
        stage.school_id,
        [
            (stamps.SCHOOL, stage.school_id),
            (stamps.CLASS, stage.class_id),
            (stamps.PUPIL, stage.pupil_id),
            *((stamps.COURSE, course.id) for course in stage.courses.values()),
        ],
    )


@transaction.atomic
def found_school(*, actor: Actor, at: datetime, new: NewSchool, school_id: int | None = None) -> int:
    """The school of this name in the municipality, founded if there is none; its number. Makes the region if need be.

    Raises UnknownMunicipality.
    """
    municipality = found_region().municipalities.filter(name=new.municipality).first()
    if municipality is None:
        raise UnknownMunicipality(f"Муниципалитета «{new.municipality}» в регионе нет. Проверьте название.")
    known = School.objects.filter(municipality=municipality, name=new.name).first()
    if known is not None:
        return known.id
    number = school_id or (School.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    if School.objects.filter(id=number).exists():
        raise NotFound(f"Под номером {number} в базе другая школа. Не указывайте номер или уберите название.")
    school = School.objects.create(
        id=number, municipality=municipality, name=new.name, short_name=new.name[:60], kind=School.Kind.CITY
    )
    record(actor=actor, at=at, school_id=school.id, changes=[Change("found_school", "school", school.id)])
    return school.id
