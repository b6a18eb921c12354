"""Quem escreve o Guia, e o que o navegador manda de uma página: o que ela mostra e o que se mudou."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from contas.models import Usuario
from guia.models import VersaoDoServico
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import PontoFocalFactory


def entra(client: Client, grupo: str = "Ponto focal", **designacao: Any) -> Usuario:
    """Uma pessoa do grupo; o ponto focal, designado pelo órgão dos serviços de teste."""
    pessoa: Usuario = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name=grupo))
    if grupo == "Ponto focal":
        PontoFocalFactory.create(usuario=pessoa, **designacao)
    client.force_login(pessoa)
    return pessoa


def tela(versao: VersaoDoServico, passo: str) -> str:
    """O endereço de um passo; o de para onde vai é de outro aplicativo."""
    return reverse("roteamento:destino" if passo == "destino" else f"escrever:{passo}", args=[versao.pk])


def sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def lido(resposta: Any) -> str:
    return " ".join(sopa(resposta).get_text(" ").split())


def mostrado(resposta: Any) -> dict[str, Any]:
    """Os valores dos campos do formulário da página, como o navegador os mandaria."""
    valores: dict[str, Any] = {}
    for campo in sopa(resposta).select("main form[method=post] :is(input, textarea, select)[name]"):
        nome, tipo = str(campo["name"]), campo.get("type")
        if tipo in ("checkbox", "radio"):
            if campo.has_attr("checked"):
                valores.setdefault(nome, []).append(campo.get("value", "on"))
        elif campo.name == "select":
            escolhida = campo.select_one("option[selected]")
            valores[nome] = escolhida["value"] if isinstance(escolhida, Tag) else ""
        else:
            valores[nome] = campo.get_text() if campo.name == "textarea" else campo.get("value", "")
    return {nome: valor for nome, valor in valores.items() if nome != "csrfmiddlewaretoken"}


def mandar(client: Client, endereco: str, **mudancas: Any) -> Any:
    """Abre a página e a manda de volta com o que se mudou; None tira o campo."""
    dados = mostrado(client.get(endereco)) | {nome.replace("__", "-"): v for nome, v in mudancas.items()}
    return client.post(endereco, {nome: valor for nome, valor in dados.items() if valor is not None})


def campos(resposta: Any) -> dict[str, str]:
    """Campo → erro, dos que a página mostra com erro."""
    achados = sopa(resposta).select(".govuk-form-group--error")
    return {
        str(entrada["name"]): erro.get_text(" ", strip=True).removeprefix("Erro: ")
        for grupo in achados
        if (entrada := grupo.select_one("[name]")) and (erro := grupo.select_one(".govuk-error-message"))
    }
