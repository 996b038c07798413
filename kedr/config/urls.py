from django.urls import include, path

# The busiest addresses first: Django tries them in this order.
urlpatterns = [
    path("s/<int:school>/diary/", include("kedr.diary.urls")),
    path("s/<int:school>/", include("kedr.journal.urls")),
    path("", include("kedr.portal.urls")),
    path("", include("kedr.accounts.urls")),
]
