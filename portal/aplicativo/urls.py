"""Endereços do aplicativo."""

from django.urls import path

from portal.aplicativo import views

app_name = "aplicativo"

urlpatterns = [
    path("", views.inicio, name="inicio"),
    path("sem-rede/", views.sem_rede, name="sem_rede"),
]
