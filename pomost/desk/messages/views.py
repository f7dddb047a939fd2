"""Reading and answering. Who may publish for a city speaks for it: nobody else reads what visitors write to it."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.desk.lists.filters import SeveralFilter
from pomost.desk.messages.forms import AnswerForm
from pomost.desk.permissions import ANSWER, keepers_for, may_answer
from pomost.languages.search import matching
from pomost.website.contact import actions
from pomost.website.contact.models import Delivery, Message, MessageQuerySet, State

if TYPE_CHECKING:
    _FormView = FormView[AnswerForm]
else:  # Django's views take type arguments only in their stubs
    _FormView = FormView

SHOWN_AT_HOME = 5


def messages_for(user: Any) -> MessageQuerySet:
    """The messages that `user` may read; `is_failing` tells of mail that could not be sent."""
    failing = Delivery.objects.failing().filter(message=OuterRef("pk"))
    found = Message.objects.filter(city__in=keepers_for(user, ANSWER)).annotate(is_failing=Exists(failing))
    return found.order_by("-received_at", "-pk")


class MessagesFilterSet(WagtailFilterSet):
    """By state."""

    state = SeveralFilter(label=_("State"), choices=State.choices, method="in_states")

    class Meta:
        model = Message
        fields: list[str] = []

    def in_states(self, queryset: Any, _name: str, states: list[str]) -> Any:
        """Those in one of `states`."""
        if not states:
            return queryset
        found = Message.objects.none()
        for state in states:
            found |= Message.objects.in_state(state)
        return queryset.filter(pk__in=found.order_by().values("pk"))


class StateColumn(Column):
    """How far the office is, and whether some mail could not be sent."""

    cell_template_name = "desk/messages/state.html"

    def get_value(self, instance: Any) -> Message:
        """The message itself, for its cell."""
        message: Message = instance
        return message


class MessagesView(IndexView):
    """What visitors wrote to the cities for which the officer speaks."""

    model = Message
    permission_policy = None  # `dispatch` asks
    page_title = pgettext_lazy("from visitors", "Messages")
    header_icon = "mail"
    index_url_name = "desk_messages:list"
    index_results_url_name = "desk_messages:results"
    filterset_class = MessagesFilterSet
    search_fields = ["folded"]
    is_searchable = True
    default_ordering = "-received_at"
    _show_breadcrumbs = True
    columns = [
        TitleColumn(
            "subject",
            label=_("Subject"),
            sort_key="subject",
            get_url=lambda message: reverse("desk_messages:message", args=[message.pk]),
        ),
        Column("writer", label=_("From")),
        DateColumn("received_at", label=_("Received"), sort_key="received_at"),
        StateColumn("state", label=_("State")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_answer(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> MessageQuerySet:
        return messages_for(self.request.user)

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(matching(self.search_query, *self.search_fields)) if self.is_searching else queryset


class MessageOfCity:
    """Finds the message that the address names; for who may not answer it there is none."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def message(self) -> Message:
        """The message. Raises PermissionDenied and Http404."""
        if not may_answer(self.request.user):
            raise PermissionDenied
        found: Message = get_object_or_404(
            messages_for(self.request.user).select_related("city", "office"), pk=self.kwargs["pk"]
        )
        return found


class MessageView(MessageOfCity, WagtailAdminTemplateMixin, _FormView):
    """One message, what became of its mail, and the form for the answer."""

    template_name = "desk/messages/message.html"
    form_class = AnswerForm
    header_icon = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.mark_read(message=self.message, now=timezone.now())
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_page_title(self) -> str:
        return self.message.subject

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("desk_messages:list"), "label": MessagesView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deliveries = self.message.deliveries.select_related("written_by")
        for delivery in deliveries:
            delivery.message = self.message  # with its office, which was asked for once
        return {**super().get_context_data(**kwargs), "message": self.message, "deliveries": deliveries}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        actions.answer_message(
            message=self.message, text=form.cleaned_data["text"], user=self.request.user, now=timezone.now()
        )
        said = gettext("The answer to %(writer)s is on its way.") % {"writer": self.message.writer}
        messages.success(self.request, said)
        return redirect("desk_messages:message", self.message.pk)


class VerbView(MessageOfCity, View):
    """Does one thing with a message."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and go on where one was."""
        self.do()
        return redirect("desk_messages:message", self.message.pk)

    def do(self) -> None:
        """What is done."""
        raise NotImplementedError


class SettleView(VerbView):
    """Says that nothing more is to be done: it was answered by phone, say."""

    def do(self) -> None:
        actions.settle_message(message=self.message, is_done=True, now=timezone.now())
        messages.success(self.request, _("The message is settled."))


class ReopenView(VerbView):
    """Takes that back."""

    def do(self) -> None:
        actions.settle_message(message=self.message, is_done=False, now=timezone.now())
        messages.success(self.request, _("The message is open again."))


class TryAgainView(VerbView):
    """Has a mail that could not be sent tried once more."""

    def do(self) -> None:
        delivery = get_object_or_404(Delivery, message=self.message, pk=self.kwargs["delivery"])
        actions.try_again(delivery=delivery, now=timezone.now())
        messages.success(self.request, _("The mail will be tried again within a minute."))


class DeleteView(VerbView):
    """Deletes the message for good."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.delete_message(message=self.message)
        messages.success(request, _("The message is deleted."))
        return redirect("desk_messages:list")


class MessagesMenuItem(MenuItem):
    """The menu's way to the messages, for who may answer."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_answer(request.user)


def messages_menu_item() -> MessagesMenuItem:
    """After the register and its reference lists."""
    return MessagesMenuItem(
        pgettext_lazy("from visitors", "Messages"),
        reverse("desk_messages:list"),
        name="messages",
        icon_name="mail",
        order=60,
    )


class MessagesPanel(Component):
    """On the first page: what visitors wrote and nobody has settled; nothing at all where there is nothing."""

    name = "messages"
    order = 40
    template_name = "desk/messages/panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        if not may_answer(user):
            return {"waiting": []}
        waiting = list(messages_for(user).filter(done_at__isnull=True)[: SHOWN_AT_HOME + 1])
        return {"waiting": waiting[:SHOWN_AT_HOME], "has_more": len(waiting) > SHOWN_AT_HOME}


urlpatterns: list[Any] = [
    path("", MessagesView.as_view(), name="list"),
    path("results/", MessagesView.as_view(results_only=True), name="results"),
    path("<int:pk>/", MessageView.as_view(), name="message"),
    path("<int:pk>/settle/", SettleView.as_view(), name="settle"),
    path("<int:pk>/reopen/", ReopenView.as_view(), name="reopen"),
    path("<int:pk>/delete/", DeleteView.as_view(), name="delete"),
    path("<int:pk>/again/<int:delivery>/", TryAgainView.as_view(), name="again"),
]
