"""The doors of calendars: whose calendar an account may open, and what a link still opens today."""

from dataclasses import dataclass
from datetime import date

from kedr.accounts.rules import key_digest
from kedr.core.actor import Actor, Role
from kedr.core.errors import NotFound
from kedr.core.sql import day, fetch
from kedr.diary.access import OpenDiary, diary_to_read, first_diary

FAMILY = frozenset({Role.PUPIL, Role.GUARDIAN})


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A calendar the actor may have on a phone: of a child whose diary is theirs to read, or (no diary) a teacher's."""

    school_id: int
    person_id: int
    diary: OpenDiary | None

    @property
    def name(self) -> str:
        """What the phone calls it: of a child the first name, and no more."""
        return f"Уроки: {self.diary.pupil.first_name}" if self.diary else "Мои уроки"


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """A link that opens something today. `is_noted`: that it was read today is written down already."""

    id: int
    calendar: OwnCalendar
    role: Role
    is_noted: bool


# By people_post_once.
_POST_SQL = """
SELECT 1 FROM people_post o
WHERE o.school_id = %s AND o.person_id = %s AND o.starts_on <= %s AND (o.ends_on IS NULL OR o.ends_on > %s) LIMIT 1
"""


def calendar_to_keep(actor: Actor, school_id: int, person_id: int, on: date) -> OwnCalendar:
    """The calendar of a pupil for the pupil and a guardian in force and not barred, as the diary; a teacher's own.

    A teacher must hold a post in the school that day. Anybody else gets NotFound. One query.
    """
    if actor.role in FAMILY:
        return OwnCalendar(school_id, person_id, diary_to_read(actor, school_id, person_id, on))
    is_own = actor.role == Role.TEACHER and (actor.school_id, actor.person_id) == (school_id, person_id)
    if not (is_own and fetch(_POST_SQL, [school_id, person_id, on, on])):
        raise NotFound("Календаря нет.")
    return OwnCalendar(school_id, person_id, None)


def first_calendar(actor: Actor, school_id: int, on: date) -> int:
    """Whose calendar opens without asking: one's own, or the eldest child's. NotFound without any."""
    if actor.role == Role.TEACHER and actor.school_id == school_id:
        return actor.person_id
    return first_diary(actor, school_id, on)


# By the unique digest and primary keys.
_FEED_SQL = """
SELECT f.id, f.person_id, f.read_on, u.id, u.name, g.id, g.role, g.at_school_id, g.person_id
FROM calendars_calendarfeed f
JOIN accounts_user u ON u.id = f.user_id AND u.is_active
JOIN accounts_grant g ON g.id = f.grant_id AND g.user_id = f.user_id AND g.at_school_id = f.at_school_id
  AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
WHERE f.secret_digest = %s AND f.revoked_at IS NULL
"""


def feed_to_read(secret: str, on: date) -> OpenFeed:
    """What a link shows, by the rights that its owner's role has on the day: the link itself gives none.

    NotFound alike for an unknown secret, a closed link, a closed account, and a role, a guardianship or a post that has
    ended or was barred. Two queries.
    """
    rows = fetch(_FEED_SQL, [on, on, key_digest(secret)])
    if not rows:
        raise NotFound("Календаря нет.")
    feed_id, person_id, read_on, user_id, name, grant_id, role, school_id, own_id = rows[0]
    actor = Actor(user_id, grant_id, Role(role), name, school_id, person_id=own_id)
    calendar = calendar_to_keep(actor, school_id, person_id, on)
    return OpenFeed(feed_id, calendar, actor.role, is_noted=bool(read_on) and day(read_on) == on)
