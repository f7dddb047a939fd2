"""Addresses for who is not signed in yet."""

from django.urls import include, path
from django.views.decorators.cache import never_cache

from pomost.desk.login.views import CodeView, SignInView

urlpatterns = [
    path("", never_cache(SignInView.as_view()), name="wagtailadmin_login"),
    path("", include(([path("code/", never_cache(CodeView.as_view()), name="code")], "desk_login"))),
]
