"""What a report leaves the house as: the page, the workbook, the paper."""

import zipfile
from collections.abc import Callable
from csv import reader
from datetime import date
from decimal import Decimal
from io import BytesIO
from urllib.parse import unquote

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from kedr.audit.models import Event
from kedr.reports import csv, html, ods, pdf, xlsx
from kedr.reports.table import Cell, Chart, Column, Figure, Kind, Report, School, Table, sheet_name, words
from kedr.reports.tests.making import busy_class
from tests.cast import TODAY, Cast

type ClientOf = Callable[[str], Client]

EVIL = '=HYPERLINK("http://x","<script>")'
TABLE = Table(
    "Отметки [1]",
    (
        Column("№", width=3, is_head=True),
        Column("Имя", Kind.TEXT, width=20, is_head=True),
        Column("I", Kind.MARK, "Алгебра", is_main=True),
        Column("II", Kind.MARK, "Алгебра"),
        Column("Доля", Kind.SHARE),
        Column("День", Kind.DAY),
    ),
    ((1, EVIL, "5", "н/а", Decimal("91.7"), date(2026, 11, 9)), (2, "#[*Б*]", Cell("2", "/x?a=1&b=2"), "", None, None)),
    (("", "Всего", Decimal("4.07"), None, Decimal("50.0"), None),),
)
REPORT = Report(
    key="test", title="Проба", whose="8А", span="I четверть", school=School(1, "Школа № 1", "Томск", ""), on=TODAY,
    tables=(TABLE, Table("Отметки (1)", (Column("Что", Kind.TEXT),), ())),
    figures=(Figure("Доля", Decimal("91.7"), Kind.SHARE, "из 24"), Figure("Нет", None)), notes=("Примечание",),
    signers=(("Директор", ""), ("Классный руководитель", "Ветрова Н. П.")), file_name="Проба, 8А",
)  # fmt: skip


def test_numbers_are_said_in_russian() -> None:
    said = [words(value, kind) for value, kind in [
        (Decimal("91.7"), Kind.SHARE), (Decimal("4.00"), Kind.MEAN), (Decimal("-2.0"), Kind.HOURS),
        (Decimal(0), Kind.HOURS), (Decimal("1E+1"), Kind.HOURS), (None, Kind.COUNT), (-3, Kind.COUNT),
        (date(2026, 9, 1), Kind.DAY),
    ]]  # fmt: skip
    assert said == ["91,7", "4,00", "−2", "0", "10", "", "−3", "01.09.2026"]


def test_the_page_says_the_rows_and_nothing_of_theirs_is_markup() -> None:
    body, head = html.body(TABLE), html.head(TABLE)
    assert "&lt;script&gt;" in body
    assert "<script>" not in body
    assert '<td class="k main m2"><a href="/x?a=1&amp;b=2">2</a></td>' in body
    assert '<th scope="row" class="head">#[*Б*]</th>' in body
    assert '<th scope="colgroup" colspan="2" class="g"><span>Алгебра</span></th>' in head
    assert head.count('rowspan="2"') == 4
    assert "<tfoot>" in body


def test_the_rows_of_a_number_open_under_it() -> None:
    table = Table("", (Column("Кто"),), ((Cell(2, rows=("Белов <Б>", "Власова")),),))
    assert "<details><summary>2</summary><ul><li>Белов &lt;Б&gt;</li><li>Власова</li></ul></details>" in html.body(
        table
    )


def test_where_nothing_can_be_opened_the_rows_are_said() -> None:
    columns = (Column("Класс", Kind.TEXT), Column("Предмет", Kind.TEXT), Column("С «2»"))
    table = Table("", columns, (("8А", "Химия", Cell(2, rows=("Белов", "Власова"))), ("8Б", "Химия", None)))
    assert table.explained == ["8А, Химия – С «2»: Белов; Власова"]


def test_bars_are_shares_of_the_longest() -> None:
    plain = Chart("Ученики", ("II", "I"), (("отличники", (3, 1)), ("с тройками", (6, 12))), ("main", "pale"))
    (_, drawn, said), _ = html.bars(plain)
    assert drawn == [("main", "0.00%", "25.00%", "thick"), ("pale", "0.00%", "8.33%", "thin")]
    assert said == "3 · 1"
    stack = Chart("Месяцы", ("б", "у"), (("Сентябрь", (3, 1)),), ("main", "pale"), is_stack=True)
    ((_, drawn, _),) = html.bars(stack)
    assert [bar[1:3] for bar in drawn] == [("0.00%", "75.00%"), ("75.00%", "25.00%")]
    assert Chart("", ("а",), (), ("main",)).limit == 1


