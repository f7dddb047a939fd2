"""Blacking people out of the register's texts: live rows, versions, log, comments, half-filled forms."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from django.dispatch import Signal
from modelcluster.models import get_all_child_relations
from wagtail.admin.models import FormState
from wagtail.fields import StreamField
from wagtail.models import ModelLogEntry, Revision, TaskState

from pomost.languages.search import FoldedField, folded_texts
from pomost.register.dates import PartialDateField
from pomost.register.models import Attachment, Change, ContactPerson, Signatory
from pomost.register.rules.mentions import GAP, Traces, blacked_out_in, texts_in

CHUNK = 500  # rows in memory at a time
# What other persons are called is their own. Their stories are texts like others.
_OWN = {"name", "email", "phone"}
# What a change names by key or term; of all that it holds, people write the reason alone.
_KEYS = {"object_id", "role", "parts"}
# Nothing that somebody wrote: sessions, tables derived from others, Django's own lists.
_SKIPPED_APPS = {"sessions", "contenttypes", "wagtailsearch"}
# Sent in the same transaction, with `rows`: the keys of the rows that were changed, by model. What rooms above have
# made of these texts is theirs to make anew.
rows_blacked_out = Signal()


@dataclass(frozen=True)
class Mention:
    """Where somebody is, or may be, mentioned. The text itself is left out: a report must not keep the name."""

    kind: str  # such as wagtaildocs.Document
    key: object
    column: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.column}"


@dataclass
class Changes:
    """How much was blacked out, and where a name looks alike."""

    texts: int = 0
    versions: int = 0
    log_entries: int = 0
    comments: int = 0
    forms: int = 0
    lookalikes: list[Mention] = field(default_factory=list)
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)  # the keys of those with other texts now


def black_out_register(traces: Traces, people: Iterable[int]) -> Changes:
    """Black out `traces` in every text of the register; `people` are the keys of the persons they belong to.

    Needs a transaction around it. Every row is read once, CHUNK at a time, and only what changes is written.
    """
    changes = Changes()
    if traces:
        for model in apps.get_app_config("register").get_models():
            _black_out_rows(model, traces, changes)
        ours = ContentType.objects.filter(app_label="register")
        changes.versions = _black_out_versions(traces)
        changes.log_entries = _update(
            ModelLogEntry.objects.filter(content_type__in=ours),
            ["label", "data"],
            lambda text: blacked_out_in(text, traces),
        )
        changes.comments = _update(
            TaskState.objects.filter(workflow_state__base_content_type__in=ours),
            ["comment"],
            lambda text: blacked_out_in(text, traces),
        )
        _forget_who_made_changes(traces)
        rows_blacked_out.send(sender=None, rows=changes.rows)
    changes.forms = _delete_forms(traces, people)
    return changes


def mentions_elsewhere(traces: Traces) -> list[Mention]:
    """Return where tables outside the register mention the person: titles of files, pages, accounts."""
    found = []
    for model in apps.get_models():
        if traces and model._meta.app_label not in {"register", *_SKIPPED_APPS} and model._meta.managed:
            columns = [column for column in model._meta.local_concrete_fields if _is_text(column)]
            for key, values in _rows(model._base_manager.all(), columns):
                found += [
                    Mention(model._meta.label, key, name)
                    for name, value in values.items()
                    if blacked_out_in(value, traces) != value
                ]
    return found


def without_texts(data: Any, *keys: str) -> Any:
    """Return JSON `data` with GAP for each text that stands, at any depth, under one of `keys`."""
    if isinstance(data, dict):
        return {k: _all_gaps(v) if k in keys else without_texts(v, *keys) for k, v in data.items()}
    if isinstance(data, list):
        return [without_texts(item, *keys) for item in data]
    return data


def _all_gaps(value: Any) -> Any:
    if isinstance(value, str):
        return GAP if value else value
    if isinstance(value, dict):
        return {key: _all_gaps(item) for key, item in value.items()}
    return [_all_gaps(item) for item in value] if isinstance(value, list) else value


def _is_text(column: Any) -> bool:
    """Whether people write into the column: no closed list, no date, nothing that is made from other columns."""
    if isinstance(column, PartialDateField | FoldedField) or getattr(column, "choices", None):
        return False
    return isinstance(column, models.CharField | models.TextField | models.JSONField | StreamField)


def _columns(model: type[models.Model]) -> list[Any]:
    own = _OWN if model is ContactPerson else _KEYS if model is Change else set()
    return [column for column in model._meta.concrete_fields if _is_text(column) and column.name not in own]


def _rows(rows: Any, columns: list[Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each row's key and what stands in `columns`, JSON decoded; chunk by chunk, so that rows may be changed.

    JSON is read as text: what a StreamField no longer knows stands in the table all the same.
    """
    if not columns:
        return
    decoded = {f"text_of_{c.name}": Cast(c.name, models.TextField()) for c in columns if _is_json(c)}
    names = [f"text_of_{c.name}" if _is_json(c) else c.name for c in columns]
    rows = rows.annotate(**decoded).order_by("pk").values_list("pk", *names)
    chunk = list(rows[:CHUNK])
    while chunk:
        for key, *values in chunk:
            yield key, {c.name: _loaded(v) if _is_json(c) else v for c, v in zip(columns, values, strict=True)}
        chunk = list(rows.filter(pk__gt=chunk[-1][0])[:CHUNK])


def _is_json(column: Any) -> bool:
    return isinstance(column, models.JSONField | StreamField)


def _loaded(text: str | None) -> Any:
    return json.loads(text) if text else text


