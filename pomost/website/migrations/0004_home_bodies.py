"""Home pages had one look for all; now they have blocks, and existing ones get those that show what they showed."""

import json
from uuid import uuid4

from django.db import migrations

BLOCKS = [
    ("partnerships", {"title": "", "shown_as": "bridge", "which": "all", "with_areas": False}),
    ("partnerships", {"title": "", "shown_as": "list", "which": "all", "with_areas": True}),
    ("activities", {"title": "", "coming": 3, "past": 3}),
    ("networks", {"title": "", "shown_as": "list"}),
    ("projects", {"title": "", "running": False}),
    ("awards", {"title": "", "shown_as": "list"}),
    ("office", {"title": ""}),
]


def give_blocks(apps, schema_editor):
    """Fill the bodies that are empty, and those of all versions, so that a draft does not lose them."""
    home_pages = apps.get_model("website", "HomePage").objects
    for page in home_pages.all():
        if not page.body:
            page.body = json.dumps(_body())
            page.save(update_fields=["body"])
    keys = [str(key) for key in home_pages.values_list("pk", flat=True)]
    versions = apps.get_model("wagtailcore", "Revision").objects
    for version in versions.filter(base_content_type__model="page", object_id__in=keys).iterator():
        if "body" not in version.content:
            version.content["body"] = json.dumps(_body())
            version.save(update_fields=["content"])


def _body():
    return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in BLOCKS]


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0003_written_pages"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_blocks, migrations.RunPython.noop)]
