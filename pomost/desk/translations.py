"""Taking a page into other languages: each gets a draft of its own, linked with the page it was made from."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page

from pomost.languages.formats import listed


class LanguagesForm(forms.Form):
    """The languages into which a page is taken."""

    languages = forms.ModelMultipleChoiceField(
        Locale.objects.none(), label=gettext_lazy("Languages"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, locales: list[Locale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.queryset = Locale.objects.filter(pk__in=[locale.pk for locale in locales])
        field.initial = locales
        field.label_from_instance = str


def languages_for(page: Page, user: Any) -> list[Locale]:
    """The languages in which `page` is missing and in which `user` may add it, below the translated page above."""
    above = page.get_parent()
    if above is None or above.is_root():
        return []
    there = set(page.get_translations(inclusive=True).values_list("locale", flat=True))
    parents = above.get_translations().exclude(locale__in=there).select_related("locale").order_by("locale")
    return [parent.locale for parent in parents if parent.permissions_for_user(user).can_add_subpage()]


@transaction.atomic
def translate_page(*, page: Page, locales: list[Locale], user: Any) -> list[Page]:
    """Make a draft of `page` in each of `locales`, with all that it says, to be translated there.

    The draft is `user`'s. Pictures and living blocks stay; living values and links to sections speak the new language.
    """
    copies = []
    for locale in locales:
        copy = CopyPageForTranslationAction(page.specific, locale, user=user).execute(skip_permission_checks=True)
        copy.owner = user
        copy.save(update_fields=["owner"])
        copies.append(copy)
    return copies


class TranslatePageView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Into which languages shall the page be taken?"""

    template_name = "desk/translate_page.html"
    form_class = LanguagesForm
    page_title = gettext_lazy("Take into other languages")
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.page.permissions_for_user(request.user).can_edit() or not self.locales:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Page:
        """The page that is there already."""
        return get_object_or_404(Page, pk=self.kwargs["page_id"])

    @cached_property
    def locales(self) -> list[Locale]:
        """The languages that are offered."""
        return languages_for(self.page, self.request.user)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        own = {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, own, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "locales": self.locales}

    def form_valid(self, form: LanguagesForm) -> HttpResponse:
        made = translate_page(page=self.page, locales=list(form.cleaned_data["languages"]), user=self.request.user)
        languages = listed([str(page.locale) for page in made])
        buttons = [
            messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), str(page.locale)) for page in made
        ]
        messages.success(self.request, _("Drafts to translate: %(languages)s.") % {"languages": languages}, buttons)
        return redirect("wagtailadmin_pages:edit", self.page.pk)


def translate_button(page: Page, user: Any, **_more: Any) -> list[Button]:
    """The way to the question, in the menu beside a page's title, where there is a language left."""
    if not page.permissions_for_user(user).can_edit() or not languages_for(page, user):
        return []
    address = reverse("desk_translate_page", args=[page.pk])
    return [Button(_("Take into other languages"), url=address, icon_name="globe", priority=55)]
