"""Nenhum aviso promete o que ninguém prometeu, nem o que já passou: cada modelo, em cada estado do prazo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from avisos.models import Aviso, ModeloDeAviso
from contas.autor import SISTEMA
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from protocolo.models import DiaNaoUtil
from protocolo.prazos import promessa
from protocolo.prazos.em_palavras import dia
from solicitacoes import acoes
from solicitacoes.acoes import prazo
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar
from solicitacoes.situacoes import Situacao
from tests.contas.factories import InteressadoFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

HOJE = datetime(2026, 12, 1, 13, tzinfo=timezone.get_default_timezone())
DIA = re.compile(r"\d{2}/\d{2}/\d{4}")
PASSADO = ("era", "terminou", "passou de", "de antes", "devia", "mudou", "não mais até")
"""Numa frase com um dia que já foi: só o que conta o que houve."""
ONDE_HA_PRAZO = [
    *("registrado", "em_andamento", "transferido", "endereco_corrigido", "servico_corrigido"),
    *("agendado", "reaberto", "engano", "complemento_vencido"),
]

DITOS = {
    "unidade": "Supervisão da Sé",
    "antes": "Outro serviço",
    "data": "15/12/2026",
    "motivo": "Foi preciso.",
    "recado": "Deixe o portão aberto.",
    "o_que": "Ele tinha sido encerrado e voltou a ser atendido.",
}


@pytest.fixture(autouse=True)
def hoje() -> Iterator[None]:
    with time_machine.travel(HOJE, tick=False):
        yield


def caso(*, ha_dias: int, provisorio: bool = False, parado: bool = False) -> Solicitacao:
    servico = (
        elenco.servico("zeladoria", "Zeladoria")
        if not provisorio
        else elenco.servico("sem-prazo", "Serviço sem prazo", prazo_provisorio=True)
    )
    parte = InteressadoFactory.create(email="ana@exemplo.invalid")
    montado = elenco.solicitacao(elenco.unidade(), ha_dias=ha_dias, servico=servico, interessado=parte)
    if parado:
        Solicitacao.objects.filter(pk=montado.pk).update(
            situacao=Situacao.AGUARDANDO_MUNICIPE, parada_em=HOJE, responder_ate=HOJE + timedelta(days=5)
        )
    return Solicitacao.objects.select_related("versao_servico", "interessado").get(pk=montado.pk)


ESTADOS: dict[str, tuple[Callable[[], Solicitacao], str]] = {
    "em dia": (lambda: caso(ha_dias=10), "O prazo para concluir é {prazo}."),
    "atrasado": (lambda: caso(ha_dias=40), "O prazo para concluir era {prazo} e já passou."),
    "parado": (
        lambda: caso(ha_dias=10, parado=True),
        "O prazo da Prefeitura está parado até a sua resposta.",
    ),
    "sem prazo": (
        lambda: caso(ha_dias=10, provisorio=True),
        "O órgão ainda não informou o prazo. A partir de {depois}, se o pedido não estiver concluído",
    ),
    "sem prazo, depois do dia": (
        lambda: caso(ha_dias=40, provisorio=True),
        "Aberto há 40 dias, sem conclusão. Você já pode reclamar na Ouvidoria",
    ),
}


@pytest.mark.parametrize("estado", ESTADOS)
def test_cada_aviso_diz_do_prazo_o_que_e_verdade(estado: str, subtests: pytest.Subtests) -> None:
    fazer, frase = ESTADOS[estado]
    pedido = fazer()
    vence = pedido.vence_em
    frase = frase.format(prazo=dia(vence), depois=dia(vence + timedelta(days=1)))
    for modelo in ONDE_HA_PRAZO:
        with subtests.test(modelo):
            (aviso,) = avisar(pedido, modelo, **DITOS)
            assert frase in aviso.corpo
            for escrita in [aviso.corpo, aviso.assunto, aviso.curto]:
                _nada_se_promete_do_passado(escrita)
                assert not re.search(r"\(\s*\)|\{\{ (?!link)|  |\b(a|até|em) [.,;]", escrita)


def _nada_se_promete_do_passado(texto: str) -> None:
    for frase in re.split(r"(?<=[.:])\s", texto):
        idos = [d for d in DIA.findall(frase) if date(*map(int, reversed(d.split("/")))) < HOJE.date()]
        assert not idos or any(palavra in frase for palavra in PASSADO), frase


def test_do_que_o_orgao_nao_deu_nao_se_diz_que_venceu_nem_que_falta(subtests: pytest.Subtests) -> None:
    for ha_dias in (10, 40):
        pedido = caso(ha_dias=ha_dias, provisorio=True)
        for modelo in ONDE_HA_PRAZO:
            with subtests.test(f"{modelo}, há {ha_dias} dias"):
                (aviso,) = avisar(pedido, modelo, **DITOS)
                dito = f"{aviso.assunto} {aviso.corpo} {aviso.curto}"
                assert not re.search(r"atrasad|venceu|vencid|terminou|prazo para concluir|Prazo:", dito)


def test_no_dia_em_que_se_pode_reclamar_diz_se_isso_e_nao_que_o_prazo_acabou() -> None:
    pedido = caso(ha_dias=35, provisorio=True)
    acoes.avisar_vencimento(caso=pedido, por=SISTEMA)
    aviso = Aviso.objects.get(protocolo=pedido.protocolo)
    assert aviso.modelo == "sem_conclusao"
    assert "está aberto há 35 dias, sem conclusão" in aviso.corpo
    assert "terminou" not in aviso.corpo
    certo = caso(ha_dias=35)
    acoes.avisar_vencimento(caso=certo, por=SISTEMA)
    assert f"terminou em {dia(certo.vence_em)}" in Aviso.objects.get(protocolo=certo.protocolo).corpo


@pytest.mark.parametrize("provisorio", [False, True])
def test_o_dia_que_a_cidade_fecha_muda_a_data_e_quem_pediu_fica_sabendo(
    provisorio: bool,  # noqa: FBT001 - é o caso do teste
) -> None:
    pedido = caso(ha_dias=10, provisorio=provisorio)
    dito = promessa.dia_dito(pedido)
    DiaNaoUtil.objects.create(
        data=timezone.localdate(pedido.vence_em), nome="Luto", tipo="facultativo", ato="Decreto 1"
    )
    assert prazo.recalcular_prazo(caso=pedido, por=SISTEMA)
    pedido.refresh_from_db()
    aviso = Aviso.objects.get(protocolo=pedido.protocolo, modelo="prazo_recalculado")
    assert f": de {dito} para {promessa.dia_dito(pedido)}." in aviso.corpo
    assert dito != promessa.dia_dito(pedido)


def test_quem_tem_mais_tempo_para_responder_fica_sabendo() -> None:
    pedido = caso(ha_dias=10, parado=True)
    assert prazo.recalcular_prazo(caso=pedido, por=SISTEMA)
    aviso = Aviso.objects.get(protocolo=pedido.protocolo, modelo="resposta_recalculada")
    pedido.refresh_from_db()
    assert pedido.responder_ate
    assert f"responder até {dia(pedido.responder_ate)}, e não mais até 06/12/2026" in aviso.corpo


def test_o_dia_marcado_que_muda_se_avisa() -> None:
    pedido = caso(ha_dias=10)
    equipe = elenco.autor(elenco.servidor(pedido.unidade), pedido.unidade)
    for marcado in (date(2026, 12, 10), date(2026, 12, 11)):
        pedido = acoes.agendar(caso=pedido, versao=pedido.versao, por=equipe, data=marcado)
    ditos = Aviso.objects.filter(protocolo=pedido.protocolo, modelo="agendado").order_by("pk")
    assert [um.assunto[-10:] for um in ditos] == ["10/12/2026", "11/12/2026"]


def test_todo_modelo_com_prazo_esta_na_lista() -> None:
    com_frase = ModeloDeAviso.objects.filter(texto__contains="sobre_o_prazo").values_list("chave", flat=True)
    assert set(com_frase) == {*ONDE_HA_PRAZO, "prazo_recalculado"}


def test_o_prazo_que_o_orgao_nao_deu_nao_se_prorroga() -> None:
    pedido = caso(ha_dias=10, provisorio=True)
    chefia = elenco.autor(
        elenco.servidor(pedido.unidade, papel=Papel.CHEFIA), pedido.unidade, papel=Papel.CHEFIA
    )
    with pytest.raises(TransicaoProibida, match="não informou o prazo"):
        acoes.prorrogar(caso=pedido, versao=pedido.versao, por=chefia, mais=5, motivo=elenco.FRASE)
    pedido.refresh_from_db()
    assert pedido.prorrogada_em is None
