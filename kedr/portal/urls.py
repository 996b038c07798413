from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <day:…> and <id:…>
from kedr.portal.views import acts, board, classes, council, day, home, periods, plan_files, plans, procedures, schools

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
    path("s/<id:school>/procedures/", procedures.procedures, name="procedures"),
    path("s/<id:school>/procedures/schedule.xlsx", procedures.as_xlsx, name="procedures_xlsx"),
    path("s/<id:school>/procedures/<id:id>/", procedures.procedures, name="class_procedures"),
    path("s/<id:school>/acts/", acts.acts, name="acts"),
    path("s/<id:school>/acts/<slug:key>/", acts.act, name="act"),
    path("s/<id:school>/acts/<slug:key>/<id:rule>/", acts.withdraw, name="withdraw"),
    path("s/<id:school>/periods/", periods.periods, name="periods"),
    path("s/<id:school>/periods/<id:id>/", periods.period, name="period"),
    path("s/<id:school>/years/<id:id>/", periods.year, name="year"),
    path("s/<id:school>/classes/<id:id>/council/", council.council, name="council"),
    path("schools/", schools.schools, name="schools"),
    path("schools/<id:id>/", schools.school, name="school"),
]
