from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <day:…> and <id:…>
from kedr.portal.views import board, classes, day, home, plan_files, plans, schools

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("s/<id:school>/day/", day.day, name="day"),
    path("s/<id:school>/day/<day:on>/", day.day, name="day"),
    path("s/<id:school>/board/", board.board, name="board"),
    path("s/<id:school>/board/<day:on>/", board.board, name="board"),
    path("s/<id:school>/classes/", classes.classes, name="classes"),
    path("s/<id:school>/my-class/", classes.my_class, name="my_class"),
    path("s/<id:school>/classes/<id:id>/", classes.sheet, name="class_sheet"),
    path("s/<id:school>/journal/<id:course>/plan/", plans.plan, name="plan"),
    path("s/<id:school>/journal/<id:course>/plan/follow", plans.follow, name="plan_follow"),
    path("s/<id:school>/journal/<id:course>/plan/load/", plan_files.load, name="plan_load"),
    path("s/<id:school>/journal/<id:course>/plan/plan.csv", plan_files.as_csv, name="plan_csv"),
    path("s/<id:school>/journal/<id:course>/plan/plan.xlsx", plan_files.as_xlsx, name="plan_xlsx"),
    path("s/<id:school>/journal/<id:course>/plan/<id:row>/", plans.row, name="plan_row"),
    path("schools/", schools.schools, name="schools"),
    path("schools/<id:id>/", schools.school, name="school"),
]
