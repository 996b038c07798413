"""Homework in the diary: one's own and nobody else's, with files, minutes, and whether it came late."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kedr.curriculum.models import CourseException
from kedr.diary.access import diary_to_read
from kedr.diary.models import HomeworkDone
from kedr.diary.queries.week import diary_week
from kedr.diary.tests.test_week import ADDRESS, MONDAY, week_of
from kedr.diary.tests.writing import homework
from kedr.files.actions import keep_file, look_at
from kedr.files.tests.samples import TXT
from kedr.journal.models import Homework, HomeworkFile
from kedr.people.models import Enrolment, Guardianship
from tests.cast import NOW, TODAY, TOMSK, Cast

type ClientOf = Callable[[str], Client]


def file_of(cast: Cast, set_as: Homework, name: str = "Карточка.txt") -> int:
    upload = look_at(name=name, content=TXT, most=1)
    file = keep_file(actor=cast.actor("teacher"), at=NOW, school_id=1, upload=upload)
    HomeworkFile.objects.create(school_id=1, homework_id=set_as.id, file_id=file.id)
    return file.id


def own(cast: Cast, pupil: int, text: str = "№ 6") -> Homework:
    """Homework of one pupil, due on Wednesday."""
    return homework(cast.lessons[0], text, due=cast.lessons[2], pupil=cast.pupils[pupil])


def get(client: Client, cast: Cast, file_id: int, pupil: int = 0) -> Any:
    return client.get(f"/s/1/diary/{cast.pupils[pupil].id}/file/{file_id}/")


def test_the_class_has_its_own_and_one_pupil_another(cast: Cast, client_of: ClientOf) -> None:
    common = homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    Homework.objects.in_school(1).filter(id=common.id).update(minutes=30)
    mine = own(cast, 0)
    Homework.objects.in_school(1).filter(id=mine.id).update(minutes=15)
    file_of(cast, common, "Общая.txt")
    file_of(cast, mine)
    day = week_of(cast, 0).days[2]
    assert [(task.text, task.is_personal, [file.name for file in task.files]) for task in day.lessons[0].homework] == [
        ("№ 5", False, ["Общая.txt"]), ("№ 6", True, ["Карточка.txt"]),
    ]  # fmt: skip
    assert day.minutes == 45
    assert [task.text for task in week_of(cast, 1).days[2].lessons[0].homework] == ["№ 5"]
    text = client_of("guardian").get(ADDRESS.format(cast.pupils[0].id)).content.decode()
    assert '<b class="own" aria-hidden="true">лично</b> № 6' in text
    assert "45 мин" in text
    assert "№ 6" not in client_of("other_guardian").get(ADDRESS.format(cast.pupils[1].id)).content.decode()


def test_late_is_said(cast: Cast, client_of: ClientOf) -> None:
    made = homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    at = datetime(2026, 11, 9, 19, 40, tzinfo=TOMSK)
    Homework.objects.in_school(1).filter(id=made.id).update(set_at=at, is_late=True)
    assert "задано поздно, в 19:40" in client_of("guardian").get(ADDRESS.format(cast.pupils[0].id)).content.decode()


def test_a_file_of_the_class_is_for_its_families(cast: Cast, client_of: ClientOf) -> None:
    file_id = file_of(cast, homework(cast.lessons[0], "№ 5", due=cast.lessons[2]))
    for who, pupil in (("pupil", 0), ("guardian", 0), ("other_guardian", 1), ("class_teacher", 2), ("deputy_head", 2)):
        answer = get(client_of(who), cast, file_id, pupil)
        assert (answer.status_code, b"".join(answer)) == (200, TXT), who
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_another_pupils_own_file_is_nothing_to_anybody_else(cast: Cast, client_of: ClientOf) -> None:
    file_id = file_of(cast, own(cast, 0))
    assert get(client_of("guardian"), cast, file_id).status_code == 200
    # through their own diary, and through the diary it belongs to
    for who in ("other_guardian", "neighbour_teacher", "teacher", "colleague", "secretary", "municipal_officer"):
        for pupil in (0, 1, 2):
            assert get(client_of(who), cast, file_id, pupil).status_code == 404, (who, pupil)
    # who may read both diaries gets it in the right one only
    for who in ("class_teacher", "deputy_head", "head"):
        assert [get(client_of(who), cast, file_id, pupil).status_code for pupil in (0, 1, 2)] == [200, 404, 404], who


@pytest.mark.parametrize("gone", ["taken off", "taken back", "left", "barred"])
def test_a_file_goes_with_what_it_belongs_to(gone: str, cast: Cast, client_of: ClientOf) -> None:
    made = homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    file_id = file_of(cast, made)
    match gone:
        case "taken off":
            HomeworkFile.objects.in_school(1).update(removed_at=NOW)
        case "taken back":
            Homework.objects.in_school(1).update(text="")
        case "left":
            Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=MONDAY)
        case "barred":
            Guardianship.objects.in_school(1).update(is_barred=True)
    assert get(client_of("guardian"), cast, file_id).status_code == 404


def test_a_file_of_a_group_is_for_the_group(cast: Cast, client_of: ClientOf) -> None:
    file_id = file_of(cast, homework(cast.english_lesson, "Слова", due_on=TODAY))
    assert [get(client_of("head"), cast, file_id, pupil).status_code for pupil in (0, 1, 2)] == [200, 200, 404]


@pytest.mark.parametrize("size", [1, 30])
def test_files_and_own_homework_take_no_more_queries(size: int, cast: Cast, django_assert_num_queries: Any) -> None:
    made = own(cast, 0)
    for number in range(size):
        file_of(cast, made, f"{number}.txt")
    diary = diary_to_read(cast.actor("guardian"), 1, cast.pupils[0].id, TODAY)
    with django_assert_num_queries(4):
        week = diary_week(diary, MONDAY)
    assert sum(len(task.files) for day in week.days for row in day.lessons for task in row.homework) == size


def tick(client: Client, cast: Cast, set_as: Homework, word: str = "done", pupil: int = 0) -> Any:
    return client.post(f"{ADDRESS.format(cast.pupils[pupil].id)}tick", {word: f"{set_as.id}.3"})


def test_a_pupil_ticks_their_own_and_the_family_sees_it(cast: Cast, client_of: ClientOf) -> None:
    set_as = homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    me, family, address = client_of("pupil"), client_of("guardian"), ADDRESS.format(cast.pupils[0].id)
    assert "отметить: сделано" in me.get(address).content.decode()
    etag = family.get(address)["ETag"]
    assert tick(me, cast, set_as)["Location"].endswith("#d3")
    tick(me, cast, set_as)
    assert HomeworkDone.objects.in_school(1).count() == 1
    assert 'class="task done"' in me.get(address).content.decode()
    html = family.get(address, headers={"if-none-match": etag}).content.decode()
    assert 'class="is-done"' in html
    assert "отметить: сделано" not in html
    assert [task.is_done for task in week_of(cast, 1).days[2].lessons[0].homework] == [False]
    tick(me, cast, set_as, "undone")
    assert not HomeworkDone.objects.in_school(1).exists()


@pytest.mark.parametrize("who", ["guardian", "other_guardian", "class_teacher", "deputy_head", "neighbour_teacher"])
def test_nobody_else_ticks(who: str, cast: Cast, client_of: ClientOf) -> None:
    set_as = homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    assert tick(client_of(who), cast, set_as).status_code == 404
    assert not HomeworkDone.objects.in_school(1).exists()


def test_what_is_not_ones_own_is_not_ticked(cast: Cast, client_of: ClientOf) -> None:
    me = client_of("pupil")
    assert tick(me, cast, own(cast, 1)).status_code == 404
    assert tick(me, cast, homework(cast.lessons[0], "№ 5", due=cast.lessons[2]), pupil=1).status_code == 404
    for sent in ("", "abc.3", "99999999999999999999.3", "1.3"):
        assert me.post(f"{ADDRESS.format(cast.pupils[0].id)}tick", {"done": sent}).status_code == 404
    Enrolment.objects.in_school(1).filter(person_id=cast.pupils[0].id).update(ends_on=cast.lessons[2].held_on)
    assert tick(me, cast, homework(cast.lessons[1], "№ 7", due=cast.lessons[2])).status_code == 404


def test_who_is_freed_from_a_course_has_only_what_is_set_for_them_alone(cast: Cast) -> None:
    homework(cast.lessons[0], "№ 5", due=cast.lessons[2])
    own(cast, 0)
    CourseException.objects.create(
        school_id=1, pupil_id=cast.pupils[0].id, course_id=cast.algebra.id, kind="home", starts_on=TODAY,
        order_no="61", order_on=TODAY,
    )  # fmt: skip
    day = week_of(cast, 0).days[2]
    assert [task.text for row in day.rows for task in row.homework] == ["№ 6"]
    assert [task.text for row in week_of(cast, 1).days[2].rows for task in row.homework] == ["№ 5"]
