from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.journal import api
from kedr.journal.views import homework, kinds, openings, pages, remarks, scales

app_name = "journal"
urlpatterns = [
    path("journal/", pages.courses, name="courses"),
    path("journal/<id:course>/", pages.journal, name="journal"),
    path("journal/<id:course>/year/", pages.year, name="year"),
    path("journal/<id:course>/scale/", scales.scale, name="scale"),
    path("journal/<id:course>/debts/", pages.debts, name="debts"),
    path("journal/<id:course>/data", api.data, name="data"),
    path("journal/<id:course>/history/<id:lesson>/<id:pupil>", api.cell_history, name="cell_history"),
    path("journal/<id:course>/results/<id:period>/<id:pupil>", api.result_history, name="result_history"),
    path("journal/<id:course>/pupil/<id:pupil>", api.pupil_card, name="pupil_card"),
    path("journal/<id:course>/opening/", openings.ask, name="ask"),
    path("openings/", openings.openings, name="openings"),
    path("openings/<id:opening>/", openings.decide, name="decide"),
    path("journal/<id:course>/remarks/", remarks.of_course, name="course_remarks"),
    path("remarks/", remarks.remarks, name="remarks"),
    path("remarks/new/", remarks.make, name="remark_new"),
    path("remarks/<id:remark>/", remarks.act, name="remark_act"),
    path("remind/", remarks.remind, name="remind"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("lesson/<id:lesson>/", pages.lesson, name="lesson"),
    path("lesson/<id:lesson>/load", homework.load, name="load"),
    path("lesson/<id:lesson>/files", homework.attach, name="attach"),
    path("lesson/<id:lesson>/files/<id:file>/", homework.download, name="homework_file"),
    path("lesson/<id:lesson>/files/<id:file>/take-off", homework.take_off, name="take_off"),
    path("lesson/<id:lesson>/files/<id:file>/put-back", homework.put_back, name="put_back"),
    path("commands", api.commands, name="commands"),
]
