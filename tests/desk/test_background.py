"""The report on background work."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pomost.conf import claims
from pomost.conf.models import Run
from pomost.conf.schedule import SCHEDULE

pytestmark = pytest.mark.django_db
REPORT = "desk_background"


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True).split())


def outcomes(response: Any) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [row.select("td")[1].get_text(" ", strip=True) for row in page.select("main tbody tr")]


def test_the_report_tells_what_became_of_each_job(officer: Client, officer_user: Any) -> None:
    now = timezone.now()
    states: list[dict[str, Any]] = [
        {"finished_at": now},
        {"finished_at": now, "error": "OSError: secret"},
        {"worker": "one"},
    ]
    for job, state in zip(SCHEDULE, states, strict=False):
        Run.objects.create(job=job.name, due_at=now, started_at=now, **state)
    claims.tell_alive(worker="one", now=now)
    response = officer.get(reverse(REPORT))
    assert outcomes(response) == ["done", "failed", "in progress"] + ["not run yet"] * (len(SCHEDULE) - 3)
    assert "secret" not in words(response)
    assert "Nobody is doing" not in words(response)
    officer_user.is_superuser = True
    officer_user.save()
    assert outcomes(officer.get(reverse(REPORT)))[1] == "failed OSError: secret"


def test_without_a_worker_the_report_warns(officer: Client) -> None:
    assert "Nobody is doing the background work at present." in words(officer.get(reverse(REPORT)))


def test_an_editor_has_no_such_report(writer: Client) -> None:
    response = writer.get(reverse(REPORT))
    assert response.status_code == 302
    assert reverse(REPORT) not in writer.get(reverse("wagtailadmin_home")).content.decode()
