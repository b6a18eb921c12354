"""Procura de ruas pelo que já se escreveu: parte do nome, com erros, ou o começo do CEP."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.db.models.functions import Length

from roteamento.localizacao.enderecos import cep_da_cidade, separar_cep
from roteamento.localizacao.grafias import (
    PARTICULAS,
    TIPOS_POR_EXTENSO,
    normalizar,
    separar_numero,
    separar_tipo,
    simplificar,
)
from roteamento.localizacao.nomes_populares import ruas_do_comeco
from roteamento.models import Logradouro
from roteamento.models.territorio import PALAVRAS_DO_NOME

LETRAS_PARA_BUSCAR = 3
ALGARISMOS_DO_CEP = 5
LETRAS_SEGURAS = 3
"""O começo da palavra que se supõe certo quando o resto tem erro."""

SEMELHANCA_MINIMA = 0.45
"""Semelhança de trigramas que ainda se oferece entre ruas do mesmo começo ("augsta" por Augusta)."""

BAIRRO_SE_SEM_DISTRITO = Case(When(distrito__isnull=True, then="bairro"), default=Value(""))
POR_LUGAR = ("nome_busca", "distrito_id", "distrito__nome", "sem_distrito")
LIDOS = 60
"""Grupos que se leem para escolher os primeiros: alguns repetem a rua que já veio."""

SO_CEP = re.compile(r"[\d.\s-]+")


def ruas_chamadas(texto: str, limite: int = 8) -> list[Logradouro]:
    """Ruas para sugerir enquanto se escreve: uma por nome e distrito, das mais às menos parecidas.

    Entende o começo de um CEP, o número escrito junto, abreviaturas e erros de digitação; menos de
    três letras não buscam nada. A rua de que não se sabe o distrito vem uma vez por bairro.
    """
    cep, _ = separar_cep(texto)
    if cep or SO_CEP.fullmatch(texto.strip()):
        return _um_por_distrito(_do_cep(cep or re.sub(r"\D", "", texto)), limite)
    return _um_por_distrito(_do_apelido(texto) + _pelo_nome(texto), limite)


def parecidas(texto: str, limite: int = 20) -> list[str]:
    """Os nomes de busca mais parecidos com o texto, do mais ao menos."""
    grupos = _pelo_nome(texto)
    return list(dict.fromkeys(grupo["nome_busca"] for grupo in grupos[:limite]))


def _pelo_nome(texto: str) -> list[dict[str, Any]]:
    """Os grupos (rua, distrito) do primeiro jeito de procurar que acha algum."""
    nome, _ = separar_numero(texto)
    return _procurar(nome) or (_procurar(texto) if nome != texto else [])


def _do_apelido(texto: str) -> list[dict[str, Any]]:
    """As ruas que um apelido, ou o começo dele, quer dizer."""
    nomes = [normalizar(rua) for rua in ruas_do_comeco(separar_numero(texto)[0])]
    return _grupos(Q(nome_busca__in=nomes), "", "", pelo_comeco=True) if nomes else []


def _procurar(texto: str) -> list[dict[str, Any]]:
    tipo, nome = separar_tipo(normalizar(texto))
    if nome in TIPOS_POR_EXTENSO or len(nome.replace(" ", "")) < LETRAS_PARA_BUSCAR:
        return []
    tipo_dito = f"{tipo} " if tipo else ""
    palavras = _palavras(texto)
    pelo_comeco = _grupos(Q(palavras=_todas(palavras)), nome, tipo_dito, pelo_comeco=True)
    if pelo_comeco:
        return pelo_comeco
    curtas = [[p[:LETRAS_SEGURAS] for p in formas] for formas in palavras]
    com_erro = Q(palavras=_todas(curtas), semelhanca_da_palavra__gte=SEMELHANCA_MINIMA)
    parecida = Q(nome_busca__trigram_word_similar=nome) | Q(nome_busca__trigram_similar=nome)
    return _grupos(com_erro | parecida, nome, tipo_dito)


def _palavras(texto: str) -> list[list[str]]:
    """Cada palavra do nome, como foi escrita e por extenso: "gal" pode ser General ou o começo de Galvão."""
    escritas, extenso = simplificar(texto).split(), normalizar(texto).split()
    if len(escritas) != len(extenso):
        escritas = extenso
    pares = list(zip(escritas, extenso, strict=True))
    if separar_tipo(normalizar(texto))[0]:
        pares = pares[1:]
    return [list(dict.fromkeys(par)) for par in pares if par[0] not in PARTICULAS] or [
        list(dict.fromkeys(par)) for par in pares
    ]


def _todas(palavras: Iterable[Sequence[str]]) -> SearchQuery:
    """Todas as palavras, cada uma como começo de uma palavra do nome. Só há letras e algarismos nelas."""
    partes = (" | ".join(f"{forma}:*" for forma in formas) for formas in palavras)
    return SearchQuery(" & ".join(f"({parte})" for parte in partes), config="simple", search_type="raw")


def _grupos(filtro: Q, nome: str, tipo: str, *, pelo_comeco: bool = False) -> list[dict[str, Any]]:
    """Ruas do filtro, uma por nome e distrito: as do tipo escrito antes; depois as mais parecidas.

    Entre as que têm as palavras escritas, antes as de mais trechos: a avenida antes da viela.
    """
    palavra: Any = Value(0.0) if pelo_comeco else TrigramWordSimilarity(nome, "nome_busca")
    inteiro: Any = Value(0.0) if pelo_comeco else TrigramSimilarity("nome_busca", nome)
    linhas = Logradouro.objects.annotate(
        palavras=PALAVRAS_DO_NOME, semelhanca_da_palavra=palavra, semelhanca=palavra + inteiro
    )
    grupos = (
        linhas.filter(filtro)
        .annotate(tamanho=Length("nome_busca"), sem_distrito=BAIRRO_SE_SEM_DISTRITO, **_onde(nome, tipo))
        .order_by()
        .values(*POR_LUGAR, "onde", "tamanho", "semelhanca")
        .annotate(primeiro=Min("pk"), trechos=Count("pk"), bairro_um=Min("bairro"))
        .order_by("onde", "-semelhanca", "-trechos", "tamanho", "nome_busca", "distrito_id")
    )
    lidos = [dict(grupo) for grupo in grupos[:LIDOS]]
    trechos: Counter[str] = Counter()
    for grupo in lidos:
        trechos[grupo["nome_busca"]] += grupo["trechos"]
    return sorted(lidos, key=lambda g: (g["onde"], -g["semelhanca"], -trechos[g["nome_busca"]], g["tamanho"]))


def _onde(nome: str, tipo: str) -> dict[str, Case]:
    """0: o tipo e o nome como escritos; 1: começa por eles; 2: o tipo certo, ou acaba no nome; 3: o resto."""
    parecida = Q(nome_busca__startswith=tipo) if tipo else Q(nome_busca__endswith=f" {nome}")
    return {
        "onde": Case(
            When(nome_busca=f"{tipo}{nome}", then=Value(0)),
            When(nome_busca__startswith=f"{tipo}{nome}", then=Value(1)),
            When(parecida, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
    }


def _do_cep(algarismos: str) -> list[dict[str, Any]]:
    """As ruas cujo CEP começa assim. Menos de cinco algarismos não buscam nada."""
    faixa = (algarismos.ljust(8, "0"), algarismos.ljust(8, "9"))
    if not ALGARISMOS_DO_CEP <= len(algarismos) <= len("01009000") or not cep_da_cidade(faixa[0]):
        return []
    grupos = (
        Logradouro.objects.filter(cep__range=faixa)
        .exclude(cep="")
        .annotate(sem_distrito=BAIRRO_SE_SEM_DISTRITO)
        .order_by()
        .values(*POR_LUGAR)
        .annotate(primeiro=Min("pk"), menor=Min("cep"), bairro_um=Min("bairro"))
        .order_by("menor", "nome_busca", "distrito_id")
    )
    return [dict(grupo) for grupo in grupos[:LIDOS]]


def _um_por_distrito(grupos: list[dict[str, Any]], limite: int) -> list[Logradouro]:
    """As linhas dos primeiros grupos; a de distrito desconhecido cede à mesma rua, se ela já veio."""
    conhecidas = {
        (grupo["nome_busca"], onde)
        for grupo in grupos
        if grupo["distrito_id"]
        for onde in (grupo["bairro_um"], grupo["distrito__nome"])
    }
    escolhidos = [
        grupo["primeiro"]
        for grupo in grupos
        if grupo["distrito_id"] or (grupo["nome_busca"], grupo["bairro_um"]) not in conhecidas
    ]
    escolhidos = list(dict.fromkeys(escolhidos))[:limite]
    linhas = Logradouro.objects.select_related("distrito__subprefeitura").in_bulk(escolhidos)
    return [linhas[pk] for pk in escolhidos]
