"""As respostas prontas da conversa, com o que muda já no lugar."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atendimento.models import Atendimento, RespostaDaConversa
from atendimento.situacoes import Ato
from avisos import textos
from protocolo import numero

VARIAVEL = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Pronta:
    """Uma resposta como se oferece: o nome, e o texto que entra no campo."""

    pk: int
    titulo: str
    texto: str


def prontas(atendimento: Atendimento) -> list[Pronta]:
    """As que estão em uso, escritas para esta conversa; quem atende ainda pode mudar o texto."""
    valores = _valores(atendimento)
    return [
        Pronta(uma.pk, uma.titulo, textos.preencher(uma.texto, valores, VARIAVEL))
        for uma in RespostaDaConversa.objects.filter(em_uso=True)
    ]


def _valores(atendimento: Atendimento) -> dict[str, str]:
    """De quem conversa e de quem atende, o primeiro nome; o protocolo, o último que se registrou."""
    conversa = atendimento.conversa
    pessoa = conversa.interessado.nome if conversa and conversa.interessado else ""
    registros = atendimento.atos.filter(tipo=Ato.REGISTROU).exclude(protocolo="")
    ultimo = registros.values_list("protocolo", flat=True).last()
    return {
        "pessoa": pessoa.partition(" ")[0],
        "atendente": atendimento.atendente.get_short_name(),
        "protocolo": numero.formatar(ultimo) if ultimo else "",
    }
