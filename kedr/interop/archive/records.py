"""The rows that the year was made of: lessons, marks and what came of them, with every correction."""

from kedr.interop.archive.tables import PORTION, TABLES, By, DataTable, fields_of

# What the record of changes tells of the journal; readings and sign-ins stay at home.
KINDS = (
    "mark", "attendance", "work", "lesson", "homework", "topic", "check", "result", "year", "course", "period",
    "person", "remark", "opening", "retake",
)  # fmt: skip
_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
_IN_DAYS = "held_on >= %s AND {0}.held_on < %s AND {0}.id > %s"

RECORDS = (
    DataTable(
        "lessons", "Уроки", By.DAYS,
        f"""SELECT l.id, l.course_id, l.held_on, l.number, l.starts_at, l.ends_at, l.teacher_id, l.is_cancelled,
        l.is_teacher_replaced, l.planned_teacher_id, l.is_joined, l.is_added, l.instead_id,
        CASE WHEN r.teacher_id IS NULL THEN COALESCE(r.kind, '') ELSE 'teacher' END,
        COALESCE(r.order_no, ''), l.change_reason, COALESCE(p.topic, ''),
        COALESCE(p.is_checked, FALSE), COALESCE(p.is_no_homework, FALSE)
        FROM timetable_lesson l LEFT JOIN journal_lessonpage p ON p.school_id = l.school_id AND p.id = l.id
        LEFT JOIN timetable_changereason r ON r.school_id = l.school_id AND r.id = l.reason_id
        WHERE l.school_id = %s AND l.{_IN_DAYS.format("l")} {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        held_on day день
        number integer номер урока
        starts_at time начало
        ends_at time конец
        teacher_id id? кто провёл
        is_cancelled flag урок отменён
        is_replaced flag учитель заменён
        planned_teacher_id id? кого заменили
        is_joined flag совмещён с другим уроком
        is_added flag дополнительный урок
        instead_id id? вместо какого урока проведён
        reason text вид основания изменения; teacher – не было учителя, почему – не архив
        reason_order text номер приказа
        change_reason text причина изменения словами
        topic text тема
        is_checked flag присутствие отмечено
        is_no_homework flag без домашнего задания"""),
    ),
    DataTable(
        "homework", "Домашние задания", By.DAYS,
        f"""SELECT h.id, h.lesson_id, h.course_id, h.pupil_id, h.held_on, h.due_on, h.text, h.minutes,
        h.set_at, h.is_late
        FROM journal_homework h WHERE h.school_id = %s AND h.{_IN_DAYS.format("h")} {PORTION}""",
        fields_of("""id id номер записи
        lesson_id id урок
        course_id id журнал
        pupil_id id ученик; 0 – всему классу
        held_on day когда задано
        due_on day к какому дню
        text text задание; пусто – снято
        minutes integer? сколько минут
        set_at instant? когда впервые
        is_late flag задано поздно"""),
    ),
    DataTable(
        "homework_files", "Файлы заданий: имена и суммы, без самих файлов", By.DAYS,
        f"""SELECT x.id, x.homework_id, f.name, f.size, f.sha256 FROM journal_homeworkfile x
        JOIN journal_homework h ON h.school_id = x.school_id AND h.id = x.homework_id
        JOIN files_storedfile f ON f.school_id = x.school_id AND f.id = x.file_id
        WHERE x.school_id = %s AND h.held_on >= %s AND h.held_on < %s AND x.id > %s AND x.removed_at IS NULL
        {PORTION}""",
        fields_of("""id id номер записи
        homework_id id задание
        name text имя файла
        size integer байтов
        sha256 text сумма SHA-256"""),
    ),
    DataTable(
        "kinds", "Виды работ", By.SCHOOL,
        f"""SELECT k.id, k.code, k.name, k.is_control FROM journal_workkind k
        WHERE k.school_id = %s AND k.id > %s {PORTION}""",
        fields_of("""id id номер записи
        code text код
        name text название
        is_control flag оценочная процедура"""),
    ),
    DataTable(
        "works", "Работы: столбцы журналов", By.DAYS,
        f"""SELECT w.id, w.lesson_id, w.course_id, w.kind_id, w.held_on, w.slot, w.weight, w.title
        FROM journal_work w WHERE w.school_id = %s AND w.{_IN_DAYS.format("w")} {PORTION}""",
        fields_of("""id id номер записи
        lesson_id id урок
        course_id id журнал
        kind_id id вид работы
        held_on day день
        slot integer место среди работ урока, с 0
        weight number вес
        title text название"""),
    ),
    DataTable(
        "marks", "Отметки", By.DAYS,
        f"""SELECT m.id, m.lesson_id, m.work_id, m.pupil_id, m.held_on, m.slot, m.value, m.due_on, m.comment,
        m.set_at, m.set_by
        FROM journal_mark m WHERE m.school_id = %s AND m.{_IN_DAYS.format("m")} {PORTION}""",
        fields_of("""id id номер записи
        lesson_id id урок
        work_id id работа
        pupil_id id ученик
        held_on day день
        slot integer место среди отметок клетки, с 0
        value text отметка; точка – долг; пусто – удалена
        due_on day? срок долга
        comment text комментарий
        set_at instant когда записана
        set_by id кем"""),
    ),
    DataTable(
        "brought_marks", "Отметки, перенесённые из другой школы", By.DAYS,
        f"""SELECT b.id, b.course_id, b.pupil_id, b.held_on, b.kind_id, b.weight, b.value, b.source, b.set_at, b.set_by
        FROM journal_broughtmark b WHERE b.school_id = %s AND b.{_IN_DAYS.format("b")} {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        pupil_id id ученик
        held_on day день
        kind_id id вид работы
        weight number вес
        value text отметка
        source text документ
        set_at instant когда записана
        set_by id кем"""),
    ),
    DataTable(
        "attendance", "Посещаемость", By.DAYS,
        f"""SELECT a.id, a.lesson_id, a.pupil_id, a.held_on, a.code, a.minutes, a.set_at, a.set_by
        FROM journal_attendance a WHERE a.school_id = %s AND a.{_IN_DAYS.format("a")} {PORTION}""",
        fields_of("""id id номер записи
        lesson_id id урок
        pupil_id id ученик
        held_on day день
        code text код; пусто – снят
        minutes integer? опоздание, минут
        set_at instant когда записано
        set_by id кем"""),
    ),
    DataTable(
        "period_results", "Отметки за периоды", By.YEAR,
        f"""SELECT r.id, r.course_id, r.period_id, r.pupil_id, r.proposed, r.mean, r.final, r.set_at, r.set_by
        FROM journal_periodresult r JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
        WHERE r.school_id = %s AND c.year_id = %s AND r.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        period_id id период
        pupil_id id ученик
        proposed text предложено расчётом
        mean number? средний балл
        final text решение учителя
        set_at instant когда записано
        set_by id кем"""),
        is_summary=True,
    ),
    DataTable(
        "year_results", "Отметки за год, экзамены, итоговые", By.YEAR,
        f"""SELECT r.id, r.course_id, r.pupil_id, r.kind, r.proposed, r.final, r.set_at, r.set_by
        FROM journal_yearresult r JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
        WHERE r.school_id = %s AND c.year_id = %s AND r.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        pupil_id id ученик
        kind text interim – промежуточная аттестация, year – год, exam – экзамен, final – итоговая
        proposed text предложено расчётом
        final text решение
        set_at instant когда записано
        set_by id кем"""),
        is_summary=True,
    ),
    DataTable(
        "deferrals", "Отсрочки итога", By.YEAR,
        f"""SELECT d.id, d.course_id, d.period_id, d.pupil_id, d.until_on, d.basis, d.set_at, d.set_by
        FROM journal_deferral d JOIN curriculum_course c ON c.school_id = d.school_id AND c.id = d.course_id
        WHERE d.school_id = %s AND c.year_id = %s AND d.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        period_id id период
        pupil_id id ученик
        until_on day последний день отсрочки
        basis text основание
        set_at instant когда записано
        set_by id кем"""),
    ),
    DataTable(
        "retakes", "Пересдачи", By.YEAR,
        f"""SELECT r.id, r.course_id, r.pupil_id, r.kind, r.attempt, r.planned_on, r.commission, r.value, r.protocol,
        r.set_at, r.set_by
        FROM journal_retake r JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
        WHERE r.school_id = %s AND c.year_id = %s AND r.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        pupil_id id ученик
        kind text какая отметка не сдана: year – за год, interim – за промежуточную аттестацию
        attempt integer попытка: 1 или 2
        planned_on day день пересдачи
        commission text комиссия
        value text отметка; пусто – ещё не было
        protocol text протокол
        set_at instant когда записано
        set_by id кем"""),
        is_summary=True,
    ),
    DataTable(
        "freed_pupils", "Обучение на дому и ИУП", By.YEAR,
        f"""SELECT x.id, x.course_id, x.pupil_id, x.kind, x.starts_on, x.ends_on, x.order_no, x.order_on
        FROM curriculum_courseexception x JOIN curriculum_course c ON c.school_id = x.school_id AND c.id = x.course_id
        WHERE x.school_id = %s AND c.year_id = %s AND x.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал, от которого освобождён
        pupil_id id ученик
        kind text home – обучение на дому, plan – индивидуальный учебный план
        starts_on day первый день
        ends_on day? первый день после
        order_no text приказ
        order_on day день приказа"""),
    ),
    DataTable(
        "council_decisions", "Решения педсовета", By.YEAR,
        f"""SELECT d.id, d.class_id, d.pupil_id, d.kind, d.protocol, d.protocol_on, d.set_at, d.set_by
        FROM journal_councildecision d WHERE d.school_id = %s AND d.year_id = %s AND d.id > %s {PORTION}""",
        fields_of("""id id номер записи
        class_id id класс
        pupil_id id ученик
        kind text решение: moved, conditional, repeats, admitted, graduated
        protocol text протокол
        protocol_on day день протокола
        set_at instant когда записано
        set_by id кем"""),
        is_summary=True,
    ),
    DataTable(
        "remarks", "Замечания по ведению журнала", By.YEAR,
        f"""SELECT r.id, r.course_id, r.kind, r.text, r.made_at, r.made_by, r.due_on, r.fixed_at, r.removed_at, r.answer
        FROM journal_remark r JOIN curriculum_course c ON c.school_id = r.school_id AND c.id = r.course_id
        WHERE r.school_id = %s AND c.year_id = %s AND r.id > %s {PORTION}""",
        fields_of("""id id номер записи
        course_id id журнал
        kind text automatic – автоматическое, manual – завуча
        text text замечание
        made_at instant когда сделано
        made_by id кем; 0 – «Кедр»
        due_on day устранить до
        fixed_at instant? когда учитель устранил
        removed_at instant? когда снято
        answer text ответ завуча"""),
    ),
    DataTable(
        "history", "История исправлений", By.TIMES,
        f"""SELECT v.id, v.at, v.verb, v.target_kind, v.target_id, v.about_id, v.person_id, v.role, v.name, v.before,
        v.after, v.reason FROM audit_event v
        WHERE v.school_id = %s AND v.at >= %s AND v.at <= %s AND v.target_kind IN ({_KINDS})
        AND v.verb <> 'person.read' AND v.id > %s {PORTION}""",
        fields_of("""id id номер записи
        at instant когда
        verb text что сделано
        target_kind text вид записи
        target_id id номер записи, которую изменили
        about_id id урок, журнал или класс этой записи
        person_id id кто; 0 – «Кедр»
        role text в какой роли
        name text имя
        before any? что было
        after any? что стало
        reason text причина"""),
    ),
)  # fmt: skip

ALL = (*TABLES, *RECORDS)
