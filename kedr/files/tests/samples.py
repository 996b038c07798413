"""Small true files of every kind that may be kept, and some that may not."""

import zipfile
from io import BytesIO


def archive(*parts: str, **contents: str) -> bytes:
    """A zip of parts, empty unless given."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for part, text in contents.items():
            file.writestr(part, text)
        for part in parts:
            file.writestr(part, "<x/>")
    return buffer.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20)
DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
PPTX = archive("[Content_Types].xml", "ppt/presentation.xml")
ODT = archive("content.xml", mimetype="application/vnd.oasis.opendocument.text")
ODS = archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")
TXT = "Повторить § 12.\nРешить № 5.\n".encode()

GOOD = {
    "pdf": PDF, "png": PNG, "jpg": JPEG, "webp": WEBP, "docx": DOCX, "xlsx": XLSX, "pptx": PPTX, "odt": ODT, "ods": ODS,
    "txt": TXT,
}  # fmt: skip
