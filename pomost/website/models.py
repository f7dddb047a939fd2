"""Pages of the public site: a tree a language. Records are shown by the section pages, they are no pages themselves."""

from pomost.website.basket.prepared import PreparedFile
from pomost.website.contact.models import Delivery, Message
from pomost.website.pages.activities import ActivitiesPage
from pomost.website.pages.home import HomePage
from pomost.website.pages.knowledge import KnowledgePage
from pomost.website.pages.news import NewsIndexPage, NewsPage
from pomost.website.pages.partnerships import PartnershipsPage
from pomost.website.pages.sections import (
    AwardsPage,
    BasketPage,
    ContactPage,
    NetworksPage,
    ProjectsPage,
)
from pomost.website.pages.written import EditorialPage
from pomost.website.search.entry import SearchEntry
from pomost.website.settings import CitySettings
from pomost.website.standing.statement import AccessibilityStatement

__all__ = [
    "AccessibilityStatement",
    "ActivitiesPage",
    "AwardsPage",
    "BasketPage",
    "CitySettings",
    "ContactPage",
    "Delivery",
    "EditorialPage",
    "HomePage",
    "KnowledgePage",
    "Message",
    "NetworksPage",
    "NewsIndexPage",
    "NewsPage",
    "PartnershipsPage",
    "PreparedFile",
    "ProjectsPage",
    "SearchEntry",
]
