from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <day:…>
from kedr.diary import views

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("marks/", views.marks_home, name="marks_home"),
    path("<int:pupil>/", views.week_of_today, name="week"),
    path("<int:pupil>/<day:monday>/", views.week, name="week"),
    path("<int:pupil>/marks/", views.marks, name="marks"),
    path("<int:pupil>/mark/<int:mark>/", views.mark, name="mark"),
]
