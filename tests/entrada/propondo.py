"""Na administração: entrar tendo provado quem é, mudar uma ficha, propor e decidir."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from contas.models import PropostaDeAcesso, Usuario
from tests.segundo_fator import confirmar

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

LISTA = "/admin/contas/usuario/"
MOTIVO = "Portaria 12/2026, publicada hoje."


def entrou(pessoa: Usuario) -> Client:
    navegador = Client()
    navegador.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    confirmar(navegador, pessoa)
    return navegador


def ficha(pessoa: Usuario) -> str:
    return reverse("admin:contas_usuario_change", args=[pessoa.pk])


def dados(pessoa: Usuario, **campos: Any) -> dict[str, Any]:
    return {"nome": pessoa.nome, "email": pessoa.email or "", "cpf": "", "is_active": "on", **campos}


def propor(navegador: Client, perguntou: Resposta, motivo: str = MOTIVO) -> Resposta:
    """Da página que pergunta por quê até a da proposta."""
    campo = BeautifulSoup(perguntou.content, "lxml").find("input", {"name": "pedido"})
    assert campo is not None, perguntou.content.decode()
    pedido = {"pedido": str(campo["value"]), "motivo": motivo}
    return navegador.post("/admin/contas/propostadeacesso/propor/", pedido, follow=True)


def decidir(navegador: Client, verbo: str) -> str:
    proposta = PropostaDeAcesso.objects.latest("pk")
    endereco = reverse(f"admin:contas_propostadeacesso_{verbo}", args=[proposta.pk])
    return navegador.post(endereco, follow=True).content.decode()
