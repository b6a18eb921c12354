"""O que se aprende dos textos de todos os serviços e respostas juntos: o que distingue cada um dos outros.

Guarda-se numa linha só, que cada processo abre na primeira busca. Ver `guia.busca.caracteristicas` e a
ADR 0065.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from guia.busca.caracteristicas import Caracteristicas, Partes, contar
from guia.busca.indice import SEPARADOR, refazer_sons
from guia.busca.sinonimos import CURINGA
from guia.models import AprendidoDaBusca, RespostaDeBusca, TextoDeBusca

MENOR_FRASE = 9
"""Em letras: a mais curta não diz nada sozinha."""

_IMPRESSAO = """
SELECT coalesce(md5(%s || string_agg(um, '' ORDER BY um)), '') FROM (
  SELECT md5(('s', servico_id, nome, palavras, relatos, texto)::text) AS um FROM guia_textodebusca
  UNION ALL
  SELECT md5(('r', id, titulo, so_isto, quando, relatos, frase)::text) FROM guia_respostadebusca
) AS textos
"""


@dataclass(frozen=True, slots=True)
class Aprendido:
    """As características dos serviços e depois os das respostas, pela ordem em que se aprenderam."""

    servicos: NDArray[np.int64]
    respostas: NDArray[np.int64]
    caracteristicas: Caracteristicas

    def guardado(self) -> bytes:
        """Num .npz."""
        arquivo = io.BytesIO()
        np.savez(arquivo, servicos=self.servicos, respostas=self.respostas, **asdict(self.caracteristicas))
        return arquivo.getvalue()


def abrir(guardado: bytes) -> Aprendido:
    """O que `guardado` escreveu."""
    with np.load(io.BytesIO(guardado), allow_pickle=False) as arquivo:
        lido = dict(arquivo)
    return Aprendido(lido.pop("servicos"), lido.pop("respostas"), Caracteristicas(**lido))


def aprender() -> bool:
    """Aprende de todos outra vez, se algo mudou desde a última, e diz se mudou. Sem textos, esquece tudo.

    O que mudar enquanto se aprende nota-se na vez seguinte: a impressão é de antes de ler os textos.
    """
    impressao = _impressao()
    if impressao == _guardada():
        return False
    refazer_sons()
    servicos = {um.pk: do_servico(um) for um in TextoDeBusca.objects.defer("vetor").order_by("pk")}
    respostas = {uma.pk: da_resposta(uma) for uma in RespostaDeBusca.objects.order_by("pk")}
    if servicos or respostas:
        caracteristicas = contar([*servicos.values(), *respostas.values()])
        dados = Aprendido(
            np.array([*servicos], np.int64), np.array([*respostas], np.int64), caracteristicas
        ).guardado()
        novo = {"dados": dados, "impressao": impressao, "feito_em": timezone.now()}
        AprendidoDaBusca.objects.update_or_create(pk=1, defaults=novo)
    else:
        AprendidoDaBusca.objects.all().delete()
    return True


def mudou() -> bool:
    """Entrou, saiu ou se escreveu um texto, ou a conta é outra, desde que se aprendeu."""
    return _impressao() != _guardada()


def do_servico(texto: TextoDeBusca) -> Partes:
    palavras = [dita for dita in texto.palavras.split(SEPARADOR) if dita] or [texto.nome]
    return palavras, texto.relatos.splitlines(), _frases(texto.texto) or [texto.nome]


def da_resposta(resposta: RespostaDeBusca) -> Partes:
    """As expressões sem o *, que só serve a quem as compara letra a letra."""
    expressoes = [expressao.replace(CURINGA, "") for expressao in (*resposta.so_isto, *resposta.quando)]
    return [resposta.titulo, *expressoes], resposta.relatos, _frases(resposta.frase)


def _frases(texto: str) -> list[str]:
    frases = re.split(r"(?<=[.!?:;])\s+|\n", texto)
    return [frase for frase in frases if len(frase) >= MENOR_FRASE]


def _impressao() -> str:
    """A impressão de todos os textos e da própria conta; vazia, se não há nenhum."""
    with connection.cursor() as cursor:
        cursor.execute(_IMPRESSAO, [_conta()])
        impressao: str = cursor.fetchone()[0]
    return impressao


def _guardada() -> str:
    return AprendidoDaBusca.objects.values_list("impressao", flat=True).first() or ""


@cache
def _conta() -> str:
    """O resumo do código da busca: a característica contada de outro modo não se acha no aprendido."""
    codigo = b"".join(arquivo.read_bytes() for arquivo in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(codigo).hexdigest()
