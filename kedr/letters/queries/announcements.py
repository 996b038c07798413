"""Announcements as their readers see them, as their senders follow them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from kedr.core.actor import Actor
from kedr.core.sql import fetch, in_list, moment
from kedr.core.words import initials
from kedr.files.rules import size_words
from kedr.letters.access import OFFICE
from kedr.letters.models import Announcement
from kedr.letters.rules import WHOM

SHOWN = 60


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that goes with it; `size` is «340 КБ»."""

    id: int
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class ForReader:
    """An announcement for its reader; `about` is the child a guardian is told about."""

    id: int
    title: str
    text: str
    sent_at: datetime
    sender: str
    about: str
    is_new: bool
    wants_signature: bool
    signed_at: datetime | None
    files: list[NamedFile] = field(default_factory=list)


# by letters_announcementreader_own, then primary keys
_MINE_SQL = """
SELECT a.id, a.title, a.text, a.sent_at, a.sender, COALESCE(p.first_name, ''), r.seen_at IS NULL, a.wants_signature,
  r.signed_at
FROM letters_announcementreader r
JOIN letters_announcement a ON a.school_id = r.school_id AND a.id = r.announcement_id AND a.taken_back_at IS NULL
LEFT JOIN people_person p ON p.school_id = r.school_id AND p.id = r.pupil_id AND r.pupil_id <> r.person_id
WHERE r.school_id = %s AND r.person_id = %s
ORDER BY a.id DESC LIMIT %s
"""


def announcements_for(actor: Actor) -> list[ForReader]:
    """The last ones, the newest first. Two queries."""
    rows = [
        ForReader(
            id, title, text, moment(sent_at), sender, about, bool(is_new), bool(wants),
            moment(signed_at) if signed_at else None,
        )
        for id, title, text, sent_at, sender, about, is_new, wants, signed_at in fetch(
            _MINE_SQL, [actor.school_id, actor.person_id, SHOWN]
        )
    ]  # fmt: skip
    files = files_of(actor.school_id, [row.id for row in rows])
    for row in rows:
        row.files.extend(files.get(row.id, []))
    return rows


# by letters_announcementfile_once
_FILES_SQL = """
SELECT x.announcement_id, f.id, f.name, f.size FROM letters_announcementfile x
JOIN files_storedfile f ON f.school_id = x.school_id AND f.id = x.file_id
WHERE x.school_id = %s AND x.announcement_id IN {announcements} ORDER BY f.id
"""


def files_of(school_id: int, announcements: Collection[int]) -> dict[int, list[NamedFile]]:
    """The files of some announcements. One query, or none."""
    found: dict[int, list[NamedFile]] = {}
    if announcements:
        sql = _FILES_SQL.format(announcements=in_list(len(announcements)))
        for announcement_id, file_id, name, size in fetch(sql, [school_id, *announcements]):
            found.setdefault(announcement_id, []).append(NamedFile(file_id, name, size_words(size)))
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """An announcement as its sender follows it."""

    id: int
    title: str
    sent_at: datetime
    sender: str
    scope: str
    readers: int
    seen: int
    signed: int
    wants_signature: bool
    is_taken_back: bool


# by letters_announcement_sent or _sender, letters_announcementreader_once
_SENT_SQL = """
SELECT a.id, a.title, a.sent_at, a.sender, COALESCE(k.name, ''), a.grade, a.whom, a.wants_signature,
  a.taken_back_at IS NOT NULL, COUNT(r.id), COUNT(r.seen_at), COUNT(r.signed_at)
FROM (SELECT * FROM letters_announcement WHERE school_id = %s AND {which} ORDER BY id DESC LIMIT %s) a
LEFT JOIN schools_schoolclass k ON k.school_id = a.school_id AND k.id = a.class_id
LEFT JOIN letters_announcementreader r ON r.school_id = a.school_id AND r.announcement_id = a.id
GROUP BY a.id, a.title, a.sent_at, a.sender, k.name, a.grade, a.whom, a.wants_signature, a.taken_back_at
ORDER BY a.id DESC
"""


