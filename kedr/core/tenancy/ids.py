"""Row ids made by the application, so that a school's own SQLite can join the region without renumbering."""

import os
import threading
import time

# 2025-01-01T00:00:00Z in milliseconds: 41 bits from here last until 2094.
_EPOCH_MS = 1_735_689_600_000
_COUNTER_BITS = 12
_SALT_BITS = 10

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id() -> int:
    """A 63-bit id: 41 bits of milliseconds, 10 bits of the process, 12 bits of a counter.

    Ids of one process only grow. An id needs to be unique inside one school only. Above 2**53, so
    browsers get it as a string.
    """
    global _last_ms, _counter
    with _lock:
        now = time.time_ns() // 1_000_000 - _EPOCH_MS
        if now > _last_ms:
            _last_ms, _counter = now, 0
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:  # more than 4,096 in a millisecond: borrow the next one
                _last_ms, _counter = _last_ms + 1, 0
        salt = os.getpid() & ((1 << _SALT_BITS) - 1)
        return _last_ms << (_SALT_BITS + _COUNTER_BITS) | salt << _COUNTER_BITS | _counter
