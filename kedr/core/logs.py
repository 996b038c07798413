"""Log lines for machines: one JSON object a line, no personal data."""

import logging
from datetime import UTC, datetime

import orjson


class JsonLines(logging.Formatter):
    """Time, level, logger, message, the fields given under `extra={"fields": {...}}`, and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()
