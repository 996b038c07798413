from django.urls import include, path

urlpatterns = [
    path("", include("kedr.portal.urls")),
    path("", include("kedr.accounts.urls")),
    path("s/<int:school>/", include("kedr.journal.urls")),
    path("s/<int:school>/diary/", include("kedr.diary.urls")),
]
