"""`kedr import netschool-week`: one command for an empty base, the report, the comparison."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kedr.interop.netschool.tests.twin import encoded, twin
from kedr.journal.models import Mark
from kedr.schools.models import School

REAL = Path(settings.ROOT).parent / "shared" / "data" / "netschool-week.json"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import", "netschool-week", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def week(tmp_path: Path) -> Path:
    path = tmp_path / "week.json"
    path.write_bytes(encoded(twin()))
    return path


def test_one_command_fills_an_empty_base(db: None, week: Path) -> None:
    said = run(week, "--school-name", "Школа у реки")
    school = School.objects.get()
    assert f"Неделя загружена: Ученик NetSchool, 10Г, школа № {school.id}" in said
    assert "Как прочитано и что заведено:" in said
    assert "– 09.11.2026, 8-й урок (Беседы у костра): смена «2»" in said
    assert "Сравнили 13 уроков с дневником и журналом: отличий нет." in run(week, "--school", school.id, "--compare")
    assert "Эта неделя уже в базе" in run(week, "--school", school.id)


def test_the_class_and_the_pupil_may_be_named(db: None, week: Path) -> None:
    named = ("--class", "9В", "--pupil", "Лесова Анна")
    said = run(week, "--school-name", "Школа у реки", *named)
    assert "Лесова Анна, 9В" in said
    school = School.objects.get().id
    assert "отличий нет" in run(week, "--school", school, "--compare", *named)
    with pytest.raises(CommandError, match="Класса 10Г в этом учебном году"):
        run(week, "--school", school, "--compare")
    with pytest.raises(CommandError, match="Ученика «Ученик NetSchool» в классе 9В нет"):
        run(week, "--school", school, "--compare", "--class", "9В")


def test_the_comparison_tells_differences(db: None, week: Path) -> None:
    run(week, "--school-name", "Школа у реки")
    school = School.objects.get().id
    Mark.objects.in_school(school).filter(value="3").update(value="5")
    with pytest.raises(CommandError, match="3 отличия") as told:
        run(week, "--school", school, "--compare")
    place = "10.11.2026, 1-й урок, 08:00, Алгебра"
    assert f"{place}: отметки – в файле 3 (вес 10), в дневнике 5 (вес 10)" in str(told.value)
    assert f"{place}: отметки – в файле 3 (вес 10), в журнале 5 (вес 10)" in str(told.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "Ничего не загружено. Файл не читается как JSON"), ("[]", "Ничего не загружено. Это не неделя дневника")],
)
def test_a_bad_file_changes_nothing(db: None, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=words):
        run(path, "--school-name", "Школа у реки")
    assert not School.objects.exists()


def test_a_refusal_leaves_no_school_behind(db: None, week: Path) -> None:
    with pytest.raises(CommandError, match="Класс «Орлята» не понятен"):
        run(week, "--school-name", "Школа у реки", "--class", "Орлята")
    assert not School.objects.exists()


def test_the_school_and_the_file_must_be_named(db: None, week: Path) -> None:
    with pytest.raises(CommandError, match="Назовите школу"):
        run(week)
    with pytest.raises(CommandError, match="Для сравнения назовите номер школы"):
        run(week, "--school-name", "Школа", "--compare")
    with pytest.raises(CommandError, match="не открывается"):
        run(week.with_name("no.json"), "--school", 1)


@pytest.mark.skipif(not REAL.exists(), reason="a real week lies beside the project only where it may")
def test_a_real_week_arrives_whole(db: None) -> None:
    said = run(REAL, "--school-name", "Школа у реки")
    assert "уроки                  34" in said
    assert "отметки                10" in said
    school = School.objects.get().id
    assert "Сравнили 34 урока с дневником и журналом: отличий нет." in run(REAL, "--school", school, "--compare")
    assert "Ничего не изменено" in run(REAL, "--school", school)
