"""Invitations on paper: every code once, families in one piece, the QR says the address."""

import io
import re
import secrets
from collections.abc import Sequence
from datetime import date

import pypdf
import pytest

from kedr.accounts import rules
from kedr.reports.pdf import slips

CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b")


def slip(name: str = "Белов Илья Олегович", diary: str = "Белов Борис, 8А") -> slips.Slip:
    code = rules.new_invitation(secrets.choice)
    address = f"https://kedr.example/join/?code={code}"
    return slips.Slip(name, diary, rules.grouped_invitation(code), address)


def sheets(families: Sequence[Sequence[slips.Slip]]) -> slips.Sheets:
    return slips.Sheets("Приглашения, 8А", "Школа № 1", "kedr.example", "11 декабря 2026", date(2026, 11, 11), families)


def layout(*sizes: int) -> list[list[tuple[int, bool, bool]]]:
    """Of each page the rows: slips, is the family over, do families share it."""
    families = [[slip(str(number)) for _ in range(size)] for number, size in enumerate(sizes)]
    return [[(len(row.slips), row.is_end, row.is_shared) for row in page] for page in slips.pages(families)]


def test_a_family_is_cut_out_in_one_piece() -> None:
    two, three = [(2, True, False)], [(2, False, False), (1, True, False)]
    assert layout(2, 2, 2, 2, 2) == [two * 4, two]
    assert layout(3, 2, 3) == [three + two, three]
    assert layout(3, 3) == [three + three]
    assert layout(9) == [[(2, False, False)] * 4, [(1, True, False)]]


def test_families_of_one_share_rows() -> None:
    assert layout(1, 1, 1) == [[(2, True, True), (1, True, True)]]
    assert layout(1, 2, 1) == [[(2, True, True), (2, True, False)]]
    assert layout(2, 2, 2, 2, 1, 1) == [[(2, True, False)] * 4, [(2, True, True)]]


def test_the_paper_has_every_code_once_and_is_tagged() -> None:
    families = [[slip(), slip()] for _ in range(29)] + [[slip()]]
    made = slips.write(sheets(families))
    reader = pypdf.PdfReader(io.BytesIO(made))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert sorted(CODE.findall(text)) == sorted(one.code for family in families for one in family)
    assert len(reader.pages) == 8
    for words in ("Школа № 1", "Белов Илья Олегович", "Белов Борис, 8А", "kedr.example/join", "11 декабря 2026"):
        assert text.count(words) >= 59, words
    assert text.count("Код только для вас") == 59
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfaid:part", b"pdfuaid:part", b"/Lang"):
        assert mark in made, mark


def test_the_qr_says_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was put in; that cameras read it was tried on paper pictures. Module for module it is the library's own."""
    said: list[str] = []

    def picture(text: str) -> str:
        said.append(text)
        return "<svg/>"

    monkeypatch.setattr(slips, "picture", picture)
    families = [[slip(), slip()], [slip()]]
    slips.data_of(sheets(families))
    wanted = [one for family in families for one in family]
    assert said == [one.address for one in wanted]
    assert all(one.address.endswith(f"/join/?code={one.code.replace('-', '')}") for one in wanted)


def test_the_picture_has_its_white_border() -> None:
    svg = slips.picture("https://kedr.example/join/?code=K7PM34XE9HTA")
    side = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert side
    assert side[1] == side[2]
    assert int(side[1]) == 33 + 8  # version 4 and four modules on each side


def test_names_are_text_and_long_ones_fit() -> None:
    long = slip("Константинопольская-Преображенская Александра Владиславовна", "Александра, 8А; " * 5)
    reader = pypdf.PdfReader(io.BytesIO(slips.write(sheets([[slip("#panic() *A* [x] <b>"), long]]))))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "#panic() *A* [x] <b>" in text
    assert long.code in text
