"""Os filtros da caixa: o que está na URL, em palavras, e o que isso escolhe.

Valor desconhecido é ignorado: um endereço guardado ou mal copiado nunca quebra a página.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import Func, Q, TextField, Value
from django.utils import timezone

from guia.models import Servico
from guia.vetores import CONFIGURACAO
from mesas.paginacao import Ordem
from protocolo import numero
from protocolo.models import Canal
from roteamento.grafias import normalizar
from roteamento.models import Distrito
from solicitacoes.models import Solicitacao
from solicitacoes.models.solicitacoes import PALAVRAS_DA_DESCRICAO
from solicitacoes.situacoes import ABERTAS, ENCERRADAS, NOMES_CURTOS, Situacao

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
MARCAS = ("atrasadas", "foto", "reabertas", "iguais")
"""Os que só se ligam ou se desligam."""
MENOS_USADOS = ("rua", "de", "ate", "canal", "foto", "reabertas", "iguais")
"""Os que ficam em “Mais filtros”."""
FORMAS = {
    "responsavel": re.compile(r"eu|ninguem|[1-9]\d{0,17}"),
    "distrito": re.compile(r"[1-9]\d{0,3}"),
    "canal": re.compile("|".join(Canal.values)),
    "situacao": re.compile("|".join(valor for valor, _ in SITUACOES if valor)),
}
DIA = re.compile(r"(19|20)\d\d-\d\d-\d\d")


class DaUrl:
    """O que têm em comum os filtros de uma caixa: os campos são os parâmetros da URL."""

    __slots__ = ()
    busca: str

    @property
    def usados(self) -> dict[str, str]:
        """Só os que escolhem alguma coisa: é o que vai no endereço."""
        campos: tuple[str, ...] = self.__slots__
        return {campo: valor for campo in campos if (valor := getattr(self, campo))}

    @property
    def consulta(self) -> str:
        """Os usados como vão no endereço, sempre na mesma ordem."""
        return urlencode(self.usados)

    @property
    def protocolo_procurado(self) -> str:
        """Os algarismos de um protocolo, inteiro ou só o começo; vazio se a busca é de palavras."""
        algarismos = numero.normalizar(self.busca)
        parece = algarismos.isascii() and algarismos.isdigit() and len(algarismos) >= ALGARISMOS_DO_PROTOCOLO
        return algarismos if parece else ""


def texto_da_url(parametros: Mapping[str, str], campo: str) -> str:
    """O que se escreveu no parâmetro, sem o que o banco não aceita e sem exagero."""
    return parametros.get(campo, "").replace("\0", "").strip()[:120]


@dataclass(frozen=True, slots=True)
class Filtros(DaUrl):
    """Combinam-se todos. Os nomes dos campos são os parâmetros da URL; `de` e `ate` são dias da abertura."""

    busca: str = ""
    situacao: str = ""
    servico: str = ""
    distrito: str = ""
    responsavel: str = ""
    atrasadas: str = ""
    rua: str = ""
    de: str = ""
    ate: str = ""
    canal: str = ""
    foto: str = ""
    reabertas: str = ""
    iguais: str = ""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Filtros:
        """Os filtros da URL, sem o que não faz sentido."""
        lidos = {campo: texto_da_url(parametros, campo) for campo in cls.__slots__}
        for campo, forma in FORMAS.items():
            lidos[campo] = lidos[campo] if forma.fullmatch(lidos[campo]) else ""
        for campo in ("de", "ate"):
            lidos[campo] = lidos[campo] if _ler_dia(lidos[campo]) else ""
        for campo in MARCAS:
            lidos[campo] = "sim" if lidos[campo] else ""
        if lidos["situacao"] in _SO_ENCERRADAS:
            lidos["atrasadas"] = ""
        return cls(**lidos)

    @property
    def com_menos_usados(self) -> bool:
        """Há algum ligado em “Mais filtros”, que por isso abre."""
        return any(getattr(self, campo) for campo in MENOS_USADOS)

    @property
    def das_encerradas(self) -> bool:
        return self.situacao in _SO_ENCERRADAS

    @property
    def ordem(self) -> Ordem:
        """As abertas, pelo prazo; as encerradas, da última para a primeira."""
        return ORDEM_DAS_ENCERRADAS if self.das_encerradas else ORDEM_DA_CAIXA

    def aplicar(
        self, solicitacoes: SolicitacaoQuerySet, *, por: Autor, agora: datetime
    ) -> SolicitacaoQuerySet:
        """O que estes filtros escolhem, entre as que se deram. Nada muda a ordem, que é a do prazo.

        Só os principais: os juntados seguem o seu, e o protocolo de qualquer um o acha.
        """
        escolhidas = self._por_situacao(solicitacoes)
        if not self.protocolo_procurado:
            escolhidas = escolhidas.principais()
        if self.atrasadas:
            escolhidas = escolhidas.vencidas(agora)
        return escolhidas.filter(*self._do_pedido(), *self._do_andamento(por), *self._da_busca())

    def _por_situacao(self, solicitacoes: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
        if self.protocolo_procurado and not self.situacao:
            return solicitacoes  # quem procura um protocolo quer achá-lo, aberto ou não
        escolhidas = solicitacoes.encerradas() if self.das_encerradas else solicitacoes.abertas()
        if self.situacao in Situacao.values:
            escolhidas = escolhidas.filter(situacao=self.situacao)
        return escolhidas

    def _do_pedido(self) -> Iterator[Q]:
        """O que se pediu, onde, quando e por onde."""
        if self.servico:
            yield Q(servico=Servico.objects.filter(slug=self.servico).values("pk")[:1])
        if self.distrito:
            yield Q(distrito=Distrito.objects.filter(codigo=self.distrito).values("pk")[:1])
        if self.rua:
            yield _na_rua(self.rua) or Q(pk=None)
        if dia := _ler_dia(self.de):
            yield Q(aberta_em__gte=_comeco_do(dia))
        if dia := _ler_dia(self.ate):
            yield Q(aberta_em__lt=_comeco_do(dia + timedelta(days=1)))
        if self.canal:
            yield Q(canal=self.canal)
        if self.foto:
            yield Q(com_foto=True)

    def _do_andamento(self, por: Autor) -> Iterator[Q]:
        """O que já se fez com ele."""
        if self.responsavel:
            yield Q(responsavel=self._responsavel(por))
        if self.reabertas:
            yield Q(reaberta_em__isnull=False)
        if self.iguais:
            juntadas = Solicitacao.objects.abertas().filter(principal__isnull=False)
            yield Q(pk__in=juntadas.values("principal"))

    def _responsavel(self, por: Autor) -> int | None:
        if self.responsavel == NINGUEM:
            return None
        if self.responsavel == EU:
            return por.usuario.pk if por.usuario else 0
        return int(self.responsavel)

    def _da_busca(self) -> Iterator[Q]:
        """Protocolo; ou o endereço e, nas abertas, o que a descrição diz."""
        if self.protocolo_procurado:
            yield Q(protocolo__startswith=self.protocolo_procurado)
        elif self.busca and self.das_encerradas:
            yield _na_rua(self.busca) or Q(pk=None)
        elif self.busca:
            yield (_na_rua(self.busca) or Q(pk=None)) | _na_descricao(self.busca)


def _na_rua(procura: str) -> Q | None:
    """O nome da rua, ou uma parte dele, com ou sem o número; None se não sobra palavra que procurar."""
    rua = normalizar(procura)
    if not rua:
        return None
    condicao = Q(logradouro_busca__contains=rua)
    if com_numero := re.fullmatch(r"(.+) (\d+)", rua):
        condicao |= Q(logradouro_busca__contains=com_numero[1], numero=com_numero[2])
    return condicao


def _na_descricao(procura: str) -> Q:
    """Todas as palavras, em qualquer ordem, sem acento e sem plural."""
    palavras = Func(Value(procura), function="public.guia_normalizar", output_field=TextField())
    return Q(SearchVectorExact(PALAVRAS_DA_DESCRICAO, SearchQuery(palavras, config=CONFIGURACAO)))


def _ler_dia(texto: str) -> date | None:
    """O dia escrito como o campo de data manda (2026-11-24); None para qualquer outra coisa."""
    if not DIA.fullmatch(texto):
        return None
    try:
        return date.fromisoformat(texto)
    except ValueError:
        return None


def _comeco_do(dia: date) -> datetime:
    return timezone.make_aware(datetime.combine(dia, time.min))


_SO_ENCERRADAS = frozenset({TODAS_AS_ENCERRADAS, *(s.value for s in ENCERRADAS)})
