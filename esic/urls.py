"""Pedir informação, e ler o que já se respondeu."""

from django.urls import URLPattern

app_name = "esic"

urlpatterns: list[URLPattern] = []
