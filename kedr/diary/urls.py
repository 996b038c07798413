from datetime import date

from django.urls import path, register_converter

from kedr.diary import views


class DateConverter:
    """A date in an address: `2026-11-09`. Anything else is not a page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DateConverter, "date")

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("marks/", views.marks_home, name="marks_home"),
    path("<int:pupil>/", views.week_of_today, name="week"),
    path("<int:pupil>/<date:monday>/", views.week, name="week"),
    path("<int:pupil>/marks/", views.marks, name="marks"),
    path("<int:pupil>/mark/<int:mark>/", views.mark, name="mark"),
]
