"""Pedir informação, e ler o que já se respondeu."""

from django.urls import path

from esic.views import acervo, informacoes

app_name = "esic"

urlpatterns = [
    path("respostas/", acervo.lista, name="acervo"),
    path("respostas/<int:numero>/arquivos/<int:pk>/", acervo.arquivo, name="arquivo"),
    path("respostas/<int:numero>/<slug:slug>/", acervo.resposta, name="resposta"),
    path("informacoes-classificadas/", informacoes.publica, {"qual": "classificadas"}, name="classificadas"),
    path(
        "informacoes-classificadas/lista.csv",
        informacoes.em_csv,
        {"qual": "classificadas"},
        name="classificadas_csv",
    ),
    path(
        "informacoes-classificadas/desclassificadas/",
        informacoes.publica,
        {"qual": "desclassificadas"},
        name="desclassificadas",
    ),
    path(
        "informacoes-classificadas/desclassificadas.csv",
        informacoes.em_csv,
        {"qual": "desclassificadas"},
        name="desclassificadas_csv",
    ),
]
