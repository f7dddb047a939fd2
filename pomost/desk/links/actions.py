"""Gathering addresses, asking those that are due, and keeping what was learnt."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import zip_longest
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from pomost.conf.stopping import pause, stop_if_asked
from pomost.desk.links.asking import DEADLINE, Asker, NoTurn
from pomost.desk.links.models import Host, Link, LinkQuerySet, Mention
from pomost.desk.links.queries import checking_cities
from pomost.desk.links.rules import Answer, state_after
from pomost.desk.links.sources import Thing, outside_addresses

# What one night may ask for; the rest is due first the night after.
ADDRESSES_A_NIGHT = 1000
PAUSE_SECONDS = 2.0  # between two requests to one host
# Nobody holds a host's turn for longer, not even whoever was killed while holding it.
TURN_SECONDS = DEADLINE + 15
PATIENCE_SECONDS = 120.0
# A button that is pressed again and again asks no more often than this.
AGAIN_AFTER = timedelta(minutes=10)


def gather_links() -> int:
    """Bring the addresses and who names them up to date, for the cities that check; return how many there are.

    An address that nobody names any more is forgotten, with what was known of it.
    """
    cities = set(checking_cities())
    own = own_hosts()
    found = {url: by for url, by in outside_addresses(cities).items() if by and urlsplit(url).hostname not in own}
    with transaction.atomic():
        Link.objects.bulk_create([Link(url=url) for url in sorted(found)], ignore_conflicts=True, batch_size=500)
        keys = dict(Link.objects.values_list("url", "pk"))
        wanted = {(keys[url], city, thing) for url, by in found.items() for city, thing in by}
        kept: dict[tuple[int, int, Thing], int] = {
            (link, city, (kind, key)): pk
            for pk, link, city, kind, key in Mention.objects.values_list(
                "pk", "link", "city", "content_type", "object_id"
            )
        }
        _delete_mentions([pk for each, pk in kept.items() if each not in wanted])
        Mention.objects.bulk_create(
            [
                Mention(link_id=link, city_id=city, content_type_id=kind, object_id=key)
                for link, city, (kind, key) in wanted - kept.keys()
            ],
            batch_size=500,
        )
        Link.objects.filter(mentions__isnull=True).delete()
    return len(found)


def own_hosts() -> set[str]:
    """The names of the installation's own sites: what stands there is no outside address."""
    names = {*Site.objects.values_list("hostname", flat=True), *settings.ALLOWED_HOSTS}
    names.add(urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "")
    return {name.strip("[].").lower() for name in names}


def check_due_links(*, asker: Asker | None = None, limit: int = ADDRESSES_A_NIGHT) -> int:
    """Ask the addresses that are due, those longest due first, and return how many were asked.

    Each answer is kept at once, so that a run that ends early has lost nothing. Raises Stopped where the worker stops.
    """
    asker = asker or polite_asker()
    due = Link.objects.filter(due_on__lte=timezone.localdate()).order_by("due_on", "pk")
    keys = list(_asked_for(due).values_list("pk", "url")[:limit])
    count = 0
    for key, _url in _by_turns(keys):
        stop_if_asked()
        # An officer may have turned the checking off meanwhile.
        link = _asked_for(Link.objects.filter(pk=key)).first()
        if link is not None:
            check_link(link=link, asker=asker)
            count += 1
    return count


def check_link_again(*, key: int, asker: Asker | None = None) -> bool:
    """Ask one address out of its turn, if a city still has it checked; return whether it was asked."""
    link = _asked_for(Link.objects.filter(pk=key)).first()
    now = timezone.now()
    if link is None or (link.checked_at is not None and link.checked_at > now - AGAIN_AFTER):
        return False
    check_link(link=link, asker=asker or polite_asker())
    return True


def check_link(*, link: Link, asker: Asker) -> None:
    """Ask `link` and keep the answer."""
    keep_answer(key=link.pk, answer=asker.ask(link.url), now=timezone.now())


@transaction.atomic
def keep_answer(*, key: int, answer: Answer, now: datetime) -> None:
    """Keep what `answer` says of an address, if it is still known."""
    link = Link.objects.select_for_update().filter(pk=key).first()
    if link is None:
        return
    state = state_after(
        answer,
        failing_since=link.failing_since,
        failures=link.failures,
        now=now,
        today=timezone.localdate(now),
    )
    link.outcome, link.status, link.moved_to = state.outcome, state.status, state.moved_to
    link.failing_since, link.failures, link.due_on = state.failing_since, state.failures, state.due_on
    link.checked_at = now
    link.save()


def polite_asker() -> Asker:
    """An asker that takes turns with all other processes of the installation."""
    return Asker(turns=turn)


@contextmanager
def turn(host: str, wanted_pause: float) -> Iterator[None]:
    """Hold the turn of `host`, which one request of the whole installation has at a time, and leave a pause after it.

    Raises NoTurn where it does not come.
    """
    Host.objects.bulk_create([Host(name=host, free_at=timezone.now())], ignore_conflicts=True)
    give_up = monotonic() + PATIENCE_SECONDS
    while not _take_turn(host):
        if monotonic() > give_up:
            raise NoTurn(host)
        pause(0.2)
    try:
        yield
    finally:
        after = timedelta(seconds=max(PAUSE_SECONDS, wanted_pause))
        Host.objects.filter(name=host).update(free_at=timezone.now() + after)


def _take_turn(host: str) -> bool:
    now = timezone.now()
    until = now + timedelta(seconds=TURN_SECONDS)
    return bool(Host.objects.filter(name=host, free_at__lte=now).update(free_at=until))


def _asked_for(links: LinkQuerySet) -> LinkQuerySet:
    """Those of `links` that a city has checked."""
    return links.filter(pk__in=Mention.objects.filter(city__in=checking_cities()).values("link"))


def _by_turns(keys: Collection[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The same, one of each host after the other: while one is left alone, the others are asked."""
    by_host: dict[str, list[tuple[int, str]]] = {}
    for key, url in keys:
        by_host.setdefault(urlsplit(url).hostname or "", []).append((key, url))
    for round_of_hosts in zip_longest(*by_host.values()):
        yield from (each for each in round_of_hosts if each is not None)


def _delete_mentions(keys: list[int]) -> None:
    for start in range(0, len(keys), 500):
        Mention.objects.filter(pk__in=keys[start : start + 500]).delete()
