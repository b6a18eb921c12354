"""Quem responde pelo acesso à informação em cada órgão, por que ato, e o que falta designar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from contas.papeis import Papel
from documentos.relatorios import contagens
from esic.models import Pedido, Recurso
from esic.situacoes import Instancia
from guia.models import Orgao
from roteamento.models import Designacao


@dataclass(slots=True)
class DoOrgao:
    """Um órgão, as designações que valem hoje e o que espera por quem falta."""

    orgao: Orgao
    pedidos: int
    recursos: int
    sic: list[Designacao] = field(default_factory=list)
    autoridade: list[Designacao] = field(default_factory=list)

    @property
    def falta(self) -> bool:
        return not (self.sic and self.autoridade)


def por_orgao(hoje: date, *, so_faltas: bool = False) -> list[DoOrgao]:
    """Todos os órgãos, os que têm algo à espera de quem falta primeiro. Custa o mesmo com um ou com cem."""
    da_primeira = Recurso.objects.por_decidir().filter(instancia=Instancia.PRIMEIRA)
    pedidos = contagens.contar(Pedido.objects.sem_resposta(), "orgao")
    recursos = contagens.contar(da_primeira, "pedido__orgao")
    linhas = {
        orgao.pk: DoOrgao(orgao, pedidos[orgao.pk], recursos[orgao.pk])
        for orgao in Orgao.objects.order_by("nome")
    }
    vigentes = Designacao.objects.vigentes(hoje).no_papel([Papel.SIC, Papel.AUTORIDADE])
    for designacao in vigentes.filter(usuario__is_active=True).select_related("usuario").order_by("de", "pk"):
        linha = linhas[designacao.orgao_id]
        (linha.sic if designacao.papel == Papel.SIC else linha.autoridade).append(designacao)
    achados = [linha for linha in linhas.values() if linha.falta or not so_faltas]
    return sorted(achados, key=_urgencia)


def _urgencia(linha: DoOrgao) -> tuple[bool, bool]:
    """O que espera por ninguém vem antes; depois, o que só falta designar."""
    espera = (linha.pedidos and not linha.sic) or (linha.recursos and not linha.autoridade)
    return (not espera, not linha.falta)
