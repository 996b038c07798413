"""Commands: what each does, every refusal, replay, conflict, and what it costs."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kedr.audit.models import Event
from kedr.core.models import Stamp
from kedr.curriculum.models import CourseTeacher
from kedr.journal.models import Attendance, Command, LessonPage, Mark, Work
from kedr.journal.tests.sending import command, outcomes, post, statements
from kedr.people.models import Enrolment
from kedr.schools.models import AcademicYear, Period, SchoolClass, SchoolRegulation
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, Cast, enrol, person

type ClientOf = Callable[[str], Client]


def mark_of(cast: Cast, value: str = "5", **more: Any) -> dict[str, Any]:
    return command("mark", cast.lessons[2], pupil=str(cast.pupils[0].id), value=value, **more)


def test_a_mark_is_given_with_its_work_its_event_and_its_stamps(cast: Cast, client_of: ClientOf) -> None:
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast))
    assert outcome["status"] == "done"
    assert outcome["version"] == 1
    mark = Mark.objects.in_school(1).get()
    assert (mark.value, mark.pupil_id, mark.held_on) == ("5", cast.pupils[0].id, TODAY)
    work = Work.objects.in_school(1).get(id=mark.work_id)
    assert (work.kind_id, work.weight) == (cast.kinds["ОУ"].id, Decimal(1))
    event = Event.objects.get(school_id=1, verb="mark.give")
    assert (event.target_id, event.before, event.after, event.at) == (mark.id, "", "5", NOW)
    assert event.name == cast.actor("teacher").name
    assert Lesson.objects.in_school(1).get(id=cast.lessons[2].id).kept_at == NOW
    stamps = {(s.kind, s.object_id) for s in Stamp.objects.filter(school_id=1)}
    assert {("course", cast.algebra.id), ("pupil", cast.pupils[0].id)} <= stamps


def test_changing_and_removing_a_mark_keeps_its_row_and_its_history(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for value, base in (("5", 0), ("4", 1), ("", 2)):
        outcomes(client, 1, mark_of(cast, value, base=base))
    mark = Mark.objects.in_school(1).get()
    assert (mark.value, mark.version) == ("", 3)
    changes = [
        (e.verb, e.before, e.after) for e in Event.objects.filter(school_id=1, target_kind="mark").order_by("id")
    ]
    assert changes == [("mark.give", "", "5"), ("mark.give", "5", "4"), ("mark.remove", "4", "")]


def test_a_replay_gets_the_same_outcome_and_does_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    first = mark_of(cast)
    (done,) = outcomes(client, 1, first)
    (again, fresh) = outcomes(client, 1, first, mark_of(cast, "4", base=1))
    assert again == {**done, "replayed": True}
    assert fresh["version"] == 2
    assert Event.objects.filter(school_id=1, verb="mark.give").count() == 2


def test_the_same_id_with_another_body_is_refused(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    first = mark_of(cast)
    outcomes(client, 1, first)
    (outcome,) = outcomes(client, 1, {**first, "value": "2"})
    assert (outcome["status"], outcome["code"]) == ("refused", "altered")
    assert Mark.objects.in_school(1).get().value == "5"


def test_another_persons_command_id_tells_nothing(cast: Cast, client_of: ClientOf) -> None:
    first = mark_of(cast)
    outcomes(client_of("teacher"), 1, first)
    (outcome,) = outcomes(client_of("colleague"), 1, first)
    assert outcome["code"] == "right"


def test_a_stale_base_is_a_conflict_with_both_sides(cast: Cast, client_of: ClientOf) -> None:
    outcomes(client_of("deputy_head"), 1, mark_of(cast, "4"))
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast, "5"))
    assert outcome["status"] == "conflict"
    assert outcome["server"]["value"] == "4"
    assert outcome["server"]["version"] == 1
    assert outcome["server"]["by"] == cast.actor("deputy_head").name
    assert Mark.objects.in_school(1).get().value == "4"
    (same,) = outcomes(client_of("teacher"), 1, mark_of(cast, "4"))
    assert same["status"] == "done"  # both wrote the same: merged in silence


def test_one_bad_command_does_not_stop_the_rest(cast: Cast, client_of: ClientOf) -> None:
    bad, good = mark_of(cast, "9"), command("topic", cast.lessons[2], value="Степени")
    answers = outcomes(client_of("teacher"), 1, bad, good)
    assert [a["status"] for a in answers] == ["refused", "done"]
    assert LessonPage.objects.in_school(1).get().topic == "Степени"


def _closed(cast: Cast) -> None:
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(closed_at=NOW)


def _between_periods(cast: Cast) -> None:
    Period.objects.in_school(1).filter(id=cast.periods[1].id).update(starts_on=TODAY + timedelta(days=1))


def _cancelled(cast: Cast) -> None:
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(is_cancelled=True)


def _window(cast: Cast) -> None:
    SchoolRegulation.objects.create(school_id=1, key="edit_window", value=1, starts_on=date(2026, 9, 1))
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(held_on=TODAY - timedelta(days=2))


def _left(cast: Cast) -> None:
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=TODAY)


def _tomorrow(cast: Cast) -> None:
    Lesson.objects.in_school(1).filter(id=cast.lessons[2].id).update(held_on=TODAY + timedelta(days=1))


def _no_marks(cast: Cast) -> None:
    cast.algebra.scale = "none"
    cast.algebra.save()


@pytest.mark.parametrize(
    ("change", "who", "code"),
    [
        (_closed, "teacher", "closed"),
        (_closed, "deputy_head", "closed"),
        (_between_periods, "teacher", "closed"),
        (_between_periods, "deputy_head", "closed"),
        (_cancelled, "teacher", "cancelled"),
        (_window, "teacher", "closed"),
        (_left, "teacher", "membership"),
        (_tomorrow, "teacher", "future"),
        (_no_marks, "teacher", "value"),
        (lambda cast: None, "colleague", "right"),
        (lambda cast: None, "class_teacher", "right"),
    ],
)
def test_refusals_of_a_mark(
    cast: Cast, client_of: ClientOf, change: Callable[[Cast], None], who: str, code: str
) -> None:
    change(cast)
    (outcome,) = outcomes(client_of(who), 1, mark_of(cast))
    assert (outcome["status"], outcome["code"]) == ("refused", code)
    assert outcome["sentence"].endswith((".", "(долг)."))
    assert not Mark.objects.in_school(1).exists()


def test_a_pupil_outside_the_group_that_day_is_refused(cast: Cast, client_of: ClientOf) -> None:
    vera = cast.pupils[2]  # of the class, not of the English group
    answers = outcomes(client_of("colleague"), 1, command("mark", cast.english_lesson, pupil=str(vera.id), value="5"))
    assert answers[0]["code"] == "membership"


def test_a_lesson_of_another_school_is_unknown(cast: Cast, client_of: ClientOf) -> None:
    foreign = command("mark", cast.foreign_lesson, pupil=str(cast.foreign_pupil.id), value="5")
    (outcome,) = outcomes(client_of("teacher"), 1, foreign)
    assert outcome["code"] == "unknown"
    assert post(client_of("teacher"), 2, foreign).status_code == 404


def test_a_lesson_named_under_another_course_is_unknown(cast: Cast, client_of: ClientOf) -> None:
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast) | {"course": str(cast.chemistry.id)})
    assert outcome["code"] == "unknown"


def test_a_substitute_writes_in_the_lesson_they_give_and_no_other(cast: Cast, client_of: ClientOf) -> None:
    lesson = cast.lessons[2]
    Lesson.objects.in_school(1).filter(id=lesson.id).update(
        teacher_id=cast.people["colleague"].id, is_teacher_replaced=True
    )
    pupil = str(cast.pupils[0].id)
    own, other = outcomes(
        client_of("colleague"),
        1,
        command("mark", lesson, pupil=pupil, value="5"),
        command("mark", cast.lessons[1], pupil=pupil, value="5"),
    )
    assert (own["status"], other["status"]) == ("done", "refused")


def test_attendance_late_with_minutes_and_cleared(cast: Cast, client_of: ClientOf) -> None:
    client, pupil = client_of("teacher"), str(cast.pupils[0].id)
    late = command("attendance", cast.lessons[2], pupil=pupil, value="оп", minutes=10)
    assert outcomes(client, 1, late)[0]["version"] == 1
    assert Attendance.objects.in_school(1).get().minutes == 10
    outcomes(client, 1, command("attendance", cast.lessons[2], pupil=pupil, value="", base=1))
    assert Attendance.objects.in_school(1).get().code == ""
    bad = command("attendance", cast.lessons[2], pupil=pupil, value="ы", base=2)
    assert outcomes(client, 1, bad)[0]["code"] == "value"
    assert [e.after for e in Event.objects.filter(school_id=1, verb="attendance.set").order_by("id")] == [
        "оп 10 мин",
        "",
    ]


def test_a_conflict_of_lateness_tells_the_minutes(cast: Cast, client_of: ClientOf) -> None:
    pupil = str(cast.pupils[0].id)
    outcomes(client_of("deputy_head"), 1, command("attendance", cast.lessons[2], pupil=pupil, value="оп", minutes=10))
    (stale,) = outcomes(
        client_of("teacher"), 1, command("attendance", cast.lessons[2], pupil=pupil, value="оп", minutes=5)
    )
    server = stale["server"]
    assert (stale["status"], server["value"], server["minutes"]) == ("conflict", "оп", 10)
    outcomes(client_of("deputy_head"), 1, mark_of(cast, "4"))
    (mark,) = outcomes(client_of("teacher"), 1, mark_of(cast, "5"))
    assert "minutes" not in mark["server"]


def test_a_work_gets_its_kind_weight_and_title(cast: Cast, client_of: ClientOf) -> None:
    client, lesson = client_of("teacher"), cast.lessons[2]
    test_kind = {"kind": str(cast.kinds["КР"].id), "title": "Контрольная № 2"}
    outcomes(client, 1, mark_of(cast))
    (outcome,) = outcomes(client, 1, command("work", lesson, value=test_kind, base=1))
    work = Work.objects.in_school(1).get()
    assert (outcome["version"], work.weight, work.title) == (2, Decimal(3), "Контрольная № 2")
    SchoolRegulation.objects.create(school_id=1, key="work_weights", value={"СР": "2.5"}, starts_on=date(2026, 9, 1))
    outcomes(client, 1, command("work", cast.lessons[1], value={"kind": str(cast.kinds["СР"].id)}))
    assert Work.objects.in_school(1).get(lesson_id=cast.lessons[1].id).weight == Decimal("2.5")


def test_a_comment_needs_a_mark_and_goes_with_it(cast: Cast, client_of: ClientOf) -> None:
    client, pupil = client_of("teacher"), str(cast.pupils[0].id)
    early = command("comment", cast.lessons[2], pupil=pupil, value="Молодец")
    assert outcomes(client, 1, early)[0]["status"] == "refused"
    outcomes(client, 1, mark_of(cast))
    outcomes(client, 1, command("comment", cast.lessons[2], pupil=pupil, value="Молодец", base=1))
    assert Mark.objects.in_school(1).get().comment == "Молодец"


def test_what_does_not_exist_gets_no_stamp(cast: Cast, client_of: ClientOf) -> None:
    """Nor does what is of another school."""
    about: dict[str, Any] = {"pupil": str(cast.foreign_pupil.id), "value": "5", "period": str(cast.periods[1].id)}
    wrong = [
        command("mark", cast.lessons[2], **about),
        command("mark", cast.foreign_lesson, **about),
        command("result", course="77", **about),
        mark_of(cast) | {"pupil": "78"},
        mark_of(cast) | {"course": "79"},
    ]
    answers = outcomes(client_of("teacher"), 1, *wrong)
    assert [answer["code"] for answer in answers] == ["membership", "unknown", "unknown", "membership", "unknown"]
    stamps = Stamp.objects.filter(school_id=1).values_list("kind", "object_id")
    assert set(stamps) == {("course", cast.algebra.id), ("pupil", cast.pupils[0].id)}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"schema":1,"commands":[]}', b'{"schema":1,"commands":[{"id":"x"}]}', b"\xff"]
)
def test_a_malformed_batch_is_400_with_a_sentence(cast: Cast, client_of: ClientOf, body: bytes) -> None:
    answer = client_of("teacher").post("/s/1/commands", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["sentence"]


def test_signs_and_numbers_that_cannot_be_are_400(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    for wrong in (
        command("topic", cast.lessons[2], value="Тема\u0000"),
        mark_of(cast, "\u0000"),
        mark_of(cast, reason="\u0000"),
        mark_of(cast) | {"pupil": "9" * 19},
        mark_of(cast) | {"course": "9" * 19},
        command("homework", cast.lessons[2], value={"text": "№ 5", "due": "9" * 19}),
    ):
        assert post(client, 1, wrong).status_code == 400
    assert client.post("/s/1/commands", b"{}", content_type="application/json", CONTENT_LENGTH="abc").status_code == 400
    assert not Command.objects.filter(school_id=1).exists()


def test_a_text_is_a_text(cast: Cast, client_of: ClientOf) -> None:
    wrong = [command("topic", cast.lessons[2], value=value) for value in (True, {"a": 1})]
    assert [answer["status"] for answer in outcomes(client_of("teacher"), 1, *wrong)] == ["refused"] * 2


def test_a_huge_batch_is_413_and_nothing_is_done(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("teacher").post("/s/1/commands", b" " * 10_000_000, content_type="application/json")
    assert answer.status_code == 413
    assert not Command.objects.filter(school_id=1).exists()


def test_a_stranger_gets_401_and_a_guardian_404(cast: Cast, client_of: ClientOf) -> None:
    assert post(client_of("stranger"), 1, mark_of(cast)).status_code == 401
    assert post(client_of("guardian"), 1, mark_of(cast)).status_code == 404


def test_one_mark_costs_eight_queries_and_thirty_cost_no_more(cast: Cast, client_of: ClientOf) -> None:
    client = client_of("teacher")
    outcomes(client, 1, mark_of(cast))
    assert statements(client, mark_of(cast, "4", base=1)) <= 8
    pupils = [person(cast.one, f"Ученик{n}", "Имя") for n in range(30)]
    for pupil in pupils:
        enrol(cast.school_class, pupil)
    batch = [command("mark", cast.lessons[2], pupil=str(pupil.id), value="4") for pupil in pupils]
    assert statements(client, *batch) <= 8


def test_an_answer_to_one_mark_fits_a_kilobyte(cast: Cast, client_of: ClientOf) -> None:
    assert len(post(client_of("teacher"), 1, mark_of(cast)).content) <= 1024


def test_a_browsers_clock_decides_nothing(cast: Cast, client_of: ClientOf) -> None:
    early = mark_of(cast, "5", at="2026-11-10T00:00:00Z")
    late = mark_of(cast, "4", at="2036-01-01T00:00:00Z")  # a day off, ten years off: neither wins by it
    answers = [outcomes(client_of("teacher"), 1, sent)[0] for sent in (early, late)]
    assert [answer["status"] for answer in answers] == ["done", "conflict"]
    assert Mark.objects.in_school(1).get().set_at == NOW


def test_a_lost_answer_and_a_second_try_make_one_mark(cast: Cast, client_of: ClientOf) -> None:
    """The server was killed between commit and answer: the browser sends the batch again, with what came since."""
    client, first = client_of("teacher"), mark_of(cast, "5")
    post(client, 1, first)  # the answer never arrived
    again = outcomes(client, 1, first, command("topic", cast.lessons[2], value="Степени"))
    assert [answer.get("replayed", False) for answer in again] == [True, False]
    assert Mark.objects.in_school(1).get().version == 1
    assert Event.objects.filter(school_id=1, target_kind="mark").count() == 1


def test_a_teacher_who_left_the_course_writes_nowhere(cast: Cast, client_of: ClientOf) -> None:
    CourseTeacher.objects.in_school(1).filter(course_id=cast.algebra.id).update(ends_on=TODAY)
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast))
    assert outcome["code"] == "right"


def test_a_closed_year_is_closed_everywhere(cast: Cast, client_of: ClientOf) -> None:
    AcademicYear.objects.in_school(1).update(closed_at=NOW)
    about: dict[str, Any] = {"course": str(cast.algebra.id), "period": str(cast.periods[1].id)}
    result = command("result", value="4", pupil=str(cast.pupils[0].id), **about)
    answers = outcomes(client_of("teacher"), 1, mark_of(cast), command("topic", cast.lessons[4], value="Т"), result)
    assert [answer["code"] for answer in answers] == ["closed"] * 3


def test_a_group_of_several_classes_is_of_its_classes_level(cast: Cast, client_of: ClientOf) -> None:
    cast.english.class_id = None
    cast.english.save()
    SchoolClass.objects.in_school(1).filter(id=cast.school_class.id).update(grade=10)
    SchoolRegulation.objects.create(school_id=1, key="edit_window", level=3, value=1, starts_on=date(2026, 9, 1))
    Lesson.objects.in_school(1).filter(id=cast.english_lesson.id).update(held_on=TODAY - timedelta(days=5))
    late = command("mark", cast.english_lesson, pupil=str(cast.pupils[0].id), value="5")
    assert outcomes(client_of("colleague"), 1, late)[0]["code"] == "closed"


def test_a_school_without_kinds_of_work_is_told_so(cast: Cast, client_of: ClientOf) -> None:
    for kind in cast.kinds.values():
        kind.delete()
    (outcome,) = outcomes(client_of("teacher"), 1, mark_of(cast))
    assert "виды работ" in outcome["sentence"]
