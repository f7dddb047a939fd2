"""The room `demo` as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "pomost.demo"
