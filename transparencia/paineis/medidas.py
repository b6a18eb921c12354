"""Cada medida de um recorte como se lê: o número, o que o acompanha, e o valor por que se ordena."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.templatetags.portugues import plural_pt
from transparencia.celula import NAO_SE_ABRE, POUCOS, SEM_DADO, Celula, milhares
from transparencia.paineis.metodo import Medida, medidas

PROPORCOES = ("prazo", "resolvido", "nota", "voltou")
CONTAGENS = ("pedidos", "encerrados", "reaberto", "prorrogado")
TEMPOS = ("dias", "na_unidade")
DE_QUEM_RESPONDE = ("resolvido", "nota")
ABERTO, ATRASADO = "aberto", "atrasado"
MINIMO_DA_ORDEM = 30
"""Com menos casos, a proporção lê-se e não entra na ordem."""
NO_RANKING = ("pedidos", "encerrados", "dias", "prazo", "resolvido", "voltou", ATRASADO)
ORDENAVEIS = (*NO_RANKING, "nota", "reaberto", "prorrogado")


@dataclass(frozen=True, slots=True)
class Lida:
    """Uma medida como se lê. `numero` é o que se diz em destaque; sem ele, `por_que_nao` diz a razão."""

    medida: Medida
    numero: str = ""
    detalhe: str = ""
    por_que_nao: str = ""
    ordem: float | None = None

    @property
    def sem_dado(self) -> bool:
        return self.por_que_nao == SEM_DADO


def ler(contas: Mapping[str, Any], qual: str) -> Lida:
    """A medida nestas contas."""
    medida = medidas()[qual]
    if qual in TEMPOS:
        return _tempo(medida, contas.get(qual))
    if qual in PROPORCOES:
        return _proporcao(medida, contas.get(qual))
    if qual in (ABERTO, ATRASADO):
        return _aberto(medida, contas.get(ABERTO))
    valor = contas.get(qual, [0] if qual in ("pedidos", "encerrados") else None)
    if not isinstance(valor, list):
        return Lida(medida, por_que_nao=NAO_SE_ABRE if valor == POUCOS else SEM_DADO)
    return Lida(medida, milhares(valor[0]), ordem=valor[0])


def _tempo(medida: Medida, valor: Any) -> Lida:
    if not isinstance(valor, list):
        return Lida(medida, por_que_nao=NAO_SE_ABRE if valor == POUCOS else SEM_DADO)
    p10, metade, p90, n = valor
    detalhe = f"de {milhares(p10)} a {plural_pt(p90, 'dia,dias')}, em {plural_pt(n, 'pedido,pedidos')}"
    return Lida(medida, plural_pt(metade, "dia,dias"), detalhe, ordem=metade)


def _proporcao(medida: Medida, valor: Any) -> Lida:
    celula = Celula(valor[:2] if isinstance(valor, list) else valor)
    if not celula.partes or celula.intervalo is None:
        so_sem_prazo = isinstance(valor, list) and any(valor[2:])
        return Lida(medida, por_que_nao=SEM_DADO if so_sem_prazo else celula.por_que_nao)
    palavras = "resposta,respostas" if medida.chave in DE_QUEM_RESPONDE else "pedido,pedidos"
    ordem = celula.intervalo[0] if celula.n >= MINIMO_DA_ORDEM else None
    return Lida(medida, celula.em_cem, f"{celula.entre}, {plural_pt(celula.n, palavras)}", ordem=ordem)


def _aberto(medida: Medida, valor: Any) -> Lida:
    if not isinstance(valor, list):
        return Lida(medida, por_que_nao=NAO_SE_ABRE if valor == POUCOS else SEM_DADO)
    no_prazo, atrasados, sem_prazo = valor
    if medida.chave == ABERTO:
        return Lida(
            medida, milhares(sum(valor)), f"{milhares(sem_prazo)} sem prazo do órgão", ordem=sum(valor)
        )
    detalhe = f"de {milhares(no_prazo + atrasados)} abertos com prazo"
    return Lida(medida, milhares(atrasados), detalhe, ordem=atrasados)
