"""A mesa de quem atende em cada pé: só informação, o pedido com perguntas, o registrado, o acabado."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from protocolo.models import Rascunho

ESTADOS = [
    "mesa só informação",
    "mesa com o pedido",
    "mesa que ainda pergunta",
    "mesa registrado",
    "mesa sem se identificar",
    "mesa acabado",
]
AMBIGUA = {"logradouro": "Rua que Ninguém Conhece", "numero": "10"}
BADARO = {"logradouro": "Rua Líbero Badaró", "numero": "425"}
MARIA = {"nome": "Maria Silva", "cpf": "529.982.247-25", "email": "maria@exemplo.invalid"}


def montar(quem: Client) -> dict[str, str]:
    """Cada estado num atendimento seu."""
    so_le, pede, pergunta, feito, anonimo, acabado = (
        _comecar(quem, servico)
        for servico in (
            "castrar-caes-e-gatos",
            "tapa-buraco",
            "tapa-buraco",
            "tapa-buraco",
            "fiscalizar-veiculo-em-lugar-proibido",
            "tapa-buraco",
        )
    )
    _mandar(quem, pede, BADARO | MARIA | {"guardar": "sim"})
    _mandar(quem, pergunta, AMBIGUA | MARIA | {"r_tamanho": "risco"})
    _mandar(quem, feito, BADARO | MARIA | {"r_tamanho": "medio", "e_outro": "sim"})
    _mandar(quem, feito, BADARO | MARIA | {"r_tamanho": "medio", "e_outro": "sim"})
    quem.post(f"{acabado}terminar/", {"resultado": "informacao"})
    return dict(zip(ESTADOS, (so_le, pede, pergunta, feito, anonimo, acabado), strict=True))


def _comecar(quem: Client, servico: str) -> str:
    return str(quem.post(reverse("central:comecar"), {"servico": servico})["Location"])


def _mandar(quem: Client, onde: str, dados: dict[str, str]) -> None:
    aberto = Rascunho.objects.filter(dados__atendimento__atendimento=onde.split("/")[2], protocolo="").first()
    if aberto:
        quem.post(onde, {"rascunho": str(aberto.pk), **dados})
