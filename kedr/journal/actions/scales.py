"""The scale of a journal: chosen while it holds no marks."""

from datetime import datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import Refusal
from kedr.curriculum.models import Course
from kedr.journal.access import OpenCourse
from kedr.journal.queries.scales import marked_courses
from kedr.journal.rules import SCALES


class ScaleKept(Refusal):
    """The scale cannot be another one; the sentence says why."""

    code = "scale_kept"


@transaction.atomic
def choose_scale(*, actor: Actor, at: datetime, course: OpenCourse, scale: str) -> bool:
    """Give a journal a scale; whether it was another one. Raises ScaleKept once marks or results stand."""
    stamps.bump(course.school_id, [(stamps.COURSE, course.id), (stamps.SCHOOL, course.school_id)])
    if scale not in SCALES:
        raise ScaleKept("Такой шкалы нет. Выберите из списка.")
    row = Course.objects.in_school(course.school_id).get(id=course.id)
    if row.scale == scale:
        return False
    if course.is_year_closed:
        raise ScaleKept("Учебный год закрыт: шкала журнала не меняется.")
    if marked_courses(course.school_id, [course.id]):
        raise ScaleKept(f"В журнале уже есть отметки, поэтому шкала остаётся прежней: {SCALES[row.scale]}.")
    before, row.scale = row.scale, scale
    row.save(update_fields=["scale"])
    change = Change("course.scale", "course", course.id, before=SCALES[before], after=SCALES[scale])
    record(actor=actor, at=at, school_id=course.school_id, changes=[change])
    return True
