"""Spreadsheets of what a list shows, read back."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pomost.languages.spreadsheets import harmless, may_start_a_formula
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import (
    Act,
    Activity,
    Attendance,
    ContactPerson,
    Funding,
    Network,
    Partnership,
    Project,
    Solution,
)
from tests import factories
from tests.desk.addresses import url
from tests.website import makers
from tests.website.test_query_budget import fill

pytestmark = pytest.mark.django_db


def read_csv(client: Client, model: Any, /, **parameters: Any) -> list[dict[str, str]]:
    response = client.get(url(model, "list"), {**parameters, "export": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def read_xlsx(client: Client, model: Any, /, **parameters: Any) -> Any:
    response = client.get(url(model, "list"), {**parameters, "export": "xlsx"})
    return load_workbook(BytesIO(b"".join(response.streaming_content))).active  # type: ignore[attr-defined]


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.fixture
def two(leszno: Municipality, suhl: Municipality) -> list[Partnership]:
    """Two partnerships, of which one has an act and an activity."""
    deurne = factories.municipality("Deurne", "NL")
    first = Partnership(keeper=leszno, first=leszno, second=suhl, since="1984-06")
    first.acts = [Act(kind="agreement", date="2004-12", valid_until="2030")]
    made = [publish_record(record=first), factories.partnership(leszno, deurne, kind="contact", is_example=True)]
    makers.activity(leszno, start="2026-05-18", partnerships=[made[0]])
    Partnership.objects.update(last_published_at=datetime(2026, 1, 2, 9, 30, 12, tzinfo=UTC))
    return made


SUHL = {
    "Partner town": "Suhl",
    "Country": "Germany",
    "Kind": "twinning",
    "Since": "1984-06",
    "Legal state": "in force",
    "Reason of the legal state": "agreement, December 2004, valid until 2030",
    "Living state": "active",
    "Last activity": "2026-05-18",
    "Status": "published",
    "Invented example": "no",
    "Keeper": "Leszno",
}


def test_csv_holds_what_the_list_shows_and_what_is_hidden(officer: Client, two: list[Partnership]) -> None:
    rows = read_csv(officer, Partnership)
    assert [row["Partner town"] for row in rows] == ["Suhl", "Deurne"]
    moment = {"Last published": "2026-01-02 10:30"}
    assert rows[0] == {**SUHL, **moment, "Until": "", "Areas of cooperation": ""}


def test_xlsx_holds_the_same_with_moments_as_moments(officer: Client, two: list[Partnership]) -> None:
    sheet = read_xlsx(officer, Partnership)
    assert (sheet.title, sheet.freeze_panes) == ("Partnerships", "A2")
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(sheet.max_column)}3"
    assert all(cell.font.bold for cell in sheet[1])
    row = rows_of(sheet)[0]
    assert row == {
        **SUHL,
        "Last published": datetime.fromisoformat("2026-01-02T10:30"),
        "Until": None,
        "Areas of cooperation": None,
    }


def test_an_export_follows_filters_search_and_order(officer: Client, two: list[Partnership]) -> None:
    for read in (read_csv, lambda *args, **kwargs: rows_of(read_xlsx(*args, **kwargs))):
        assert [row["Partner town"] for row in read(officer, Partnership, ordering="partner")] == ["Deurne", "Suhl"]
        assert [row["Partner town"] for row in read(officer, Partnership, legal_state="in_force")] == ["Suhl"]
        assert [row["Partner town"] for row in read(officer, Partnership, q="DEÚRNE")] == ["Deurne"]
        assert read(officer, Partnership, country="NL", q="suhl") == []


def test_an_export_holds_all_pages(officer: Client, leszno: Municipality) -> None:
    fill(leszno, 60)
    assert len(officer.get(url(Partnership, "list")).context["object_list"]) == 50
    assert len(read_csv(officer, Partnership, p="2")) == 60
    assert len(rows_of(read_xlsx(officer, Partnership))) == 60


def test_an_export_reads_stretch_by_stretch(
    officer: Client, leszno: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(leszno, 12)
    read_csv(officer, Partnership)
    with CaptureQueriesContext(connection) as whole:
        rows = read_csv(officer, Partnership)
    monkeypatch.setattr("pomost.desk.lists.view.STRETCH", 5)
    with CaptureQueriesContext(connection) as in_parts:
        assert read_csv(officer, Partnership) == rows
    assert len(in_parts) - len(whole) == 2  # three stretches instead of one


def test_headings_and_words_are_in_the_officer_s_language(
    officer: Client, officer_user: Any, two: list[Partnership]
) -> None:
    officer_user.wagtail_userprofile.preferred_language = "pl"
    officer_user.wagtail_userprofile.save()
    row = read_csv(officer, Partnership)[0]
    assert row["Rodzaj"] == "partnerstwo"
    assert "Niemcy" in row.values()


def test_numbers_are_numbers_and_days_are_days(officer: Client, leszno: Municipality, suhl: Municipality) -> None:
    makers.activity(
        leszno, start="2026-05", attendance=[Attendance(municipality=suhl, group="youth", direct=1200, invited=0)]
    )
    assert rows_of(read_xlsx(officer, Activity))[0]["People in all"] == 1200
    assert read_csv(officer, Activity)[0]["First day"] == "2026-05"
    makers.solution(makers.challenge(leszno), suhl, cost="1500.50", currency="EUR")
    solution = rows_of(read_xlsx(officer, Solution))[0]
    assert (solution["Cost"], solution["Currency"]) == (1500.5, "EUR")
    publish_record(record=makers.person(factories.office(leszno), "Zofia", review_on=date(2027, 3, 1)))
    person = rows_of(read_xlsx(officer, ContactPerson))[0]
    assert person["To be checked on"] == datetime.fromisoformat("2027-03-01")
    assert read_csv(officer, ContactPerson)[0]["To be checked on"] == "2027-03-01"


def test_money_stands_in_two_columns_a_currency(officer: Client, leszno: Municipality, suhl: Municipality) -> None:
    factories.project(leszno, suhl, name="In złoty")
    other = Project(keeper=leszno, name=factories.translated("In euro"))
    other.funding = [Funding(kind="grant", planned="1000", paid="900.10", currency="EUR")]
    publish_record(record=other)
    rows = {row["Project"]: row for row in rows_of(read_xlsx(officer, Project))}
    columns = ("Planned (EUR)", "Paid (EUR)", "Planned (PLN)", "Paid (PLN)")
    assert [rows["In euro (en)"][name] for name in columns] == [1000, 900.1, None, None]
    assert [rows["In złoty (en)"][name] for name in columns] == [None, None, 1000, None]


def test_an_amount_is_shown_as_exactly_as_it_is_known(officer: Client, leszno: Municipality) -> None:
    project = Project(keeper=leszno, name=factories.translated("Park"))
    project.funding = [
        Funding(kind="grant", planned="800000", currency="PLN", precision="almost"),
        Funding(kind="grant", planned="10", currency="EUR", precision="over"),
        Funding(kind="own", planned="5", currency="EUR"),
    ]
    publish_record(record=project)
    shown = officer.get(url(Project, "list")).content.decode()
    assert "almost PLN 800,000 + about €15" in " ".join(shown.replace("\N{NO-BREAK SPACE}", " ").split())
    row = rows_of(read_xlsx(officer, Project))[0]
    assert (row["Planned (PLN)"], row["How exactly (PLN)"]) == (800000, "almost this amount")
    assert row["How exactly (EUR)"] == "about this amount"


DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", '"=1', "'=1", "＝1", "\n=1", ";=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_may_start_a_formula_is_made_harmless(text: str) -> None:
    assert may_start_a_formula(text)
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Suhl", "1984-06", "Leszno – Suhl", "a=b", "", "(+48) 65", "„Most”"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_a_name_like_a_formula_stays_a_name(officer: Client, leszno: Municipality) -> None:
    formula = '=HYPERLINK("http://evil.example","click")'
    publish_record(record=Network(keeper=leszno, name=Translated({"en": formula})))
    assert read_csv(officer, Network)[0]["Network"] == f"'{formula}"
    cell = read_xlsx(officer, Network)["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (formula, "s", True)


def test_an_export_holds_the_records_of_the_officer_s_cities_alone(
    officer: Client, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(suhl, factories.municipality("Deurne", "NL"))
    assert read_csv(officer, Partnership) == []
    assert rows_of(read_xlsx(officer, Partnership)) == []


def test_who_may_not_see_the_list_gets_no_file(officer: Client, two: list[Partnership]) -> None:
    stranger = Client(headers={"host": "localhost"})
    for export in ("csv", "xlsx"):
        response = stranger.get(url(Partnership, "list"), {"export": export})
        assert (response.status_code, response.content) == (302, b"")


def test_the_list_offers_the_files_of_what_it_shows(officer: Client, two: list[Partnership]) -> None:
    shown = officer.get(url(Partnership, "list"), {"q": "suhl", "ordering": "-since"}).content.decode()
    for export in ("csv", "xlsx"):
        assert f"?q=suhl&amp;ordering=-since&amp;export={export}" in shown


@pytest.mark.parametrize("read", [read_csv, lambda *args: rows_of(read_xlsx(*args))], ids=["csv", "xlsx"])
def test_a_reference_list_is_exported_with_its_names(officer: Client, leszno: Municipality, read: Any) -> None:
    factories.municipality("München", "DE", names=Translated({"en": "Munich"}), website="https://muenchen.example/")
    rows = {row["Own name"]: row for row in read(officer, Municipality)}
    assert rows.keys() == {"Leszno", "München"}
    assert (rows["München"]["Name"], rows["München"]["Country"]) == ("Munich", "Germany")
    assert rows["München"]["Website"] == "https://muenchen.example/"
