"""A regra que se pergunta ao banco e a uma linha já lida dá o mesmo: aqui uma é a prova da outra.

A lista filtra milhares e a ação confere a linha que travou: nenhuma das duas dispensa a sua forma.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from atendimento.models import Retorno
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao as DaOuvidoria
from protocolo import complemento
from protocolo.prazos.atraso import venceu
from protocolo.prazos.contagem import Contagem
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from sp156.embutido.pastas import RAIZ
from sp156.web import correntes, entrada
from tests.atendimento import ligando
from tests.ouvidoria import elenco as da_ouvidoria
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.matriz]
AGORA = timezone.now()
ANTES, DEPOIS = AGORA - timedelta(days=1), AGORA + timedelta(days=1)

type Regra[M] = tuple[Callable[[Any], QuerySet[Any]], Callable[[M], bool]]


def conferir[M](linhas: Iterable[M], regras: dict[str, Regra[M]], subtests: pytest.Subtests) -> None:
    """Cada regra escolhe as mesmas linhas das duas formas, e nem todas nem nenhuma."""
    todas = list(linhas)
    for nome, (do_banco, da_linha) in regras.items():
        with subtests.test(nome):
            escolhidas = set(do_banco(type(todas[0])._default_manager.all()))  # type: ignore[attr-defined]
            assert escolhidas == {linha for linha in todas if da_linha(linha)}
            assert 0 < len(escolhidas) < len(todas)


def test_do_pedido_de_servico(subtests: pytest.Subtests) -> None:
    caixa, outra = elenco.unidade("UMA"), elenco.unidade("OUTRA")
    provisorio = elenco.servico("poda", "Poda", prazo_provisorio=True)
    de_que: list[dict[str, Any]] = [{}, {"servico": provisorio}]
    situacoes = (Situacao.ABERTA, Situacao.AGUARDANDO_MUNICIPE, Situacao.FINALIZADA)
    for qual, situacao, vence in product(de_que, situacoes, (ANTES, DEPOIS)):
        elenco.na_situacao(situacao, caixa, vence_em=vence, **qual)
    elenco.solicitacao(caixa, vence_em=ANTES, procedencia="importada")
    elenco.solicitacao(caixa, vence_em=ANTES, contagem=Contagem.SEM_PRAZO)
    elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, responder_ate=ANTES)
    principal = elenco.solicitacao(caixa)
    elenco.solicitacao(caixa, principal=principal)
    elenco.solicitacao(outra, principal=principal)
    elenco.na_situacao(Situacao.FINALIZADA, caixa, principal=principal)
    regras: dict[str, Regra[Solicitacao]] = {
        "aberta": (lambda todas: todas.abertas(), lambda caso: caso.aberta),
        "vencida": (lambda todas: todas.vencidas(AGORA), lambda caso: caso.aberta and venceu(caso, AGORA)),
        "prometida": (lambda todas: todas.prometidas(), lambda caso: caso.prometido),
        "tratada com outra": (lambda todas: todas.abertas().juntadas(), lambda caso: caso.segue_o_principal),
        "sem resposta a tempo": (
            lambda todas: todas.com_complemento_vencido(AGORA),
            lambda caso: complemento.acabou(caso, AGORA),
        ),
    }
    conferir(Solicitacao.objects.all(), regras, subtests)


def test_da_manifestacao(subtests: pytest.Subtests) -> None:
    for situacao in (DaOuvidoria.EM_ANALISE, DaOuvidoria.AGUARDANDO_MUNICIPE, DaOuvidoria.CONCLUIDA):
        for vence in (ANTES, DEPOIS):
            caso = da_ouvidoria.na_situacao(situacao)
            Manifestacao.objects.filter(pk=caso.pk).update(vence_em=vence)
    apurada, _ = da_ouvidoria.em_apuracao()
    Manifestacao.objects.filter(pk=apurada.pk).update(vence_em=ANTES)
    regras: dict[str, Regra[Manifestacao]] = {
        "contando": (
            lambda todas: todas.com_resposta_a_dar().filter(parada_em=None),
            lambda caso: caso.contando,
        ),
        "vencida": (
            lambda todas: todas.vencidas(AGORA),
            lambda caso: caso.contando and venceu(caso, AGORA),
        ),
    }
    conferir(Manifestacao.objects.all(), regras, subtests)


def test_da_unidade_e_do_retorno(subtests: pytest.Subtests) -> None:
    hoje = timezone.localdate(AGORA)
    ontem, amanha = hoje - timedelta(days=1), hoje + timedelta(days=1)
    for n, (de, ate) in enumerate(product((ontem, hoje, amanha), (None, hoje, amanha))):
        if ate is None or de <= ate:
            elenco.unidade(f"U-{n}", vigente_de=de, vigente_ate=ate)
    elenco.unidade("FOI", vigente_de=ontem, vigente_ate=ontem)
    vigente: Regra[Unidade] = (lambda todas: todas.vigentes(hoje), lambda unidade: unidade.vigente_em(hoje))
    conferir(Unidade.objects.all(), {"vigente": vigente}, subtests)
    for pego in (None, ANTES, AGORA, DEPOIS):
        retorno = ligando.na_lista()
        Retorno.objects.filter(pk=retorno.pk).update(pego_ate=pego, proxima_em=ANTES)
    livre: Regra[Retorno] = (lambda todos: todos.livres(AGORA), lambda retorno: retorno.livre(AGORA))
    conferir(Retorno.objects.all(), {"livre": livre}, subtests)


def test_o_nginx_repete_os_numeros_do_portal() -> None:
    """Escrevem-se nos dois porque o nginx não lê Python: o maior envio, e a corrente que se cala."""
    dito = (RAIZ / "implantacao" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    assert f"client_max_body_size {entrada.MAIOR >> 20}m;" in dito
    (calada,) = re.findall(r"location = /correntes/ {[^}]*proxy_read_timeout (\d+)s;", dito)
    assert 3 * correntes.BATIDA < int(calada) < 4 * correntes.BATIDA
