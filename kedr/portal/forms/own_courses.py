"""Input of «Свои предметы»."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal

from kedr.core.addresses import asked_id
from kedr.curriculum.actions.own_courses import NewOwnCourse
from kedr.portal.forms import BadInput
from kedr.schools.rules import Wrong, number_typed


def read_own_course(values: Mapping[str, str], pupils: Collection[int]) -> NewOwnCourse:
    """A new course; refuses what is not chosen, no number of hours, no day."""
    pupil_id, subject_id, teacher_id = (asked_id(values.get(name)) or 0 for name in ("pupil", "subject", "teacher"))
    if pupil_id not in pupils:
        raise BadInput("Выберите ученика.")
    if not subject_id:
        raise BadInput("Выберите предмет.")
    if not teacher_id:
        raise BadInput("Выберите учителя.")
    return NewOwnCourse(pupil_id, subject_id, teacher_id, _hours(values.get("hours", "")), _day(values, "first_on"))


def read_end(values: Mapping[str, str], courses: Collection[int]) -> tuple[int, date]:
    """Which course ends, and the first day without it; the last day of it is what people name."""
    course_id = asked_id(values.get("course")) or 0
    if course_id not in courses:
        raise BadInput("Такого предмета нет. Обновите страницу.")
    return course_id, _day(values, "last_on") + timedelta(days=1)


def _hours(text: str) -> Decimal:
    try:
        hours = number_typed(text)
    except Wrong:
        raise BadInput("Укажите часы в неделю числом, например 1,5.") from None
    if hours != hours.quantize(Decimal("0.01")):
        raise BadInput("Часы – не больше двух знаков после запятой.")
    return hours


def _day(values: Mapping[str, str], name: str) -> date:
    try:
        on = date.fromisoformat(values.get(name, ""))
    except ValueError:
        raise BadInput("Укажите день: число, месяц, год.") from None
    if not 2000 <= on.year <= 2100:
        raise BadInput("Укажите день этого учебного года.")
    return on
