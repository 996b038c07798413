"""The pages that the numbers of a report are made of. An address is asked for many times on a page, so it is kept."""

from functools import lru_cache

from django.urls import reverse

from kedr.reports.queries.spans import Span


@lru_cache(maxsize=4096)
def journal(school_id: int, course_id: int, period_id: int | None = None) -> str:
    """A course's page in a period."""
    query = {"period": period_id} if period_id else None
    return reverse("journal:journal", args=[school_id, course_id], query=query)


@lru_cache(maxsize=4096)
def lesson(school_id: int, lesson_id: int) -> str:
    """One lesson."""
    return reverse("journal:lesson", args=[school_id, lesson_id])


@lru_cache(maxsize=4096)
def plan(school_id: int, course_id: int) -> str:
    """The lesson plan of a course beside what was given."""
    return reverse("portal:plan", args=[school_id, course_id])


@lru_cache(maxsize=4096)
def remarks(school_id: int, person_id: int) -> str:
    """The remarks of a teacher."""
    query = {"teacher": person_id} if person_id else None
    return reverse("journal:remarks", args=[school_id], query=query)


def pupil(school_id: int, pupil_id: int, span: Span | None = None, part: str = "") -> str:
    """A pupil's marks; `part` is a place on that page."""
    return _page("reports:pupil", (school_id, pupil_id), span) + (f"#{part}" if part else "")


def of_class(school_id: int, class_id: int, report: str, span: Span | None = None) -> str:
    """A report about a class."""
    return _page("reports:class", (school_id, class_id, report), span)


def teacher(school_id: int, person_id: int, span: Span | None = None, report: str = "courses") -> str:
    """A report about a teacher's courses."""
    return _page("reports:teacher", (school_id, person_id, report), span)


def _page(name: str, args: tuple[int | str, ...], span: Span | None) -> str:
    return _address(name, args, span.query if span else ())


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[int | str, ...], query: tuple[tuple[str, str], ...]) -> str:
    return reverse(name, args=args, query=dict(query) or None)
