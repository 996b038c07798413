from django.urls import path

from kedr.journal import api, views

app_name = "journal"
urlpatterns = [
    path("journal/", views.courses, name="courses"),
    path("journal/<int:course>/", views.journal, name="journal"),
    path("journal/<int:course>/data", api.data, name="data"),
    path("journal/<int:course>/history/<int:lesson>/<int:pupil>", api.cell_history, name="cell_history"),
    path("journal/<int:course>/pupil/<int:pupil>", api.pupil_card, name="pupil_card"),
    path("lesson/<int:lesson>/", views.lesson, name="lesson"),
    path("commands", api.commands, name="commands"),
]
