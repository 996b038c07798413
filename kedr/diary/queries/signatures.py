"""Who has read which week: for the family's own page, and for the class teacher."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kedr.core.sql import day, fetch, in_list, moment
from kedr.core.words import initials
from kedr.diary.rules import WEEK, monday_of, week_is_over

WEEKS = 5  # on the class teacher's page


@dataclass(frozen=True, slots=True)
class Signature:
    """Who has read a week, and when."""

    by: str
    at: datetime


# by diary_weeksignature_once
_SIGNED_SQL = """
SELECT g.last_name, g.first_name, g.middle_name, s.signed_at FROM diary_weeksignature s
LEFT JOIN people_person g ON g.school_id = s.school_id AND g.id = s.signed_by
WHERE s.school_id = %s AND s.pupil_id = %s AND s.monday = %s
"""


def signature_of(school_id: int, pupil_id: int, monday: date) -> Signature | None:
    """The signature of a week, if there is one. One query."""
    rows = fetch(_SIGNED_SQL, [school_id, pupil_id, monday])
    return Signature(initials(*rows[0][:3]) if rows[0][0] else "", moment(rows[0][3])) if rows else None


@dataclass(frozen=True, slots=True)
class SignedPupil:
    """A pupil with the weeks their family has read: the signer, empty for none, None before they came."""

    id: int
    name: str
    weeks: list[str | None]


@dataclass(frozen=True, slots=True)
class ClassSignatures:
    """The last finished weeks of a class, the latest first; `lacks` are how many have not read each."""

    mondays: list[date]
    pupils: list[SignedPupil]

    @property
    def lacks(self) -> list[int]:
        return [sum(pupil.weeks[place] == "" for pupil in self.pupils) for place in range(len(self.mondays))]


# by people_enrolment_class, then diary_weeksignature_once
_CLASS_SQL = """
SELECT p.id, p.last_name, p.first_name, e.starts_on, s.monday, g.last_name, g.first_name, g.middle_name
FROM people_enrolment e
JOIN people_person p ON p.school_id = e.school_id AND p.id = e.person_id
LEFT JOIN diary_weeksignature s ON s.school_id = e.school_id AND s.pupil_id = e.person_id AND s.monday IN {weeks}
LEFT JOIN people_person g ON g.school_id = s.school_id AND g.id = s.signed_by
WHERE e.school_id = %s AND e.class_id = %s AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
ORDER BY p.last_name, p.first_name, p.id
"""


def class_signatures(school_id: int, class_id: int, today: date) -> ClassSignatures:
    """Who of a class has read the last finished weeks. One query."""
    latest = monday_of(today) if week_is_over(monday_of(today), today) else monday_of(today) - WEEK
    mondays = [latest - WEEK * back for back in range(WEEKS)]
    names: dict[int, tuple[str, date]] = {}
    signed: dict[int, dict[date, str]] = defaultdict(dict)
    sql = _CLASS_SQL.format(weeks=in_list(len(mondays)))
    for pupil_id, last, first, since, monday, *by in fetch(sql, [*mondays, school_id, class_id, today, today]):
        names[pupil_id] = (f"{last} {first}", day(since))
        if monday:
            signed[pupil_id][day(monday)] = initials(*by) if by[0] else "подписано"
    pupils = [
        SignedPupil(pupil_id, name, _weeks(mondays, signed[pupil_id], since))
        for pupil_id, (name, since) in names.items()
    ]
    return ClassSignatures(mondays, pupils)


def _weeks(mondays: Sequence[date], signed: dict[date, str], since: date) -> list[str | None]:
    return [signed.get(on, "") if on + timedelta(days=6) >= since else None for on in mondays]
