"""All measurements on one database: `python -m bench.one`, called by `python -m bench` with KEDR_DATABASE set."""

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from bench import browser, cases, data, family, load  # noqa: E402 needs the settings
from bench.figures import Figure  # noqa: E402
from bench.server import memory_mb, serving  # noqa: E402

PORT = 8791


def main() -> None:
    database, seconds = sys.argv[1], float(sys.argv[2])
    started = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "demo"], check=True, stdout=subprocess.DEVNULL)
    filled = time.monotonic() - started
    page = data.make_page("Ж", 28, 60, 900)
    wide = data.make_page("Ш", 34, 80, 1500)
    sheet = data.make_sheet()
    data.settle()
    figures: list[Figure] = []
    with serving(PORT, worker=True) as server:
        figures += cases.page_cases(server, PORT, page, database)
        figures += load.crowd(PORT, page, database, seconds)
        figures += browser.figures(PORT, wide, database)
        if database == "SQLite":
            figures.append(Figure("memory of the stack", database, memory_mb(server), "MB", bound=250))
        figures += cases.report_cases(server, PORT, page, sheet, database)
        figures += cases.school_cases(server, PORT, sheet, database)
        figures += family.family_cases(server, PORT, page, database)
        if database == "SQLite":  # what the paper's engine keeps for the next form
            figures.append(Figure("memory after hundreds of PDFs", database, memory_mb(server), "MB"))
    figures += family.telling_cases(database)
    if os.environ.get("KEDR_BENCH_QUICK") != "1":
        figures.append(cases.archive_case(database))
    if database == "SQLite":
        figures.append(Figure("kedr demo, from nothing", database, filled, "s", bound=60))
    if os.environ.get("KEDR_BENCH_QUICK") != "1":
        figures += _forty_schools(page, database)
    Path(sys.argv[3]).write_bytes(pickle.dumps(figures))


def _forty_schools(page: data.Page, database: str) -> list[Figure]:
    """The same page with forty schools in the base."""
    journal = f"/s/{data.SCHOOL}/journal/{page.course_id}/"
    before = len(cases.queries_of(page.teacher, journal))
    four = cases.floor_ms(page.teacher, journal)
    subprocess.run(
        [sys.executable, "manage.py", "demo", "--size", "municipality"], check=True, stdout=subprocess.DEVNULL
    )
    forty, queries = cases.floor_ms(page.teacher, journal), len(cases.queries_of(page.teacher, journal))
    return [
        Figure("journal page: queries at 40 schools", database, queries, "", bound=before),
        Figure(
            "SQL of the journal page, 40 schools", database, forty, "ms CPU", four, forty / four, 1.5, "over 4 schools"
        ),
    ]


main()
