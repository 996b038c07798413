"""The guard sees what it should see."""

import pytest

from tests.sql_guard import loose_tables

TIED = [
    'SELECT "id" FROM "journal_mark" WHERE "journal_mark"."school_id" = %s',
    "SELECT id FROM journal_mark WHERE school_id = %s AND id = 5",
    "SELECT m.id FROM journal_mark m JOIN journal_work w ON w.school_id = m.school_id AND w.id = m.work_id"
    " WHERE m.school_id = %s",
    "SELECT 1 FROM journal_mark m WHERE m.school_id IN (%s, %s)",
    'DELETE FROM "journal_mark" WHERE ("journal_mark"."school_id", "journal_mark"."id") IN ((%s, %s))',
    'UPDATE "journal_mark" SET "value" = %s WHERE "journal_mark"."school_id" = %s',
    "SELECT s.id, (SELECT COUNT(*) FROM journal_mark m WHERE m.school_id = s.id) FROM schools_school s",
    "SELECT x.id FROM (SELECT id, school_id FROM journal_work WHERE school_id = %s) x",
    "INSERT INTO journal_mark (school_id, id) VALUES (%s, %s)",
    "SELECT COUNT(*) FROM journal_mark -- cross_school",
    "SELECT id FROM schools_school",
]
LOOSE = [
    'SELECT "id" FROM "journal_mark" WHERE "journal_mark"."id" = %s',
    "SELECT m.id FROM journal_mark m JOIN journal_work w ON w.id = m.work_id WHERE m.school_id = %s",
    "SELECT m.id FROM journal_mark m JOIN journal_work w ON w.school_id = m.school_id",
    "SELECT id FROM journal_work WHERE school_id = %s AND EXISTS (SELECT 1 FROM journal_mark m WHERE m.id = 5)",
    "SELECT id FROM journal_mark WHERE school_id = %s OR id = %s",
    'UPDATE "journal_mark" SET "value" = %s WHERE "journal_mark"."id" = %s',
    "DELETE FROM journal_mark WHERE id = 5",
    "INSERT INTO journal_mark (id) VALUES (%s)",
    "SELECT id FROM journal_mark WHERE school_id = %s UNION ALL SELECT id FROM journal_mark",
]


@pytest.mark.parametrize("sql", TIED)
def test_a_statement_that_fixes_the_school_passes(sql: str) -> None:
    assert loose_tables(sql) == ()


@pytest.mark.parametrize("sql", LOOSE)
def test_a_statement_that_does_not_is_caught(sql: str) -> None:
    assert loose_tables(sql)
