"""What a calendar says, read by parsers that are not ours."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from kedr.calendars.models import CalendarFeed
from kedr.calendars.tests.reading import alina, events, link_of, read
from kedr.core import stamps
from kedr.core.actor import SYSTEM
from kedr.curriculum.models import CourseException
from kedr.diary.tests.writing import homework, mark, topic, work
from kedr.files.actions import keep_file, look_at
from kedr.journal.models import HomeworkFile
from kedr.people.models import GroupMember
from kedr.schools.models import Room
from kedr.timetable.actions.change import change_lesson
from kedr.timetable.models import Lesson
from tests.cast import NOW, TODAY, Cast, enrol, lesson

MONDAY = date(2026, 11, 9)


def hold(cast: Cast, on: date, number: int = 2, **more: Any) -> Lesson:
    """A lesson of Химия."""
    return lesson(cast.chemistry, on, number=number, teacher=cast.people["colleague"], room=cast.room, **more)


def test_a_pupil_has_the_lessons_of_the_class_and_of_their_own_group(cast: Cast) -> None:
    shown = events(alina(cast, "pupil"))
    assert list(shown) == [
        "09.11 Алгебра", "10.11 Алгебра", "11.11 Алгебра", "11.11 Английский язык, 1 гр.", "12.11 Алгебра",
        "13.11 Алгебра",
    ]  # fmt: skip
    monday = shown["09.11 Алгебра"]
    assert (monday.start.isoformat(), monday.end.time()) == ("2026-11-09T08:30:00+07:00", time(9, 10))
    assert monday["LOCATION"] == "каб. 209"
    assert monday["UID"] == f"lesson-{cast.lessons[0].id}@testserver"
    GroupMember.objects.in_school(1).update(ends_on=TODAY)
    assert "11.11 Английский язык, 1 гр." not in events(alina(cast))


def test_two_weeks_back_and_eight_ahead(cast: Cast) -> None:
    for on in (TODAY - timedelta(15), TODAY - timedelta(14), TODAY + timedelta(55), TODAY + timedelta(56)):
        hold(cast, on)
    chemistry = [name for name in events(alina(cast)) if "Химия" in name]
    assert chemistry == ["28.10 Химия", "05.01 Химия"]


def test_two_places_in_a_class_on_one_day_tell_nothing_twice(cast: Cast) -> None:
    homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    homework(cast.english_lesson, "Слова", due_on=TODAY + timedelta(days=1))
    enrol(cast.school_class, cast.pupils[0], starts_on=MONDAY)
    shown = events(alina(cast))
    assert len({one["UID"] for one in shown.values()}) == len(shown) == 7
    assert shown["11.11 Алгебра"]["DESCRIPTION"] == "Задано: № 5"


def test_the_freed_do_not_go(cast: Cast) -> None:
    homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    CourseException.objects.create(
        school_id=1, pupil_id=cast.pupils[0].id, course_id=cast.algebra.id, kind="home", starts_on=MONDAY, ends_on=None,
        order_no="15", order_on=MONDAY,
    )  # fmt: skip
    assert list(events(alina(cast))) == ["11.11 Английский язык, 1 гр."]


def test_changes_of_the_day(cast: Cast) -> None:
    monday, tuesday, wednesday = cast.lessons[:3]
    hall = Room.objects.create(school_id=1, building_id=cast.room.building_id, name="спортзал")
    monday.planned_teacher_id, monday.teacher_id = monday.teacher_id, cast.people["colleague"].id
    tuesday.planned_room_id, tuesday.room_id = tuesday.room_id, hall.id
    monday.is_teacher_replaced = tuesday.is_room_replaced = True
    wednesday.is_cancelled, wednesday.change_reason = True, "мороз"
    for changed in (monday, tuesday, wednesday):
        changed.save()
    shown = events(alina(cast))
    assert shown["09.11 Алгебра, замена"]["DESCRIPTION"] == "Замена, ведёт Орлов Т. Н."
    assert shown["10.11 Алгебра"]["LOCATION"] == "спортзал"
    assert shown["10.11 Алгебра"]["DESCRIPTION"] == "Другой кабинет, было: каб. 209"
    assert shown["11.11 Отменён: Алгебра (мороз)"]["STATUS"] == "CANCELLED"
    assert {one["STATUS"] for name, one in shown.items() if "Отменён" not in name} == {"CONFIRMED"}


def test_homework_is_told_at_the_lesson_it_is_due_at(cast: Cast) -> None:
    given = homework(cast.lessons[0], "№ 5; стр. 7, устно", due=cast.lessons[2])
    own = homework(cast.lessons[1], "Карточка", due_on=cast.lessons[2].held_on, pupil=cast.pupils[0])
    own.minutes = 20
    own.save()
    homework(cast.lessons[2], "Чужое", due=cast.lessons[3], pupil=cast.pupils[1])
    upload = look_at(name="Карточка.txt", content="Карточка".encode(), most=1)
    file = keep_file(actor=SYSTEM, at=NOW, school_id=1, upload=upload)
    HomeworkFile.objects.create(school_id=1, homework_id=given.id, file_id=file.id)
    shown = events(alina(cast))
    said = "Задано: № 5; стр. 7, устно · файлы в дневнике\nЗадано лично: Карточка · 20 мин"
    assert shown["11.11 Алгебра"]["DESCRIPTION"] == said
    assert "DESCRIPTION" not in shown["12.11 Алгебра"]


def test_homework_without_a_lesson_has_the_whole_day(cast: Cast) -> None:
    """Where there is none that day, or it is cancelled: phones hide what is cancelled."""
    homework(cast.english_lesson, "Слова", due_on=TODAY + timedelta(days=1))
    homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    cast.lessons[2].is_cancelled = True
    cast.lessons[2].save()
    shown = events(alina(cast))
    words = shown["12.11 Задание: Английский язык, 1 гр."]
    assert (words.start, words["DESCRIPTION"]) == (date(2026, 11, 12), "Задано: Слова")
    assert shown["11.11 Задание: Алгебра"]["DESCRIPTION"] == "Задано: № 5"


def test_announced_works_are_in_the_name(cast: Cast) -> None:
    work(cast, cast.lessons[3], kind="КР", title="Контрольная № 2")
    work(cast, cast.lessons[4], kind="КР")
    work(cast, cast.lessons[2])  # an ordinary one is not announced
    names = [name for name in events(alina(cast)) if "Алгебра" in name]
    assert names[2:] == ["11.11 Алгебра", "12.11 Алгебра: Контрольная № 2", "13.11 Алгебра: Контрольная работа"]


def test_no_marks_no_surname_no_topics(cast: Cast) -> None:
    topic(cast.lessons[0], "Тема урока")
    given = mark(work(cast, cast.lessons[0]), cast.pupils[0], "4", by=cast.people["teacher"], comment="Похвально")
    body = read(alina(cast)).content.decode().replace("\r\n ", "")
    assert "NAME:Уроки: Алина\r\n" in body
    for secret in ("Абрамов", "Сергеевна", "8А", "Похвально", "Тема", str(given.id), str(cast.pupils[0].id)):
        assert secret not in body


def test_a_teacher_has_classes_rooms_and_substitutions(cast: Cast) -> None:
    monday = cast.lessons[0]
    monday.planned_teacher_id, monday.teacher_id = monday.teacher_id, cast.people["colleague"].id
    monday.is_teacher_replaced = True
    monday.save()
    work(cast, cast.lessons[4], kind="КР")
    given = hold(cast, MONDAY)
    given.planned_teacher_id, given.teacher_id = given.teacher_id, cast.people["teacher"].id
    given.is_teacher_replaced = True
    given.save()
    shown = events(link_of(cast, "teacher"))
    assert list(shown) == [
        "09.11 Ведёт Орлов Т. Н.: Алгебра, 8А", "09.11 Замена: Химия, 8А", "10.11 Алгебра, 8А", "11.11 Алгебра, 8А",
        "12.11 Алгебра, 8А", "13.11 Алгебра, 8А: Контрольная работа",
    ]  # fmt: skip
    assert shown["09.11 Ведёт Орлов Т. Н.: Алгебра, 8А"]["STATUS"] == "CANCELLED"
    assert shown["09.11 Замена: Химия, 8А"]["DESCRIPTION"] == "Вместо: Орлов Т. Н."
    assert shown["10.11 Алгебра, 8А"]["LOCATION"] == "каб. 209"
    other = events(link_of(cast, "colleague"))
    assert list(other) == [
        "09.11 Замена: Алгебра, 8А", "09.11 Ведёт Смирнова О. П.: Химия, 8А",
        "11.11 Английский язык, 8А, английский, 1 гр.",
    ]  # fmt: skip


def test_a_parent_is_not_busy_at_lessons_the_others_are(cast: Cast) -> None:
    for address, busy in (
        (alina(cast), "TRANSPARENT"),
        (alina(cast, "pupil"), "OPAQUE"),
        (link_of(cast, "teacher"), "OPAQUE"),
    ):
        assert {one["TRANSP"] for one in events(address).values()} == {busy}


def test_the_sequence_grows_with_each_change_of_a_lesson(cast: Cast) -> None:
    family, teacher = alina(cast), link_of(cast, "teacher")
    for is_cancelled, name in ((True, "11.11 Отменён: Алгебра{} (мороз)"), (False, "11.11 Алгебра{}")):
        before = {one["UID"]: one["SEQUENCE"] for one in events(family).values()}
        change_lesson(
            actor=SYSTEM, at=NOW, school_id=1, lesson_id=cast.lessons[2].id, is_cancelled=is_cancelled, reason="мороз"
        )
        for address, whose in ((family, ""), (teacher, ", 8А")):
            after = events(address)[name.format(whose)]
            assert after["SEQUENCE"] > before[after["UID"]]


@pytest.mark.parametrize("who", ["guardian", "teacher"])
def test_unchanged_is_304(cast: Cast, who: str) -> None:
    address = alina(cast) if who == "guardian" else link_of(cast, "teacher")
    first = read(address)
    tag = first["ETag"]
    assert tag.startswith('W/"')
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    again = read(address, if_none_match=f'"other", {tag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    change_lesson(actor=SYSTEM, at=NOW, school_id=1, lesson_id=cast.lessons[2].id, is_cancelled=True, reason="мороз")
    changed = read(address, if_none_match=tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_a_new_day_is_another_calendar(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    address = alina(cast)
    tag = read(address)["ETag"]
    monkeypatch.setattr("kedr.core.clock.now", lambda: NOW + timedelta(days=1))
    assert read(address, if_none_match=tag).status_code == 200


def test_a_tag_opens_nothing(cast: Cast) -> None:
    address = alina(cast)
    tag = read(address)["ETag"]
    CalendarFeed.objects.update(revoked_at=NOW)
    assert read(address, if_none_match=tag).status_code == 404


@pytest.mark.parametrize("lessons", [1, 30])
def test_statements_do_not_grow(cast: Cast, django_assert_num_queries: Any, lessons: int) -> None:
    for number in range(lessons):
        held = hold(cast, MONDAY + timedelta(days=number % 5 + 7 * (number // 15)), number=1 + number % 3)
        homework(held, f"§ {number}", due_on=held.held_on)
    family, teacher = alina(cast), link_of(cast, "teacher")
    tags = [read(address)["ETag"] for address in (family, teacher)]  # notes the day
    with django_assert_num_queries(4):  # link, door, lessons, homework
        assert read(family).content.count(b"BEGIN:VEVENT") == lessons + 6
    with django_assert_num_queries(3):  # link, post, lessons
        read(teacher)
    with django_assert_num_queries(2):  # link, door
        assert read(family, if_none_match=tags[0]).status_code == 304
    with django_assert_num_queries(3):
        assert read(teacher, if_none_match=tags[1]).status_code == 304


def test_a_reading_is_noted_once_a_day(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = alina(cast)
    read(address)
    assert CalendarFeed.objects.get().read_on == TODAY
    with django_assert_num_queries(4):
        read(address)
    monkeypatch.setattr("kedr.core.clock.now", lambda: NOW + timedelta(days=1))
    read(address)
    assert CalendarFeed.objects.get().read_on == TODAY + timedelta(days=1)


def test_stamps_of_the_diary_are_those_of_the_calendar(cast: Cast) -> None:
    address = alina(cast)
    tag = read(address)["ETag"]
    for touched in ((stamps.PUPIL, cast.pupils[0].id), (stamps.CLASS, cast.school_class.id), (stamps.SCHOOL, 1)):
        stamps.bump(1, [touched])
        again = read(address, if_none_match=tag)
        assert again.status_code == 200
        tag = again["ETag"]
    stamps.bump(1, [(stamps.PUPIL, cast.pupils[1].id)])
    assert read(address, if_none_match=tag).status_code == 304
