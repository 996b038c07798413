"""The plan and fact of a course as a file: CSV or a book of Excel. What comes out can be loaded again as a plan."""

import csv
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from kedr.journal.queries.plan import CoursePlanFact, RowFact

HEADERS = (
    "№ урока", "Раздел", "Тема", "Часы", "Часы в классе", "Вид работы", "Домашнее задание", "Минут на задание",
    "Дата по плану",
    "Дата по факту", "Отклонение", "Тема в журнале", "Причина изменения", "Примечание",
)  # fmt: skip
_WIDTHS = (9, 24, 44, 7, 9, 20, 30, 10, 14, 14, 14, 30, 30, 20)

type Value = str | int


def plan_rows(fact: CoursePlanFact) -> list[tuple[Value, ...]]:
    """The rows of the file under HEADERS."""
    return [_row(row) for row in fact.rows]


def _row(row: RowFact) -> tuple[Value, ...]:
    line = row.line
    return (
        row.number, line.section, line.topic, line.hours, row.hours, row.kind, line.homework,
        line.minutes or "",
        _days(part.planned_on for part in row.parts),
        _days(part.lesson.held_on if part.lesson else None for part in row.parts),
        row.parts[-1].deviation, "; ".join(row.other_topics), row.reason, line.note,
    )  # fmt: skip


def _days(days: Any) -> str:
    return ", ".join(f"{day:%d.%m.%Y}" for day in days if isinstance(day, date))


def write_csv(fact: CoursePlanFact) -> bytes:
    """With semicolons and a mark of UTF-8, as Excel in Russian opens it. No text can begin a formula."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    for row in plan_rows(fact):
        writer.writerow(
            f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value for value in row
        )
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def write_xlsx(fact: CoursePlanFact, title: str, on: date) -> bytes:
    """One sheet, with the title over the table; texts are texts and no formulas."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": datetime.combine(on, time())})
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        text = book.add_format({**base, "text_wrap": True})
        head = book.add_format({**base, "bold": True, "text_wrap": True, "bg_color": "#E9EDEA", "bottom": 1})
        page = book.add_worksheet("План уроков")
        page.write_string(0, 0, title, book.add_format({**base, "bold": True, "font_size": 14}))
        for place, (header, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True)):
            page.set_column(place, place, width, text)
            page.write_string(2, place, header, head)
        for number, row in enumerate(plan_rows(fact), 3):
            for place, value in enumerate(row):
                (page.write_number if isinstance(value, int) else page.write_string)(number, place, value, text)
        page.freeze_panes(3, 3)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)
    return out.getvalue()
