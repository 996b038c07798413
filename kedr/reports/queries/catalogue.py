"""All reports by what they are about: the key in an address, the title, the function that makes one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kedr.reports.access import ClassCard, CourseCard, PupilCard, SchoolCard, TeacherCard
from kedr.reports.queries.attendance import attendance
from kedr.reports.queries.changes import changes
from kedr.reports.queries.class_book import class_journal
from kedr.reports.queries.class_period import class_period, results
from kedr.reports.queries.class_sheets import cards, letters, preliminary
from kedr.reports.queries.class_week import week
from kedr.reports.queries.course_forms import exam, group_works, remarks
from kedr.reports.queries.course_journal import course_journal
from kedr.reports.queries.gathering import gathering
from kedr.reports.queries.hours import hours
from kedr.reports.queries.keeping import keeping
from kedr.reports.queries.means import means
from kedr.reports.queries.movement import movement
from kedr.reports.queries.oversight import activity, remark_counts
from kedr.reports.queries.programme import class_programme, school_programme
from kedr.reports.queries.pupil import pupil_report
from kedr.reports.queries.pupil_forms import certificate, extract, personal_card
from kedr.reports.queries.spans import Asked, Spans
from kedr.reports.queries.summary import summary
from kedr.reports.queries.teachers import teacher_report
from kedr.reports.queries.totals import dynamics, totals
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
    "programme": Entry("Выполнение программы", "план и факт по предметам, почему отстали", class_programme),
    "preliminary": Entry("Предварительный отчёт", "кому грозит «2», у кого одна «3»", preliminary),
    "cards": Entry("Табели", "итоговые отметки, лист каждому", cards),
    "letters": Entry("Письма родителям", "отметки и пропуски, с отрывной частью", letters),
    "week": Entry("Выписки для семей", "неделя каждого ученика", week),
    "book": Entry("Журнал класса", "титул, оглавление, все предметы одной книгой", class_journal),
}
TEACHER_REPORTS: dict[str, Entry[TeacherCard]] = {
    "courses": Entry("Отчёт учителя-предметника", "успеваемость, часы, контрольные работы", teacher_report),
}
COURSE_REPORTS: dict[str, Entry[CourseCard]] = {
    "journal": Entry("Журнал", "отметки, посещаемость, темы и задания", course_journal),
    "works": Entry("Успеваемость по работам", "каждая работа числом", group_works),
    "exam": Entry("Протокол аттестации", "список, отметки, подписи комиссии", exam),
    "remarks": Entry("Замечания", "страница замечаний журнала", remarks),
}
PUPIL_REPORTS: dict[str, Entry[PupilCard]] = {
    "marks": Entry("Табель", "отметки и пропуски", pupil_report),
    "extract": Entry("Выписка текущих отметок", "для перехода в другую школу", extract),
    "certificate": Entry("Справка об обучении", "по месту требования", certificate),
    "card": Entry("Личная карта", "семья, классы, отметки всех лет", personal_card),
}
SCHOOL_REPORTS: dict[str, Entry[SchoolCard]] = {
    "keeping": Entry("Заполнение журнала", "темы, посещаемость, задания и отметки в срок", keeping),
    "changes": Entry("Отмены и замены", "журнал учёта пропущенных и замещённых уроков", changes),
    "hours": Entry("Табель учёта занятий", "часы учителей по дням: основные, дополнительные, замены", hours),
    "movement": Entry("Движение и наполняемость", "прибывшие, выбывшие, классы", movement),
    "totals": Entry("Итоги школы", "классы, параллели, уровни", totals),
    "dynamics": Entry("Динамика среднего балла", "школа, классы и учителя по периодам", dynamics),
    "programme": Entry("Выполнение программы", "план и факт всех журналов, почему отстали", school_programme),
    "remarks": Entry("Замечания по ведению", "сделанные, снятые, просроченные", remark_counts),
    "activity": Entry("Активность пользователей", "кто входил: по дням и неделям", activity),
}
