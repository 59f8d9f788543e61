"""The site's table of contents."""

from django.urls import include, path

core_urls: list[object] = []

urlpatterns = [
    path("accounts/", include("partnering.account_urls")),
    path("", include((core_urls, "partnering"))),
]
