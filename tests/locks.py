"""Which tables a run of statements locked rows of, in order: for the law that stamps come first (decision 3)."""

import re

from django.test.utils import CaptureQueriesContext

_LOCKS = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM|SELECT .* FROM(?=.* FOR UPDATE)) "?(\w+)"?', re.DOTALL)


def locked_tables(seen: CaptureQueriesContext) -> list[str]:
    """Each table once, where it was first written or selected FOR UPDATE (which SQLite does not do)."""
    found = [match[1] for query in seen.captured_queries if (match := _LOCKS.match(query["sql"].lstrip()))]
    return list(dict.fromkeys(found))
