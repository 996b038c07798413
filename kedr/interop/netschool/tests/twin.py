"""A week as NetSchool gives it, invented: the shape and the oddities of real ones, none of their texts."""

from typing import Any

import msgspec

MONDAY, TUESDAY, WEDNESDAY = "2026-11-09T00:00:00", "2026-11-10T00:00:00.99", "2026-11-11T00:00:00"


def mark(value: int | str | None, *, duty: bool = False) -> dict[str, Any]:
    return {"assignmentId": 1, "id": 2, "studentId": 3, "mark": value, "resultScore": None, "dutyMark": duty}


def assignment(at: int, type_id: int, text: str, on: str = MONDAY, weight: float = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": 1, "typeId": type_id, "assignmentName": text, "weight": weight, "dueDate": on, "classMeetingId": at,
        **more,
    }  # fmt: skip


def lesson(key: int, number: int, starts: str, ends: str, subject: str, *work: Any, **more: Any) -> dict[str, Any]:
    return {
        "classmeetingId": key, "day": MONDAY, "number": number, "relay": 1, "room": "21/кабинет", "startTime": starts,
        "endTime": ends, "subjectName": subject, "assignments": list(work), "isEaLesson": False, **more,
    }  # fmt: skip


def monday() -> list[dict[str, Any]]:
    without_assignments = lesson(104, 4, "11:00", "11:40", "Труд", room="мастерская")
    del without_assignments["assignments"]
    return [
        lesson(101, 1, "08:30", "09:10", "Физика", assignment(101, 3, "§ 11, вопросы  ", mark=mark(4))),
        lesson(102, 2, "09:20", "10:00", "Физика", assignment(102, 3, "Задача 7", weight=10, mark=mark(5))),
        lesson(103, 3, "10:10", "10:50", "Информатика", assignment(103, 3, "Таблица")),
        lesson(113, 3, "10:10", "10:50", "Физическая культура", assignment(113, 3, "-"), room="спортзал"),
        without_assignments,
        # the evening stands before the seventh in the file
        lesson(108, 8, "18:30", "19:10", "Беседы у костра", assignment(108, 3, "---"),
               relay=2, room=None, isEaLesson=True),
        lesson(107, 7, "13:15", "13:55", "Свой проект", assignment(107, 3, "не задано"), room=None),
    ]  # fmt: skip


def tuesday() -> list[dict[str, Any]]:
    at = {"day": TUESDAY}
    return [
        lesson(
            201, 1, "08:00", "08:40", "Алгебра",
            assignment(201, 3, "№ 5", TUESDAY),
            assignment(201, 4, "Контрольная по степеням", TUESDAY, 10, mark=mark(3), markComment={"name": "Знаки"}),
            **at,
        ),
        lesson(202, 2, "10:00:00", "10:40:00", "Алгебра",
               assignment(202, 10, "---Не указана---", TUESDAY, 1.5, mark=mark(None, duty=True)), **at),
        lesson(203, 3, "10:50", "11:30", 'Клуб "Кедр"', assignment(203, 18, "Шишки и белки", TUESDAY, mark=mark(5)),
               lessonTheme="Кто живёт в кедраче", **at),
        lesson(204, 4, "11:40", "12:20", "", assignment(204, 10, "Устно", TUESDAY), **at),
    ]  # fmt: skip


def wednesday() -> list[dict[str, Any]]:
    at = {"day": WEDNESDAY}
    return [
        lesson(301, 1, "08:00", "08:40", "Алгебра",
               assignment(301, 3, "№ 8, 9", WEDNESDAY, issueClassMeetingId=201, textAnswer={"answer": "Готово"}),
               assignment(301, 10, "Не задано", WEDNESDAY, mark=mark("УП")), **at),
        lesson(302, 2, "08:45", "09:25", "Физика",
               *(assignment(302, 10, f"Опыт {number}", WEDNESDAY, 1, mark=mark(4)) for number in (1, 2, 3)), **at),
    ]  # fmt: skip


def twin() -> dict[str, Any]:
    """The week, to be changed at will by a test."""
    return {
        "weekStart": MONDAY,
        "weekEnd": "2026-11-15T00:00:00",
        "weekDays": [
            {"date": MONDAY, "lessons": monday()},
            {"date": TUESDAY, "lessons": tuesday()},
            {"date": WEDNESDAY, "lessons": wednesday()},
        ],
        "laAssigns": [],
        "termName": "1 триместр",
        "className": "10Г",
    }


def encoded(week: Any) -> bytes:
    return msgspec.json.encode(week)