def sent_by(actor: Actor) -> list[Sent]:
    """The last announcements of the sender, of the whole school for the office. One query."""
    if actor.role in OFFICE:
        rows = fetch(_SENT_SQL.format(which="1 = 1"), [actor.school_id, SHOWN])
    else:
        rows = fetch(_SENT_SQL.format(which="sent_by = %s"), [actor.school_id, actor.person_id, SHOWN])
    return [
        Sent(
            id, title, moment(sent_at), sender, scope_words(class_name, grade, whom), readers, seen, signed,
            bool(wants), bool(is_back),
        )
        for id, title, sent_at, sender, class_name, grade, whom, wants, is_back, readers, seen, signed in rows
    ]  # fmt: skip


def scope_words(class_name: str, grade: int, whom: str) -> str:
    """«8А: родителям, ученикам», «5-е классы: родителям», «вся школа: сотрудникам»."""
    where = class_name or (f"{grade}-е классы" if grade else "вся школа")
    return f"{where}: {', '.join(words for key, words in WHOM.items() if key in whom.split(','))}"


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A reader as the sender sees them: with the child, and whether they have an account to read by."""

    name: str
    whom: str
    child: str
    class_name: str
    seen_at: datetime | None
    signed_at: datetime | None
    has_account: bool


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many readers of a class have seen and signed it; the empty name is of staff."""

    name: str
    readers: int
    seen: int
    signed: int


def _in_order(name: str) -> tuple[int, str]:
    """«5А» before «10А»."""
    digits = "".join(letter for letter in name if letter.isdigit())
    return int(digits or 0), name


@dataclass(frozen=True, slots=True)
class Followed:
    """An announcement with everybody it is for, those who have not read it first."""

    row: Announcement
    scope: str
    files: list[NamedFile]
    readers: list[ReaderRow]

    @property
    def classes(self) -> list[ClassCount]:
        """How it goes class by class; staff come first, without one."""
        found: dict[str, list[ReaderRow]] = {}
        for one in self.readers:
            found.setdefault(one.class_name, []).append(one)
        return [
            ClassCount(name, len(rows), sum(row.seen_at is not None for row in rows),
                       sum(row.signed_at is not None for row in rows))
            for name, rows in sorted(found.items(), key=lambda pair: _in_order(pair[0]))
        ]  # fmt: skip

    def of(self, class_name: str) -> list[ReaderRow]:
        return [one for one in self.readers if one.class_name == class_name]

    @property
    def seen(self) -> int:
        return sum(one.seen_at is not None for one in self.readers)

    @property
    def signed(self) -> int:
        return sum(one.signed_at is not None for one in self.readers)

    @property
    def without_account(self) -> int:
        return sum(not one.has_account for one in self.readers)


# by letters_announcementreader_once, people_enrolment_person, the grants of the school
_READERS_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, r.whom, COALESCE(c.last_name, ''), COALESCE(c.first_name, ''),
  COALESCE((SELECT MAX(k.name) FROM people_enrolment e
    JOIN schools_schoolclass k ON k.school_id = e.school_id AND k.id = e.class_id
    WHERE e.school_id = r.school_id AND e.person_id = r.pupil_id AND e.starts_on <= %s
      AND (e.ends_on IS NULL OR e.ends_on > %s)), ''),
  r.seen_at, r.signed_at,
  EXISTS (SELECT 1 FROM accounts_grant g WHERE g.at_school_id = r.school_id AND g.person_id = r.person_id
    AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s))
FROM letters_announcementreader r
JOIN people_person p ON p.school_id = r.school_id AND p.id = r.person_id
LEFT JOIN people_person c ON c.school_id = r.school_id AND c.id = r.pupil_id AND r.pupil_id <> r.person_id
WHERE r.school_id = %s AND r.announcement_id = %s
ORDER BY r.signed_at IS NOT NULL, r.seen_at IS NOT NULL, 7, 5, 6, 1, 2
"""


def followed(row: Announcement, class_name: str, at: datetime) -> Followed:
    """Who has read an announcement. Two queries."""
    on = at.date()
    readers = [
        ReaderRow(
            name=f"{last} {first}" if whom == "pupils" else initials(last, first, middle), whom=WHOM[whom],
            child=f"{child_last} {child_first}".strip(), class_name=of, seen_at=moment(seen) if seen else None,
            signed_at=moment(signed) if signed else None, has_account=bool(has_account),
        )
        for last, first, middle, whom, child_last, child_first, of, seen, signed, has_account in fetch(
            _READERS_SQL, [on, on, on, on, row.school_id, row.id]
        )
    ]  # fmt: skip
    files = files_of(row.school_id, [row.id]).get(row.id, [])
    return Followed(row, scope_words(class_name, row.grade, row.whom), files, readers)
