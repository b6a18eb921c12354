"""O que espera alguém designado: quem é chamado, quando se lembra e como se diz, como dados.

Uma `Pendencia` serve ao primeiro recado, aos lembretes da manhã e a quem é designado depois. Os dias de
lembrar são dado da cidade (`protocolo.rotinas.lembretes.Lembrete`). Cada recado vai uma vez só: a chave dele
o garante, e por isso nunca muda.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from string import Formatter
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.prazos.em_palavras import contados, dia, dias_passados, em_palavras
from protocolo.rotinas.lembretes import Lembrete, chave_da_vez
from protocolo.rotinas.relogios import aplicar, em_dia
from roteamento.designados import designados
from roteamento.models import Designacao

DE_UM_ORGAO = frozenset({Papel.SIC, Papel.AUTORIDADE, Papel.INTERLOCUTOR})
"""Respondem por um órgão; os outros designados, pela cidade toda."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pendencia:
    """Um jeito de um caso esperar alguém. `linhas` são as que esperam agora."""

    linhas: Callable[[], QuerySet[Any]]
    papel: Papel
    quem: str
    """De quem são os lembretes (`Lembrete.quem`)."""
    tipo: Notificacao.Tipo
    chave: str
    """A chave do primeiro recado, com os campos da linha como num filtro do Django: quem a tem já soube."""
    da_vez: str = ""
    """O que vem entre ela e o dia, na chave de um lembrete."""
    pagina: str
    """O nome do endereço: leva o protocolo ou, se o recado não o diz, o número da linha."""
    caso: str = ""
    """Da linha ao caso; vazio se é ela."""
    diz_o_caso: bool = True
    chegou: str = ""
    """O primeiro recado; `{}` é até quando."""
    falta: str
    """O começo de cada lembrete."""
    ate: str = "vence_em"
    atraso: str = ""
    """`atrasado` ou `atrasada`; vazio se não há prazo: `ate` é então desde quando se espera."""
    dono: str = ""
    """Da linha a quem, se ainda tem o papel, é o único chamado."""
    sem_ninguem: str = ""
    """Por que o recado vai à Ouvidoria, se ninguém está designado; vazio se não vai a ela. `{}` é o órgão."""

    def contar(self, linha: Any) -> None:
        """O primeiro recado de que algo espera; quem já o tem não recebe outro."""
        texto = self.chegou.format(dia(getattr(linha, self.ate))) if self.atraso else self.chegou
        self.chamar(linha, texto, chave=self._chave(linha))

    def lembrar(self, linha: Any, *, regras: Iterable[Lembrete], agora: datetime) -> None:
        """O recado do último dia de lembrete que já chegou, uma vez por vencimento; nenhum, se não é dia."""
        desde = getattr(linha, self.ate)
        if not (vez := chave_da_vez(regras, desde, agora)):
            return
        quando = f" há {contados(dias_passados(desde, agora))}"
        if self.atraso:
            quando = f", {em_palavras(desde, agora, atraso=self.atraso)}"
        self.chamar(linha, f"{self.falta}{quando}", chave=f"{self._chave(linha)}/{self.da_vez}{vez}")

    def chamar(self, linha: Any, texto: str, *, chave: str) -> None:
        """Deixa o recado a quem a espera chama; se ninguém está designado, à Ouvidoria, dizendo por quê."""
        caso = attrgetter(self.caso)(linha) if self.caso else linha
        dito = f"{texto}: {caso.protocolo_escrito}" if self.diz_o_caso else texto
        pessoas = self._pessoas(caso)
        if not pessoas and self.sem_ninguem:
            pessoas = list(designados(Papel.OUVIDORIA, timezone.localdate()))
            dito = f"{dito} ({self.sem_ninguem.format(caso.orgao.sigla)})"
        notificar(
            pessoas,
            tipo=self.tipo,
            chave=chave,
            texto=dito,
            endereco=reverse(self.pagina, args=[caso.protocolo if self.diz_o_caso else linha.pk]),
            protocolo=caso.protocolo if self.diz_o_caso else "",
        )

    def _pessoas(self, caso: Any) -> list[Usuario]:
        orgao = caso.orgao if self.papel in DE_UM_ORGAO else None
        todas = list(designados(self.papel, timezone.localdate(), orgao=orgao))
        dono = getattr(caso, self.dono) if self.dono else None
        return [dono] if dono in todas else todas

    def por_saber(self, em: date) -> QuerySet[Any]:
        """As linhas que alguém designado no dia, ou a Ouvidoria no lugar dele, não sabe que esperam."""
        do_orgao = Q(orgao=OuterRef(f"{self.caminho}orgao")) if self.papel in DE_UM_ORGAO else Q()
        donos = _designados(self.papel, em).filter(do_orgao)
        falta_a_um = Q(Exists(donos.filter(_sem_o_recado())))
        if self.sem_ninguem:
            da_ouvidoria = _designados(Papel.OUVIDORIA, em).filter(_sem_o_recado())
            falta_a_um |= ~Exists(donos) & Q(Exists(da_ouvidoria))
        por_saber: QuerySet[Any] = self.linhas().annotate(chave=self._chave_no_banco()).filter(falta_a_um)
        return por_saber

    @property
    def caminho(self) -> str:
        """Da linha ao caso, como começo de um filtro."""
        return f"{self.caso}__" if self.caso else ""

    def _chave(self, linha: Any) -> str:
        campos = {campo for _, campo, *_ in Formatter().parse(self.chave) if campo}
        return self.chave.format_map({c: attrgetter(c.replace("__", "."))(linha) for c in campos})

    def _chave_no_banco(self) -> Concat:
        partes: list[Value | Cast] = []
        for escrito, campo, *_ in Formatter().parse(self.chave):
            partes += [Value(escrito), *([Cast(campo, CharField())] if campo else [])]
        return Concat(*partes)


def _designados(papel: Papel, em: date) -> QuerySet[Designacao]:
    return Designacao.objects.vigentes(em).no_papel([papel]).filter(usuario__is_active=True)


def _sem_o_recado() -> Q:
    recado = Notificacao.objects.filter(usuario=OuterRef("usuario"), chave=OuterRef(OuterRef("chave")))
    return ~Q(Exists(recado))


# --- as rotinas -----------------------------------------------------------------------------


def lembrar(pendencias: Iterable[Pendencia], lembretes: type[Lembrete]) -> None:
    """Toda manhã: quem está com a bola, antes do prazo, no dia e depois. Um só recado por linha."""
    agora, regras = timezone.now(), list(lembretes._default_manager.filter(ativo=True))
    for pendencia in pendencias:
        dela = [regra for regra in regras if regra.quem == pendencia.quem]
        linhas = em_dia(pendencia.linhas(), caminho=pendencia.caminho).order_by(pendencia.ate, "pk")
        aplicar(linhas, pendencia.lembrar, como="linha", regras=dela, agora=agora)


def notificar_quem_chegou(pendencias: Iterable[Pendencia]) -> None:
    """De hora em hora: quem foi designado depois recebe o recado do que já o espera."""
    hoje = timezone.localdate()
    for pendencia in pendencias:
        aplicar(pendencia.por_saber(hoje).order_by("pk"), pendencia.contar, como="linha")
