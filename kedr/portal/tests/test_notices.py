"""A family says that a pupil will be away; the class teacher accepts it, and the journal knows, or answers why not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kedr.audit.models import Event
from kedr.core.errors import NotFound
from kedr.journal.actions.notices import WrongNotice, accept_notice, announce_absence, decline_notice, take_notice_back
from kedr.journal.models import Absence, AbsenceNotice, Attendance
from kedr.journal.queries.notices import notices_of, waiting_notices
from tests.cast import NOW, TODAY, Cast

type ClientOf = Callable[[str], Client]


def address(cast: Cast) -> str:
    return f"/s/1/diary/{cast.pupils[0].id}/away/"


def say(cast: Cast, who: str = "guardian", *, pupil: int = 0, **more: Any) -> int:
    about: dict[str, Any] = {
        "starts_on": TODAY, "ends_on": TODAY + timedelta(days=2), "code": "у", "words": "Едем на соревнования",
    }  # fmt: skip
    child = pupil or cast.pupils[0].id
    return announce_absence(
        actor=cast.actor(who), at=NOW, school_id=1, pupil_id=child, children=[cast.pupils[0].id], **(about | more)
    )


def sent(**more: str) -> dict[str, str]:
    last = TODAY + timedelta(days=1)
    return {"first": TODAY.isoformat(), "last": last.isoformat(), "code": "б", "words": "Температура"} | more


def test_from_a_parents_phone_to_the_journal(cast: Cast, client_of: ClientOf) -> None:
    family, teacher = client_of("guardian"), client_of("class_teacher")
    html = family.get(family.post(address(cast), sent())["Location"]).content.decode()
    assert "Отправлено" in html
    assert "ждёт ответа" in html
    assert "Родители сообщили об отсутствии: 1" in teacher.get("/s/1/day/").content.decode()
    html = teacher.get("/s/1/absences/").content.decode()
    assert "Сообщили родители: 1" in html
    assert "Температура" in html
    row = AbsenceNotice.objects.in_school(1).get()
    assert teacher.post(f"/s/1/absences/notices/{row.id}", {"act": "accept"}).status_code == 302
    absence = Absence.objects.in_school(1).get()
    assert (absence.code, absence.basis, absence.ends_on) == (
        "б", "Сообщение родителей: Температура", TODAY + timedelta(days=2),
    )  # fmt: skip
    cells = Attendance.objects.in_school(1).filter(pupil_id=cast.pupils[0].id, held_on=TODAY)
    assert {cell.code for cell in cells} == {"б"}
    assert "принято" in family.get(address(cast)).content.decode()
    assert waiting_notices(1, None, TODAY) == []
    verbs = Event.objects.filter(school_id=1, target_kind="notice").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["notice.send", "notice.accept"]


def test_a_notice_is_declined_with_a_word(cast: Cast, client_of: ClientOf) -> None:
    notice = say(cast)
    teacher = client_of("class_teacher")
    refused = teacher.post(f"/s/1/absences/notices/{notice}", {"act": "decline", "answer": " "})
    assert refused.status_code == 400
    assert "Напишите семье, почему нет" in refused.content.decode()
    assert teacher.post(
        f"/s/1/absences/notices/{notice}", {"act": "decline", "answer": "В эти дни контрольная"}
    ).status_code == 302  # fmt: skip
    html = client_of("guardian").get(address(cast)).content.decode()
    assert "не принято" in html
    assert "Ответ: В эти дни контрольная" in html
    assert not Absence.objects.in_school(1).exists()
    assert say(cast), "the same days may be told of again"


def test_what_waits_is_taken_back_once(cast: Cast, client_of: ClientOf) -> None:
    notice = say(cast)
    with pytest.raises(WrongNotice, match="уже сообщили"):
        say(cast, starts_on=TODAY + timedelta(days=1))
    family = client_of("guardian")
    assert family.post(address(cast), {"back": str(notice)})["Location"].endswith("?said=back")
    assert waiting_notices(1, None, TODAY) == []
    again = family.post(address(cast), {"back": str(notice)})
    assert again.status_code == 400
    with pytest.raises(WrongNotice):
        accept_notice(actor=cast.actor("class_teacher"), at=NOW, school_id=1, notice_id=notice)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"first": "вчера"}, "Укажите первый и последний день"),
        ({"last": "2026-11-10"}, "не раньше первого"),
        ({"last": "2027-05-01"}, "не больше 60"),
        ({"first": "2026-10-01", "last": "2026-10-02"}, "за неделю до"),
        ({"code": "нп"}, "Выберите причину"),
        ({"code": ""}, "Выберите причину"),
        ({"words": "  "}, "Диагноз не пишите"),
        ({"words": "ы" * 171}, "сократите на 1"),
        ({"last": "9999-12-31"}, "Укажите первый и последний день"),
    ],
)
def test_what_cannot_be_is_told_and_kept(cast: Cast, client_of: ClientOf, wrong: dict[str, str], word: str) -> None:
    answer = client_of("guardian").post(address(cast), sent(**wrong))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert word in html
    if "words" not in wrong:
        assert 'value="Температура"' in html
    assert not AbsenceNotice.objects.in_school(1).exists()


def test_only_a_guardian_of_the_child_says_and_only_who_answers_for_it_decides(cast: Cast, client_of: ClientOf) -> None:
    for who in ("other_guardian", "pupil", "class_teacher", "deputy_head"):
        if who in ("pupil", "class_teacher", "deputy_head"):
            assert client_of(who).post(address(cast), sent()).status_code == 404
        else:
            assert client_of(who).get(address(cast)).status_code == 404
    with pytest.raises(NotFound):
        say(cast, pupil=cast.pupils[1].id)
    notice = say(cast)
    for who in ("teacher", "colleague", "head"):
        with pytest.raises(NotFound):
            accept_notice(actor=cast.actor(who), at=NOW, school_id=1, notice_id=notice)
        with pytest.raises(NotFound):
            decline_notice(actor=cast.actor(who), at=NOW, school_id=1, notice_id=notice, answer="нет")
    with pytest.raises(NotFound):
        take_notice_back(actor=cast.actor("other_guardian"), at=NOW, school_id=1, notice_id=notice, children=[])
    assert accept_notice(actor=cast.actor("deputy_head"), at=NOW, school_id=1, notice_id=notice).lessons >= 1


def test_a_script_in_a_word_is_a_word(cast: Cast, client_of: ClientOf) -> None:
    say(cast, words="<script>alert(1)</script>")
    for who, path in (("guardian", address(cast)), ("class_teacher", "/s/1/absences/")):
        html = client_of(who).get(path).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_the_lists_cost_one_query(cast: Cast) -> None:
    for day in range(3):
        say(cast, starts_on=TODAY + timedelta(days=3 * day), ends_on=TODAY + timedelta(days=3 * day + 1))
        with CaptureQueriesContext(connection) as seen:
            notices_of(1, cast.pupils[0].id, TODAY)
            waiting_notices(1, [cast.school_class.id], TODAY)
            assert waiting_notices(1, [], TODAY) == []
        assert len(seen) == 2
    assert [one.starts_on for one in waiting_notices(1, None, TODAY)] == sorted(
        date.fromordinal(TODAY.toordinal() + 3 * day) for day in range(3)
    )
