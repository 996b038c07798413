from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.notices import views

app_name = "notices"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("s/<id:school>/deliveries/", views.deliveries, name="deliveries"),
]
