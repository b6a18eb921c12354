"""Preparar a versão sem nomes: decidir as marcas do sistema, acrescentar as que faltam, concluir.

Lei 13.608/2018, art. 4º-B; modelo: Decreto federal 10.153/2019, art. 6º e seguintes (extração do conteúdo).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ouvidoria import versoes
from protocolo.acoes import travar
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.pessoais import Marca, Tipo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contas.autor import Autor
    from ouvidoria.models import Manifestacao, Versao

OUTRA_PESSOA = (
    "Outra pessoa mudou esta versão, ou chegaram mais informações. Confira o que mudou e decida de novo."
)
NAO_ESTA = "Este trecho não está no texto. Copie-o como está escrito, com os mesmos acentos."
FALTAM = "Ainda há marcas por decidir."
MAIS_MARCAS = 800


@transaction.atomic
def decidir(
    *, caso: Manifestacao, por: Autor, estado: str, decisoes: Mapping[int, str], concluir: bool = False
) -> Versao:
    """Guarda as decisões, pela posição da marca na lista; `concluir` só com todas decididas.

    Decidir outra vez numa versão já conferida pede que se conclua de novo.
    """
    versao = _travada(caso, estado)
    marcas = [dict(marca) for marca in versao.marcas]
    for posicao, decisao in decisoes.items():
        if decisao not in versoes.DECISOES or not 0 <= posicao < len(marcas):
            raise ValueError("Esta decisão não é de nenhuma marca do texto.")
        marcas[posicao]["decisao"] = decisao
    versao.marcas, versao.texto = marcas, ""
    versao.conferida_em = versao.conferida_por = None
    if concluir:
        if versoes.por_decidir(versao):
            raise TransicaoProibida(FALTAM)
        versao.texto = versoes.sem_nomes(versao)
        versao.conferida_em, versao.conferida_por = timezone.now(), por.usuario
    versao.save()
    return versao


@transaction.atomic
def acrescentar(*, caso: Manifestacao, por: Autor, estado: str, trecho: str, tipo: Tipo) -> int:
    """Marca um trecho que o sistema não viu, em todos os lugares em que aparece; devolve em quantos.

    Quem o escreveu já decidiu que sai. A marca que o trecho cruza passa a fazer parte da nova. Levanta
    ValueError se o trecho não está no texto.
    """
    del por  # quem confere fica escrito ao concluir
    versao = _travada(caso, estado)
    achadas = _lugares(versao.original, trecho, tipo)
    if not achadas:
        raise ValueError(NAO_ESTA)
    for achada in achadas:
        versao.marcas = _absorver(versao.marcas, achada)
    if len(versao.marcas) > MAIS_MARCAS:
        raise ValueError("O texto já tem marcas demais. Marque um trecho maior.")
    versao.texto, versao.conferida_em, versao.conferida_por = "", None, None
    versao.save()
    return len(achadas)


def _travada(caso: Manifestacao, estado: str) -> Versao:
    """A versão de agora, com a manifestação travada: o segundo a conferir vê que o primeiro agiu."""
    caso = travar(caso)
    if porque := versoes.por_que_nao(caso):
        raise TransicaoProibida(porque)
    versao = versoes.atual(caso)
    if versoes.estado(versao) != estado:
        raise Conflito(OUTRA_PESSOA)
    return versao


def _lugares(texto: str, trecho: str, tipo: Tipo) -> list[Marca]:
    """Onde o trecho aparece como palavra inteira, sem ligar a maiúsculas nem a quantos espaços há."""
    palavras = [re.escape(palavra) for palavra in trecho.split()]
    if not palavras:
        return []
    padrao = re.compile(r"(?<!\w)" + r"\s+".join(palavras) + r"(?!\w)", re.IGNORECASE)
    return [Marca(achado.start(), achado.end(), tipo) for achado in padrao.finditer(texto)]


def _absorver(marcas: list[dict[str, object]], nova: Marca) -> list[dict[str, object]]:
    """A marca nova, estendida até cobrir as que cruza, no lugar delas."""
    cruzam = [m for m in map(versoes.como_marca, marcas) if m.inicio < nova.fim and nova.inicio < m.fim]
    inicio = min([nova.inicio, *(m.inicio for m in cruzam)])
    fim = max([nova.fim, *(m.fim for m in cruzam)])
    ficam = [dados for dados in marcas if versoes.como_marca(dados) not in cruzam]
    unida = versoes.em_dados(Marca(inicio, fim, nova.tipo), versoes.TIRAR)
    return sorted([*ficam, unida], key=lambda dados: versoes.como_marca(dados).inicio)
