"""One client, one request after another: processor time, latency, queries and bytes of each page and command."""

import gzip
import http.client
import json
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import orjson
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.data import SCHOOL, TODAY, Page, Sheet
from bench.figures import Figure
from bench.server import cpu_seconds, postgres
from kedr.core.actor import Actor, Role
from kedr.interop.archive.actions import order_archive
from kedr.interop.archive.build import folder_of
from kedr.interop.archive.jobs import make_archive
from kedr.reports import pdf
from kedr.reports.access import course_to_print
from kedr.reports.queries.catalogue import SCHOOL_REPORTS
from kedr.reports.queries.course_journal import course_journal
from kedr.reports.queries.spans import Asked
from kedr.schools.models import AcademicYear, YearArchive

NOT_A_QUERY = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Seen:
    """One case measured: processor milliseconds a request over all server processes, latency, bytes."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float
    status: int
    sent_bytes: int
    raw_bytes: int


class Browser:
    """A keep-alive connection with a cookie, as a browser holds it."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Accept-Encoding": "gzip", "Cookie": f"{cookie}; kedr-csrf={'c' * 32}".lstrip("; ")}

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        return self._ask("GET", path, None, {**self.headers, **headers})

    def post(self, path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        headers = {
            **self.headers, "X-CSRFToken": "c" * 32, "Content-Type": "application/json", "Accept": "application/json",
        }  # fmt: skip
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes, Any]:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), {key.lower(): value for key, value in answer.getheaders()}


type Ask = Callable[[], tuple[int, bytes, dict[str, str]]]


def measure(server: int, ask: Ask, *, seconds: float = 4) -> Seen:
    """Ask for a while after a warm-up."""
    for _ in range(20):
        status, body, headers = ask()
    taken: list[float] = []
    before, until = cpu_seconds(server, postgres()), time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    used = cpu_seconds(server, postgres()) - before
    raw = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    cuts = statistics.quantiles(taken, n=20)
    return Seen(used / len(taken) * 1000, cuts[9], cuts[18], status, len(body), len(raw))


