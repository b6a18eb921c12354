"""A mesa de quem decide recursos e reclamações: autoridade do órgão, Ouvidoria e Comissão."""

from django.urls import URLPattern

app_name = "recursos"

urlpatterns: list[URLPattern] = []
