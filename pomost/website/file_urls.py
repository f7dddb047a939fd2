"""Addresses of photos and documents, and those that programs ask for; the same in all languages."""

from django.urls import path, re_path

from pomost.website import files, sitemaps, well_known
from pomost.website.link_pictures import serving

urlpatterns = [
    path("robots.txt", well_known.robots),
    path("favicon.ico", well_known.favicon),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:part>-<int:number>.xml", sitemaps.part, name="sitemap"),
    path(
        "link-pictures/<slug:language>/<slug:kind>/<int:key>/<slug:version>.png",
        serving.link_picture,
        name="link-picture",
    ),
    path("photos/<int:image_id>/<slug:version>/<int:width>.webp", files.photo, name="photo"),
    re_path(r"^documents/(\d+)/(.*)$", files.document, name="wagtaildocs_serve"),
    path("media/<path:path>", files.workplace_file),
]
