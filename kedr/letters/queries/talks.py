"""Talks as their two see them; letters that were reported."""

from dataclasses import dataclass
from datetime import datetime

from kedr.core.actor import Actor
from kedr.core.sql import fetch, moment
from kedr.core.words import initials
from kedr.letters.models import Talk

SHOWN = 60


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk in the list: with whom, about whom, how it ends."""

    id: int
    subject: str
    name: str
    about: str
    last_at: datetime
    is_new: bool
    words: str
    is_mine: bool  # the last word


# by letters_talk_one and letters_talk_other, then letters_letter_talk
_TALKS_SQL = """
SELECT t.id, t.subject, p.last_name, p.first_name, p.middle_name, COALESCE(k.last_name, ''), COALESCE(k.first_name, ''),
  t.last_at, t.is_new, l.text, l.from_id, l.is_hidden
FROM (
  SELECT school_id, id, subject, pupil_id, other_id AS with_id, last_at,
    one_read_at IS NULL OR one_read_at < last_at AS is_new
  FROM letters_talk WHERE school_id = %s AND one_id = %s
  UNION ALL
  SELECT school_id, id, subject, pupil_id, one_id, last_at, other_read_at IS NULL OR other_read_at < last_at
  FROM letters_talk WHERE school_id = %s AND other_id = %s
) t
JOIN people_person p ON p.school_id = t.school_id AND p.id = t.with_id
LEFT JOIN people_person k ON k.school_id = t.school_id AND k.id = t.pupil_id AND t.pupil_id <> t.with_id
JOIN letters_letter l ON l.school_id = t.school_id AND l.talk_id = t.id
  AND l.id = (SELECT MAX(m.id) FROM letters_letter m WHERE m.school_id = t.school_id AND m.talk_id = t.id)
ORDER BY t.last_at DESC, t.id DESC LIMIT %s
"""
HIDDEN = "Письмо скрыто администрацией школы."


def talks(actor: Actor) -> list[TalkRow]:
    """The last talks, the newest first. One query."""
    mine = [actor.school_id, actor.person_id]
    return [
        TalkRow(
            row[0], row[1], initials(*row[2:5]), f"{row[5]} {row[6]}".strip(), moment(row[7]), bool(row[8]),
            HIDDEN if row[11] else row[9], row[10] == actor.person_id,
        )
        for row in fetch(_TALKS_SQL, [*mine, *mine, SHOWN])
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter of a talk. `is_seen` is said of the reader's own: the other side has had it before their eyes."""

    id: int
    text: str
    sent_at: datetime
    is_mine: bool
    is_seen: bool
    is_reported: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A talk with its letters, the oldest first."""

    id: int
    subject: str
    name: str
    about: str
    letters: list[LetterRow]


_PEOPLE_SQL = """
SELECT p.last_name, p.first_name, p.middle_name, COALESCE(k.last_name, ''), COALESCE(k.first_name, '')
FROM people_person p LEFT JOIN people_person k ON k.school_id = p.school_id AND k.id = %s AND k.id <> p.id
WHERE p.school_id = %s AND p.id = %s
"""

# by letters_letter_talk
_LETTERS_SQL = """
SELECT l.id, l.text, l.sent_at, l.from_id, l.reported_at IS NOT NULL, l.is_hidden FROM letters_letter l
WHERE l.school_id = %s AND l.talk_id = %s ORDER BY l.id
"""


def talk_page(actor: Actor, talk: Talk) -> TalkPage:
    """A talk for one of its two. Two queries."""
    is_one = talk.one_id == actor.person_id
    with_id, read_at = (talk.other_id, talk.other_read_at) if is_one else (talk.one_id, talk.one_read_at)
    (row,) = fetch(_PEOPLE_SQL, [talk.pupil_id, talk.school_id, with_id])
    letters = [
        LetterRow(
            id, HIDDEN if is_hidden else text, moment(sent_at), from_id == actor.person_id,
            read_at is not None and read_at >= moment(sent_at), bool(is_reported), bool(is_hidden),
        )
        for id, text, sent_at, from_id, is_reported, is_hidden in fetch(_LETTERS_SQL, [talk.school_id, talk.id])
    ]  # fmt: skip
    return TalkPage(talk.id, talk.subject, " ".join(filter(None, row[:3])), f"{row[3]} {row[4]}".strip(), letters)


@dataclass(frozen=True, slots=True)
class Reported:
    """A letter somebody asks the head to look at."""

    id: int
    subject: str
    text: str
    sent_at: datetime
    sender: str
    receiver: str


# by letters_letter_reported
_REPORTED_SQL = """
SELECT l.id, t.subject, l.text, l.sent_at, a.last_name, a.first_name, a.middle_name, b.last_name, b.first_name,
  b.middle_name
FROM letters_letter l
JOIN letters_talk t ON t.school_id = l.school_id AND t.id = l.talk_id
JOIN people_person a ON a.school_id = l.school_id AND a.id = l.from_id
JOIN people_person b ON b.school_id = l.school_id
  AND b.id = CASE WHEN l.from_id = t.one_id THEN t.other_id ELSE t.one_id END
WHERE l.school_id = %s AND l.reported_at IS NOT NULL AND l.judged_at IS NULL ORDER BY l.reported_at
"""


def reported_letters(school_id: int) -> list[Reported]:
    """What waits to be judged. One query."""
    return [
        Reported(row[0], row[1], row[2], moment(row[3]), initials(*row[4:7]), initials(*row[7:10]))
        for row in fetch(_REPORTED_SQL, [school_id])
    ]