def measure_by_turns(
    server: int,
    asks: Mapping[str, Ask],
    floors: Mapping[str, Callable[[], float]],
    *,
    rounds: int = 7,
    seconds: float = 1.5,
) -> tuple[dict[str, Seen], dict[str, float]]:
    """Cases that are compared with each other, and their floors: a short while each, again and again; the median round.

    The machine's speed drifts by more than what is looked for, but not between one turn and the next.
    """
    seen: dict[str, list[Seen]] = {name: [] for name in asks}
    found: dict[str, list[float]] = {name: [] for name in floors}
    for _ in range(rounds):
        for name, ask in asks.items():
            seen[name].append(measure(server, ask, seconds=seconds))
        for name, floor in floors.items():
            found[name].append(floor())
    return (
        {name: sorted(turns, key=lambda turn: turn.cpu_ms)[rounds // 2] for name, turns in seen.items()},
        {name: statistics.median(turns) for name, turns in found.items()},
    )


def queries_of(cookie: str, path: str) -> list[dict[str, str]]:
    """The statements of one page, in process."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies.load(cookie)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code in (200, 304), answer.status_code
    return [query for query in seen.captured_queries if not query["sql"].startswith(NOT_A_QUERY)]


def floor_ms(cookie: str, path: str, *, rounds: int = 300) -> float:
    """f2: the bare SQL of a page, fetched, plus orjson.dumps of the rows; processor time of ours and the database's."""
    statements: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies.load(cookie)
    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200
    reads = [(sql, params) for sql, params in statements if sql.lstrip().startswith(("SELECT", "WITH"))]

    def once() -> None:
        for sql, params in reads:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                orjson.dumps(cursor.fetchall(), default=str)

    for _ in range(20):
        once()
    theirs, ours = cpu_seconds(postgres()), time.process_time()
    for _ in range(rounds):
        once()
    used = time.process_time() - ours + cpu_seconds(postgres()) - theirs
    return used / rounds * 1000


class Cells:
    """Cells of a page that a writer changes again and again, with the versions it has seen."""

    def __init__(self, page: Page, port: int) -> None:
        self.page, self.browser = page, Browser(port, page.teacher)
        self.versions: dict[tuple[int, int], int] = {}
        self.turn = 0
        data = json.loads(gzip.decompress(self.browser.get(f"/s/{SCHOOL}/journal/{page.course_id}/data")[1]))
        for lesson, pupil, slot, _, version, *_ in data["marks"]:
            if slot == 0:
                self.versions[(lesson, pupil)] = version

    def write(self, cells: list[tuple[int, int]]) -> tuple[int, bytes, dict[str, str]]:
        """One batch; every command must be done."""
        self.turn += 1
        commands = [
            {
                "id": str(uuid4()), "kind": "mark", "course": str(self.page.course_id),
                "lesson": str(self.page.lesson_ids[lesson]), "pupil": str(self.page.pupil_ids[pupil]),
                "value": str(3 + self.turn % 3), "base": self.versions.get((lesson, pupil), 0),
            }
            for lesson, pupil in cells
        ]  # fmt: skip
        answer = self.browser.post(f"/s/{SCHOOL}/commands", orjson.dumps({"schema": 1, "commands": commands}))
        body = gzip.decompress(answer[1]) if answer[2].get("content-encoding") == "gzip" else answer[1]
        outcomes = orjson.loads(body).get("outcomes", [])
        assert [o["status"] for o in outcomes] == ["done"] * len(cells), body[:400]
        for cell, outcome in zip(cells, outcomes, strict=True):
            self.versions[cell] = outcome["version"]
        return answer


def page_cases(server: int, port: int, page: Page, database: str) -> list[Figure]:
    """Every row of the issue's table that one client can measure."""
    stranger, teacher, guardian = Browser(port), Browser(port, page.teacher), Browser(port, page.guardian)
    journal = f"/s/{SCHOOL}/journal/{page.course_id}/"
    week = _final_address(guardian, f"/s/{SCHOOL}/diary/{page.child_id}/")
    seen, floors = measure_by_turns(
        server,
        {
            "f1": lambda: stranger.get("/hello/"),
            "signed in": lambda: teacher.get("/hello/"),
            journal: partial(teacher.get, journal),
            week: partial(guardian.get, week),
            f"{journal} unchanged": _unchanged(teacher, journal),
            f"{week} unchanged": _unchanged(guardian, week),
        },
        {journal: partial(floor_ms, page.teacher, journal), week: partial(floor_ms, page.guardian, week)},
    )
    f1, signed = seen["f1"].cpu_ms, seen["signed in"].cpu_ms
    figures = [
        Figure("f1: hello world, a stranger", database, f1, "ms CPU"),
        Figure(
            "signed in: over f1",
            database,
            signed - f1,
            "ms CPU",
            f1,
            (signed - f1) / f1,
            max(0.5, 0.2 / f1),
            "0.5, or 0.2 ms",
        ),
    ]
    for name, path, cookie, times, most_bytes in (
        ("journal page 28 × 60", journal, page.teacher, 2.0, 30_000),
        ("diary week", week, page.guardian, 2.5, 100_000),
    ):
        whole, same, f2 = seen[path], seen[f"{path} unchanged"], floors[path]
        assert (whole.status, same.status) == (200, 304), (whole.status, same.status)
        queries = len(queries_of(cookie, path))
        figures += [
            Figure(f"f2: SQL and dumps of the {name}", database, f2, "ms CPU"),
            Figure(name, database, whole.cpu_ms, "ms CPU", f1 + f2, whole.cpu_ms / (f1 + f2), times, _latency(whole)),
            Figure(f"{name}: queries", database, queries, "", bound=8),
            Figure(f"{name}: gzipped", database, whole.sent_bytes, "bytes", bound=most_bytes,
                   note=f"raw {whole.raw_bytes:,}"),
            Figure(f"{name}, unchanged", database, same.cpu_ms, "ms CPU", f1, same.cpu_ms / f1, 2, _latency(same)),
        ]  # fmt: skip
    return figures + write_cases(server, port, page, database, f1)


def write_cases(server: int, port: int, page: Page, database: str, f1: float) -> list[Figure]:
    cells = Cells(page, port)
    row = [(lesson, pupil) for lesson in (5, 6) for pupil in range(28)][:30]
    one = measure(server, lambda: cells.write([(3, 7)]))
    many = measure(server, lambda: cells.write(row))
    return [
        Figure("set one mark", database, one.cpu_ms, "ms CPU", f1, one.cpu_ms / f1, 15, _latency(one)),
        Figure("set one mark: answer", database, one.raw_bytes, "bytes", bound=1024),
        Figure("batch of 30 marks", database, many.cpu_ms, "ms CPU", f1, many.cpu_ms / f1, 75, _latency(many)),
    ]


def report_cases(server: int, port: int, page: Page, sheet: Sheet, database: str) -> list[Figure]:
    """Reports on the screen over their SQL, and a printed one over its SQL and the bare render. No bounds yet."""
    stranger = Browser(port)
    f1 = measure(server, lambda: stranger.get("/hello/")).cpu_ms
    root, figures = f"/s/{SCHOOL}/reports", []
    for name, path in (
        ("class summary sheet, 28 × 15 × 6", f"{root}/class/{sheet.class_id}/summary/?period=year"),
        ("teacher's report, 10 courses", f"{root}/teacher/{sheet.teacher_id}/courses/?period=year"),
    ):
        seen = measure(server, partial(Browser(port, sheet.teacher).get, path))
        assert seen.status == 200, seen.status
        floor = f1 + floor_ms(sheet.teacher, path)
        queries = len(queries_of(sheet.teacher, path))
        note = f"{_latency(seen)}; {queries} queries; gzipped {seen.sent_bytes:,} of {seen.raw_bytes:,} bytes"
        figures.append(Figure(name, database, seen.cpu_ms, "ms CPU", floor, seen.cpu_ms / floor, note=note))
    path = f"{root}/course/{page.course_id}/journal.pdf"
    seen = measure(server, partial(Browser(port, page.teacher).get, path))
    assert seen.status == 200, seen.status
    floor = f1 + floor_ms(page.teacher, path, rounds=20) + _render_ms(page)
    note = f"{_latency(seen)}; {seen.sent_bytes:,} bytes; over its SQL and the bare render"
    figures.append(
        Figure("PDF of one term of one course", database, seen.cpu_ms, "ms CPU", floor, seen.cpu_ms / floor, note=note)
    )
    return figures


def school_cases(server: int, port: int, sheet: Sheet, database: str) -> list[Figure]:
    """What a whole school costs: every report of it on the screen and on paper, and its year closed into an archive."""
    stranger = Browser(port)
    f1 = measure(server, lambda: stranger.get("/hello/")).cpu_ms
    head, root = Browser(port, sheet.head), f"/s/{SCHOOL}/reports/school"
    whole = floor = 0.0
    for key in SCHOOL_REPORTS:
        path = f"{root}/{key}/?period=year"
        seen = measure(server, partial(head.get, path), seconds=2)
        assert seen.status == 200, (key, seen.status)
        whole, floor = whole + seen.cpu_ms, floor + f1 + floor_ms(sheet.head, path, rounds=10)
    note = f"{len(SCHOOL_REPORTS)} reports of the year, on the screen"
    figures = [Figure("full report set of a school", database, whole, "ms CPU", floor, whole / floor, note=note)]
    started = time.monotonic()
    for key in SCHOOL_REPORTS:
        assert head.get(f"{root}/{key}.pdf?period=year")[0] == 200, key
    figures.append(Figure("full report set of a school, PDF", database, time.monotonic() - started, "s"))
    return figures


def archive_case(database: str) -> Figure:
    """Closing a year of a school of 800: its archive, from the order to the file. It reports only."""
    year = AcademicYear.objects.in_school(SCHOOL).get()
    year.closed_at = timezone.now()
    year.save(update_fields=["closed_at"])
    actor = Actor(user_id=0, grant_id=0, role=Role.HEAD, name="", school_id=SCHOOL)
    started = time.monotonic()
    archive_id = order_archive(
        actor=actor, at=timezone.now(), school_id=SCHOOL, year_id=year.id, enqueue=lambda *of: None
    )
    name = make_archive.call(SCHOOL, archive_id)
    taken = time.monotonic() - started
    made = YearArchive.objects.in_school(SCHOOL).get(id=archive_id)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    note = f"{made.made} files, {made.size / 1e6:.0f} MB; largest child {child:.0f} MB"
    (folder_of(SCHOOL) / name).unlink()
    year.closed_at = None
    year.save(update_fields=["closed_at"])
    return Figure("archive of a year, school of 800", database, taken, "s", note=note)


def _render_ms(page: Page, *, rounds: int = 20) -> float:
    """The bare typst of the printed journal: processor time."""
    actor = Actor(user_id=0, grant_id=0, role=Role.HEAD, name="", school_id=SCHOOL)
    card = course_to_print(actor, SCHOOL, page.course_id, TODAY)
    report, _ = course_journal(card, Asked(), TODAY)
    pdf.write(report)
    started = time.process_time()
    for _ in range(rounds):
        pdf.write(report)
    return (time.process_time() - started) / rounds * 1000


def _unchanged(browser: Browser, path: str) -> Ask:
    return partial(browser.get, path, **{"If-None-Match": browser.get(path)[2]["etag"]})


def _latency(seen: Seen) -> str:
    return f"p50 {seen.p50_ms:.1f} ms, p95 {seen.p95_ms:.1f} ms"


def _final_address(browser: Browser, path: str) -> str:
    status, _, headers = browser.get(path)
    return headers["location"].partition("#")[0] if status == 302 else path
