"""Kedr's addresses and one more: the hello-world page that is the floor of everything."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kedr.core.pages import public


@public
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world")


urlpatterns = [path("hello/", hello), path("", include("kedr.config.urls"))]
