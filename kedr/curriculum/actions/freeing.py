"""Pupils freed from courses by an order: home teaching, individual plans."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kedr.audit.actions import Change, record
from kedr.core import stamps
from kedr.core.actor import Actor
from kedr.core.errors import NotFound, Refusal
from kedr.core.tenancy import new_id
from kedr.curriculum.models import Course, CourseException
from kedr.people.models import Person


class WrongFreeing(Refusal):
    """The freeing does not hold together."""

    code = "wrong_freeing"


@transaction.atomic
def free_pupil(
    *,
    actor: Actor,
    at: datetime,
    school_id: int,
    pupil_id: int,
    kind: str,
    course_ids: Sequence[int],
    starts_on: date,
    ends_on: date | None,
    order_no: str,
    order_on: date,
) -> int:
    """Free a pupil from these courses on [starts_on, ends_on); how many. Raises NotFound, WrongFreeing."""
    order_no = " ".join(order_no.split())
    if kind not in CourseException.Kind.values or not course_ids:
        raise WrongFreeing("Выберите основание и хотя бы один предмет.")
    if not 0 < len(order_no) <= 30:
        raise WrongFreeing("Напишите номер приказа: до 30 знаков.")
    if ends_on is not None and ends_on <= starts_on:
        raise WrongFreeing("Последний день не раньше первого. Проверьте даты.")
    wanted = set(course_ids)
    stamps.bump(school_id, {(stamps.COURSE, one) for one in wanted} | {(stamps.PUPIL, pupil_id)})
    titles = dict(Course.objects.in_school(school_id).filter(id__in=wanted).values_list("id", "title"))
    if len(titles) < len(wanted) or not Person.objects.in_school(school_id).filter(id=pupil_id).exists():
        raise NotFound("Такого ученика или предмета нет. Обновите страницу.")
    stands = CourseException.objects.in_school(school_id).filter(pupil_id=pupil_id, course_id__in=wanted)
    for row in stands:
        if (ends_on is None or row.starts_on < ends_on) and (row.ends_on is None or row.ends_on > starts_on):
            raise WrongFreeing(f"От предмета «{titles[row.course_id]}» ученик в эти дни уже освобождён.")
    CourseException.objects.bulk_create(
        CourseException(
            school_id=school_id, id=new_id(), pupil_id=pupil_id, course_id=course_id, kind=kind, starts_on=starts_on,
            ends_on=ends_on, order_no=order_no, order_on=order_on,
        )
        for course_id in sorted(wanted)
    )  # fmt: skip
    after = {"kind": kind, "courses": sorted(wanted), "from": starts_on, "until": ends_on, "order": order_no}
    _record(actor, at, school_id, "pupil.free", pupil_id, after)
    return len(wanted)


@transaction.atomic
def end_freeing(*, actor: Actor, at: datetime, school_id: int, pupil_id: int, kind: str, ends_on: date) -> int:
    """The pupil learns with the class again from `ends_on`; how many courses. What begins later goes. NotFound."""
    rows = CourseException.objects.in_school(school_id).filter(pupil_id=pupil_id, kind=kind)
    courses = set(rows.values_list("course_id", flat=True))
    stamps.bump(school_id, {(stamps.COURSE, one) for one in courses} | {(stamps.PUPIL, pupil_id)})
    going = rows.filter(starts_on__lt=ends_on).exclude(ends_on__lte=ends_on)
    later = rows.filter(starts_on__gte=ends_on)
    touched = going.count() + later.count()
    if not touched:
        raise NotFound("Ученик уже учится со всеми. Обновите страницу.")
    going.update(ends_on=ends_on)
    later.delete()
    _record(actor, at, school_id, "pupil.end_freeing", pupil_id, {"kind": kind, "until": ends_on})
    return touched


def _record(actor: Actor, at: datetime, school_id: int, verb: str, pupil_id: int, after: dict[str, object]) -> None:
    record(actor=actor, at=at, school_id=school_id, changes=[Change(verb, "person", pupil_id, after=after)])
