"""What may be kept: told by the content, whatever the name says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.files.rules import MEDIA_TYPES, MEGABYTE, NAME_LENGTH, NotAllowed, clean_name, judge, kind_of, size_words
from kedr.files.tests.samples import DOCX, GOOD, PDF, PNG, TXT, archive

LONG_LIST = archive("[Content_Types].xml", "word/document.xml", *(f"{number:060}" for number in range(4850)))


@pytest.mark.parametrize("kind", GOOD)
def test_every_allowed_kind_is_told_by_its_content(kind: str) -> None:
    assert kind_of(GOOD[kind]) == kind
    assert judge(f"Задание.{kind}", GOOD[kind], 1).media_type == MEDIA_TYPES[kind]
    assert judge("Задание", GOOD[kind], 1).name == f"Задание.{kind}"


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("Карточка.jpg", PNG, "Карточка.png"),  # another kind than it says: its own ending
        ("Карточка.PDF", PDF, "Карточка.PDF"),
        ("фото.jpeg", GOOD["jpg"], "фото.jpeg"),
        ("setup.exe", PDF, "setup.exe.pdf"),  # harmless, and not called a program any more
        ("§ 12. Дроби", DOCX, "§ 12. Дроби.docx"),
        ("Урок 7.5", TXT, "Урок 7.5.txt"),
        ("  Задание.txt ", TXT, "Задание.txt"),
        (".скрытый.txt", TXT, "скрытый.txt"),
    ],
)
def test_a_name_gets_the_ending_of_its_kind(name: str, content: bytes, kept: str) -> None:
    assert judge(name, content, 1).name == kept


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("реферат.pdf", b"MZ\x90\x00\x03" + bytes(60), "программа"),
        ("реферат.txt", b"#!/bin/sh\nrm -rf /\n", "программа"),
        ("реферат.png", b"\x7fELF\x02\x01\x01" + bytes(60), "программа"),
        ("фото.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "HTML, SVG"),
        ("фото.txt", b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>", "HTML, SVG"),
        ("фото.txt", b'<?xml version="1.0"?><svg/>', "HTML, SVG"),
        ("страница.docx", b"< HTML><body>", "HTML, SVG"),
        ("архив.docx", archive("a.txt", "b.txt"), "архив"),
        ("макрос.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "макросами"),
        ("двойной.docx", archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), "архив"),
        ("список.docx", LONG_LIST, "архив"),
        ("обрезан.docx", DOCX[:40], "испорчен"),
        ("старый.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "старого формата"),
        ("текст.txt", "Задание".encode("cp1251"), "UTF-8"),
        ("текст.txt", b"\x00\x01\x02", "испорчен"),
        ("текст.txt", b"abc\x00def", "испорчен"),
        ("run.bat", b"format c:\r\n", ".bat"),
        ("page.html", b"just words", ".html"),
        ("Задание.pdf", b"", "пустой"),
        ("Задание.txt", b"a" * (MEGABYTE + 1), "больше 1 МБ"),
        ("", TXT, "нет имени"),
        (" .. ", TXT, "нет имени"),
        ("../../etc/passwd", TXT, "«/»"),
        ("C:\\windows\\a.txt", TXT, "«/»"),
        ("a\x00.txt", TXT, "невидимые"),
        ("a\n.txt", TXT, "невидимые"),
        ("txt.\u202efdp.exe", TXT, "невидимые"),
        ("а" * 121 + ".txt", TXT, "длиннее"),
    ],
)
def test_what_may_not_be_kept_is_told_in_words(name: str, content: bytes, said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        judge(name, content, 1)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_whatever_comes_is_judged(content: bytes, name: str) -> None:
    """No content and no name breaks the judge; what it lets in has an ending of its kind and no way out of a folder."""
    try:
        accepted = judge(name, content, 1)
    except NotAllowed:
        return
    assert accepted.media_type in MEDIA_TYPES.values()
    assert "/" not in accepted.name
    assert accepted.name.rpartition(".")[2].lower() in {*MEDIA_TYPES, "jpeg"}


STARTS = [b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"RIFF", b"\xff\xd8", b"<svg", b"MZ"]
BAD_STARTS = [b"MZ\x90", b"\x7fELF", b"#!/", b"<!doctype html>", b"<html>", b"<svg ", b"\n <script>"]


@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_a_torn_or_mixed_file_never_breaks_the_judge(start: bytes, rest: bytes) -> None:
    assert kind_of(start + rest) in {None, *MEDIA_TYPES}


@given(st.sampled_from(BAD_STARTS), st.binary())
def test_a_program_or_a_page_never_gets_in(start: bytes, rest: bytes) -> None:
    assert kind_of(start + rest) is None


@given(st.text(max_size=200))
def test_a_clean_name_is_plain(name: str) -> None:
    try:
        plain = clean_name(name)
    except NotAllowed:
        return
    assert plain.isprintable()
    assert len(plain) <= NAME_LENGTH
    assert not {"/", "\\"} & set(plain)


def test_sizes_in_words() -> None:
    assert [size_words(size) for size in (1, 1024, 340 * 1024, MEGABYTE, MEGABYTE * 5 // 4)] == [
        "1 КБ", "1 КБ", "340 КБ", "1 МБ", "1,3 МБ",
    ]  # fmt: skip
