"""Starting Pomost inside a process of the benchmark: POMOST_HOME says on which register."""

import os
from typing import Any


def start_pomost() -> None:
    """Set Django up as the server does."""
    if "POMOST_HOME" not in os.environ:
        raise SystemExit("POMOST_HOME has to say which register is meant.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.conf.settings")
    import pomost.conf.wsgi  # noqa: F401 - as the server starts


def addresses() -> dict[str, str]:
    """One address of every public page type, by its name: those of the city's default language."""
    from django.urls import reverse
    from django.utils.translation import override

    from pomost.register.models import Activity, Award, Challenge, Network, Office, Partnership, Project, Record
    from pomost.website.models import (
        ActivitiesPage,
        AwardsPage,
        BasketPage,
        ContactPage,
        EditorialPage,
        HomePage,
        KnowledgePage,
        NetworksPage,
        NewsIndexPage,
        PartnershipsPage,
        ProjectsPage,
    )

    def section(kind: Any) -> str:
        return str(kind.objects.filter(locale__language_code="pl").first().get_url())

    def newest(kind: type[Record], **wanted: Any) -> str:
        record: Any = kind.objects.published().filter(**wanted).order_by("-pk").first()
        return str(record.slug)

    partner = newest(Partnership, activities__isnull=False)
    lists = {
        "Home page": section(HomePage),
        "Partnerships": section(PartnershipsPage),
        "Activities": section(ActivitiesPage),
        "Networks": section(NetworksPage),
        "Projects": section(ProjectsPage),
        "Awards": section(AwardsPage),
        "Shared knowledge": section(KnowledgePage),
        "Contact": section(ContactPage),
        "News": section(NewsIndexPage),
        "Basket": section(BasketPage),
    }
    with override("pl"):
        search = reverse("search")
        changes = reverse("site-changes")
    return {
        **lists,
        "Partnerships, narrowed down": f"{lists['Partnerships']}?kind=twinning",
        "A partnership": f"{lists['Partnerships']}{partner}/",
        "Activities of an earlier year": f"{lists['Activities']}2021/",
        "Activities of a partnership": f"{lists['Activities']}?partnership={partner}",
        "An activity": f"{lists['Activities']}{newest(Activity)}/",
        "A network": f"{lists['Networks']}{newest(Network)}/",
        "A project": f"{lists['Projects']}{newest(Project)}/",
        "An award": f"{lists['Awards']}{newest(Award)}/",
        "A challenge": f"{lists['Shared knowledge']}{newest(Challenge)}/",
        "An office": f"{lists['Contact']}{newest(Office)}/",
        "An editorial page": section(EditorialPage),
        "Search": f"{search}?q=wizyta",
        "Changes of the site": changes,
    }
