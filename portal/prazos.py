"""Os prazos da lei, escritos para as páginas que explicam o acesso à informação e a Ouvidoria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from protocolo.models import PrazoLegal
from protocolo.prazos.contagem import Contagem

ESIC = """
    ESIC_RESPOSTA ESIC_PRORROGACAO ESIC_RECURSO_CIDADAO ESIC_RECURSO_1_DECISAO ESIC_RECURSO_2_DECISAO
    ESIC_RECURSO_3_DECISAO ESIC_RECLAMACAO_DECISAO ESIC_CUMPRIMENTO
""".split()  # noqa: SIM905  uma chave por linha ocuparia meia tela
OUVIDORIA = """
    OUV_RESPOSTA OUV_PRORROGACAO OUV_ORGAO OUV_ORGAO_PRORROGACAO OUV_REVISAO PRAZO_PROVISORIO
""".split()  # noqa: SIM905  como acima
UNIDADES = {
    Contagem.CORRIDOS: ("dia", "dias"),
    Contagem.UTEIS: ("dia útil", "dias úteis"),
    Contagem.HORAS: ("hora", "horas"),
}
SEM_DIAS = "o prazo da lei"


@dataclass(frozen=True, slots=True)
class Dito:
    """Um prazo como se lê: "20 dias"; vazio quando a lei não dá dias. E a base legal."""

    quanto: str
    base: str


def escritos(chaves: Iterable[str], em: date) -> Mapping[str, Dito]:
    """Os prazos que valem no dia, numa consulta só; o que a tabela não tem diz só que é o da lei."""
    vigentes = PrazoLegal.objects.vigentes(em).filter(chave__in=list(chaves)).order_by("vigente_de")
    ditos = {prazo.chave: Dito(_quanto(prazo), prazo.base_legal) for prazo in vigentes}
    return {chave: ditos.get(chave, Dito(SEM_DIAS, "")) for chave in chaves}


def _quanto(prazo: PrazoLegal) -> str:
    if prazo.quantidade is None or prazo.contagem not in UNIDADES:
        return ""
    um, varios = UNIDADES[Contagem(prazo.contagem)]
    return f"{prazo.quantidade} {um if prazo.quantidade == 1 else varios}"
