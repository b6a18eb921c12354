"""Os filtros da mesa da Ouvidoria: o que está na URL e o que isso escolhe.

Valor desconhecido é ignorado: um endereço guardado ou mal copiado nunca quebra a página.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Func, OuterRef, Q, TextField

from mesas.paginacao import Ordem
from ouvidoria.models import Encaminhamento
from ouvidoria.situacoes import ABERTAS, ENCERRADAS, Situacao, TipoDeManifestacao
from solicitacoes.filtros import EU, NINGUEM, DaUrl, texto_da_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from contas.autor import Autor
    from ouvidoria.models.manifestacoes import ManifestacaoQuerySet

TODAS_AS_ENCERRADAS = "encerradas"
SITUACOES = [
    ("", "Todas as que têm resposta a dar"),
    *((s.value, s.label) for s in ABERTAS),
    (TODAS_AS_ENCERRADAS, "Todas as encerradas"),
    *((s.value, s.label) for s in ENCERRADAS),
]
ORDEM_DA_MESA = Ordem("vence_em")
ORDEM_DAS_ENCERRADAS = Ordem("encerrada_em", decrescente=True)
FORMAS = {
    "tipo": re.compile("|".join(TipoDeManifestacao.values)),
    "situacao": re.compile("|".join(valor for valor, _ in SITUACOES if valor)),
    "responsavel": re.compile(rf"{EU}|{NINGUEM}|[1-9]\d{{0,17}}"),
}
PALAVRAS = 8
"""Quantas palavras da busca contam."""
ALCANCE_DA_PALAVRA = timedelta(days=365)
"""Entre as encerradas uma palavra se procura só no último ano: cada texto é lido."""
_SO_ENCERRADAS = frozenset({TODAS_AS_ENCERRADAS, *(s.value for s in ENCERRADAS)})


@dataclass(frozen=True, slots=True)
class Filtros(DaUrl):
    """Combinam-se todos; `orgao` é a sigla. A identidade de quem se manifesta nunca se procura."""

    busca: str = ""
    tipo: str = ""
    situacao: str = ""
    orgao: str = ""
    responsavel: str = ""
    atrasadas: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Filtros:
        """Os filtros da URL, sem o que não faz sentido."""
        lidos = {campo: texto_da_url(parametros, campo) for campo in cls.__slots__}
        for campo, forma in FORMAS.items():
            lidos[campo] = lidos[campo] if forma.fullmatch(lidos[campo]) else ""
        lidos["atrasadas"] = "sim" if lidos["atrasadas"] and lidos["situacao"] not in _SO_ENCERRADAS else ""
        return cls(**lidos)

    @property
    def das_encerradas(self) -> bool:
        return self.situacao in _SO_ENCERRADAS

    @property
    def ordem(self) -> Ordem:
        """As abertas, pelo prazo; as encerradas, da última para a primeira."""
        return ORDEM_DAS_ENCERRADAS if self.das_encerradas else ORDEM_DA_MESA

    def aplicar(
        self, manifestacoes: ManifestacaoQuerySet, *, por: Autor, agora: datetime
    ) -> ManifestacaoQuerySet:
        """O que estes filtros escolhem. Só as principais: a juntada se acha pelo protocolo dela."""
        escolhidas = self._por_situacao(manifestacoes)
        if not self.protocolo_procurado:
            escolhidas = escolhidas.principais()
        if self.atrasadas:
            escolhidas = escolhidas.vencidas(agora)
        if self.busca:
            escolhidas = escolhidas.alias(dito=_Dito("respostas"))
        return escolhidas.filter(*self._do_caso(por), *self._da_busca(agora))

    def _por_situacao(self, manifestacoes: ManifestacaoQuerySet) -> ManifestacaoQuerySet:
        if self.protocolo_procurado and not self.situacao:
            return manifestacoes  # quem procura um protocolo quer achá-lo, aberto ou não
        if not self.situacao:
            return manifestacoes.com_resposta_a_dar()
        if self.situacao == TODAS_AS_ENCERRADAS:
            return manifestacoes.encerradas()
        escolhidas = manifestacoes.encerradas() if self.das_encerradas else manifestacoes.abertas()
        return escolhidas.filter(situacao=Situacao(self.situacao))

    def _do_caso(self, por: Autor) -> Iterator[Q]:
        if self.tipo:
            yield Q(tipo=self.tipo)
        if self.orgao:
            pendentes = Encaminhamento.objects.pendentes().filter(manifestacao=OuterRef("pk"))
            yield Q(orgao__sigla=self.orgao) | Q(Exists(pendentes.filter(orgao__sigla=self.orgao)))
        if self.responsavel:
            yield Q(responsavel=self._responsavel(por))

    def _responsavel(self, por: Autor) -> int | None:
        if self.responsavel == NINGUEM:
            return None
        if self.responsavel == EU:
            return por.usuario.pk if por.usuario else 0
        return int(self.responsavel)

    def _da_busca(self, agora: datetime) -> Iterator[Q]:
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


class _Dito(Func):
    """O que a pessoa respondeu, sem as perguntas: uma palavra delas acharia todas."""

    template = "jsonb_path_query_array(%(expressions)s, '$[*].valor')::text"
    output_field = TextField()
