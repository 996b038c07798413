"""Invitations on paper: slips two abreast with cut lines, each family's together, each with its code and a QR."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import batched
from typing import Any

import orjson
import qrcode
import qrcode.constants
import qrcode.image.svg

from kedr.reports.pdf.press import ENGINE, paper

ROWS = 4  # of two slips on a page
FORM = "slips.typ"


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's slip, in words; `address` is what the QR says."""

    name: str
    diary: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The slips of one printing. `host` is the site as people type it, `until` the last day of the codes."""

    title: str
    school: str
    host: str
    until: str
    on: date
    families: Sequence[Sequence[Slip]]


@dataclass(slots=True)
class Row:
    """Slips side by side; `is_end`: no more of this family below, so the cut goes all across. `is_shared`: each slip is
    a family of its own.
    """

    slips: list[Slip]
    is_end: bool = False
    is_shared: bool = False


def pages(families: Sequence[Sequence[Slip]]) -> list[list[Row]]:
    """The rows of each page. A family stands on one page where it fits one, in rows of its own: it is cut out in one
    piece. Families of one slip share rows with each other.
    """
    made: list[list[Row]] = [[]]
    for family in families:
        rows = [Row(list(slips)) for slips in batched(family, 2)]
        rows[-1].is_end, rows[0].is_shared = True, len(family) == 1
        half = next((row for row in made[-1] if row.is_shared and len(row.slips) == 1), None)
        if half and rows[0].is_shared:
            half.slips += rows[0].slips
            continue
        if len(made[-1]) + min(len(rows), ROWS) > ROWS:
            made.append([])
        for row in rows:
            if len(made[-1]) == ROWS:
                made.append([])
            made[-1].append(row)
    return made


def write(sheets: Sheets) -> bytes:
    """The PDF, tagged as every paper of ours. Text of people is data to the template, never its source."""
    return paper(data_of(sheets), sheets.on, FORM)


def pictures(sheets: Sheets, ppi: float = 100) -> list[bytes]:
    """Its pages as PNG: to look at."""
    made = ENGINE.compiler(data_of(sheets), FORM).compile(format="png", ppi=ppi)
    return [bytes(made)] if isinstance(made, bytes) else list(made)  # type: ignore[arg-type]


def data_of(sheets: Sheets) -> str:
    return orjson.dumps(
        {
            "title": sheets.title,
            "school": sheets.school,
            "host": sheets.host,
            "until": sheets.until,
            "pages": [
                [
                    {
                        "is_end": row.is_end,
                        "is_shared": row.is_shared,
                        "slips": [_slip(slip) for slip in row.slips],
                    }
                    for row in page
                ]
                for page in pages(sheets.families)
            ],
        }
    ).decode()


def _slip(slip: Slip) -> dict[str, Any]:
    return asdict(slip) | {"qr": picture(slip.address)}


def picture(text: str) -> str:
    """The QR code of a text as SVG, with the white border that a camera needs. A fixed mask: nine times faster."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, mask_pattern=3)
    code.add_data(text)
    out = io.BytesIO()
    code.make_image(image_factory=qrcode.image.svg.SvgPathImage).save(out)
    return out.getvalue().decode()
