"""Where the desk's forms and lists stand."""

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse


def url(kind: type[Model], view: str, *args: Any) -> str:
    """The address of a view of a kind of record or of a reference list."""
    return reverse(f"wagtailsnippets_{kind._meta.app_label}_{kind._meta.model_name}:{view}", args=args)


def form_at(client: Client, address: str) -> Any:
    """The form that stands at an address."""
    response = client.get(address)
    assert response.status_code == 200
    return response.context["form"]
