"""Fills the peer's site: python -m tools.bench.peer.fill FILE, with what tools.bench.content has printed in it."""

import json
import os
import sys
from pathlib import Path
from typing import Any


def main(file: Path) -> None:
    """Make the tables, and all pages in all languages as translations of one another."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.bench.peer.settings")
    migrations = Path(os.environ["PEER_HOME"]) / "peer_migrations"
    migrations.mkdir()
    (migrations / "__init__.py").touch()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("makemigrations", "peer", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        _Filler(json.loads(file.read_text())).fill()
    call_command("rebuild_references_index", verbosity=0)


class _Filler:
    """Adds page by page, as an editor would who publishes each."""

    def __init__(self, content: dict[str, Any]) -> None:
        from wagtail.models import Locale

        self.content = content
        self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in content["languages"]}
        self.areas: dict[str, Any] = {}
        self.images: dict[str, Any] = {}
        self.partnerships: dict[tuple[str, str], Any] = {}

    def fill(self) -> None:
        from wagtail.models import Page, Site

        from tools.bench.peer.models import ActivityIndexPage, HomePage, PartnershipIndexPage, SectionPage

        root = Page.get_first_root_node()
        Page.objects.filter(depth=2).delete()
        root.refresh_from_db()
        kinds = {
            "HomePage": HomePage, "PartnershipsPage": PartnershipIndexPage, "ActivitiesPage": ActivityIndexPage
        }  # fmt: skip
        homes: dict[str, Any] = {}
        for section in self.content["sections"]:
            kind = kinds.get(section["kind"], SectionPage)
            made: dict[str, Any] = {}
            for code, text in section["texts"].items():
                parent = homes.get(code, root)
                slug = text["slug"] if parent is not root else f"home-{code}"
                page = kind(title=text["title"], slug=slug, intro=text["intro"], show_in_menus=section["in_menu"])
                made[code] = self._add(parent, page, code, made)
            if kind is HomePage:
                homes = made
                site = Site.objects.first() or Site(hostname="localhost")
                site.root_page, site.is_default_site, site.site_name = homes["pl"], True, "Peer"
                site.save()
            elif kind is PartnershipIndexPage:
                partnerships = made
            elif kind is ActivityIndexPage:
                activities = made
        for told in self.content["partnerships"]:
            self._partnership(told, partnerships)
        for told in self.content["activities"]:
            self._activity(told, activities)

    def _add(self, parent: Any, page: Any, code: str, made: dict[str, Any]) -> Any:
        page.locale = self.locales[code]
        if made:
            page.translation_key = next(iter(made.values())).translation_key
        parent.add_child(instance=page)
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def _partnership(self, told: dict[str, Any], parents: dict[str, Any]) -> None:
        from tools.bench.peer.models import Act, PartnershipPage

        made: dict[str, Any] = {}
        for code in self.content["languages"]:
            page = PartnershipPage(
                **self._common(told, code),
                country=told["country"][code],
                since=told["since"],
                latitude=told["latitude"],
                longitude=told["longitude"],
            )
            page.acts = [Act(kind=act["kind"][code], date=act["date"]) for act in told["acts"]]
            page.areas = [self._area(area[code]) for area in told["areas"]]
            made[code] = self._add(parents[code], page, code, made)
            self.partnerships[told["slug"], code] = made[code]

    def _activity(self, told: dict[str, Any], parents: dict[str, Any]) -> None:
        from tools.bench.peer.models import ActivityPage

        made: dict[str, Any] = {}
        for code in self.content["languages"]:
            partnership = self.partnerships.get((told["partnership"], code))
            page = ActivityPage(**self._common(told, code), start=told["start"], partnership=partnership)
            made[code] = self._add(parents[code], page, code, made)

    def _common(self, told: dict[str, Any], code: str) -> dict[str, Any]:
        story = told["stories"][code]
        return {
            "title": told["titles"][code],
            "slug": told["slug"],
            "kind": told["kind"][code],
            "lead": story["lead"],
            "body": [tuple(block) for block in story["body"]],
            "image": self._image(told["photo"]),
        }

    def _area(self, name: str) -> Any:
        from tools.bench.peer.models import Area

        if name not in self.areas:
            self.areas[name] = Area._default_manager.create(name=name)
        return self.areas[name]

    def _image(self, path: str) -> Any:
        from django.core.files import File
        from wagtail.images import get_image_model

        if path and path not in self.images:
            with Path(path).open("rb") as content:
                file = File(content, name=Path(path).name)
                self.images[path] = get_image_model().objects.create(title=Path(path).stem, file=file)
        return self.images.get(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
