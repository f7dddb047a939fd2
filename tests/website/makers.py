"""Makers of activities, knowledge, persons, photos and documents; a test names what matters to it."""

from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import (
    Activity,
    ActivityDocument,
    ActivityPhoto,
    Challenge,
    ContactPerson,
    Office,
    Record,
    Solution,
)
from tests.factories import translated


def built(kind: type[Any], *, children: dict[str, list[Any]] | None = None, **values: Any) -> Any:
    """An unsaved record of `kind` with its children and links."""
    record = kind(**values)
    for name, things in (children or {}).items():
        setattr(record, name, things)
    return record


def activity(keeper: Municipality, name: str = "Concert", **more: Any) -> Activity:
    """A published activity; lists among `more` are its children and links."""
    children = {key: more.pop(key) for key in list(more) if isinstance(more[key], list)}
    more = {"status": "held", "start": "2024-05-09", **more}
    return publish_record(record=built(Activity, children=children, keeper=keeper, name=translated(name), **more))


def challenge(keeper: Municipality, name: str = "Empty shops", **more: Any) -> Challenge:
    """A published challenge of `keeper`'s own."""
    record = Challenge(keeper=keeper, municipality=more.pop("municipality", keeper), name=translated(name), **more)
    return publish_record(record=record)


def solution(challenge: Challenge, where: Municipality, name: str = "A shop for a season", **more: Any) -> Solution:
    """A published solution of `challenge`, kept by the challenge's keeper."""
    children = {key: more.pop(key) for key in list(more) if isinstance(more[key], list)}
    more = {"keeper": challenge.keeper, "challenge": challenge, "municipality": where, **more}
    return publish_record(record=built(Solution, children=children, name=translated(name), **more))


def person(office: Office, name: str, **more: Any) -> ContactPerson:
    """An unsaved contact person of `office` whom the public may see."""
    values = {"is_public": True, "legal_basis": "public_task", "function": translated("Specialist"), **more}
    return ContactPerson(keeper=office.municipality, office=office, name=name, **values)


def image(name: str = "photo.jpg", width: int = 1200, height: int = 800, exif: Any = None) -> Any:
    """An image in the library, as it is after an upload."""
    content = BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, "JPEG", **({"exif": exif} if exif else {}))
    return get_image_model().objects.create(title=name, file=ContentFile(content.getvalue(), name=name))


def document(name: str = "agreement.pdf", content: bytes = b"%PDF-1.4 secret") -> Any:
    """A document in the library."""
    return get_document_model().objects.create(title=name, file=ContentFile(content, name=name))


def photo(image: Any, **more: Any) -> ActivityPhoto:
    """A photo for an activity."""
    return ActivityPhoto(image=image, **{"alternative": translated("What it shows"), **more})


def attached(document: Any, **more: Any) -> ActivityDocument:
    """A document for an activity."""
    return ActivityDocument(file=document, **{"title": translated("Programme"), **more})


def officer() -> Client:
    """Somebody of the office, logged in."""
    user = get_user_model().objects.create_user("zofia")
    user.groups.add(city_groups(Municipality.objects.get(name="Leszno"))[Role.ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    return client


def unpublished(record: Record) -> Record:
    """`record`, taken back from the public."""
    record.unpublish()
    return record
