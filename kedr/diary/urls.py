from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <day:…> and <id:…>
from kedr.diary import views

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("marks/", views.marks_home, name="marks_home"),
    path("<id:pupil>/", views.week_of_today, name="week"),
    path("<id:pupil>/<day:monday>/", views.week, name="week"),
    path("<id:pupil>/<day:monday>/sign", views.sign, name="sign"),
    path("<id:pupil>/<day:monday>/tick", views.tick, name="tick"),
    path("<id:pupil>/marks/", views.marks, name="marks"),
    path("<id:pupil>/away/", views.away, name="away"),
    path("<id:pupil>/file/<id:file>/", views.file, name="file"),
    path("<id:pupil>/mark/<id:mark>/", views.mark, name="mark"),
]
