from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <day:…>
from kedr.portal.views import board, classes, day, home, schools

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("s/<int:school>/day/", day.day, name="day"),
    path("s/<int:school>/day/<day:on>/", day.day, name="day"),
    path("s/<int:school>/board/", board.board, name="board"),
    path("s/<int:school>/board/<day:on>/", board.board, name="board"),
    path("s/<int:school>/classes/", classes.classes, name="classes"),
    path("s/<int:school>/my-class/", classes.my_class, name="my_class"),
    path("s/<int:school>/classes/<int:id>/", classes.sheet, name="class_sheet"),
    path("schools/", schools.schools, name="schools"),
    path("schools/<int:id>/", schools.school, name="school"),
]