def test_the_workbook_keeps_numbers_as_numbers_and_formulas_as_text() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(xlsx.write(REPORT)))
    assert book.sheet_names == ["Отметки  1", "Отметки (1)", "Показатели"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Проба"
    first = next(row for row in rows if row[0] == 1)
    assert first == [1, EVIL, 5, "н/а", 91.7, date(2026, 11, 9)]
    assert rows[-1][2:5] == [4.07, "", 50]
    assert "Записей за это время нет." in book.get_sheet_by_index(1).to_python()[-1]


def test_the_open_spreadsheet_says_the_same() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(ods.write(REPORT)))
    assert book.sheet_names == ["Отметки  1", "Отметки (1)", "Показатели"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Проба"
    assert rows[4] == ["№", "Имя", "Алгебра, I", "Алгебра, II", "Доля", "День"]
    assert rows[5] == [1, EVIL, 5, "н/а", 91.7, date(2026, 11, 9)]
    assert rows[-1][2:5] == [4.07, "", 50]
    assert b"table:formula" not in zipfile.ZipFile(BytesIO(ods.write(REPORT))).read("content.xml")


def test_csv_opens_in_a_russian_excel_and_runs_nothing() -> None:
    made = csv.write(REPORT)
    assert made.startswith(b"\xef\xbb\xbf")
    lines = list(reader(made.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert ["№", "Имя", "Алгебра, I", "Алгебра, II", "Доля", "День"] in lines
    assert ["1", f"'{EVIL}", "5", "н/а", "91,7", "09.11.2026"] in lines
    assert ["", "Всего", "4,07", "", "50,0", ""] in lines


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "  =1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_kept_as_text(text: str) -> None:
    assert csv.safe(text) == f"'{text}"
    assert csv.safe("5-й урок") == "5-й урок"


def test_two_sheets_have_two_names() -> None:
    taken: set[str] = set()
    long = "Пропуски " * 6
    names = [sheet_name(title, taken) for title in (long, long, "А/Б", "а б", "")]
    assert len({name.lower() for name in names}) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_the_paper_is_tagged_archive_pdf_with_cyrillic_inside() -> None:
    made = pdf.write(REPORT)
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/FontFile", b"pdfaid:part", b"pdfuaid:part", b"/Lang"):
        assert mark in made, mark
    assert made == pdf.write(REPORT)


def test_the_paper_takes_any_text_as_text() -> None:
    assert len(pdf.pictures(REPORT, ppi=20)) == 1


def test_a_sheet_too_wide_is_cut_between_groups_of_columns() -> None:
    subjects = [Column("I", Kind.MARK, f"Предмет {n // 3}", width=10) for n in range(30)]
    table = Table("Отметки", (Column("Имя", Kind.TEXT, width=30, is_head=True), *subjects), (("Белов", *["5"] * 30),))
    parts = pdf.data._parts(table, 150)
    assert [len(part["columns"]) for part in parts] == [13, 13, 7]
    assert all(part["columns"][0]["title"] == "Имя" for part in parts)
    assert all(span == 3 for part in parts for title, span in part["groups"] if title)
    assert parts[1]["title"] == "Отметки (продолжение)"


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv", "pdf"])
def test_a_file_leaves_with_a_name_and_a_record(form: str, cast: Cast, client_of: ClientOf) -> None:
    busy_class(cast, 2)
    address = reverse("reports:class_file", args=[1, cast.school_class.id, "summary", form])
    answer = client_of("class_teacher").get(address, {"period": cast.periods[0].id})
    name = unquote(answer["Content-Disposition"].partition("UTF-8''")[2])
    assert name == f"Сводная ведомость учёта успеваемости, 8А, I четверть 2026-27.{form}"
    assert answer["Cache-Control"] == "no-store, private"
    event = Event.objects.get(school_id=1, verb="report.export")
    assert (event.target_kind, event.target_id) == ("class", cast.school_class.id)
    assert event.after == {"report": "summary", "form": form, "span": "I четверть 2026/27"}


def test_reading_a_pupils_marks_is_put_in_the_record(cast: Cast, client_of: ClientOf) -> None:
    address = reverse("reports:pupil", args=[1, cast.pupils[0].id])
    assert client_of("class_teacher").get(address).status_code == 200
    event = Event.objects.get(school_id=1, verb="report.read")
    assert (event.target_kind, event.target_id, event.name) == ("pupil", cast.pupils[0].id, "Ветрова Наталья")
    assert client_of("teacher").get(address).status_code == 404
    assert Event.objects.filter(school_id=1, verb="report.read").count() == 1


@pytest.mark.parametrize(
    "address",
    ["class/{0}/nothing/", "class/{0}/summary.exe", "class/{0}/summary/?period=99", "class/99/summary/", "pupil/99/"],
)
def test_what_is_not_there_is_not_found(address: str, cast: Cast, client_of: ClientOf) -> None:
    path = "/s/1/reports/" + address.format(cast.school_class.id)
    assert client_of("deputy_head").get(path).status_code == 404


@pytest.mark.parametrize("query", ["?from=2026-09-01", "?from=завтра&to=2026-09-02", "?from=2026-10-01&to=2026-09-02"])
def test_days_that_are_none_are_a_clear_sentence(query: str, cast: Cast, client_of: ClientOf) -> None:
    path = reverse("reports:class", args=[1, cast.school_class.id, "attendance"]) + query
    answer = client_of("deputy_head").get(path)
    assert answer.status_code == 400
    assert "Выберите" in answer.content.decode()


def test_a_report_says_its_span_and_leads_to_the_others(cast: Cast, client_of: ClientOf) -> None:
    busy_class(cast, 2)
    path = reverse("reports:class", args=[1, cast.school_class.id, "period"])
    page = client_of("class_teacher").get(path, {"from": "2026-09-01", "to": "2026-09-30"}).content.decode()
    assert "01.09.2026–30.09.2026" in page
    assert "attendance/?from=2026-09-01&amp;to=2026-09-30" in page
    assert 'class="days" open' in page
