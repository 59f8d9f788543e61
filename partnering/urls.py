"""The site's table of contents."""

from django.urls import include, path

core_urls: list[object] = []

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include((core_urls, "partnering"))),
]
