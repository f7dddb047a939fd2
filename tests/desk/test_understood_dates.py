"""What the desk understood of a typed date is told in the officer's language."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "1984", "1984"),
        ("en", "5.2009", "May 2009"),
        ("pl", "maj 2009", "maj 2009"),
        ("pl", "2002-03-04", "4 marca 2002"),
        ("de", "4 marca 2002", "4. März 2002"),
        ("fr", "März 2012", "mars 2012"),
        ("en", "31.02.1984", ""),
        ("en", "<script>", ""),
        ("en", "", ""),
    ],
)
def test_a_date_is_told_in_words(officer_user: object, officer: Client, language: str, text: str, words: str) -> None:
    UserProfile.objects.update(preferred_language=language)
    assert officer.get(reverse("desk_understood_date"), {"text": text}).json() == {"words": words}


def test_a_stranger_is_asked_to_log_in(client: Client, db: None) -> None:
    assert client.get(reverse("desk_understood_date"), {"text": "1984"}).status_code == 302
