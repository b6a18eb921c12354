"""Calcula o sentido dos serviços e das respostas cujo texto mudou, e aprende de todos outra vez.

De cada um guardam-se os vetores das palavras, aos lotes, e os dos relatos. Ver `guia.busca.sentido`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from guia.busca.aprendido import Exemplos, abrir, aprender
from guia.busca.indice import SEPARADOR
from guia.busca.sinonimos import CURINGA
from guia.busca.vetores import guardar, lidos, vetores
from guia.models import (
    AprendidoDaBusca,
    RespostaDeBusca,
    Sentido,
    SentidoDaResposta,
    SentidoDeBusca,
    TextoDeBusca,
)

POR_LOTE = 8
"""Palavras em cada vetor: oito juntas dizem do que se trata; todas, já não."""
MENOR_FRASE = 9
"""Em letras: a mais curta não diz nada sozinha."""
DE_UMA_VEZ = 50
"""Serviços, ou respostas, em cada ida ao banco."""
TRAVA = 1_560_014
"""Um cálculo de cada vez."""


@dataclass(frozen=True, slots=True)
class Ditos:
    """O que se lê de um serviço ou de uma resposta; o título é a primeira das palavras."""

    palavras: list[str]
    relatos: list[str]
    frases: list[str]

    def lotes(self) -> list[str]:
        """As palavras de oito em oito, depois do título, que diz de que se fala."""
        ditas = self.palavras
        return [f"{ditas[0]}. {', '.join(ditas[n : n + POR_LOTE])}" for n in range(0, len(ditas), POR_LOTE)]

    def calcular(self) -> bytes:
        return guardar(vetores([*self.lotes(), *self.relatos]))

    def exemplos(self, guardado: bytes) -> Exemplos:
        """Com os vetores que `calcular` deu."""
        feitos, quantos = lidos(guardado), len(self.lotes())
        return Exemplos(feitos[:quantos], feitos[quantos:], (self.palavras, self.relatos, self.frases))


def do_servico(texto: TextoDeBusca) -> Ditos:
    palavras = [dita for dita in texto.palavras.split(SEPARADOR) if dita] or [texto.nome]
    return Ditos(palavras, texto.relatos.splitlines(), _frases(texto.texto) or [texto.nome])


def da_resposta(resposta: RespostaDeBusca) -> Ditos:
    """As expressões sem o *, que só serve a quem as compara letra a letra."""
    expressoes = [expressao.replace(CURINGA, "") for expressao in (*resposta.so_isto, *resposta.quando)]
    return Ditos([resposta.titulo, *expressoes], resposta.relatos, _frases(resposta.frase))


@transaction.atomic
def completar() -> int:
    """Calcula o sentido do que mudou desde o último cálculo; devolve quantos serviços e respostas eram.

    Aparecem todos juntos: pela metade, os já calculados passariam à frente dos outros. Se outro processo já
    os calcula, nenhum.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TRAVA])
        if not cursor.fetchone()[0]:
            return 0
    linha = Value("\n")
    textos = _por_fazer(TextoDeBusca, "nome", linha, "palavras", linha, "relatos", linha, "texto")
    expressoes = [Cast(campo, TextField()) for campo in ("so_isto", "quando", "relatos")]
    respostas = _por_fazer(RespostaDeBusca, "titulo", linha, "frase", *expressoes)
    feitos = _calcular(textos, SentidoDeBusca, "texto", do_servico)
    feitos += _calcular(respostas, SentidoDaResposta, "resposta", da_resposta)
    if feitos or _mudou_de_quem():
        _aprender()
    return feitos


def _mudou_de_quem() -> bool:
    """Arquivou-se um serviço, apagou-se uma resposta, ou nunca se aprendeu."""
    servicos = list(SentidoDeBusca.objects.order_by("pk").values_list("pk", flat=True))
    respostas = list(SentidoDaResposta.objects.order_by("pk").values_list("pk", flat=True))
    guardado = AprendidoDaBusca.objects.first()
    if guardado is None:
        return bool(servicos)
    aprendido = abrir(bytes(guardado.dados))
    return (aprendido.servicos.tolist(), aprendido.respostas.tolist()) != (servicos, respostas)


def _por_fazer[M: Model](modelo: type[M], *textos: Any) -> QuerySet[M]:
    impressao = MD5(Concat(*textos, output_field=TextField()))
    todos = modelo._default_manager.annotate(impressao=impressao)
    return todos.exclude(sentido__impressao=F("impressao")).order_by("pk")  # type: ignore[return-value]


def _calcular[M: Model](
    por_fazer: QuerySet[M], sentido: type[Sentido], de: str, ler: Callable[[M], Ditos]
) -> int:
    feitos = 0
    while uns := list(por_fazer[:DE_UMA_VEZ]):
        sentido._default_manager.bulk_create(
            [
                sentido(
                    **{de: um},
                    impressao=um.impressao,  # type: ignore[attr-defined]
                    vetores=ler(um).calcular(),
                    feito_em=timezone.now(),
                )
                for um in uns
            ],
            update_conflicts=True,
            unique_fields=[de],
            update_fields=["impressao", "vetores", "feito_em"],
        )
        feitos += len(uns)
    return feitos


def _aprender() -> None:
    """De todos; se já não há ninguém, esquece-se o que se sabia."""
    textos = TextoDeBusca.objects.filter(sentido__isnull=False).select_related("sentido").order_by("pk")
    respostas = RespostaDeBusca.objects.filter(sentido__isnull=False).select_related("sentido").order_by("pk")
    dos_servicos = {um.pk: do_servico(um).exemplos(bytes(um.sentido.vetores)) for um in textos}
    das_respostas = {uma.pk: da_resposta(uma).exemplos(bytes(uma.sentido.vetores)) for uma in respostas}
    if not dos_servicos and not das_respostas:
        AprendidoDaBusca.objects.all().delete()
        return
    dados = aprender(dos_servicos, das_respostas).guardado()
    AprendidoDaBusca.objects.update_or_create(pk=1, defaults={"dados": dados, "feito_em": timezone.now()})


def _frases(texto: str) -> list[str]:
    frases = re.split(r"(?<=[.!?:;])\s+|\n", texto)
    return [frase for frase in frases if len(frase) >= MENOR_FRASE]
