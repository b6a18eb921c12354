"""O que o aparelho da equipe leva do dia, para abrir sem internet, e até quando (ADR 0076)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from contas.models import Usuario
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.mapa_desenhado import pedacos_do_ponto
from solicitacoes.campo.lista import Parada, turmas_de

MAXIMO = 60
"""De quantos lugares se levam a página e as fotos, os primeiros do caminho; os cartões vão todos na lista."""

type Levado = tuple[str, str]
"""O endereço, e a marca que diz se o que já está no aparelho ainda serve."""


def fim_do_turno(quem: Usuario, agora: datetime) -> datetime:
    """Doze horas depois de entrar, ou à meia-noite: amanhã a lista é outra."""
    entrou = quem.last_login or agora
    amanha = comeco_do_dia(timezone.localdate(agora) + timedelta(days=1))
    return min(entrou + timedelta(seconds=settings.SESSION_COOKIE_AGE), amanha)


def o_que_levar(sigla: str, paradas: Iterable[Parada], agora: datetime) -> list[Levado]:
    """A lista, inteira e por turma, que se pede sempre, e o que abrem as paradas dela, que não têm sigilo."""
    lista, todas = reverse("caixa:campo", args=[sigla]), list(paradas)
    turmas = turmas_de(parada.caso for parada in todas)
    levados = [(lista, agora.isoformat()), (reverse("roteamento:contornos"), "")]
    levados += ((f"{lista}?turma={turma}", agora.isoformat()) for turma, _ in turmas)
    levados += (levado for parada in todas[:MAXIMO] for levado in _da_parada(sigla, parada))
    return list(dict.fromkeys(levados))


def _da_parada(sigla: str, parada: Parada) -> Iterator[Levado]:
    caso = parada.caso
    for nome in ("caixa:pedido", "caixa:nao_deu"):
        yield reverse(nome, args=[sigla, caso.protocolo]), str(caso.versao)
    for foto in parada.fotos:
        if foto.miniatura:
            yield reverse("solicitacoes:anexo", args=[foto.pk, "pequena"]), ""
    if not settings.MAPA_TILES and caso.lat is not None and caso.lon is not None:
        for pedaco in pedacos_do_ponto(caso.lat, caso.lon):
            yield reverse("roteamento:ruas", args=pedaco), ""
