from django.urls import include, path

import kedr.core.addresses  # noqa: F401 registers <id:…>

# The busiest addresses first: Django tries them in this order.
urlpatterns = [
    path("s/<id:school>/diary/", include("kedr.diary.urls")),
    path("s/<id:school>/", include("kedr.journal.urls")),
    path("s/<id:school>/letters/", include("kedr.letters.urls")),
    path("s/<id:school>/reports/", include("kedr.reports.urls")),
    path("", include("kedr.calendars.urls")),
    path("", include("kedr.portal.urls")),
    path("", include("kedr.notices.urls")),
    path("", include("kedr.accounts.urls")),
]

handler404 = "kedr.portal.views.home.no_page"
handler500 = "kedr.portal.views.home.broken"
