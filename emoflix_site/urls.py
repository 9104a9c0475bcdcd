"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from emoflix_site import app_files, leaving, look, robots, token_page, user_settings, views, your_data
from emoflix_site.api.refusals import NoSuchRoute

handler400 = "emoflix_site.api.problems.bad_request"
handler403 = "emoflix_site.api.problems.forbidden"
handler404 = "emoflix_site.api.problems.not_found"
handler500 = "emoflix_site.faults.broken"
urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("site/icon.svg"))),
    path("robots.txt", robots.robots, name="robots"),
    path("manifest.webmanifest", app_files.manifest, name="manifest"),
    path("service-worker.js", app_files.service_worker, name="service_worker"),
    path("offline/", app_files.offline, name="offline"),
    path("look/", look.choose, name="look"),
    path("language/", set_language, name="language"),
    path("accounts/", include("allauth.urls")),
    path("settings/", user_settings.page, name="settings"),
    path("settings/tokens/", token_page.create, name="token_create"),
    path("settings/tokens/<int:pk>/rotate/", token_page.rotate, name="token_rotate"),
    path("settings/tokens/<int:pk>/revoke/", token_page.revoke, name="token_revoke"),
    path("settings/export/", your_data.export, name="export"),
    path("settings/delete/", leaving.leave, name="leave"),
    path("admin/", admin.site.urls),
    path("films/", include("movies.urls")),
    path("", include("movies.tastes.urls")),
    path("api/v1/", include("emoflix_site.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    path("api/<path:nowhere>", NoSuchRoute.as_view(), name="no_such_route"),
    path("", include("emotions.urls")),
]
