"""Os filtros da caixa: o que está na URL, em palavras, e o que isso escolhe.

Valor desconhecido é ignorado: um endereço guardado ou mal copiado nunca quebra a página.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from guia.models import Servico
from protocolo import numero
from roteamento.enderecos import normalizar
from roteamento.models import Distrito
from solicitacoes.paginacao import Ordem
from solicitacoes.situacoes import ABERTAS, ENCERRADAS, NOMES_CURTOS, Situacao

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from contas.autor import Autor
    from solicitacoes.models import SolicitacaoQuerySet

TODAS_AS_ENCERRADAS = "encerradas"
SITUACOES = [
    ("", "Todos os abertos"),
    *((s.value, NOMES_CURTOS[s]) for s in ABERTAS),
    (TODAS_AS_ENCERRADAS, "Todos os encerrados"),
    *((s.value, NOMES_CURTOS[s]) for s in ENCERRADAS),
]
EU, NINGUEM = "eu", "ninguem"
ORDEM_DA_CAIXA = Ordem("vence_em")
ORDEM_DAS_ENCERRADAS = Ordem("encerrada_em", decrescente=True)
ALGARISMOS_DO_PROTOCOLO = 5
"""Com menos algarismos que isso, o número procurado não é o começo de um protocolo."""


@dataclass(frozen=True, slots=True)
class Filtros:
    """Combinam-se todos. Os nomes dos campos são os parâmetros da URL."""

    busca: str = ""
    situacao: str = ""
    servico: str = ""
    distrito: str = ""
    responsavel: str = ""
    atrasadas: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Filtros:
        """Os filtros da URL, sem o que não faz sentido."""
        lidos = {campo: parametros.get(campo, "").replace("\0", "").strip()[:120] for campo in cls.__slots__}
        if lidos["situacao"] not in dict(SITUACOES):
            lidos["situacao"] = ""
        if not re.fullmatch(r"eu|ninguem|[1-9]\d{0,17}", lidos["responsavel"]):
            lidos["responsavel"] = ""
        if not re.fullmatch(r"[1-9]\d{0,3}", lidos["distrito"]):
            lidos["distrito"] = ""
        lidos["atrasadas"] = "sim" if lidos["atrasadas"] and lidos["situacao"] not in _SO_ENCERRADAS else ""
        return cls(**lidos)

    @property
    def usados(self) -> dict[str, str]:
        """Só os que escolhem alguma coisa: é o que vai no endereço."""
        return {campo: valor for campo, valor in asdict(self).items() if valor}

    @property
    def das_encerradas(self) -> bool:
        return self.situacao in _SO_ENCERRADAS

    @property
    def protocolo_procurado(self) -> str:
        """Os algarismos de um protocolo, inteiro ou só o começo; vazio se a busca é de uma rua."""
        algarismos = numero.normalizar(self.busca)
        parece = algarismos.isascii() and algarismos.isdigit() and len(algarismos) >= ALGARISMOS_DO_PROTOCOLO
        return algarismos if parece else ""

    @property
    def ordem(self) -> Ordem:
        """As abertas, pelo prazo; as encerradas, da última para a primeira."""
        return ORDEM_DAS_ENCERRADAS if self.das_encerradas else ORDEM_DA_CAIXA

    def aplicar(
        self, solicitacoes: SolicitacaoQuerySet, *, por: Autor, agora: datetime
    ) -> SolicitacaoQuerySet:
        """O que estes filtros escolhem, entre as que se deram. Nada aqui olha o canal."""
        escolhidas = self._por_situacao(solicitacoes)
        if self.servico:
            servico = Servico.objects.filter(slug=self.servico).values("pk")[:1]
            escolhidas = escolhidas.filter(servico=servico)
        if self.distrito:
            distrito = Distrito.objects.filter(codigo=self.distrito).values("pk")[:1]
            escolhidas = escolhidas.filter(distrito=distrito)
        if self.responsavel:
            escolhidas = escolhidas.filter(responsavel=self._responsavel(por))
        if self.atrasadas:
            escolhidas = escolhidas.vencidas(agora)
        return self._por_busca(escolhidas)

    def _por_situacao(self, solicitacoes: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
        if self.protocolo_procurado and not self.situacao:
            return solicitacoes  # quem procura um protocolo quer achá-lo, aberto ou não
        escolhidas = solicitacoes.encerradas() if self.das_encerradas else solicitacoes.abertas()
        if self.situacao in Situacao.values:
            escolhidas = escolhidas.filter(situacao=self.situacao)
        return escolhidas

    def _responsavel(self, por: Autor) -> int | None:
        if self.responsavel == NINGUEM:
            return None
        if self.responsavel == EU:
            return por.usuario.pk if por.usuario else 0
        return int(self.responsavel)

    def _por_busca(self, solicitacoes: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
        if self.protocolo_procurado:
            return solicitacoes.filter(protocolo__startswith=self.protocolo_procurado)
        rua = normalizar(self.busca)
        if not rua:
            return solicitacoes
        condicao = Q(logradouro_busca__contains=rua)
        if com_numero := re.fullmatch(r"(.+) (\d+)", rua):
            condicao |= Q(logradouro_busca__contains=com_numero[1], numero=com_numero[2])
        return solicitacoes.filter(condicao)


_SO_ENCERRADAS = frozenset({TODAS_AS_ENCERRADAS, *(s.value for s in ENCERRADAS)})
