from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("class/<id:id>/<slug:report>/", views.of_class, name="class"),
    path("class/<id:id>/<slug:report>.<slug:form>", views.of_class, name="class_file"),
    path("teacher/<id:id>/<slug:report>/", views.of_teacher, name="teacher"),
    path("teacher/<id:id>/<slug:report>.<slug:form>", views.of_teacher, name="teacher_file"),
    path("course/<id:id>/<slug:report>/", views.of_course, name="course"),
    path("course/<id:id>/<slug:report>.<slug:form>", views.of_course, name="course_file"),
    path("school/<slug:report>/", views.of_school, name="school"),
    path("school/<slug:report>.<slug:form>", views.of_school, name="school_file"),
    path("pupil/<id:id>/", views.of_pupil, name="pupil"),
    path("pupil/<id:id>/<slug:report>/", views.of_pupil, name="pupil"),
    path("pupil/<id:id>/<slug:report>.<slug:form>", views.of_pupil, name="pupil_file"),
]
