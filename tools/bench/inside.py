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

    from pomost.register.models import Activity, Award, Challenge, Membership, Office, Partnership, Project
    from pomost.website.models import (
        ActivitiesPage,
        AwardsPage,
        BasketPage,
        CitySettings,
        ContactPage,
        EditorialPage,
        HomePage,
        KnowledgePage,
        NetworksPage,
        NewsIndexPage,
        PartnershipsPage,
        ProjectsPage,
    )

    home = CitySettings.objects.select_related("home").filter(home__isnull=False)[0].home

    def section(kind: Any) -> str:
        return str(kind.objects.filter(locale__language_code="pl").first().get_url())

    def newest(kind: Any, **wanted: Any) -> Any:
        return kind.objects.published().of(home).filter(**wanted).order_by("-pk")[0]

    partner = newest(Partnership, activities__isnull=False).slug
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
        "Activities of an earlier year": f"{lists['Activities']}2024/",
        "Activities of a partnership": f"{lists['Activities']}?partnership={partner}",
        "An activity": f"{lists['Activities']}{newest(Activity).slug}/",
        "A network": f"{lists['Networks']}{newest(Membership).network.slug}/",
        "A project": f"{lists['Projects']}{newest(Project).slug}/",
        "An award": f"{lists['Awards']}{newest(Award).slug}/",
        "A challenge": f"{lists['Shared knowledge']}{newest(Challenge).slug}/",
        "An office": f"{lists['Contact']}{newest(Office).slug}/",
        "An editorial page": section(EditorialPage),
        "Search": f"{search}?q=wizyta",
        "Changes of the site": changes,
    }
