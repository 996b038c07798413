"""«Архив»: who orders the archive of a year, what the page says of it, who takes it out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from kedr.audit.models import Event
from kedr.interop.archive.actions import note_progress
from kedr.interop.archive.build import folder_of
from kedr.interop.archive.jobs import make_archive
from kedr.portal.queries.archives import archives_by_year
from kedr.schools.models import AcademicYear, YearArchive
from tests.cast import NOW, Cast

type ClientOf = Callable[[str], Client]
PAGE = "/s/1/archives/"


@pytest.fixture(autouse=True)
def var(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> None:
    settings.VAR = tmp_path_factory.mktemp("var")


def close(cast: Cast) -> None:
    AcademicYear.objects.in_school(1).filter(id=cast.year.id).update(closed_at=NOW)


def order(cast: Cast, client: Client) -> int:
    assert client.post(PAGE, {"year": cast.year.id}).status_code == 302
    return YearArchive.objects.in_school(1).latest("ordered_at").id


def test_an_open_year_has_no_archive_and_says_why(cast: Cast, client_of: ClientOf) -> None:
    deputy = client_of("deputy_head")
    assert "Архив собирают, когда год закрыт" in deputy.get(PAGE).content.decode()
    refused = deputy.post(PAGE, {"year": cast.year.id})
    assert refused.status_code == 400
    assert "ещё открыт" in refused.content.decode()
    assert not YearArchive.objects.in_school(1).exists()


def test_ordered_watched_taken(cast: Cast, client_of: ClientOf) -> None:
    close(cast)
    deputy, secretary = client_of("deputy_head"), client_of("secretary")
    assert "Собрать архив года" in deputy.get(f"/s/1/years/{cast.year.id}/").content.decode()
    archive_id = order(cast, deputy)
    assert DBTaskResult.objects.get(task_path=make_archive.module_path).args_kwargs["args"] == [1, archive_id]
    note_progress(at=NOW, school_id=1, archive_id=archive_id, step="Журнал: Алгебра", made=3, whole=9)
    page = deputy.get(PAGE).content.decode()
    assert "Архив собирается: 3 из 9." in page
    assert '<progress max="9" value="3"' in page
    assert deputy.post(PAGE, {"year": cast.year.id}).status_code == 400  # one at a time
    assert deputy.get(f"{PAGE}{archive_id}.zip").status_code == 404
    make_archive.call(1, archive_id)
    row = YearArchive.objects.in_school(1).get()
    page = secretary.get(PAGE).content.decode()
    assert row.manifest_digest in page
    assert "31 декабря 2031" in page
    assert "Собрать" not in page
    answer = secretary.get(f"{PAGE}{archive_id}.zip")
    body = b"".join(answer)
    assert body == (folder_of(1) / row.file_name).read_bytes()
    assert answer["Content-Length"] == str(len(body))
    event = Event.objects.get(school_id=1, verb="archive.take")
    assert (event.target_id, event.person_id) == (archive_id, cast.people["secretary"].id)


def test_a_secretary_orders_none(cast: Cast, client_of: ClientOf) -> None:
    close(cast)
    assert client_of("secretary").post(PAGE, {"year": cast.year.id}).status_code == 404


def test_a_year_opened_since_is_said(cast: Cast, client_of: ClientOf) -> None:
    close(cast)
    deputy = client_of("deputy_head")
    make_archive.call(1, order(cast, deputy))
    assert "год открывали" not in deputy.get(PAGE).content.decode()
    AcademicYear.objects.in_school(1).filter(id=cast.year.id).update(closed_at=NOW + timedelta(days=1))
    assert "год открывали" in deputy.get(PAGE).content.decode()


def test_a_work_cut_off_is_offered_anew(cast: Cast, client_of: ClientOf) -> None:
    close(cast)
    deputy = client_of("deputy_head")
    order(cast, deputy)
    YearArchive.objects.in_school(1).update(touched_at=NOW - timedelta(minutes=11))
    page = deputy.get(PAGE).content.decode()
    assert "работу прервали" in page
    assert "Собрать ещё раз" in page
    order(cast, deputy)
    assert sorted(YearArchive.objects.in_school(1).values_list("state", flat=True)) == ["failed", "waiting"]


def test_a_file_that_is_gone_is_said(cast: Cast, client_of: ClientOf) -> None:
    close(cast)
    deputy = client_of("deputy_head")
    archive_id = order(cast, deputy)
    make_archive.call(1, archive_id)
    for file in folder_of(1).iterdir():
        file.unlink()
    answer = deputy.get(f"{PAGE}{archive_id}.zip")
    assert answer.status_code == 400
    assert "Соберите архив заново" in answer.content.decode()
    assert not Event.objects.filter(school_id=1, verb="archive.take").exists()


def test_the_list_is_one_query(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert [line.name for line in archives_by_year(1, NOW)] == ["2026/27"]
    assert len(seen) == 1
