"""A polite word to a teacher: «заполните, пожалуйста, журнал»."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor
from kedr.core.clock import day_of
from kedr.core.errors import NotFound
from kedr.curriculum.models import CourseTeacher
from kedr.journal.access import DECIDERS
from kedr.journal.models import Reminder
from kedr.people.actions.telling import Words, tell_staff
from kedr.timetable.models import Lesson


@transaction.atomic
def remind_teacher(*, actor: Actor, at: datetime, school_id: int, person_id: int) -> bool:
    """Remind a teacher of the school to fill the journal; False when today's reminder has been sent by somebody.

    Raises NotFound for another school's person and for one who teaches nothing.
    """
    if actor.school_id != school_id or actor.role not in DECIDERS:
        raise NotFound("Страницы нет.")
    teaches = CourseTeacher.objects.in_school(school_id).filter(person_id=person_id).exists()
    if not (teaches or Lesson.objects.in_school(school_id).filter(teacher_id=person_id).exists()):
        raise NotFound("Учителя нет.")
    row = Reminder(school_id=school_id, person_id=person_id, sent_on=day_of(at), sent_at=at, sent_by=actor.person_id)
    before = Reminder.objects.in_school(school_id).filter(person_id=person_id, sent_on=day_of(at))
    if before.exists():
        return False
    Reminder.objects.in_school(school_id).bulk_create([row], ignore_conflicts=True)  # two of the office at once
    change = Change("reminder.send", "person", person_id, about_id=row.id)
    record(actor=actor, at=at, school_id=school_id, changes=[change])
    words = Words(
        "journal", "Заполните журнал", f"Просит {actor.name}: за последние дни не всё заполнено.",
        reverse("portal:day", args=[school_id]),
    )  # fmt: skip
    tell_staff(actor=actor, at=at, school_id=school_id, people=[person_id], words=words)
    return True
