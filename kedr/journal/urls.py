from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.journal import api, views

app_name = "journal"
urlpatterns = [
    path("journal/", views.courses, name="courses"),
    path("journal/<id:course>/", views.journal, name="journal"),
    path("journal/<id:course>/data", api.data, name="data"),
    path("journal/<id:course>/history/<id:lesson>/<id:pupil>", api.cell_history, name="cell_history"),
    path("journal/<id:course>/pupil/<id:pupil>", api.pupil_card, name="pupil_card"),
    path("lesson/<id:lesson>/", views.lesson, name="lesson"),
    path("commands", api.commands, name="commands"),
]
