"""Homework on a journal page beside the class's text: what single pupils are set, and the files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kedr.core.clock import wall
from kedr.core.sql import moment
from kedr.files.rules import size_words
from kedr.journal.rules.homework import late_words

PERSONAL, FILE = -4, -5  # the `slot` of these rows among the cells of a page

# Two more branches of the page's query of cells, of its seven columns: lessons by timetable_lesson_course, the rest by
# journal_homework_once, journal_homeworkfile_once and the primary key.
SET_SQL = f"""
SELECT l.id, h.pupil_id, {PERSONAL}, h.text, h.version, CAST(COALESCE(h.due_lesson_id, 0) AS varchar(20)) || ' '
  || CAST(COALESCE(h.minutes, 0) AS varchar(4)),
  CASE WHEN h.is_late AND h.text <> '' THEN CAST(h.set_at AS varchar(40)) ELSE '' END
FROM timetable_lesson l
JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id AND h.pupil_id > 0
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
UNION ALL
SELECT l.id, h.pupil_id, {FILE}, f.name, f.size, CAST(f.id AS varchar(20)), ''
FROM timetable_lesson l
JOIN journal_homework h ON h.school_id = l.school_id AND h.lesson_id = l.id
JOIN journal_homeworkfile x ON x.school_id = h.school_id AND x.homework_id = h.id AND x.removed_at IS NULL
JOIN files_storedfile f ON f.school_id = x.school_id AND f.id = x.file_id
WHERE l.school_id = %s AND l.course_id = %s AND l.held_on >= %s AND l.held_on < %s
"""


def personal_rows(
    rows: Iterable[tuple[Any, ...]], place: dict[int, int], seat: dict[int, int], days: list[date]
) -> list[list[Any]]:
    """The page's `personal`: indexes of lesson and pupil, text, due lesson, minutes, version, words of lateness."""
    found = []
    for lesson_id, pupil_id, slot, text, version, more, set_at in rows:
        if slot != PERSONAL or pupil_id not in seat:
            continue
        due, minutes = more.split(" ")
        at = place[lesson_id]
        late = late_words(wall(moment(set_at)), days[at]) if set_at else ""
        found.append([at, seat[pupil_id], text, due if due != "0" else "", int(minutes), version, late])
    return sorted(found, key=lambda row: row[:2])


def file_rows(rows: Iterable[tuple[Any, ...]], place: dict[int, int], seat: dict[int, int]) -> list[list[Any]]:
    """The page's `files`: indexes of lesson and pupil (-1: the class), the file's id, name, size in words."""
    found = [
        [place[lesson_id], seat[pupil_id] if pupil_id else -1, file_id, name, size_words(size)]
        for lesson_id, pupil_id, slot, name, size, file_id, _ in rows
        if slot == FILE and (not pupil_id or pupil_id in seat)
    ]
    return sorted(found, key=lambda row: (row[0], row[1], int(row[2])))
