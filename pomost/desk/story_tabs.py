"""A tab a language for the stories of a record; together they are one formset."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.rich_text import RichText, get_text_for_indexing

from pomost.desk.children_panel import ChildrenPanel
from pomost.desk.formsets import StoryFormSet
from pomost.languages.translated import FALLBACK
from pomost.register.models import Story


class StoryTab(ChildrenPanel):
    """The story in one language; the tab of the first language also tells how many there are, for all of them.

    Wagtail's InlinePanel shows all children in one place. Here each has its own, so that they are drawn differently,
    while form, history and comparison take them for the one set that they are.
    """

    def __init__(self, language: str = "", **kwargs: Any) -> None:
        kwargs |= {"relation_name": "stories", "formset": StoryFormSet}
        kwargs["panels"] = [FieldPanel("title"), FieldPanel("lead"), FieldPanel("body")]
        super().__init__(**kwargs)
        self.language = language

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "language": self.language}

    def classes(self) -> list[str]:
        return [self.classname] if self.classname else []

    @cached_property
    def child_edit_handler(self) -> Any:
        """The fields of a story, each drawn as those of the facts are."""
        return ObjectList(self.panel_definitions).bind_to_model(self.db_field.related_model)

    def get_form_options(self) -> dict[str, Any]:
        """As for other children; the language is known from the tab."""
        options = super().get_form_options()
        stories = options["formsets"][self.relation_name]
        stories["fields"] = ["language", *stories["fields"]]
        stories["widgets"] = {**stories["widgets"], "language": forms.HiddenInput}
        return options

    class BoundPanel(Panel.BoundPanel):
        """The tab of one record."""

        template_name = "desk/record/story_tab.html"
        panel: "StoryTab"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is not None:
                self.heading = self.named()

        @cached_property
        def is_first(self) -> bool:
            """Whether this is the tab that shows what all stories share."""
            return self.panel.language == settings.LANGUAGES[0][0]

        @cached_property
        def formset(self) -> Any:
            """The stories in all languages."""
            return self.form.formsets[self.panel.relation_name]

        @cached_property
        def stories(self) -> list[Any]:
            """The story of this tab; two where two officers wrote one, of which one has to go."""
            forms = [form for form in self.formset.forms if form["language"].value() == self.panel.language]
            fields = self.panel.child_edit_handler
            return [
                fields.get_bound_panel(
                    instance=form.instance, request=self.request, form=form, prefix=f"{self.prefix}-{place}"
                )
                for place, form in enumerate(forms)
            ]

        @property
        def removable(self) -> list[Any]:
            """The forms of those of them that can be removed."""
            return [story.form for story in self.stories if self.formset.holds_story(story.form)]

        def named(self) -> SafeString:
            """The language in its own words, and whether there is a story."""
            name = format_html('<span lang="{}">{}</span>', self.panel.language, self.panel.heading)
            if self.removable:
                return name
            # Translators: behind the name of a language in which there is no story yet
            return format_html('{} <span class="story-tab__none">– {}</span>', name, _("none yet"))

        @cached_property
        def to_translate(self) -> Story | None:
            """The story in another language that the officer is most likely to read; None where there is none."""
            likely = [get_language(), *FALLBACK]
            written = [form.instance for form in self.formset.initial_forms]
            others = [story for story in written if story.language not in {"", self.panel.language}]
            return min(others, key=lambda s: likely.index(s.language) if s.language in likely else 9, default=None)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            other = self.to_translate
            words = {"other": other, "other_text": text_to_read(other) if other else ""}
            return {**super().get_context_data(parent_context), **words}

        def get_comparison(self) -> list[Any]:
            """As of other children, once for all languages."""
            if not self.is_first:
                return []
            whole = ChildrenPanel(
                "stories", panels=[FieldPanel("language"), *self.panel.panel_definitions], heading=_("Stories")
            )
            comparison: list[Any] = whole.bind_to_model(self.panel.model).get_bound_panel().get_comparison()
            return comparison


def story_tabs() -> list[StoryTab]:
    """The tabs of all languages, in their order."""
    return [StoryTab(code, heading=name) for code, name in settings.LANGUAGES]


def text_to_read(story: Story) -> SafeString:
    """Return the body of `story` as plain paragraphs."""
    texts = [_plain(block.value) for block in story.body]
    return format_html_join("", "<p>{}</p>", ((linebreaksbr(text, autoescape=True),) for text in texts if text))


def _plain(value: Any) -> str:
    if isinstance(value, RichText):
        return str(get_text_for_indexing(value.source)).strip()
    if isinstance(value, dict):
        return " – ".join(text for part in value.values() if (text := _plain(part)))
    return str(value).strip()
