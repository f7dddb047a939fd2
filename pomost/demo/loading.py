"""The demonstration city, read from the files in `leszno/`.

Facts stand there once: the real ones in `facts.toml`, invented ones in `examples.toml`, prose in a file a language.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from pomost.demo.written import load_written
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import (
    Act,
    Activity,
    ActivityPhoto,
    Adoption,
    Area,
    Attendance,
    Award,
    AwardPhoto,
    Challenge,
    ContactPerson,
    Cost,
    Due,
    Duty,
    ExchangeRate,
    Funding,
    Membership,
    Network,
    Office,
    Participation,
    Partnership,
    PartnershipDocument,
    Programme,
    Project,
    Report,
    Scheme,
    Signatory,
    Solution,
    Step,
    WorkingGroup,
)
from pomost.website.actions import SECTIONS, PageText, build_site
from pomost.website.settings import CitySettings

FOLDER = Path(__file__).parent / "leszno"
FILES_TERMS = {"author": "Pomost", "licence": "CC0 1.0"}


def is_loaded() -> bool:
    """Whether some city stands in this installation already."""
    return CitySettings.objects.filter(home__isnull=False).exists()


@transaction.atomic
def load_city() -> CitySettings:
    """Load the demonstration city into an empty installation: records with their stories, and the site's pages.

    One transaction: a crash leaves nothing half done. Raises ValueError where a city is there already.
    """
    stories = {code: _read(f"stories.{code}.toml") for code, _name in settings.LANGUAGES}
    city = _Loader(_read("facts.toml"), _read("examples.toml"), stories)
    city.load()
    texts = {
        code: {name: PageText(**told["pages"][name]) for name in ("home", *SECTIONS)} for code, told in stories.items()
    }
    site = _read("facts.toml")["site"]
    settings_of_city = build_site(
        home=city.keeper,
        publisher=Translated(site["publisher"]),
        office=city.made["office", site["office"]],
        texts=texts,
        is_example=True,
    )
    load_written(settings_of_city, _read("written.toml"), city)
    return settings_of_city


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


class _Loader:
    """Turns the files' tables into records; a key in the files leads to the row made from it."""

    def __init__(
        self, facts: dict[str, Any], examples: dict[str, Any], stories: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.stories = stories
        invented = {"source": Translated(examples.pop("source")), "is_example": True}
        self.files: dict[str, dict[str, Any]] = examples.pop("file")
        self.rows: dict[str, list[dict[str, Any]]] = {"act": []}
        for table, mark in ((facts, {}), (examples, invented)):
            for kind, rows in table.items():
                if isinstance(rows, list):
                    self.rows.setdefault(kind, []).extend({**mark, **row} for row in rows)
        self.made: dict[tuple[str, str], Any] = {}

    def load(self) -> None:
        """Create everything, in the order in which one thing names another."""
        makers = {
            "municipality": self._municipality,
            "area": self._area,
            "programme": self._programme,
            "scheme": self._scheme,
            "exchange_rate": self._exchange_rate,
            "partnership": self._partnership,
            "network": self._network,
            "office": self._office,
            "person": self._person,
            "membership": self._membership,
            "project": self._project,
            "award": self._award,
            "activity": self._activity,
            "challenge": self._challenge,
            "solution": self._solution,
        }
        for kind, make in makers.items():
            for row in self.rows[kind]:
                make(row)

    @property
    def keeper(self) -> Municipality:
        """The city whose office keeps all records."""
        keeper: Municipality = self.made["town", "leszno"]
        return keeper

    def _municipality(self, row: dict[str, Any]) -> None:
        key = row.pop("key")
        self.made["town", key] = Municipality.objects.create(slug=key, **_texts(row))

    def _area(self, row: dict[str, Any]) -> None:
        key = row.pop("key")
        self.made["area", key] = Area.objects.create(**_texts(row))

    def _programme(self, row: dict[str, Any]) -> None:
        key = row.pop("key")
        self.made["programme", key] = Programme.objects.create(**_texts(row))

    def _exchange_rate(self, row: dict[str, Any]) -> None:
        row.pop("is_example")
        ExchangeRate.objects.create(**row)

    def _scheme(self, row: dict[str, Any]) -> None:
        row.pop("key")
        steps = row.pop("steps")
        scheme = Scheme.objects.create(**_texts(row))
        for order, step in enumerate(steps):
            key = step.pop("key")
            self.made["step", key] = Step.objects.create(scheme=scheme, sort_order=order, **_texts(step))

    def _network(self, row: dict[str, Any]) -> None:
        self._publish(Network, row, key=row.pop("key"), seat=self._town(row, "seat"))

    def _office(self, row: dict[str, Any]) -> None:
        self._publish(Office, row, municipality=self._town(row))

    def _person(self, row: dict[str, Any]) -> None:
        self._publish(ContactPerson, row, office=self._take(row, "office"))

    def _award(self, row: dict[str, Any]) -> None:
        recipient, place = self._town(row, "recipient"), self._town(row, "place")
        photos = self._photos(AwardPhoto, row)
        self._publish(Award, row, step=self._take(row, "step"), recipient=recipient, place=place, photos=photos)

    def _challenge(self, row: dict[str, Any]) -> None:
        self._publish(Challenge, row, municipality=self._town(row), areas=self._areas(row))

    def _publish(self, kind: Any, row: dict[str, Any], *, key: str = "", **links: Any) -> Any:
        """Publish the record of `row`; `links` are what it names and its children."""
        name = kind._meta.model_name
        key = key or row.get("slug", "")
        children = {link: links.pop(link) for link in list(links) if isinstance(links[link], list)}
        record = kind(keeper=self.keeper, **_texts(row), **links)
        for link, values in children.items():
            setattr(record, link, values)
        record.stories = [
            kind.stories.rel.related_model(
                language=code,
                title=text["title"],
                lead=text["lead"],
                body=[_block(*block) for block in text.get("body", [])],
            )
            for code, told in self.stories.items()
            if (text := told.get(name, {}).get(key))
        ]
        self.made[name, key] = publish_record(record=record)
        return self.made[name, key]

    def _partnership(self, row: dict[str, Any]) -> None:
        first, second = (self.made["town", key] for key in row.pop("towns"))
        own = [act for act in self.rows["act"] if act["partnership"] == row["slug"]]
        acts = [self._act(act, place) for place, act in enumerate(own)]
        documents = [
            PartnershipDocument(
                file=self._document(key),
                title=Translated(file["title"]),
                language=file["language"],
                is_example=True,
                **FILES_TERMS,
            )
            for key, file in self.files.items()
            if file.get("partnership") == row["slug"]
        ]
        areas = self._areas(row)
        self._publish(Partnership, row, first=first, second=second, areas=areas, acts=acts, documents=documents)

    def _act(self, row: dict[str, Any], place: int) -> Act:
        row = {name: value for name, value in row.items() if name != "partnership"}
        signatories = [
            Signatory(municipality=self._town(signatory), **_texts(signatory))
            for signatory in row.pop("signatories", [])
        ]
        act = Act(
            sort_order=place, place=self._town(row, "place"), **_texts(row) | {"scan": self._document(row.get("scan"))}
        )
        act.signatories = signatories
        return act

    def _membership(self, row: dict[str, Any]) -> None:
        # The story is that of the city's own membership; of others' nothing is told.
        key = row["network"] if row["member"] == self.keeper.slug else f"{row['network']} {row['member']}"
        self._publish(
            Membership,
            row,
            key=key,
            network=self._take(row, "network"),
            member=self._town(row, "member"),
            dues=_children(Due, row, "dues"),
            duties=_children(Duty, row, "duties"),
            working_groups=_children(WorkingGroup, row, "working_groups"),
        )

    def _project(self, row: dict[str, Any]) -> None:
        participations = [
            Participation(municipality=self.made["town", part["municipality"]], role=part["role"])
            for part in row.pop("participations")
        ]
        programme = self._take(row, "programme") if "programme" in row else None
        self._publish(
            Project,
            row,
            programme=programme,
            participations=participations,
            funding=_children(Funding, row, "funding"),
            reports=_children(Report, row, "reports"),
        )

    def _activity(self, row: dict[str, Any]) -> None:
        attendance = [Attendance(municipality=self._town(people), **people) for people in row.pop("attendance", [])]
        self._publish(
            Activity,
            row,
            place=self._town(row, "place"),
            partnerships=[self.made["partnership", key] for key in row.pop("partnerships")],
            areas=self._areas(row),
            attendance=attendance,
            costs=_children(Cost, row, "costs"),
            photos=self._photos(ActivityPhoto, row),
        )

    def _solution(self, row: dict[str, Any]) -> None:
        adoptions = [
            Adoption(municipality=self._town(adoption), **_texts(adoption)) for adoption in row.pop("adoptions")
        ]
        self._publish(
            Solution,
            row,
            challenge=self._take(row, "challenge"),
            municipality=self._town(row),
            office=self._take(row, "office"),
            areas=self._areas(row),
            adoptions=adoptions,
        )

    def _take(self, row: dict[str, Any], name: str) -> Any:
        """What the row's key `name` leads to; the key is used up."""
        return self.made[name, row.pop(name)]

    def _town(self, row: dict[str, Any], name: str = "municipality") -> Municipality | None:
        key = row.pop(name, None)
        return self.made["town", key] if key else None

    def _areas(self, row: dict[str, Any]) -> list[Area]:
        return [self.made["area", key] for key in row.pop("areas", [])]

    def _photos(self, kind: Any, row: dict[str, Any]) -> list[Any]:
        """The photo of the row, where it names one; all are drawn for this demonstration."""
        return [
            kind(
                image=self._image(key),
                alternative=Translated(self.files[key]["alternative"]),
                caption=Translated(self.files[key]["caption"]),
                is_example=True,
                **FILES_TERMS,
            )
            for key in [row.pop("photo", "")]
            if key
        ]

    def picture_block(self, key: str, language: str) -> dict[str, Any]:
        """The picture `key` with its texts in `language`, as a block stores it."""
        file = self.files[key]
        texts = {"alternative": file["alternative"][language], "caption": file["caption"][language]}
        return {"image": self._image(key).pk, "is_decorative": False, **texts, **FILES_TERMS}

    def document(self, key: str) -> Any:
        """The document `key`."""
        return self._file(get_document_model(), key)

    def _document(self, key: str | None) -> Any:
        return self.document(key) if key else None

    def _image(self, key: str) -> Any:
        return self._file(get_image_model(), key)

    def _file(self, model: Any, key: str) -> Any:
        """The document or image of the file `key`, made once."""
        if ("file", key) not in self.made:
            name = self.files[key]["name"]
            with (FOLDER / "files" / name).open("rb") as content:
                self.made["file", key] = model.objects.create(title=name, file=File(content, name=name))
        return self.made["file", key]


def _children(kind: Any, row: dict[str, Any], name: str) -> list[Any]:
    return [kind(**_texts(child)) for child in row.pop(name, [])]


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its texts in several languages as such."""
    return {name: Translated(value) if isinstance(value, dict) else value for name, value in row.items()}


def _block(kind: str, text: str, source: str = "") -> tuple[str, Any]:
    return (kind, {"text": text, "source": source}) if kind == "quote" else (kind, text)
