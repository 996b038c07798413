"""How a file leaves the house. Addresses and doors belong to what holds it: there is no address of a file by itself."""

from collections.abc import Iterator
from pathlib import Path

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from kedr.core.errors import NotFound
from kedr.files.queries import Stored, content_path

PIECE = 65_536


def sent(file: Stored) -> StreamingHttpResponse:
    """The content as a download under its own name, never opened by the browser in our pages' name."""
    path = content_path(file.school_id, file.sha256)
    if not path.exists():
        raise NotFound("Содержимого файла на сервере нет. Сообщите администратору школы.")
    headers = {
        "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
        "Content-Length": str(file.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
        "Vary": "Cookie",
    }
    return StreamingHttpResponse(_pieces(path), content_type=file.media_type, headers=headers)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
