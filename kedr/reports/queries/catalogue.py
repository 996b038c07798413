"""All reports by what they are about: the key in an address, the title, the function that makes one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kedr.reports.access import ClassCard, CourseCard, SchoolCard, TeacherCard
from kedr.reports.queries.attendance import attendance
from kedr.reports.queries.changes import changes
from kedr.reports.queries.class_period import class_period, results
from kedr.reports.queries.course_journal import course_journal
from kedr.reports.queries.gathering import gathering
from kedr.reports.queries.hours import hours
from kedr.reports.queries.keeping import keeping
from kedr.reports.queries.means import means
from kedr.reports.queries.movement import movement
from kedr.reports.queries.spans import Asked, Spans
from kedr.reports.queries.summary import summary
from kedr.reports.queries.teachers import teacher_report
from kedr.reports.table import Report


@dataclass(frozen=True, slots=True)
class Entry[C]:
    """A report in the catalogue: what it is called in a list, what it says, how it is made."""

    title: str
    says: str
    make: Callable[[C, Asked, date], tuple[Report, Spans]]


CLASS_REPORTS: dict[str, Entry[ClassCard]] = {
    "summary": Entry("Сводная ведомость", "отметки по всем предметам и периодам", summary),
    "period": Entry("Отчёт классного руководителя", "состав, успеваемость, пропуски", class_period),
    "results": Entry("Итоги успеваемости", "отметки одного периода и доли", results),
    "attendance": Entry("Посещаемость", "дни и уроки по причинам и месяцам", attendance),
    "means": Entry("Средний балл и итог", "где они расходятся", means),
    "gathering": Entry("Накопляемость", "у кого мало отметок", gathering),
}
TEACHER_REPORTS: dict[str, Entry[TeacherCard]] = {
    "courses": Entry("Отчёт учителя-предметника", "успеваемость, часы, контрольные работы", teacher_report),
}
COURSE_REPORTS: dict[str, Entry[CourseCard]] = {
    "journal": Entry("Журнал", "отметки, посещаемость, темы и задания", course_journal),
}
SCHOOL_REPORTS: dict[str, Entry[SchoolCard]] = {
    "keeping": Entry("Заполнение журнала", "темы, посещаемость, задания и отметки в срок", keeping),
    "changes": Entry("Отмены и замены", "журнал учёта пропущенных и замещённых уроков", changes),
    "hours": Entry("Табель учёта занятий", "часы учителей по дням: основные, дополнительные, замены", hours),
    "movement": Entry("Движение и наполняемость", "прибывшие, выбывшие, классы", movement),
}
