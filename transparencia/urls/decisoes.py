"""Endereço do registro de decisões automáticas, `/transparencia/decisoes-automaticas/`."""

from django.urls import path

from transparencia.decisoes import views

app_name = "decisoes"

urlpatterns = [path("", views.registro, name="registro")]
