"""Doors to the timetable: fetch with permission, NotFound for everybody else."""

from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.timetable.models import Lesson

MAY_CHANGE = frozenset({Role.DEPUTY_HEAD, Role.HEAD})


def lesson_to_change(actor: Actor, school_id: int, lesson_id: int) -> Lesson:
    """A lesson whose teacher, room or being the actor may change for the day. One query."""
    lesson = None
    if actor.school_id == school_id and actor.role in MAY_CHANGE:
        lesson = Lesson.objects.in_school(school_id).filter(id=lesson_id).first()
    if lesson is None:
        raise NotFound("Такого урока нет. Обновите страницу.")
    return lesson
