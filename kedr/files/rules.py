"""What a file may be. Its kind is told by its content alone: a name and a browser's word are only claims."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO

MEGABYTE = 1_048_576
NAME_LENGTH = 120
ALLOWED = "PDF, PNG, JPEG, WebP, DOCX, XLSX, PPTX, ODT, ODS и TXT"

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# The kinds by the ending of a name.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "txt": "text/plain",
}
ENDINGS = frozenset(MEDIA_TYPES) | {"jpeg"}
_SAME = {"jpeg": "jpg"}

_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa")
_MARKUP = re.compile(r"<\s*(!doctype|!--|\?xml|html|head|body|svg|script|iframe|meta|style)", re.IGNORECASE)
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,4})$")
_MOST_LIST = 500_000  # bytes of an archive's list of parts: a real document has some dozens of them, some kilobytes
_PLAIN_CONTROLS = frozenset("\t\n\r\f")


class NotAllowed(ValueError):
    """What is wrong with a file, in a sentence for the person who chose it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: a clean name with the ending of its kind, and the kind."""

    name: str
    media_type: str


def judge(name: str, content: bytes, most: int) -> Accepted:
    """The file as it may be kept, or NotAllowed. `most` is the limit in megabytes."""
    plain = clean_name(name)
    if not content:
        raise NotAllowed(f"Файл «{plain}» пустой. Проверьте его и выберите снова.")
    if len(content) > most * MEGABYTE:
        raise NotAllowed(f"Файл «{plain}» больше {most} МБ. Уменьшите его или разделите на части.")
    kind = kind_of(content)
    if kind is None:
        raise NotAllowed(_why_not(plain, content))
    return Accepted(_with_ending(plain, kind), MEDIA_TYPES[kind])


def clean_name(name: str) -> str:
    """A name without spaces around it, or NotAllowed: no paths, no signs that are not seen."""
    plain = unicodedata.normalize("NFC", " ".join(name.split(" "))).strip(" ")
    if not plain.strip(". "):
        raise NotAllowed("У файла нет имени. Назовите его и выберите снова.")
    if any(unicodedata.category(sign)[0] in "CZ" and sign != " " for sign in plain):
        raise NotAllowed("В имени файла есть невидимые знаки. Переименуйте его и выберите снова.")
    if "/" in plain or "\\" in plain:
        raise NotAllowed("В имени файла не может быть «/» и «\\». Переименуйте его и выберите снова.")
    if len(plain) > NAME_LENGTH:
        raise NotAllowed(f"Имя файла длиннее {NAME_LENGTH} знаков. Сократите его и выберите снова.")
    return plain.lstrip(".")


def kind_of(content: bytes) -> str | None:
    """The ending that belongs to the content; None for what is not allowed."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return "txt" if _is_text(content) else None


def size_words(size: int) -> str:
    """«340 КБ», «1,2 МБ»; never «0 КБ»."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} КБ"
    tenths = (size * 10 + MEGABYTE // 2) // MEGABYTE
    return f"{tenths // 10},{tenths % 10} МБ" if tenths % 10 else f"{tenths // 10} МБ"


def _office_kind(content: bytes) -> str | None:
    """Of an office document; None for any other archive, and for one with macros. Nothing large is unpacked."""
    if not _is_short_list(content):
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if any(name.startswith("Basic/") for name in names):
                return None
            if "mimetype" in names:
                return _open_kind(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return None
    mains = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    return mains[0] if len(mains) == 1 and "[Content_Types].xml" in names else None


def _is_short_list(content: bytes) -> bool:
    """What the archive says of its own list, before it is read: a list of a million parts would take all memory."""
    tail = content[-66_000:]
    has_no_comment = tail[-22:-18] == b"PK\x05\x06" and tail[-2:] == b"\0\0"
    end = len(tail) - 22 if has_no_comment else tail.rfind(b"PK\x05\x06")  # as the reader of archives looks for it
    is_large = b"PK\x06\x07" in tail[max(0, end - 20) : max(0, end)]  # zip64: for what is over 4 GB
    return end >= 0 and not is_large and int.from_bytes(tail[end + 12 : end + 16], "little") <= _MOST_LIST


def _open_kind(archive: zipfile.ZipFile) -> str | None:
    """OpenDocument says its kind in a short uncompressed part of its own."""
    part = archive.getinfo("mimetype")
    if part.file_size > 100 or "content.xml" not in archive.namelist():
        return None
    said = archive.read(part).decode("ascii", "replace").strip()
    return next((kind for kind in ("odt", "ods") if MEDIA_TYPES[kind] == said), None)


def _is_text(content: bytes) -> bool:
    """UTF-8 that a person reads: no control signs, not a program and not a page for a browser."""
    if content.startswith(_PROGRAMS):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any((sign < " " and sign not in _PLAIN_CONTROLS) or sign == "\x7f" for sign in text):
        return False
    return bool(text.strip()) and not _MARKUP.match(text.lstrip())


def _why_not(name: str, content: bytes) -> str:
    if content.startswith(_PROGRAMS):
        return f"Файл «{name}» – программа. Такие файлы Кедр не принимает. Можно: {ALLOWED}."
    if _MARKUP.match(content[:1000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")):
        return f"Файл «{name}» – страница или рисунок для браузера (HTML, SVG). Сохраните его как PDF или PNG."
    if content.startswith(b"PK"):
        return f"Файл «{name}» – архив, документ с макросами или испорчен. Приложите документы по одному: {ALLOWED}."
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return f"Файл «{name}» старого формата (.doc, .xls, .ppt). Сохраните его как DOCX, XLSX, PPTX или PDF."
    return f"Файл «{name}» другого вида или испорчен. Можно: {ALLOWED}; текст – в кодировке UTF-8."


def _with_ending(name: str, kind: str) -> str:
    """The name with the ending of its kind: a wrong one of another kind is replaced, a missing one added."""
    found = _ENDING.search(name)
    said = found.group(1).lower() if found else ""
    if _SAME.get(said, said) == kind:
        return name
    if found and kind == "txt" and said not in ENDINGS:
        raise NotAllowed(f"Файлы .{said} Кедр не принимает. Сохраните текст как .txt или PDF.")
    stem = name[: found.start()] if found and said in ENDINGS else name
    return f"{stem}.{kind}"
