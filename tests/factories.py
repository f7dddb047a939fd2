"""Small makers of rows for tests; a test names what matters to it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.test import override_settings
from wagtail.signal_handlers import disable_reference_index_auto_update

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import (
    Award,
    Funding,
    Membership,
    Network,
    Office,
    Participation,
    Partnership,
    PartnershipStory,
    Project,
    Scheme,
    Step,
)
from pomost.website.actions import SECTIONS, PageText, build_site
from pomost.website.settings import CitySettings
from tests.kept_sites import kept_site

# Nearly every test builds a site, and none looks its pages up in Wagtail's indexes.
_NO_INDEX = {"default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}}


def translated(text: str) -> Translated:
    """The same text, marked with its language, in all five languages."""
    return Translated({code: f"{text} ({code})" for code, _name in settings.LANGUAGES})


def municipality(
    name: str = "Suhl", country: str = "DE", latitude: float | None = 50.6, longitude: float | None = 10.7, **more: Any
) -> Municipality:
    """A saved municipality."""
    return Municipality.objects.create(name=name, country=country, latitude=latitude, longitude=longitude, **more)


ALL = tuple(code for code, _name in settings.LANGUAGES)


def site(home: Municipality, office: Office | None = None, languages: Sequence[str] = ALL) -> CitySettings:
    """The site of `home` with all its pages in each of the `languages`: /pl/partnerships-pl/ and so on."""
    texts = {
        code: {
            name: PageText(f"{name.title()} {code}", f"{name}-{code}", f"<p>Intro {code}</p>")
            for name in ("home", *SECTIONS)
        }
        for code in languages
    }

    def build() -> CitySettings:
        with override_settings(WAGTAILSEARCH_BACKENDS=_NO_INDEX), disable_reference_index_auto_update():
            return build_site(home=home, publisher=translated("City hall"), office=office, texts=texts)

    return kept_site(home, office, tuple(languages), build)


def partnership(
    home: Municipality, partner: Municipality, *, stories: tuple[str, ...] = (), **more: Any
) -> Partnership:
    """A published partnership kept by `home`, with a story in each language of `stories`."""
    areas = more.pop("areas", None)
    record = Partnership(keeper=more.pop("keeper", home), first=home, second=partner, **more)
    record.stories = [
        PartnershipStory(
            language=code, title=f"Title {code}", lead=f"Lead {code}", body=[("paragraph", f"<p>Text {code}</p>")]
        )
        for code in stories
    ]
    if areas:
        record.areas = areas
    return publish_record(record=record)


def network(keeper: Municipality, name: str = "Cities", **more: Any) -> Network:
    """A published network."""
    return publish_record(record=Network(keeper=keeper, name=translated(name), **more))


def membership(network: Network, member: Municipality, since: str = "2002") -> Membership:
    """A published membership, kept by the member."""
    return publish_record(record=Membership(keeper=member, network=network, member=member, since=since))


def project(keeper: Municipality, *partners: Municipality, name: str = "Project", **more: Any) -> Project:
    """A published project of `keeper` and `partners` with a grant of PLN 1,000."""
    record = Project(keeper=keeper, name=translated(name), **more)
    record.participations = [Participation(municipality=town) for town in (keeper, *partners)]
    record.funding = [Funding(kind="grant", planned="1000", currency="PLN")]
    return publish_record(record=record)


def ladder(*names: str) -> list[Step]:
    """The steps of a new scheme."""
    scheme = Scheme.objects.create(name=translated("Scheme"), grantor=translated("Grantor"))
    return [Step.objects.create(scheme=scheme, name=translated(name), sort_order=i) for i, name in enumerate(names)]


def award(recipient: Municipality, step: Step, **more: Any) -> Award:
    """A published award."""
    return publish_record(record=Award(keeper=recipient, recipient=recipient, step=step, **more))


def office(town: Municipality, **more: Any) -> Office:
    """A published office of `town`."""
    more.setdefault("name", translated("Office"))
    return publish_record(record=Office(keeper=town, municipality=town, **more))
