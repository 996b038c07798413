"""Absences known as a whole: which codes, how long, what they make of a lesson."""

from datetime import date, timedelta

from kedr.journal.rules import No

# Codes an absence may bring, in the words of its form. «осв» is from lessons of one subject.
ABSENCE_CODES = {
    "б": "Болезнь",
    "у": "Уважительная причина",
    "нп": "Без уважительной причины",
    "осв": "Освобождение от предмета",
    "д": "Занимается дистанционно",
}
WIDE_CODES = ("у", "д")  # of a class, grades, the school
BASIS_LENGTH = 200
LONGEST = timedelta(days=366)
NOTICE_CODES = ("б", "у")  # what a family may say
LONGEST_NOTICE = timedelta(days=60)
NOTICE_PAST, NOTICE_AHEAD = timedelta(days=7), timedelta(days=60)
NOTICE_LENGTH = 170


def check_absence(
    code: str, starts_on: date, ends_on: date, basis: str, *, is_wide: bool, of_subject: bool
) -> No | None:
    """May there be such an absence on [starts_on, ends_on)? The code of the refusal names the input."""
    if code not in (WIDE_CODES if is_wide else ABSENCE_CODES):
        return No("code", "Выберите, что ставить в журнал.")
    if not timedelta(0) < ends_on - starts_on <= LONGEST:
        return No("days", "Последний день не раньше первого и не позже чем через год. Проверьте даты.")
    if not basis:
        return No("basis", "Напишите основание: заявление, справка и её номер, приказ. Диагноз не пишите.")
    if len(basis) > BASIS_LENGTH:
        return No("basis", f"Основание длиннее {BASIS_LENGTH} знаков: сократите на {len(basis) - BASIS_LENGTH}.")
    if code == "осв" and not of_subject:
        return No("subject", "Выберите предмет, от уроков которого ученик освобождён.")
    return None


def check_notice(code: str, starts_on: date, ends_on: date, words: str, today: date) -> No | None:
    """May a family say so of [starts_on, ends_on)? Of days that begin not long ago, at the latest in a month."""
    if code not in NOTICE_CODES:
        return No("code", "Выберите причину.")
    if not timedelta(0) < ends_on - starts_on <= LONGEST_NOTICE:
        return No("days", f"Последний день не раньше первого и не больше {LONGEST_NOTICE.days} дней. Проверьте даты.")
    if not today - NOTICE_PAST <= starts_on <= today + NOTICE_AHEAD:
        return No("days", "Сообщить можно о днях за неделю до сегодняшнего и на два месяца вперёд.")
    if not words:
        return No("words", "Напишите два слова классному руководителю. Диагноз не пишите.")
    if len(words) > NOTICE_LENGTH:
        return No("words", f"Длиннее {NOTICE_LENGTH} знаков: сократите на {len(words) - NOTICE_LENGTH}.")
    return None


def code_for(stands: str | None, *, is_checked: bool, by_absence: bool, code: str) -> str | None:
    """What a lesson of an absent pupil gets: the code, or None where the journal says something of its own.

    «н» wants a reason, an empty cell of a lesson nobody has checked yet is filled in. A cell that a person cleared,
    another code and a lesson checked without the pupil's «н» tell that the pupil was there; a cell cleared because an
    absence was cut short (`by_absence`) tells nothing.
    """
    if stands == "н":
        return code
    is_empty = stands is None or (stands == "" and by_absence)
    return code if is_empty and not is_checked else None
