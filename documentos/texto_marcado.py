"""Um texto com os dados pessoais marcados pelo sistema e decididos, um a um, por uma pessoa.

O original nunca muda: ao lado dele fica a versão que se pode mostrar. Serve à denúncia, que sai sem o que diz
quem denunciou, e à publicação de um pedido de informação. Ver `documentos.pessoais`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from contas.autor import Autor
from contas.models import Usuario
from documentos.pessoais import Marca, Tipo, marcar, rotulos, sem_sobreposicao, trocar
from protocolo.erros import TransicaoProibida

TIRAR, DEIXAR = "tirar", "deixar"
DECISOES = frozenset({TIRAR, DEIXAR})
MAIS_MARCAS = 800
NAO_ESTA = "Este trecho não está no texto. Copie-o como está escrito, com os mesmos acentos."
FALTAM = "Ainda há marcas por decidir."
OUTRA_PESSOA = (
    "Outra pessoa mudou esta versão, ou chegaram mais informações. Confira o que mudou e decida de novo."
)


class TextoMarcado(models.Model):
    """Base abstrata de um texto e da sua versão sem dados pessoais.

    `original` é o texto no momento em que o sistema o marcou. `marcas` é a lista de
    `{"inicio", "fim", "tipo", "decisao"}`: posições em `original`; `decisao` é "" (por decidir), "tirar"
    ou "deixar". Só se usa depois de conferida, isto é, com todas decididas.
    """

    original = models.TextField("texto marcado")
    marcas: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "marcas", default=list
    )
    texto = models.TextField("texto sem o que identifica", blank=True)
    conferida_em = models.DateTimeField("conferida em", null=True, blank=True)
    conferida_por = models.ForeignKey(
        Usuario, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


def propor(texto: str, velhas: Iterable[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """As marcas do sistema, por decidir, e antes delas as já decididas que ainda valem."""
    return juntar(velhas, (em_dados(marca) for marca in marcar(texto)), len(texto))


def em_dados(marca: Marca, decisao: str = "") -> dict[str, Any]:
    return {"inicio": marca.inicio, "fim": marca.fim, "tipo": str(marca.tipo), "decisao": decisao}


def como_marca(dados: dict[str, Any]) -> Marca:
    return Marca(dados["inicio"], dados["fim"], Tipo(dados["tipo"]))


def juntar(
    primeiras: Iterable[dict[str, Any]], outras: Iterable[dict[str, Any]], tamanho: int
) -> list[dict[str, Any]]:
    """As primeiras, e as outras que não as cruzam, na ordem do texto."""
    todas = [*primeiras, *outras]
    por_trecho = {como_marca(dados): dados for dados in reversed(todas)}
    return [por_trecho[marca] for marca in sem_sobreposicao(map(como_marca, todas), tamanho)]


def por_decidir(marcado: TextoMarcado) -> int:
    """Quantas marcas ninguém decidiu."""
    return sum(1 for marca in marcado.marcas if marca["decisao"] not in DECISOES)


def estado(marcado: TextoMarcado) -> str:
    """Muda sempre que o texto ou uma decisão muda: é o que denuncia que outra pessoa também confere."""
    escrito = json.dumps([marcado.original, marcado.marcas, bool(marcado.conferida_em)], sort_keys=True)
    return hashlib.sha256(escrito.encode()).hexdigest()[:20]


def decidir(
    marcado: TextoMarcado, decisoes: Mapping[int, str], *, concluir: bool, por: Autor, em: datetime
) -> None:
    """Põe no texto, na memória, as decisões pela posição da marca; `concluir` só com todas decididas.

    Decidir outra vez num texto já conferido pede que se conclua de novo. Levanta TransicaoProibida se falta
    decidir, e ValueError se a decisão não é de nenhuma marca.
    """
    marcas = [dict(marca) for marca in marcado.marcas]
    for posicao, decisao in decisoes.items():
        if decisao not in DECISOES or not 0 <= posicao < len(marcas):
            raise ValueError("Esta decisão não é de nenhuma marca do texto.")
        marcas[posicao]["decisao"] = decisao
    _reabrir(marcado, marcas)
    if not concluir:
        return
    if por_decidir(marcado):
        raise TransicaoProibida(FALTAM)
    tiradas = [como_marca(m) for m in marcado.marcas if m["decisao"] == TIRAR]
    marcado.texto = trocar(marcado.original, tiradas)
    marcado.conferida_em, marcado.conferida_por = em, por.usuario


def acrescentar(marcado: TextoMarcado, trecho: str, tipo: Tipo) -> int:
    """Marca na memória, em todos os lugares, um trecho que o sistema não viu; devolve em quantos.

    Quem o escreveu já decidiu que sai. A marca que o trecho cruza passa a fazer parte da nova. Levanta
    ValueError se o trecho não está no texto ou se já há marcas demais.
    """
    achadas = lugares(marcado.original, trecho, tipo)
    if not achadas:
        raise ValueError(NAO_ESTA)
    marcas = marcado.marcas
    for achada in achadas:
        marcas = absorver(marcas, achada, TIRAR)
    if len(marcas) > MAIS_MARCAS:
        raise ValueError("O texto já tem marcas demais. Marque um trecho maior.")
    _reabrir(marcado, marcas)
    return len(achadas)


def _reabrir(marcado: TextoMarcado, marcas: list[dict[str, Any]]) -> None:
    marcado.marcas, marcado.texto = marcas, ""
    marcado.conferida_em = marcado.conferida_por = None


def lugares(texto: str, trecho: str, tipo: Tipo) -> list[Marca]:
    """Onde o trecho aparece como palavra inteira, sem ligar a maiúsculas nem a quantos espaços há."""
    palavras = [re.escape(palavra) for palavra in trecho.split()]
    if not palavras:
        return []
    padrao = re.compile(r"(?<!\w)" + r"\s+".join(palavras) + r"(?!\w)", re.IGNORECASE)
    return [Marca(achado.start(), achado.end(), tipo) for achado in padrao.finditer(texto)]


def absorver(marcas: list[dict[str, Any]], nova: Marca, decisao: str = "") -> list[dict[str, Any]]:
    """A marca nova, estendida até cobrir as que cruza, no lugar delas."""
    cruzam = [m for m in map(como_marca, marcas) if m.inicio < nova.fim and nova.inicio < m.fim]
    inicio = min([nova.inicio, *(m.inicio for m in cruzam)])
    fim = max([nova.fim, *(m.fim for m in cruzam)])
    ficam = [dados for dados in marcas if como_marca(dados) not in cruzam]
    unida = em_dados(Marca(inicio, fim, nova.tipo), decisao)
    return sorted([*ficam, unida], key=lambda dados: como_marca(dados).inicio)


def antes(marcado: TextoMarcado) -> Iterator[dict[str, Any]]:
    """O texto em pedaços, para a página: os marcados, com número e decisão, e o que há entre eles."""
    desde = 0
    for numero, dados in enumerate(marcado.marcas, 1):
        yield {"texto": marcado.original[desde : dados["inicio"]]}
        trecho = marcado.original[dados["inicio"] : dados["fim"]]
        yield {"texto": trecho, "numero": numero, "decisao": dados["decisao"]}
        desde = dados["fim"]
    yield {"texto": marcado.original[desde:]}


def depois(marcado: TextoMarcado) -> Iterator[dict[str, Any]]:
    """Como fica: os rótulos no lugar do que se tirou, e o que falta decidir ainda à vista."""
    tiradas = [dados for dados in marcado.marcas if dados["decisao"] == TIRAR]
    escritos = iter(rotulos(marcado.original, [como_marca(dados) for dados in tiradas]))
    desde = 0
    for dados in marcado.marcas:
        yield {"texto": marcado.original[desde : dados["inicio"]]}
        if dados["decisao"] == TIRAR:
            yield {"texto": next(escritos), "tirado": True}
        else:
            falta = not dados["decisao"]
            yield {"texto": marcado.original[dados["inicio"] : dados["fim"]], "falta": falta}
        desde = dados["fim"]
    yield {"texto": marcado.original[desde:]}
