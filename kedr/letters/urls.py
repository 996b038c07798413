from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.letters.views import announcements, letters, surveys

app_name = "letters"
urlpatterns = [
    path("", letters.letters, name="letters"),
    path("new/", letters.new, name="new"),
    path("talks/<id:id>/", letters.talk, name="talk"),
    path("reported/", letters.reported, name="reported"),
    path("reported/<id:id>/", letters.judge, name="judge"),
    path("letter/<id:id>/report/", letters.report, name="report"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.new, name="ask"),
    path("surveys/<id:id>/", surveys.survey, name="survey"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/new/", announcements.new, name="announce"),
    path("announcements/sent/", announcements.sent, name="sent"),
    path("announcements/<id:id>/", announcements.announcement, name="announcement"),
    path("announcements/<id:id>/sign/", announcements.sign, name="sign"),
    path("announcements/<id:id>/back/", announcements.take_back, name="take_back"),
    path("announcements/file/<id:file>/", announcements.file, name="file"),
]
