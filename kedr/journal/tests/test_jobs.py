"""What happens at night: old outcomes go, in portions, and the next night is asked for."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.core.night import next_night
from kedr.journal.actions import forget
from kedr.journal.jobs import NIGHTLY, forget_old_outcomes, plan_night
from kedr.journal.models import Command
from tests.cast import NOW, TOMSK, Cast


def outcome(school_id: int, age: timedelta) -> None:
    Command.objects.create(
        school_id=school_id, user_id=7, id=uuid4(), received_at=NOW - age, digest=b"", outcome={"status": "done"}
    )


def test_old_outcomes_go_and_young_ones_stay(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forget, "PORTION", 2)
    for school_id in (1, 2):
        for days in (59, 60, 61, 90, 400, 500):
            outcome(school_id, timedelta(days=days))
    with CaptureQueriesContext(connection) as queries:
        assert forget.forget_outcomes(actor=SYSTEM, at=NOW, school_id=1) == 4
    assert len([one for one in queries if one["sql"].lstrip().startswith("DELETE")]) == 3
    assert Command.objects.filter(school_id=1).count() == 2
    assert Command.objects.filter(school_id=2).count() == 6
    told = Event.objects.filter(school_id=1, verb="forget_outcomes").order_by("id")
    assert [one.after for one in told] == [{"outcomes": 2}, {"outcomes": 2}]
    assert forget.forget_outcomes(actor=SYSTEM, at=NOW, school_id=1) == 0
    assert told.count() == 2


def test_a_night_goes_through_all_schools_and_asks_for_the_next_one(cast: Cast) -> None:
    for school_id in (1, 2):
        outcome(school_id, timedelta(days=61))
        outcome(school_id, timedelta(days=1))
    assert forget_old_outcomes.call() == 2
    assert Command.objects.filter(school_id__in=(1, 2)).count() == 2
    waiting = DBTaskResult.objects.get()
    assert (waiting.status, waiting.run_after) == ("READY", datetime(2026, 11, 12, 3, 0, tzinfo=TOMSK))
    assert waiting.task is not None


def test_the_next_night_is_asked_for_once(cast: Cast) -> None:
    plan_night()
    plan_night()
    assert DBTaskResult.objects.count() == len(NIGHTLY)
    DBTaskResult.objects.update(status="RUNNING")  # tonight's asks for tomorrow's
    plan_night()
    assert DBTaskResult.objects.filter(status="READY").count() == len(NIGHTLY)


@pytest.mark.parametrize(
    ("at", "night"),
    [
        (datetime(2026, 11, 11, 2, 59, tzinfo=TOMSK), datetime(2026, 11, 11, 3, 0, tzinfo=TOMSK)),
        (datetime(2026, 11, 11, 3, 0, tzinfo=TOMSK), datetime(2026, 11, 12, 3, 0, tzinfo=TOMSK)),
    ],
)
def test_the_night_is_at_three(at: datetime, night: datetime) -> None:
    assert next_night(at) == night
