from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <day:…>
from kedr.portal.views import board, day, home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("s/<int:school>/day/", day.day, name="day"),
    path("s/<int:school>/day/<day:on>/", day.day, name="day"),
    path("s/<int:school>/board/", board.board, name="board"),
    path("s/<int:school>/board/<day:on>/", board.board, name="board"),
]
