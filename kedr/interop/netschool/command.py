"""`kedr import netschool-week`: brings a week in, or (`--compare`) tells how the base differs from it."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper
from django.db import transaction

from kedr.core.actor import SYSTEM
from kedr.core.clock import day_of
from kedr.core.errors import Refusal
from kedr.core.words import count
from kedr.interop.netschool.actions import NewSchool, Report, bring_week, found_school
from kedr.interop.netschool.compare import differences, file_said
from kedr.interop.netschool.queries import PLACEHOLDER, diary_said, journal_said
from kedr.interop.netschool.week import Diary, decode
from kedr.interop.region import MUNICIPALITIES


class NetschoolWeek:
    """One pupil's week of a NetSchool diary."""

    name = "netschool-week"
    help = "Загружает неделю дневника ученика из NetSchool (JSON). Повторная загрузка ничего не меняет."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="ответ дневника NetSchool, .json")
        parser.add_argument("--school", type=int, help="номер школы в Кедре")
        parser.add_argument("--school-name", default="", help="завести школу с этим названием, если её нет")
        parser.add_argument("--municipality", default=MUNICIPALITIES[0], help="муниципалитет новой школы")
        parser.add_argument(
            "--class", dest="class_name", default="", help="класс, если в файле он не тот или не назван"
        )
        parser.add_argument("--pupil", default=PLACEHOLDER, help="«Фамилия Имя» ученика; без него – вымышленный")
        parser.add_argument("--compare", action="store_true", help="не загружать, а сравнить с тем, что в базе")

    def run(self, out: OutputWrapper, at: datetime, *, file: Path, compare: bool, **options: Any) -> None:
        try:
            diary = decode(file.read_bytes())
        except OSError:
            raise CommandError(f"Файл {file} не открывается. Проверьте путь.") from None
        except Refusal as refusal:
            raise CommandError(f"Ничего не загружено. {refusal}") from refusal
        if options["school"] is None and not options["school_name"]:
            raise CommandError("Назовите школу: --school НОМЕР или --school-name «Название».")
        try:
            if compare:
                _compare(out, at, diary, **options)
            else:
                _bring(out, at, diary, **options)
        except Refusal as refusal:
            raise CommandError(f"Ничего не {'сравнено' if compare else 'загружено'}. {refusal}") from refusal


def _bring(
    out: OutputWrapper, at: datetime, diary: Diary, *, school: int | None, school_name: str, municipality: str,
    class_name: str, pupil: str, **options: Any,
) -> None:  # fmt: skip
    if school_name:  # an empty base has no tables yet
        call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():  # a school without its week is not left behind
        if school_name:
            new = NewSchool(school_name, municipality)
            school = found_school(actor=SYSTEM, at=at, new=new, school_id=school)
        report = bring_week(
            actor=SYSTEM, at=at, school_id=school or 0, diary=diary, class_name=class_name, pupil_name=pupil
        )
    _write(out, school or 0, report)


def _write(out: OutputWrapper, school_id: int, report: Report) -> None:
    whose = f"{report.pupil_name}, {report.class_name}, школа № {school_id} (номер ученика {report.pupil_id})"
    if report.is_idle():
        out.write(f"Эта неделя уже в базе: {whose}. Ничего не изменено.")
    else:
        out.write(f"Неделя загружена: {whose}.")
    names = dict.fromkeys((*report.created, *report.standing))
    width = max(map(len, names))
    out.write(f"{'':{width}}  добавлено  уже было")
    for name in names:
        out.write(f"{name:{width}}  {report.created[name]:9}  {report.standing[name]:8}")
    if report.notes:
        out.write("\nКак прочитано и что заведено:")
        out.write("\n".join(f"– {note}" for note in report.notes))
    if report.lines:
        out.write(f"\nНе нашло места ({len(report.lines)}):")
        out.write("\n".join(f"– {line}" for line in report.lines))
    else:
        out.write("\nМесто нашлось всему.")


def _compare(
    out: OutputWrapper, at: datetime, diary: Diary, *, school: int | None, class_name: str, pupil: str, **options: Any
) -> None:
    if school is None:
        raise CommandError("Для сравнения назовите номер школы: --school НОМЕР.")
    said = file_said(diary.week)
    name = (class_name or diary.week.class_name or "").replace(" ", "")
    monday = said[0].on - timedelta(days=said[0].on.weekday())
    where = (school, name, pupil, monday, day_of(at))
    found = differences(said, diary_said(*where), "в дневнике")
    found += differences(said, journal_said(*where), "в журнале")
    lessons = count(len(said), "урок", "урока", "уроков")
    if found:
        different = count(len(found), "отличие", "отличия", "отличий")
        raise CommandError(f"Сравнили {lessons}: {different}.\n" + "\n".join(found))
    out.write(f"Сравнили {lessons} с дневником и журналом: отличий нет.")
