"""An archive of a year: what is in it, that it is made whole or not at all, that a change of it is found."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from kedr.audit.models import Event
from kedr.curriculum.models import CourseException
from kedr.interop.archive import build as building
from kedr.interop.archive import jobs
from kedr.interop.archive.actions import note_progress, order_archive
from kedr.interop.archive.build import build, folder_of
from kedr.interop.archive.data import rows_of, schema_of, write_table
from kedr.interop.archive.jobs import make_archive
from kedr.interop.archive.papers import file_name
from kedr.interop.archive.queries import order_of
from kedr.interop.archive.records import ALL
from kedr.interop.archive.verify import BROKEN, INTACT, UNREADABLE, check_archive
from kedr.interop.archive.verify import main as verify
from kedr.journal.models import BroughtMark, Deferral, Retake
from kedr.journal.tests.sending import command, outcomes
from kedr.reports.pdf.press import PaperFailed
from kedr.reports.tests.making import FIRST, absent, lesson_on, mark_at, result, written
from kedr.schools.actions import AlreadyDone, TooEarly
from kedr.schools.models import AcademicYear, YearArchive
from kedr.schools.rules.retention import kept_until
from tests.cast import NOW, Cast

EVIL = '=HYPERLINK("x")'


@pytest.fixture(autouse=True)
def var(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> None:
    """A place of its own for the archives of each test."""
    settings.VAR = tmp_path_factory.mktemp("var")


def close(cast: Cast) -> None:
    AcademicYear.objects.in_school(1).filter(id=cast.year.id).update(closed_at=NOW)


def order(cast: Cast, **more: Any) -> int:
    about = {"actor": cast.actor("deputy_head"), "at": NOW, "school_id": 1, "year_id": cast.year.id}
    return order_archive(**{**about, "enqueue": lambda *of: None, **more})


def filled(cast: Cast) -> None:
    """A lesson with everything in it."""
    lesson = lesson_on(cast, FIRST)
    written(lesson, topic=EVIL, is_checked=True)
    mark_at(cast, lesson, cast.pupils[0], "5", weight="1.5")
    absent(lesson, cast.pupils[1], "н")
    result(cast, cast.pupils[0], "5")


def rare(cast: Cast) -> None:
    """What few pupils have: brought marks, a result put off, a retake, an order that frees them."""
    about = {"school_id": 1, "course_id": cast.algebra.id, "pupil_id": cast.pupils[1].id}
    put = {**about, "set_at": NOW, "set_by": 1}
    BroughtMark.objects.create(
        **put, held_on=FIRST, kind_id=cast.kinds["КР"].id, weight=Decimal(3), value="4", source="справка"
    )
    Deferral.objects.create(**put, period_id=cast.periods[0].id, until_on=FIRST, basis="приказ № 1")
    Retake.objects.create(**put, kind="year", attempt=1, planned_on=FIRST, value="3", protocol="№ 2")
    CourseException.objects.create(**about, kind="home", starts_on=FIRST, order_no="3", order_on=FIRST)


def ready(cast: Cast) -> Path:
    filled(cast)
    close(cast)
    name = make_archive.call(1, order(cast))
    return folder_of(1) / name


def test_the_archive_of_a_year(cast: Cast) -> None:
    path = ready(cast)
    row = YearArchive.objects.in_school(1).get()
    assert (row.state, row.file_name, row.size) == ("done", path.name, path.stat().st_size)
    checked = check_archive(path)
    assert (checked.findings, checked.digest, checked.files) == ([], row.manifest_digest, row.made)
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
        marks = json.loads(packed.read("data/marks.json"))
        lessons = json.loads(packed.read("data/lessons.json"))
        told = packed.read("README.md").decode()
        paper = packed.read("journals/8А/Алгебра, I четверть.pdf")
        listed = json.loads(packed.read("manifest.json"))
    assert {"summaries/8А, сводная ведомость учёта успеваемости.pdf", "data/schema.json", "data/history.csv"} <= names
    assert "journals/8А/Английский язык, 8А, английский, 1 гр., II четверть.pdf" in names
    assert [(one["value"], one["pupil_id"]) for one in marks] == [("5", str(cast.pupils[0].id))]
    assert EVIL in [one["topic"] for one in lessons]
    assert "Школа № 1" in told
    assert paper.startswith(b"%PDF-1.7")
    assert b"pdfaid:part" in paper
    keep = {one["path"]: one["keep_until"] for one in listed["files"]}
    assert keep["journals/8А/Алгебра, I четверть.pdf"] == "2031-12-31"
    assert keep["summaries/8А, сводная ведомость учёта успеваемости.pdf"] == "2051-12-31"
    assert [one.name for one in folder_of(1).iterdir()] == [path.name]  # nothing is left of the work


def test_what_is_done_is_in_the_record(cast: Cast) -> None:
    ready(cast)
    verbs = list(
        Event.objects.filter(school_id=1, target_kind="archive").order_by("id").values_list("verb", "person_id")
    )
    assert verbs == [("archive.order", cast.people["deputy_head"].id), ("archive.make", 0)]


def test_papers_are_kept_from_the_next_year_on() -> None:
    assert kept_until(NOW.date(), 5).isoformat() == "2031-12-31"


def test_only_a_closed_year_once_at_a_time(cast: Cast) -> None:
    with pytest.raises(TooEarly):
        order(cast)
    close(cast)
    asked: list[tuple[int, int]] = []
    first = order(cast, enqueue=lambda *of: asked.append(of))
    assert asked == [(1, first)]
    with pytest.raises(AlreadyDone):
        order(cast)
    second = order(cast, at=NOW + timedelta(minutes=11))  # the first was cut off
    states = dict(YearArchive.objects.in_school(1).values_list("id", "state"))
    assert states == {first: "failed", second: "waiting"}
    with pytest.raises(AlreadyDone):
        note_progress(at=NOW, school_id=1, archive_id=first, step="", made=1, whole=2)
    assert make_archive.call(1, first) == ""  # the one that was given up makes nothing


def test_the_queue_takes_the_order(cast: Cast) -> None:
    close(cast)
    archive_id = order(cast, enqueue=make_archive.enqueue)
    waiting = DBTaskResult.objects.get(task_path=make_archive.module_path)
    assert waiting.args_kwargs["args"] == [1, archive_id]


def test_a_run_that_was_cut_off_leaves_nothing_half_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    close(cast)
    archive_id = order(cast)
    left = folder_of(1) / ".making-7"
    left.mkdir(parents=True)
    (left / "half.pdf").write_bytes(b"%PDF")

    def broken(*args: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(building, "_pack", broken)
        with pytest.raises(OSError, match="no space"):
            make_archive.call(1, archive_id)
    assert list(folder_of(1).iterdir()) == []
    assert YearArchive.objects.in_school(1).get().state == "failed"
    assert Event.objects.get(school_id=1, verb="archive.fail").after == {"problem": "OSError('no space left')"}
    again = order(cast)
    assert jobs.make_archive.call(1, again).endswith(f"{again}.zip")


def test_one_who_is_given_up_stops_at_the_next_word(cast: Cast) -> None:
    close(cast)
    going = order_of(1, order(cast))
    assert going is not None
    YearArchive.objects.in_school(1).update(state="failed", finished_at=NOW)
    with pytest.raises(AlreadyDone):
        build(going, lambda: NOW)
    assert list(folder_of(1).glob(".making-*")) == []


def test_every_row_fits_the_schema_in_both_forms(cast: Cast, client_of: Any, tmp_path: Path) -> None:
    mark = command("mark", cast.lessons[1], pupil=str(cast.pupils[0].id), value="5")
    assert [one["status"] for one in outcomes(client_of("teacher"), 1, mark)] == ["done"]
    filled(cast)
    rare(cast)
    close(cast)
    going = order_of(1, order(cast))
    assert going is not None
    definitions = schema_of(ALL)["$defs"]
    rows = {}
    for table in ALL:
        count = write_table(table, going.scope, tmp_path)
        made = json.loads((tmp_path / f"{table.name}.json").read_text())
        with (tmp_path / f"{table.name}.csv").open(newline="") as sheet:
            lines = list(csv.reader(sheet))
        assert len(made) == count == len(lines) - 1
        assert lines[0] == definitions[table.name]["items"]["required"]
        for row in made:
            fits(row, definitions[table.name]["items"])
        rows[table.name] = made
    for name, field, value in (
        ("brought_marks", "value", "4"), ("deferrals", "basis", "приказ № 1"), ("retakes", "protocol", "№ 2"),
        ("freed_pupils", "order_no", "3"),
    ):  # fmt: skip
        assert [one[field] for one in rows[name]] == [value], name
    assert {"mark.give"} <= {one["verb"] for one in rows["history"]}
    assert {one["last_name"] for one in rows["people"]} >= {"Абрамова", "Смирнова"}
    assert {one["set_by"] for one in rows["marks"]} == {str(cast.people["teacher"].id)}
    assert not [one for one in rows["lessons"] if one["course_id"] == str(cast.foreign_course.id)]
    assert f"'{EVIL}" in (tmp_path / "lessons.csv").read_text().replace('""', '"')


def fits(row: dict[str, Any], schema: dict[str, Any]) -> None:
    """As much of JSON Schema as ours uses."""
    types = {"string": str, "integer": int, "boolean": bool, "null": type(None)}
    assert row.keys() == schema["properties"].keys()
    for name, value in row.items():
        wanted = schema["properties"][name].get("type")
        if wanted:
            allowed = tuple(types[one] for one in ([wanted] if isinstance(wanted, str) else wanted))
            assert isinstance(value, allowed), (name, value)


def test_rows_come_in_portions(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    close(cast)
    going = order_of(1, order(cast))
    assert going is not None
    people = next(table for table in ALL if table.name == "people")
    whole = list(rows_of(people, going.scope))
    monkeypatch.setattr("kedr.interop.archive.data.PORTION", 2)
    assert list(rows_of(people, going.scope)) == whole
    assert len(whole) > 4


@pytest.mark.parametrize(
    ("title", "name"), [("Труд (технология)", "Труд (технология)"), ("a/b\\c:d", "a b c d"), ("..", "без названия")]
)
def test_a_title_becomes_a_name_of_a_file(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_change_is_found_and_named(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ready(cast)
    assert verify([str(path)]) == INTACT
    assert "Архив цел." in capsys.readouterr().out
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
    assert verify([str(folder)]) == INTACT
    (folder / "data/marks.json").write_text("[]\n")
    (folder / "data/works.csv").unlink()
    (folder / "new.txt").write_text("?")
    capsys.readouterr()
    assert verify([str(folder)]) == BROKEN
    said = capsys.readouterr().out
    assert "изменён: data/marks.json" in said
    assert "нет файла: data/works.csv" in said
    assert "лишний файл: new.txt" in said
    assert "Расхождений: 3." in said


def test_a_damaged_byte_in_the_zip_is_found(cast: Cast, tmp_path: Path) -> None:
    path = ready(cast)
    with zipfile.ZipFile(path) as packed:
        info = packed.getinfo("journals/8А/Алгебра, I четверть.pdf")
    data = bytearray(path.read_bytes())
    data[info.header_offset + 200] ^= 1
    spoiled = tmp_path / "spoiled.zip"
    spoiled.write_bytes(data)
    assert [str(one) for one in check_archive(spoiled).findings] == ["изменён: journals/8А/Алгебра, I четверть.pdf"]


def test_a_list_swapped_with_its_files_is_found_by_its_digest(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    path = ready(cast)
    digest = YearArchive.objects.in_school(1).get().manifest_digest
    assert verify([str(path), "--digest", digest.upper()]) == INTACT
    assert verify([str(path), "--digest", "0" * 64]) == BROKEN
    assert "Опись не та" in capsys.readouterr().out


@pytest.mark.parametrize("manifest", [b"", b"[]", b'{"format": "other"}', b'{"format": "kedr-archive", "version": 9}'])
def test_what_is_no_archive_is_said(manifest: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify([str(tmp_path / "none.zip")]) == UNREADABLE
    (tmp_path / "text.zip").write_text("not a zip")
    assert verify([str(tmp_path / "text.zip")]) == UNREADABLE
    folder = tmp_path / "folder"
    folder.mkdir()
    assert verify([str(folder)]) == UNREADABLE
    (folder / "manifest.json").write_bytes(manifest)
    assert verify([str(folder)]) == UNREADABLE
    assert capsys.readouterr().err.count("\n") == 4


def test_a_list_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("?")
    folder = tmp_path / "folder"
    folder.mkdir()
    entry = {"path": "../secret", "size": 1, "sha256": "0" * 64, "title": "", "keep_until": "2030-01-01"}
    listed = {"format": "kedr-archive", "version": 1, "files": [entry]}
    (folder / "manifest.json").write_text(json.dumps(listed))
    assert [str(one) for one in check_archive(folder).findings] == ["путь ведёт за пределы архива: ../secret"]


def test_the_command_needs_neither_database_nor_settings(cast: Cast, tmp_path: Path) -> None:
    path = shutil.copy(ready(cast), tmp_path / "archive.zip")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("KEDR_", "DJANGO_"))}
    clean["PATH"] = "/nonexistent"
    program = (
        "import sys; sys.argv = ['kedr', 'verify-archive', sys.argv[1]]\n"
        "from kedr.config.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    assert not [name for name in sys.modules if name.startswith('django')], 'Django was loaded'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], env=clean, cwd=settings.ROOT, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Архив цел.\n")


def test_a_child_that_dies_is_no_silence(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    close(cast)
    archive_id = order(cast)
    monkeypatch.setattr("kedr.reports.pdf.press.sys.executable", shutil.which("false"))
    with pytest.raises(PaperFailed):
        make_archive.call(1, archive_id)
    assert YearArchive.objects.in_school(1).get().state == "failed"
