"""A mesa da Ouvidoria como lista: o que se pode perguntar dela e o que cada filtro escolhe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Func, OuterRef, Q, TextField

from contas.autor import Autor
from mesas import filtros as filtro
from mesas.lista import ListaDeCasos, Vista, vistas_de_casos
from ouvidoria.mesa.lista import linhas
from ouvidoria.models import Encaminhamento, ManifestacaoQuerySet
from ouvidoria.situacoes import ABERTAS, ENCERRADAS, TipoDeManifestacao

VISTAS = vistas_de_casos(
    Vista("Todas as que têm resposta a dar", lambda todas, _agora: todas.com_resposta_a_dar()),
    {situacao.value: situacao.label for situacao in ABERTAS},
    {situacao.value: situacao.label for situacao in ENCERRADAS},
    "Todas as encerradas",
)
CONTADORES = {
    "": "a responder",
    "atrasadas=sim": "atrasada,atrasadas",
    "responsavel=eu": "minha,minhas",
    "responsavel=ninguem": "sem responsável",
    "situacao=resposta_recebida": "com resposta do órgão",
    "situacao=em_apuracao": "em apuração",
}
"""Os números do alto, pelo que contam."""
PALAVRAS = 8
"""Quantas palavras da busca contam."""
ALCANCE_DA_PALAVRA = timedelta(days=365)
"""Entre as encerradas uma palavra se procura só no último ano: cada texto é lido."""


def _do_orgao(sigla: str) -> Q:
    """A manifestação fala dele, ou está com ele."""
    pendentes = Encaminhamento.objects.pendentes().filter(manifestacao=OuterRef("pk"))
    return Q(orgao__sigla=sigla) | Q(Exists(pendentes.filter(orgao__sigla=sigla)))


class _Dito(Func):
    """O que a pessoa respondeu, sem as perguntas: uma palavra delas acharia todas."""

    template = "jsonb_path_query_array(%(expressions)s, '$[*].valor')::text"
    output_field = TextField()


@dataclass(frozen=True)
class ListaDaMesa(ListaDeCasos[ManifestacaoQuerySet]):
    """Combinam-se todos; `orgao` é a sigla. A identidade de quem se manifesta nunca se procura."""

    trazer = staticmethod(linhas)

    busca: str = filtro.busca("Protocolo ou palavra")
    tipo: str = filtro.escolha("Tipo", TipoDeManifestacao.choices, onde="tipo")
    situacao: str = filtro.vista(VISTAS)
    orgao: str = filtro.escolha("Órgão", onde=_do_orgao)
    responsavel: str = filtro.responsavel()
    atrasadas: str = filtro.marca("Só atrasadas")

    def aplicar(
        self, manifestacoes: ManifestacaoQuerySet, *, por: Autor, agora: datetime
    ) -> ManifestacaoQuerySet:
        """O que estes filtros escolhem, com o que se disse em `dito`, que a busca lê."""
        return super().aplicar(manifestacoes.alias(dito=_Dito("respostas")), por=por, agora=agora)

    def da_busca(self, agora: datetime) -> Iterator[Q]:
        """O protocolo dela ou do pedido reclamado; ou todas as palavras, no que se disse, órgão e serviço."""
        if procurado := self.protocolo_procurado:
            yield Q(protocolo__startswith=procurado) | Q(solicitacao__protocolo__startswith=procurado)
            return
        if self.busca and self.das_encerradas:
            yield Q(encerrada_em__gte=agora - ALCANCE_DA_PALAVRA)
        for palavra in self.busca.split()[:PALAVRAS]:
            yield (
                Q(dito__unaccent__icontains=palavra)
                | Q(orgao__nome__unaccent__icontains=palavra)
                | Q(orgao__sigla__iexact=palavra)
                | Q(solicitacao__versao_servico__nome__unaccent__icontains=palavra)
            )
