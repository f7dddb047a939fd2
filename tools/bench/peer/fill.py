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
        self.snippets: dict[tuple[str, ...], Any] = {}
        self.files: dict[str, Any] = {}
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
        from tools.bench.peer.models import (
            Act,
            Area,
            Office,
            PartnershipDocument,
            PartnershipPage,
            PartnershipPhoto,
            Project,
        )  # fmt: skip

        made: dict[str, Any] = {}
        for code in self.content["languages"]:
            told_here = _in_language(told, code)
            names = ("country", "since", "latitude", "longitude", "website", "kilometres", "legal", "living", "source")
            page = PartnershipPage(**self._common(told, code), **{name: told_here[name] for name in names})
            page.acts = [Act(**act) for act in told_here["acts"]]
            page.areas = [self._snippet(Area, name=area) for area in told_here["areas"]]
            page.projects = [self._snippet(Project, **project) for project in told_here["projects"]]
            page.offices = [self._snippet(Office, **office) for office in told_here["offices"]]
            self._attach(page, told_here, PartnershipPhoto, PartnershipDocument)
            made[code] = self._add(parents[code], page, code, made)
            self.partnerships[told["slug"], code] = made[code]

    def _activity(self, told: dict[str, Any], parents: dict[str, Any]) -> None:
        from tools.bench.peer.models import ActivityDocument, ActivityPage, ActivityPhoto

        made: dict[str, Any] = {}
        for code in self.content["languages"]:
            partnership = self.partnerships.get((told["partnership"], code))
            own = {name: told[name] for name in ("start", "place", "people")}
            page = ActivityPage(**self._common(told, code), **own, partnership=partnership)
            self._attach(page, _in_language(told, code), ActivityPhoto, ActivityDocument)
            made[code] = self._add(parents[code], page, code, made)

    def _common(self, told: dict[str, Any], code: str) -> dict[str, Any]:
        story = told["stories"][code]
        return {
            "title": told["titles"][code],
            "slug": told["slug"],
            "kind": told["kind"][code],
            "lead": story["lead"],
            "body": [tuple(block) for block in story["body"]],
            "image": self._image(told["photos"][-1]["path"]) if told["photos"] else None,
        }

    def _attach(self, page: Any, told: dict[str, Any], photo: Any, document: Any) -> None:
        page.photos = [
            photo(image=self._image(one["path"]), **{name: one[name] for name in one if name != "path"})
            for one in told["photos"]
        ]
        page.documents = [
            document(document=self._document(one["path"]), title=one["title"], licence=one["licence"])
            for one in told["documents"]
        ]

    def _snippet(self, kind: Any, **values: str) -> Any:
        key = (kind.__name__, *values.values())
        if key not in self.snippets:
            self.snippets[key] = kind.objects.create(**values)
        return self.snippets[key]

    def _image(self, path: str) -> Any:
        from wagtail.images import get_image_model

        return self._file(get_image_model(), path)

    def _document(self, path: str) -> Any:
        from wagtail.documents import get_document_model

        return self._file(get_document_model(), path)

    def _file(self, kind: Any, path: str) -> Any:
        from django.core.files import File

        if path not in self.files:
            with Path(path).open("rb") as content:
                file = File(content, name=Path(path).name)
                self.files[path] = kind.objects.create(title=Path(path).stem, file=file)
        return self.files[path]


def _in_language(told: Any, code: str) -> Any:
    """What is told, with the words of one language wherever there are those of all."""
    if isinstance(told, dict):
        return told[code] if code in told else {name: _in_language(value, code) for name, value in told.items()}
    return [_in_language(value, code) for value in told] if isinstance(told, list) else told


if __name__ == "__main__":
    main(Path(sys.argv[1]))
