"""O que a avaliação mede, como dados: os aspectos da Lei 13.460/2017, art. 23, e o que se diz de cada um.

Uma proporção tem duas partes: quantos sim e quantos não. Uma contagem tem uma.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documentos.relatorios.quadros import por_cento
from transparencia.celula import NAO_SE_ABRE, POUCOS, SEM_DADO, Celula


@dataclass(frozen=True, slots=True)
class Aspecto:
    """Um aspecto: `chave` é a do que se guarda, `curto` o da coluna e `como` a conta, por extenso."""

    chave: str
    curto: str
    como: str
    inciso: str
    de_quem_responde: bool = True
    """Sai do que as pessoas disseram, e não do que o portal registrou."""


PROPORCOES = (
    Aspecto(
        "resolvido",
        "Foi resolvido",
        "Dos que responderam “foi resolvido?” depois do fim, quantos disseram que sim.",
        "I, satisfação",
    ),
    Aspecto(
        "nota",
        "Bom atendimento",
        "Dos que deram nota ao atendimento, quantos disseram bom ou muito bom.",
        "II, qualidade do atendimento",
    ),
    Aspecto(
        "clareza",
        "Resposta clara",
        "Dos que disseram se a resposta foi clara, quantos disseram que sim.",
        "II, qualidade do atendimento",
    ),
    Aspecto(
        "prazo",
        "No prazo",
        "Dos encerrados com prazo dado pelo órgão, quantos o foram até o dia prometido, com as pausas e as "
        "prorrogações. Os de prazo provisório e os de antes deste portal ficam fora.",
        "III, compromissos e prazos",
        de_quem_responde=False,
    ),
    Aspecto(
        "no_tempo",
        "No tempo dito",
        "Dos que disseram se foi no tempo dito, quantos disseram que sim.",
        "III, compromissos e prazos",
    ),
)
POR_CHAVE = {aspecto.chave: aspecto for aspecto in PROPORCOES}
CONTAGENS = ("pedidos", "nativos", "sem_prazo", "manifestacoes", "abertos")
"""Encerrados no ano; destes, os pedidos neste portal e os sem prazo do órgão; recebidas na Ouvidoria no ano;
e os que estavam em andamento quando se contou."""
DIAS = "dias"
"""Em média, do pedido ao fim, em dias do calendário: dos `pedidos`, e abre-se com eles."""


def contagem(contas: dict[str, Any], chave: str) -> str | int:
    """O número, ou por que não se diz."""
    valor = contas.get(chave)
    if valor == POUCOS:
        return NAO_SE_ABRE
    return SEM_DADO if valor is None else int(valor[0])


def cobertura(contas: dict[str, Any]) -> str:
    """De quem podia responder (os encerrados de pedidos neste portal), que parte respondeu."""
    respondeu, podia = Celula(contas.get("resolvido")), contas.get("nativos")
    return por_cento(respondeu.n, podia[0]) if respondeu.partes and isinstance(podia, list) else ""
