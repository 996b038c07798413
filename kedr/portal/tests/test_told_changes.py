"""Families hear of what changes in the coming days, each of their own child's lessons."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kedr.notices.models import Notice
from kedr.people.models import Enrolment
from kedr.timetable.actions import cover_lessons
from kedr.timetable.rules.changes import CANCEL, PLAN, TEACHER, Decision
from tests.cast import NOW, TODAY, Cast, enrol, person


def cover(cast: Cast, *decisions: Decision, at: Any = NOW) -> None:
    cover_lessons(actor=cast.actor("deputy_head"), at=at, school_id=1, decisions=list(decisions))


def told(cast: Cast, who: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(user_id=cast.actor(who).user_id, kind="change").order_by("id")
    return list(rows.values_list("title", "text"))


def test_a_cancelled_lesson_and_its_return(cast: Cast) -> None:
    lesson = cast.lessons[3].id  # Thursday's
    cover(cast, Decision(lesson, CANCEL))
    title = "изменения в уроках 12 ноября"
    assert told(cast, "guardian") == [(f"Алина: {title}", "1-й, Алгебра: урока не будет.")]
    assert told(cast, "other_guardian") == [(f"Борис: {title}", "1-й, Алгебра: урока не будет.")]
    assert told(cast, "pupil") == told(cast, "guardian")
    assert told(cast, "teacher") == []
    notice = Notice.objects.filter(user_id=cast.actor("guardian").user_id).get()
    assert notice.path.endswith("/2026-11-09/#d4")
    cover(cast, Decision(lesson, PLAN))
    assert told(cast, "guardian")[1] == (f"Алина: {title}", "1-й, Алгебра: по расписанию.")


def test_another_teacher_is_named(cast: Cast) -> None:
    cover(cast, Decision(cast.lessons[3].id, TEACHER, cast.people["colleague"].id))
    assert told(cast, "guardian")[0][1] == "1-й, Алгебра: ведёт Орлов Т. Н."


def test_a_groups_lesson_is_told_to_its_members_only(cast: Cast) -> None:
    newcomer = person(cast.one, "Новая", "Яна")
    enrol(cast.school_class, newcomer)
    cover(cast, Decision(cast.english_lesson.id, CANCEL))
    told_about = set(Notice.objects.filter(kind="change").values_list("about_id", flat=True))
    assert told_about == {cast.pupils[0].id, cast.pupils[1].id}


@pytest.mark.parametrize("at", [NOW + timedelta(days=2), NOW - timedelta(days=9)])
def test_what_is_over_or_far_ahead_is_not_told(cast: Cast, at: Any) -> None:
    cover(cast, Decision(cast.lessons[3].id, CANCEL), at=at)
    assert told(cast, "guardian") == []


def test_who_left_the_class_hears_nothing(cast: Cast) -> None:
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=TODAY)
    cover(cast, Decision(cast.lessons[3].id, CANCEL))
    assert told(cast, "guardian") == []


def test_a_day_is_one_notice_and_the_statements_are_the_same_for_many_pupils(cast: Cast) -> None:
    counts = []
    for size, lesson in ((0, cast.lessons[3]), (30, cast.lessons[4])):
        for n in range(size):
            enrol(cast.school_class, person(cast.one, f"Новый{n:02}", "Имя"))
        with CaptureQueriesContext(connection) as seen:
            cover(cast, Decision(lesson.id, CANCEL))
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert len(told(cast, "guardian")) == 2
