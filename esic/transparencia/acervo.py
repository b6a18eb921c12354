"""O acervo das respostas publicadas: achar, achar parecidas e mostrar. Nada aqui lê quem pediu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add, or_
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import Case, Count, Exists, F, Func, Max, OuterRef, Q, Subquery, TextField, Value, When

from esic import o_que_se_publica
from esic.models import Anexo, Publicacao, PublicacaoQuerySet, Recurso, TextoPublico
from esic.situacoes import Decisao, Fundamento, Instancia, ParteDoPedido, Resultado
from guia import consultas as guia
from guia.busca.ordem import DE_CENA, SEM_PESO
from guia.busca.sinonimos import simplificar
from guia.models import Orgao
from guia.vetor_de_busca import CONFIGURACAO
from mesas import filtros as filtro
from mesas.lista import Lista
from mesas.paginacao import POR_PAGINA, Ordem, Pagina, paginar

MAIS_PALAVRAS = 16
POR_DATA = Ordem("decidida_em", decrescente=True)
PESOS = [0.1, 0.2, 0.6, 1.0]
"""D, C, B, A: o resto, nada, a pergunta e o título."""
BASTAM, FRACAO = 3, 0.4
"""Parecida é a que tem estas palavras da pergunta, ou esta parte delas, o que for menos."""


def _com_copias() -> Exists:
    """Há cópia conferida de algum anexo."""
    return Exists(Anexo.objects.filter(caso=OuterRef("pedido"), limpo_de__isnull=False))


@dataclass(frozen=True)
class Acervo(Lista):
    """As respostas publicadas, para qualquer pessoa."""

    q: str = filtro.busca("O que você quer saber?", maior=200)
    orgao: str = filtro.escolha("Órgão", onde="pedido__orgao__sigla")
    decisao: str = filtro.escolha("O que o órgão decidiu", Decisao.choices, onde="pedido__decisao")
    ano: str = filtro.escolha("Ano do pedido", forma=r"[12]\d{3}", onde="pedido__aberta_em__year")
    anexos: str = filtro.marca("Só as que têm arquivos", so_com=filtro.SIM, onde=lambda _: Q(_com_copias()))
    ordem: str = filtro.escolha("Ordem", [("data", "Mais novas")])

    @property
    def por_relevancia(self) -> bool:
        return bool(self.q) and self.ordem != "data"

    @property
    def por_data(self) -> str:
        """O endereço da mesma busca, por data, onde se percorrem todas."""
        return "?" + urlencode({**self.usados, "ordem": "data"})


@dataclass(frozen=True, slots=True)
class Encontrado:
    """A página da busca. `so_algumas`: nenhuma tem todas as palavras; `ha_mais`: só estão as melhores."""

    pagina: Pagina
    so_algumas: bool = False
    ha_mais: bool = False


def buscar(filtros: Acervo, parametros: Mapping[str, str]) -> Encontrado:
    """As respostas publicadas que casam com o texto e os filtros; sem texto, todas, da mais nova para trás.

    Com texto, as que têm todas as palavras; se nenhuma tem, as que têm alguma.
    """
    todas = Publicacao.objects.publicadas().filter(*filtros.condicoes())
    palavras = _palavras(filtros.q)
    if not palavras:
        vazia = todas.none() if filtros.q else todas
        return Encontrado(paginar(_com_a_lista(vazia), POR_DATA, parametros))
    consultas = [_consulta(palavra) for palavra in palavras]
    com_todas = todas.filter(*(Q(busca=consulta) for consulta in consultas))
    so_algumas = len(palavras) > 1 and not com_todas.exists()
    alvo = reduce(or_, consultas)
    escolhidas = todas.filter(busca=alvo) if so_algumas else com_todas
    if not filtros.por_relevancia:
        return Encontrado(paginar(_com_a_lista(escolhidas), POR_DATA, parametros), so_algumas)
    melhores = list(_por_nota(_com_a_lista(escolhidas), alvo, consultas)[: POR_PAGINA + 1])
    return Encontrado(Pagina(melhores[:POR_PAGINA]), so_algumas, len(melhores) > POR_PAGINA)


def parecidas(texto: str, quantas: int = 3) -> list[Publicacao]:
    """As respostas publicadas, de todos os órgãos, mais parecidas com o que se quer perguntar.

    Só as que têm boa parte das palavras: oferecer o que não serve é pior que não oferecer nada.
    """
    palavras = _palavras(texto)
    if not palavras:
        return []
    consultas = [_consulta(palavra) for palavra in palavras]
    minimo = min(BASTAM, max(1, round(len(palavras) * FRACAO)))
    alvo = reduce(or_, consultas)
    achadas = Publicacao.objects.publicadas().filter(busca=alvo).annotate(perguntado=_PERGUNTADO)
    com_nota = _por_nota(achadas, alvo, consultas, campo="perguntado")
    return list(com_nota.filter(acertos__gte=minimo).select_related("pedido__orgao")[:quantas])


_PERGUNTADO = Func(
    F("busca"),
    function="ts_filter",
    template="%(function)s(%(expressions)s, '{a,b}')",
    output_field=SearchVectorField(),
)
"""Só o título e a pergunta: parecida é a que perguntou o mesmo, não a que o respondeu."""


def _por_nota(
    publicadas: PublicacaoQuerySet, alvo: Any, consultas: Sequence[SearchQuery], campo: str = "busca"
) -> Any:
    """Primeiro as que têm mais das palavras; entre iguais, onde elas aparecem."""
    acertos: Any = reduce(add, (Case(When(**{campo: c}, then=1), default=0) for c in consultas))
    com_nota = publicadas.annotate(acertos=acertos, nota=SearchRank(F(campo), alvo, weights=PESOS))
    return com_nota.order_by("-acertos", "-nota", "-decidida_em", "-pk")


def _palavras(texto: str) -> list[str]:
    """As palavras que dizem de que se trata, sem repetir; se só há das que ligam, elas mesmas."""
    escritas = list(dict.fromkeys(re.findall(r"[^\W_]+", texto.lower())))[: MAIS_PALAVRAS * 4]
    cheias = [palavra for palavra in escritas if simplificar(palavra) not in SEM_PESO]
    fortes = [palavra for palavra in cheias if simplificar(palavra) not in DE_CENA]
    return (fortes or cheias or escritas)[:MAIS_PALAVRAS]


def _consulta(palavra: str) -> SearchQuery:
    normal = Func(Value(palavra), function="public.guia_normalizar", output_field=TextField())
    return SearchQuery(normal, config=CONFIGURACAO, search_type="plain")


def _com_a_lista(publicadas: PublicacaoQuerySet) -> PublicacaoQuerySet:
    """Com o que cada linha mostra: o órgão, o começo da pergunta conferida e se há arquivos."""
    perguntas = TextoPublico.objects.filter(
        publicacao=OuterRef("pk"), parte=ParteDoPedido.PERGUNTA, conferida_em__isnull=False
    )
    return (
        publicadas.select_related("pedido__orgao")
        .defer("pedido__texto", "pedido__resposta", "busca")
        .annotate(pergunta=Subquery(perguntas.values("texto")[:1]), tem_anexos=_com_copias())
    )


def orgaos() -> list[tuple[str, str]]:
    """Os órgãos que têm resposta publicada, para o filtro."""
    com_resposta = Publicacao.objects.publicadas().values("pedido__orgao")
    return [(o.sigla, o.nome) for o in Orgao.objects.filter(pk__in=com_resposta).order_by("nome")]


def anos() -> list[int]:
    """Os anos dos pedidos publicados, do mais novo ao mais antigo."""
    momentos = Publicacao.objects.publicadas().datetimes("pedido__aberta_em", "year", order="DESC")
    return [momento.year for momento in momentos]


def marca() -> str:
    """Muda quando algo entra no acervo, sai dele, ou muda o que todas as páginas públicas mostram."""
    contas = Publicacao.objects.publicadas().aggregate(quantas=Count("pk"), ultima=Max("decidida_em"))
    return guia.marca(contas["quantas"], contas["ultima"])


@dataclass(frozen=True, slots=True)
class Trecho:
    """Uma parte da página: o que é, quando foi, o que se decidiu e o texto (vazio: por conferir)."""

    titulo: str
    em: datetime
    resultado: str
    texto: str


@dataclass(frozen=True, slots=True)
class Resposta:
    """Tudo o que a página pública mostra de um pedido, e nada além: sem protocolo, canal nem quem pediu."""

    titulo: str
    orgao: str
    pedido_em: datetime
    respondido_em: datetime | None
    decisao: str
    fundamento: str
    partes: list[Trecho]
    copias: list[Anexo]
    publicada_em: datetime | None


def montar(publicacao: Publicacao) -> Resposta:
    """A página pública, também na prévia: só os textos conferidos e as cópias dos anexos."""
    pedido = publicacao.pedido
    recursos = {recurso.instancia: recurso for recurso in pedido.recursos.all()}
    return Resposta(
        titulo=publicacao.titulo,
        orgao=pedido.orgao.nome,
        pedido_em=pedido.aberta_em,
        respondido_em=pedido.respondido_em,
        decisao=Decisao(pedido.decisao).label if pedido.decisao else "Sem resposta do órgão",
        fundamento=Fundamento(pedido.fundamento).label if pedido.fundamento else "",
        partes=list(_partes(publicacao.textos.all(), recursos)),
        copias=o_que_se_publica.copias(publicacao),
        publicada_em=publicacao.decidida_em,
    )


def _partes(textos: Iterable[TextoPublico], recursos: Mapping[int, Recurso]) -> Iterable[Trecho]:
    for texto in textos:
        recurso = recursos.get(texto.instancia or 0)
        decidido = recurso.resultado if recurso else ""
        yield Trecho(
            titulo=_titulo(texto),
            em=texto.em,
            resultado=Resultado(decidido).label if texto.parte == ParteDoPedido.DECISAO and decidido else "",
            texto=texto.texto if texto.conferida_em else "",
        )


def _titulo(texto: TextoPublico) -> str:
    if not texto.instancia:
        return ParteDoPedido(texto.parte).label
    return f"{ParteDoPedido(texto.parte).label}, {Instancia(texto.instancia).label}"
