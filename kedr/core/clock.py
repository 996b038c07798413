"""The one clock: read once a request by the middleware, once a run by a command; rules and actions get it as `at`."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def now() -> datetime:
    """This instant, aware."""
    return timezone.now()


def day_of(at: datetime) -> date:
    """The calendar day of an instant where the schools are."""
    return timezone.localdate(at)


def time_of(at: datetime) -> time:
    """What the clock on the wall shows where the schools are."""
    return timezone.localtime(at).time()


def wall(at: datetime) -> datetime:
    """The same instant, in the time zone of the schools."""
    return timezone.localtime(at)


def midnight_after(at: datetime) -> datetime:
    """When the day of an instant ends where the schools are."""
    return timezone.make_aware(datetime.combine(day_of(at) + timedelta(days=1), time()))
