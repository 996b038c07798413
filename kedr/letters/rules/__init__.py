"""What an announcement and a letter may be. Pure."""

from dataclasses import dataclass

TITLE_LENGTH, TEXT_LENGTH = 120, 4000
MOST_FILES = 5
MOST_MEGABYTES = 10
LETTERS_A_DAY = 40  # of one family: a mistake or an abuse, not a conversation

FAMILIES, PUPILS, STAFF = "families", "pupils", "staff"
WHOM = {FAMILIES: "родителям", PUPILS: "ученикам", STAFF: "сотрудникам"}


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement before it is sent: to a class, to a grade, or (neither) to the whole school."""

    title: str
    text: str
    class_id: int | None
    grade: int
    whom: frozenset[str]
    wants_signature: bool


def check_draft(draft: Draft) -> dict[str, str]:
    """What is wrong, by input; empty when it may be sent."""
    faults = {}
    if not draft.title:
        faults["title"] = "Напишите заголовок: по нему решают, читать ли сейчас."
    elif len(draft.title) > TITLE_LENGTH:
        faults["title"] = f"Заголовок длиннее {TITLE_LENGTH} знаков: сократите на {len(draft.title) - TITLE_LENGTH}."
    if fault := check_text(draft.text):
        faults["text"] = fault
    if not draft.whom or not draft.whom <= WHOM.keys():
        faults["whom"] = "Отметьте, кому: родителям, ученикам или сотрудникам."
    elif draft.whom == {STAFF} and (draft.class_id or draft.grade):
        faults["whom"] = "Сотрудникам пишут всей школой. Отметьте ещё родителей или учеников, или выберите всю школу."
    return faults


def check_text(text: str) -> str:
    """What is wrong with the words of a letter; empty when nothing is."""
    if not text:
        return "Напишите текст."
    if len(text) > TEXT_LENGTH:
        return f"Текст длиннее {TEXT_LENGTH} знаков: сократите на {len(text) - TEXT_LENGTH}."
    return ""


def clean(text: str) -> str:
    """Words as they are kept: lines without spaces at their ends, no more than one empty line in a row."""
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip()
