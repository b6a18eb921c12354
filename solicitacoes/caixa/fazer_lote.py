"""Fazer um lote aos poucos: pela página que o mandou e, de quem saiu dela, pela fila."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from contas.autor import Autor
from mesas import provas
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho, Rascunho
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes.desfazer import guardar_estado, o_que_mudou
from solicitacoes.caixa.atos import AtoDaCaixa
from solicitacoes.caixa.consertos import CONSERTOS, DE_CADA_ATO, FEITOS_EM_LOTE
from solicitacoes.caixa.forms.atos import EncerrarForm
from solicitacoes.caixa.forms.finalizar import FinalizarForm
from solicitacoes.caixa.respostas_prontas import preencher
from solicitacoes.guardas import autor_na_unidade, com_relacoes, como_chefia
from solicitacoes.models import Solicitacao

PASSO = 2.0
"""Segundos de cada ida: o lote que leva menos se responde logo; o outro mostra quanto falta."""
NENHUM_SE_JUNTOU = "Nenhum dos outros se juntou a ele."
SEM_A_FOTO = "O lote parou antes deste. Mande a foto de novo."
JA_NAO_VALE = "O que se escreveu já não vale hoje. Confira e tente de novo."
JA_NAO_SERVE = "Quem mandou o lote já não trabalha nesta unidade."


def continuar(lote: Rascunho, por: Autor, *, segundos: float) -> None:
    """Faz o que couber em `segundos`; com fotos, que só servem a um lugar, vai de uma vez até o fim."""
    dados, dono = lote.dados, por.usuario
    fotos = provas.fotos_da_prova(envio=lote.pk, assunto=lote.assunto, dono=dono) if dono else []
    fazer = _recusar(SEM_A_FOTO) if dados.get("fotos") and not fotos else _fazer(dados, por, fotos)
    acoes.avancar_lote(envio=lote.pk, fazer=fazer, ate=monotonic() + (inf if fotos else segundos))
    if fotos and dono:
        lote.refresh_from_db(fields=["dados"])
        if any(recusa for _, recusa in lote.dados["itens"]):  # as do envio já são de quem deu certo
            novo = UUID(dados["escrito"]["envio"])
            provas.copiar_prova(fotos, envio=novo, assunto=lote.assunto, dono=dono)


def acabar(lote: Rascunho) -> None:
    """Faz o que falta do lote de cuja página se saiu, como quem o mandou, se ainda trabalha na unidade."""
    unidade = Unidade.objects.get(sigla=lote.assunto)
    try:
        if lote.dono is None:
            raise PermissionDenied
        por = quem_faz(lote, autor_na_unidade(lote.dono, unidade.pk), unidade)
    except PermissionDenied:
        acoes.avancar_lote(envio=lote.pk, fazer=_recusar(JA_NAO_SERVE), ate=inf)
    else:
        continuar(lote, por, segundos=inf)


def quem_faz(lote: Rascunho, por: Autor, unidade: Unidade) -> Autor:
    """Desfazer é da chefia, ou de quem hoje está no lugar dela: 403 a quem já não está."""
    return como_chefia(por, unidade) if lote.dados["ato"] in CONSERTOS else por


def do_pedido(ato: AtoDaCaixa, caso: Solicitacao, argumentos: dict[str, Any]) -> dict[str, Any]:
    """Os argumentos com o texto escrito para este pedido: as variáveis são as dele."""
    if not ato.texto:
        return argumentos
    return argumentos | {ato.texto: preencher(argumentos[ato.texto], caso, timezone.now())}


def _recusar(porque: str) -> Callable[[str, dict[str, Any]], None]:
    def recusar(_protocolo: str, _dados: dict[str, Any]) -> None:
        raise RecusaDeAcao(porque)

    return recusar


def _fazer(
    dados: dict[str, Any], por: Autor, fotos: list[ArquivoDeRascunho]
) -> Callable[[str, dict[str, Any]], None]:
    """O que se faz a cada pedido, lido de uma vez o que falta; juntar é pôr os outros sob o principal.

    De cada um fica escrito o que era e como ficou (`feitos`), se há como o desfazer.
    """
    ato, principal = FEITOS_EM_LOTE[dados["ato"]], dados.get("principal")
    conserto = DE_CADA_ATO.get(ato.nome)
    faltam = [protocolo for protocolo, recusa in dados["itens"] if recusa is None]
    achados = com_relacoes().select_related("principal").filter(protocolo__in=faltam)
    casos = {caso.protocolo: caso for caso in achados}
    if not casos:
        return _recusar(JA_NAO_VALE)
    argumentos = _argumentos(ato, dados, por, casos[faltam[0]], fotos)
    if argumentos is None:
        return _recusar(JA_NAO_VALE)

    def fazer(protocolo: str, agora: dict[str, Any]) -> None:
        if protocolo == principal:  # o último: não age
            if "" not in dict(agora["itens"]).values():
                raise RecusaDeAcao(NENHUM_SE_JUNTOU)
            return
        caso, extras = casos[protocolo], {"principal": casos[principal]} if principal else {}
        if "antes" in agora:
            extras = {"antes": agora["antes"][protocolo]}
        ditos = do_pedido(ato, caso, argumentos)
        antes = guardar_estado(caso, conserto.volta) if conserto else {}
        ato.agir(caso=caso, versao=dados["versoes"][protocolo], por=por, **ditos, **extras)
        if conserto:
            agora.setdefault("feitos", {})[protocolo] = o_que_mudou(antes)

    return fazer


def _argumentos(
    ato: AtoDaCaixa, dados: dict[str, Any], por: Autor, caso: Solicitacao, fotos: list[ArquivoDeRascunho]
) -> dict[str, Any] | None:
    """O que se confirmou, lido de novo do que ficou guardado; None se já não vale."""
    escrito = QueryDict(mutable=True)
    escrito.update(dados["escrito"])
    extras: dict[str, Any] = {"caso": caso, "por": por, "em_lote": True}
    if ato.form is FinalizarForm:
        extras["provas"] = []  # a cada pedido já se disse a prova que falta, e a ação confere
    if issubclass(ato.form, EncerrarForm):
        extras["mensagens"] = []  # a marca de que se leu valeu ao confirmar
    form = ato.form(escrito, **extras)
    form.guardadas = fotos
    return form.argumentos if form.is_valid() else None
