"""Prints what the public sees of a register, as JSON: what the peer's site is filled with.

python -m tools.bench.content, with POMOST_HOME.
"""

import json
from typing import Any

from tools.bench.inside import start_pomost


def main() -> None:
    """Print sections, partnerships and activities in all languages."""
    start_pomost()
    from django.conf import settings

    from pomost.register.models import Activity, Partnership

    languages = [code for code, _name in settings.LANGUAGES]
    print(
        json.dumps(
            {
                "languages": languages,
                "sections": _sections(languages),
                "partnerships": [_partnership(one, languages) for one in Partnership.objects.published()],
                "activities": [_activity(one, languages) for one in Activity.objects.published()],
            },
            ensure_ascii=False,
        )
    )


def _sections(languages: list[str]) -> list[dict[str, Any]]:
    """The pages below the home page, with the home page itself first."""
    from pomost.website.models import HomePage

    found = []
    for home in HomePage.objects.filter(locale__language_code=languages[0]):
        pages = [home, *(page.specific for page in home.get_children().live().order_by("path"))]
        found = [
            {
                "kind": type(page).__name__,
                "in_menu": page.show_in_menus,
                "texts": {
                    version.locale.language_code: {
                        "title": version.title, "slug": version.slug, "intro": version.intro
                    }
                    for version in (other.specific for other in page.get_translations(inclusive=True))
                },
            }
            for page in pages
        ]  # fmt: skip
    return found


def _partnership(record: Any, languages: list[str]) -> dict[str, Any]:
    from pomost.desk.standing import standing_of
    from pomost.register.models import Office, Project
    from pomost.website.bridges import kilometres_between

    partner = record.partner
    projects = Project.objects.published().of(record.keeper).with_partner(partner)
    offices = Office.objects.published().filter(municipality__in=[record.keeper, partner])
    return {
        **_common(record, languages, lambda: partner.title),
        "slug": record.slug,
        "kind": _words(languages, record.get_kind_display),
        "country": _words(languages, lambda: partner.country_name),
        "since": str(record.since or ""),
        "latitude": partner.latitude,
        "longitude": partner.longitude,
        "areas": [_words(languages, lambda area=area: str(area.name)) for area in record.areas.all()],
        "website": partner.website,
        "kilometres": round(kilometres_between(record.keeper, partner) or 0),
        "legal": _words(languages, lambda: standing_of(record)["legal"]),
        "living": _words(languages, lambda: standing_of(record)["living"]),
        "source": _words(languages, lambda: record.source),
        "acts": [
            {
                "date": str(act.date or ""),
                "kind": _words(languages, act.get_kind_display),
                "number": act.number,
                "body": _words(languages, lambda act=act: act.body),
                "signed_by": _words(languages, lambda act=act: "; ".join(str(one) for one in act.signatories.all())),
            }
            for act in record.acts.all()
        ],
        "projects": [
            {
                "title": _words(languages, lambda project=project: project.name),
                "status": _words(languages, project.get_status_display),
                "start": str(project.start or ""),
                "end": str(project.end or ""),
            }
            for project in projects
        ],
        "offices": [
            {
                "town": office.municipality.name,
                "name": _words(languages, lambda office=office: office.name),
                "institution": _words(languages, lambda office=office: office.institution),
                "address": office.address,
                "phone": office.phone,
                "email": office.email,
                "website": office.website,
            }
            for office in offices.select_related("municipality")
        ],
    }


def _activity(record: Any, languages: list[str]) -> dict[str, Any]:
    partnership = record.partnerships.first()
    return {
        **_common(record, languages, lambda: str(record.name)),
        "slug": record.slug,
        "kind": _words(languages, record.get_kind_display),
        "start": str(record.start or ""),
        "place": record.place.name if record.place else "",
        "people": sum(people.direct for people in record.attendance.all()),
        "partnership": partnership.slug if partnership else "",
    }


def _common(record: Any, languages: list[str], title: Any) -> dict[str, Any]:
    stories = {story.language: story for story in record.stories.all()}
    titles = _words(languages, title)
    return {
        "titles": titles,
        "stories": {
            code: {
                "lead": stories[code].lead if code in stories else "",
                "body": [[b["type"], b["value"]] for b in stories[code].body.raw_data] if code in stories else [],
            }
            for code in languages
        },
        "photos": [
            {
                "path": photo.image.file.path,
                "alternative": _words(languages, lambda photo=photo: photo.alternative),
                "caption": _words(languages, lambda photo=photo: photo.caption),
                "author": photo.author,
                "licence": photo.licence,
            }
            for photo in record.photos.all()
        ],
        "documents": [
            {
                "path": document.file.file.path,
                "title": _words(languages, lambda document=document: document.title),
                "licence": document.licence,
            }
            for document in record.documents.all()
        ],
    }


def _words(languages: list[str], say: Any) -> dict[str, str]:
    from django.utils.translation import override

    found = {}
    for code in languages:
        with override(code):
            found[code] = str(say())
    return found


if __name__ == "__main__":
    main()
