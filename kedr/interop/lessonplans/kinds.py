"""What is written of a work turned into the code of its kind."""

import re

# The first that fits. The codes are those of the school's kinds of work.
_KINDS = [
    ("ДИКТ", r"диктант"),
    ("ИЗЛ", r"изложени"),
    ("СОЧ", r"сочинени"),
    ("КР", r"контрольн\w* работ|^контрольная|^к\W?р\b"),
    ("ЛР", r"лабораторн|^л\W?р\b"),
    ("ПР", r"практическ|практикум|^п\W?р\b"),
    ("СР", r"самостоятельн|^с\W?р\b"),
    ("ТЕСТ", r"^тест|тестировани"),
    ("ПРОЕКТ", r"проект"),
    ("ЗАЧ", r"^зач[её]т"),
]
# A topic is a work where it begins as one: «Контрольная работа № 2», not «Анализ контрольной работы».
_TOPICS = [
    ("ДИКТ", r"^(контрольный )?диктант\b"),
    ("ИЗЛ", r"^(контрольное |сжатое )?изложение\b"),
    ("СОЧ", r"^(контрольное |классное )?сочинение\b"),
    ("КР", r"^(итоговая |входная |административная )?контрольная работа|^к\W?р\W*№?\s*\d"),
    ("ЛР", r"^лабораторная работа|^л\W?р\W*№?\s*\d"),
    ("ПР", r"^практическая работа|^п\W?р\W*№?\s*\d"),
    ("ЗАЧ", r"^зач[её]т\b"),
]


def kind_of(text: str) -> str:
    """The code of a kind of work as a person wrote it; empty where it is none of ours."""
    return _first(_KINDS, text)


def kind_of_topic(topic: str) -> str:
    """The code of the work a topic is; empty for an ordinary lesson."""
    return _first(_TOPICS, topic)


def _first(patterns: list[tuple[str, str]], text: str) -> str:
    text = text.strip().lower()
    return next((code for code, pattern in patterns if text and re.search(pattern, text)), "")