def _black_out_rows(model: type[models.Model], traces: Traces, changes: Changes) -> None:
    columns = _columns(model)
    manager = model._base_manager
    for key, values in _rows(manager.all(), columns):
        new = {c.name: _cleaned(c, values[c.name], traces) for c in columns}
        changed = {name: value for name, value in new.items() if value != values[name]}
        if "slug" in changed:
            changed["slug"] = _free_slug(changed["slug"], manager.values_list("public_id", flat=True).get(pk=key))
        if changed:
            manager.filter(pk=key).update(**changed)
            _fold_again(model, key)
            changes.texts += len(changed)
            changes.rows.setdefault(model, []).append(key)
        for name, value in new.items():
            if any(traces.looks_alike(text) for text in texts_in(value)):
                changes.lookalikes.append(Mention(model._meta.label, key, name))


def _forget_who_made_changes(traces: Traces) -> None:
    """Take the account out of the changes that the person made; in which role stays.

    The account itself is not the register's: it is named by mentions_elsewhere.
    """
    users = get_user_model()._default_manager.filter(pk__in=Change.objects.exclude(made_by=None).values("made_by"))
    theirs = [
        user.pk
        for user in users
        if any(traces.is_person(text) or traces.found_in(text) for text in (user.email, user.get_full_name()) if text)
    ]
    Change.objects.filter(made_by__in=theirs).update(made_by=None)


def _fold_again(model: type[models.Model], key: Any) -> None:
    """Fill the columns anew that are made from others: see FoldedField."""
    for column in model._meta.concrete_fields:
        if isinstance(column, FoldedField):
            row = model._base_manager.filter(pk=key)
            texts = row.values_list(*column.of).get()
            row.update(**{column.name: folded_texts(texts)})


def _black_out_versions(traces: Traces) -> int:
    count = 0
    for content_type in ContentType.objects.filter(app_label="register"):
        model = content_type.model_class()
        columns = [Revision._meta.get_field(name) for name in ("content", "object_str")]
        for key, version in _rows(Revision.objects.filter(content_type=content_type), columns):
            content = _cleaned_version(model, version["content"], traces)
            told = traces.blacked_out(version["object_str"])
            if content != version["content"] or told != version["object_str"]:
                count += Revision.objects.filter(pk=key).update(content=content, object_str=told)
    return count


def _cleaned_version(model: Any, content: dict[str, Any], traces: Traces) -> dict[str, Any]:
    """The content of a version, cleaned by the same rules as the row; it holds the row's children too."""
    if model is None:
        return {key: blacked_out_in(value, traces) for key, value in content.items()}
    children = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
    columns = {column.name: column for column in _columns(model)}
    kept = {column.name for column in model._meta.get_fields()} - children.keys() - columns.keys()
    cleaned: dict[str, Any] = {}
    for key, value in content.items():
        if key in children:
            cleaned[key] = [_cleaned_version(children[key], child, traces) for child in value]
        elif key in columns:
            cleaned[key] = _cleaned(columns[key], value, traces)
        else:
            cleaned[key] = value if key in kept or key == "pk" else blacked_out_in(value, traces)
    if cleaned.get("slug") != content.get("slug"):
        cleaned["slug"] = _free_slug(cleaned["slug"], UUID(content["public_id"]))
    return cleaned


def _update(rows: Any, names: list[str], clean: Callable[[Any], Any]) -> int:
    """Write `clean` of each column where it differs; return how many rows changed."""
    count = 0
    for key, values in _rows(rows, [rows.model._meta.get_field(name) for name in names]):
        changed = {name: clean(value) for name, value in values.items() if clean(value) != value}
        if changed:
            count += rows.model._base_manager.filter(pk=key).update(**changed)
    return count


def _delete_forms(traces: Traces, people: Iterable[int]) -> int:
    """Delete half-filled forms about the persons or with a mention of them; Wagtail itself keeps them for a day."""
    about = ContentType.objects.get_for_model(ContactPerson)
    theirs = FormState.objects.filter(content_type=about, object_id__in=[str(key) for key in people])
    keys = set(theirs.values_list("pk", flat=True))
    for key, data in list(FormState.objects.values_list("pk", "data")):
        if any(traces.is_person(value) or blacked_out_in(value, traces) != value for _name, value in parse_qsl(data)):
            keys.add(key)
    FormState.objects.filter(pk__in=keys).delete()
    return len(keys)


def _cleaned(column: Any, value: Any, traces: Traces) -> Any:
    """What is to stand in `column` in place of `value`: nothing where it was the name alone and may be left out."""
    if isinstance(column, models.SlugField):
        return traces.blacked_out(value).replace(GAP, "") if value else value
    if isinstance(column, models.URLField | models.EmailField):
        return "" if value and traces.found_in(value) else value
    if column.model is Signatory and column.name == "name" and traces.is_person(value or ""):
        return ""
    if issubclass(column.model, Attachment) and column.name == "author" and traces.is_person(value or ""):
        return ""
    if isinstance(value, dict):  # a text in several languages
        texts = {code: blacked_out_in(text, traces) for code, text in value.items()}
        return {code: text for code, text in texts.items() if text != GAP or value[code] == GAP or not column.blank}
    cleaned = blacked_out_in(value, traces)
    return "" if cleaned == GAP and column.blank and value != GAP else cleaned


def _free_slug(rest: str, public_id: UUID) -> str:
    """An address without the name; part of the public id makes it unlike all others."""
    words = [word for word in rest.split("-") if word]
    return "-".join([*words[:20], public_id.hex[:8]])
