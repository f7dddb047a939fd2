"""What a browser sends: the values of a form as they stand in its inputs."""

from typing import Any

from wagtail.blocks import RichTextBlock, StreamBlock, StructBlock
from wagtail.blocks.field_block import FieldBlock

from pomost.languages.forms import TranslatedWidget

# What an officer says where a published fact changes.
WHY = {"change_kind": "correction", "change_reason": "Misread in the file"}


def typed(form: Any, **changes: Any) -> dict[str, Any]:
    """Return what a form and its inline children would send if nothing but `changes` were typed into them.

    A "__" in the name of a change stands for "-": `stories__0__title`.
    """
    return _with_children(form) | {name.replace("__", "-"): value for name, value in changes.items()}


def new_child(prefix: str, form: Any, index: int, **values: Any) -> dict[str, Any]:
    """What a child that was just added as number `index` sends, with `values` typed into its empty form."""
    blank = _with_children(form.formsets[prefix].empty_form)
    sent = {name.replace("__prefix__", str(index)): value for name, value in blank.items()}
    sent |= {f"{prefix}-{index}-{name.replace('__', '-')}": value for name, value in values.items()}
    return {**sent, f"{prefix}-{index}-ORDER": index + 1, f"{prefix}-TOTAL_FORMS": index + 1}


def new_story(index: int, **values: Any) -> dict[str, Any]:
    """What the inputs of a story without a text send that was just added as number `index`."""
    fields = {"language": "pl", "title": "", "lead": "", "body-count": 0, "id": "", "DELETE": "", **values}
    return {f"stories-{index}-{name}": value for name, value in fields.items()}


def _with_children(form: Any) -> dict[str, Any]:
    data = _inputs(form)
    for formset in form.formsets.values():
        for field in formset.management_form:
            data[field.html_name] = field.value()
        for child in formset.forms:
            data |= _with_children(child)
    return data


def _inputs(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in form:
        name, value, widget = field.html_name, field.value(), field.field.widget
        if isinstance(widget, TranslatedWidget):
            inputs = widget.get_context(name, value, {})["widget"]["subwidgets"]
            data |= {part["name"]: part["value"] or "" for part in inputs}
        elif hasattr(widget, "block_def"):
            data |= _blocks(widget.block_def, name, value)
        elif isinstance(value, list | set | tuple):
            data[name] = [getattr(item, "pk", item) for item in value]
        else:
            data[name] = "" if value in (None, False) else getattr(value, "pk", value)
    return data


def _blocks(block: Any, name: str, value: Any) -> dict[str, Any]:
    if isinstance(block, StreamBlock):
        value = value or ()  # a form of a story that nobody has begun
        data: dict[str, Any] = {f"{name}-count": len(value)}
        for i, child in enumerate(value):
            meta = {"deleted": "", "order": i, "type": child.block_type, "id": child.id}
            data |= {f"{name}-{i}-{key}": part for key, part in meta.items()}
            data |= _blocks(child.block, f"{name}-{i}-value", child.value)
        return data
    if isinstance(block, StructBlock):
        parts = [_blocks(part, f"{name}-{key}", value[key]) for key, part in block.child_blocks.items()]
        return {key: text for part in parts for key, text in part.items()}
    assert isinstance(block, FieldBlock)
    if isinstance(block, RichTextBlock):
        return {name: block.field.widget.format_value(value.source)}
    return {name: value}
