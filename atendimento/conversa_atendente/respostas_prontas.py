"""As respostas prontas da conversa, com o que muda já no lugar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from atendimento.models import Atendimento, RespostaDaConversa
from atendimento.situacoes import DE_PEDIDO
from avisos import textos
from protocolo import numero
from protocolo.prazos.em_palavras import dia

VARIAVEL = re.compile(r"\{([a-z_]+)\}")
VARIAVEIS = {
    "pessoa": "o primeiro nome de quem conversa",
    "atendente": "o primeiro nome de quem atende",
    "protocolo": "o do último pedido registrado na conversa",
    "data": "o dia de hoje",
}
"""O que cada uma é. A que não se sabe some da frase."""


@dataclass(frozen=True, slots=True)
class Pronta:
    """Uma resposta como se oferece: o nome, e o texto que entra no campo."""

    pk: int
    titulo: str
    texto: str


def prontas(atendimento: Atendimento) -> list[Pronta]:
    """As respostas prontas em uso, escritas para esta conversa; quem atende ainda pode mudar o texto."""
    valores = _valores(atendimento)
    return [
        Pronta(uma.pk, uma.titulo, escrita(uma.texto, valores))
        for uma in RespostaDaConversa.objects.filter(em_uso=True)
    ]


def escrita(texto: str, valores: Mapping[str, str]) -> str:
    """O texto com o que muda no lugar."""
    return textos.preencher(texto, valores, VARIAVEL)


def desconhecidas(texto: str) -> list[str]:
    """O que se escreveu como variável, e não é nenhuma."""
    return sorted(set(VARIAVEL.findall(texto)) - VARIAVEIS.keys())


def _valores(atendimento: Atendimento) -> dict[str, str]:
    """De quem conversa e de quem atende, o primeiro nome; o protocolo, o último que se registrou."""
    conversa = atendimento.conversa
    pessoa = conversa.interessado.nome if conversa and conversa.interessado else ""
    registros = atendimento.atos.filter(tipo__in=DE_PEDIDO).exclude(protocolo="")
    ultimo = registros.values_list("protocolo", flat=True).last()
    return {
        "pessoa": pessoa.partition(" ")[0],
        "atendente": atendimento.atendente.get_short_name(),
        "protocolo": numero.formatar(ultimo) if ultimo else "",
        "data": dia(timezone.now()),
    }
