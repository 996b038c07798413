"""Reading stored files: their rows, their content, and which of them somebody still holds."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings

from kedr.core.errors import NotFound
from kedr.core.sql import fetch
from kedr.core.tenancy import SchoolFK
from kedr.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as whoever holds it shows it."""

    school_id: int
    id: int
    name: str
    size: int
    media_type: str
    sha256: str


_COLUMNS = ("school_id", "id", "name", "size", "media_type", "sha256")


def stored_file(school_id: int, file_id: int) -> Stored:
    """The row of a file, or NotFound. One query. Who may read it is told by the door of what holds it."""
    row = StoredFile.objects.in_school(school_id).filter(id=file_id).values_list(*_COLUMNS).first()
    if row is None:
        raise NotFound("Файла нет.")
    return Stored(*row)


def folder(school_id: int) -> Path:
    """Where the contents of a school lie."""
    return Path(settings.FILES_ROOT) / str(school_id)


def content_path(school_id: int, sha256: str) -> Path:
    """Where one content lies; two files of one school with the same content share it."""
    return folder(school_id) / sha256[:2] / sha256


def loose_files(school_id: int, before: datetime, most: int) -> dict[int, str]:
    """Up to `most` files put in before an instant that no row of any app points at: id and name. One query.

    The tables with a link to files are found among the models: this app does not know those above it.
    """
    held = "".join(
        f" AND NOT EXISTS (SELECT 1 FROM {model._meta.db_table} x"
        f" WHERE x.school_id = f.school_id AND x.{field.column_name} = f.id)"
        for model in apps.get_models()
        for field in model._meta.private_fields + model._meta.local_fields
        if isinstance(field, SchoolFK) and field.related_model is StoredFile
    )
    sql = f"SELECT f.id, f.name FROM files_storedfile f WHERE f.school_id = %s AND f.put_at < %s{held} LIMIT %s"
    return dict(fetch(sql, [school_id, before, most]))
