"""Os recados do e-SIC: quando algo chega, antes do prazo, no dia e depois, e a quem é designado tarde."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso, Notificacao
from avisos.tasks import resumir_o_dia
from contas.autor import Autor
from esic import acoes, carga, tasks
from esic.models import Lembrete, Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Resultado
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.models import Designacao
from tests.esic import elenco

pytestmark = pytest.mark.django_db

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
UM_DIA = timedelta(days=1)


@pytest.fixture(autouse=True)
def _cargas(db: None) -> None:
    carga.carregar()


def na_segunda() -> Pedido:
    with time_machine.travel(SEGUNDA, tick=False):
        return elenco.em_tramitacao()


def em_recurso(instancia: int = 1) -> tuple[Pedido, Recurso]:
    """Um recurso aberto na segunda-feira, na instância, sem que ninguém designado tenha decidido nada."""
    with time_machine.travel(SEGUNDA, tick=False):
        caso, recurso = elenco.em_recurso()
    for _ in range(instancia - 1):
        with time_machine.travel(recurso.vence_em + timedelta(seconds=1), tick=False):
            caso, recurso = elenco.em_recurso(caso)
    return caso, recurso


def reclamado() -> tuple[Pedido, ReclamacaoPorOmissao]:
    caso = na_segunda()
    with time_machine.travel(caso.vence_em + UM_DIA, tick=False):
        reclamacao = acoes.reclamar(caso=caso, por=elenco.municipe(caso.protocolo))
    return Pedido.objects.get(pk=caso.pk), reclamacao


def de_manha(vence_em: datetime | None, dias: int) -> datetime:
    """A hora da rotina, tantos dias depois do vencimento."""
    assert vence_em
    return (timezone.localtime(vence_em) + dias * UM_DIA).replace(hour=6, minute=50)


def rodar(quando: datetime) -> None:
    with time_machine.travel(quando, tick=False):
        tasks.lembrar()
        tasks.lembrar()


def recados(quem: Autor) -> list[str]:
    assert quem.usuario
    dele = Notificacao.objects.filter(usuario=quem.usuario).order_by("pk")
    return list(dele.values_list("texto", flat=True))


def test_a_carga_nao_se_repete_e_respeita_quem_editou() -> None:
    antes = Lembrete.objects.count()
    Lembrete.objects.filter(quem="sic", dias=-5).update(ativo=False, origem="edicao")
    assert sum(carga.carregar().values()) == antes
    assert Lembrete.objects.filter(ativo=False).count() == 1
    assert set(Lembrete.objects.values_list("quem", flat=True)) == set(Lembrete.Quem.values)


# --- o que chega --------------------------------------------------------------------------


def test_cada_coisa_que_chega_e_contada_a_quem_e_dela() -> None:
    simone, aurora, olga, caio = elenco.sic(), elenco.autoridade(), elenco.ogm(), elenco.cmai()
    alheia = elenco.sic("SMT")
    caso = na_segunda()
    numero = caso.protocolo_escrito
    assert recados(simone) == [f"Pedido de informação a responder até 23/03/2026: {numero}"]
    caso, primeiro = em_recurso()
    numero = caso.protocolo_escrito
    assert recados(aurora) == [f"Recurso de pedido de informação a decidir até 09/03/2026: {numero}"]
    for _ in (2, 3):
        with time_machine.travel(primeiro.vence_em + timedelta(seconds=1), tick=False):
            caso, primeiro = elenco.em_recurso(caso)
    assert recados(olga)[-1].startswith("Recurso de pedido de informação a decidir até")
    assert recados(caio) == [f"Recurso de pedido de informação à espera da Comissão: {numero}"]
    assert recados(alheia) == []
    enderecos = Notificacao.objects.filter(protocolo=caso.protocolo).values_list("endereco", flat=True)
    assert set(enderecos) == {f"/sic/{caso.protocolo}/", f"/recursos/{caso.protocolo}/"}


def test_a_reclamacao_a_resposta_que_se_mandou_dar_e_a_decisao_a_cumprir() -> None:
    simone, olga = elenco.sic(), elenco.ogm()
    caso, reclamacao = reclamado()
    assert recados(olga)[-1].startswith("Reclamação pela falta de resposta a decidir até")
    with time_machine.travel(reclamacao.vence_em, tick=False):
        acoes.decidir_reclamacao(
            reclamacao=reclamacao,
            versao=caso.versao,
            por=olga,
            resultado="procedente",
            fundamentacao=elenco.FRASE,
        )
    assert recados(simone)[-1].startswith("A Ouvidoria mandou responder até")
    with time_machine.travel(SEGUNDA, tick=False):
        deferido = elenco.decidido(Resultado.DEFERIDO)
    dito = f"Decisão de recurso a cumprir até 12/03/2026: {deferido.protocolo_escrito}"
    assert recados(simone)[-1] == dito


def test_a_pergunta_de_quem_decide_chega_ao_sic_e_respondida_nao_se_lembra() -> None:
    simone, aurora = elenco.sic(), elenco.autoridade()
    with time_machine.travel(SEGUNDA, tick=False):
        caso = elenco.perguntado()
    numero = caso.protocolo_escrito
    dito = f"Pergunta de quem decide um recurso a responder: {numero}"
    assert recados(simone)[-1] == dito
    assert Notificacao.objects.get(usuario=simone.usuario, texto=dito).endereco == f"/sic/{caso.protocolo}/"
    with time_machine.travel(SEGUNDA + UM_DIA, tick=False):
        chegou = elenco.designar_depois(SEGUNDA.date())
        tasks.notificar_quem_chegou()
        acoes.esclarecer(caso=caso, versao=caso.versao, por=simone, texto=elenco.FRASE)
        assert recados(aurora)[-1] == f"O órgão respondeu à pergunta sobre um recurso: {numero}"
        tarde = elenco.sic(nome="Teo Tarde")
        tasks.notificar_quem_chegou()
    rodar(de_manha(SEGUNDA, 2))
    assert [recados(quem)[-1:] for quem in (simone, chegou, tarde)] == [[dito], [dito], []]


def test_passar_a_outro_orgao_conta_ao_sic_de_la() -> None:
    simone, tiago = elenco.sic(), elenco.sic("SMT")
    caso = na_segunda()
    with time_machine.travel(SEGUNDA, tick=False):
        acoes.reencaminhar(
            caso=caso, versao=caso.versao, por=simone, orgao=elenco.orgao("SMT"), motivo=elenco.FRASE
        )
    assert recados(tiago) == [f"Pedido de informação a responder até 23/03/2026: {caso.protocolo_escrito}"]
    rodar(de_manha(caso.vence_em, -1))
    assert len(recados(simone)) == 1
    assert recados(tiago)[-1].startswith("Pedido de informação por responder, vence amanhã")


# --- os lembretes -------------------------------------------------------------------------


def _pendencia(qual: str) -> tuple[Autor, datetime | None]:
    """Quem é lembrado e o vencimento de cada coisa que espera."""
    match qual:
        case "pedido":
            return elenco.sic(), na_segunda().vence_em
        case "recurso":
            return elenco.autoridade(), em_recurso()[1].vence_em
        case "segunda":
            return elenco.ogm(), em_recurso(2)[1].vence_em
        case "reclamacao":
            elenco.sic()
            return elenco.ogm(), reclamado()[1].vence_em
        case "comissao":
            return elenco.cmai(), em_recurso(3)[1].vence_em
        case "pergunta":
            quem = elenco.sic()
            with time_machine.travel(SEGUNDA, tick=False):
                elenco.perguntado()
            return quem, SEGUNDA
        case _:
            quem = elenco.sic()
            with time_machine.travel(SEGUNDA, tick=False):
                return quem, elenco.decidido(Resultado.DEFERIDO).recursos.get().cumprir_ate


DITOS: dict[str, dict[int, str]] = {
    "pedido": {
        -5: "Pedido de informação por responder, faltam 5 dias",
        -1: "Pedido de informação por responder, vence amanhã",
        0: "Pedido de informação por responder, vence hoje",
        1: "Pedido de informação por responder, atrasado há 1 dia",
        6: "Pedido de informação por responder, atrasado há 6 dias",
    },
    "cumprir": {-5: "Decisão de recurso por cumprir, faltam 5 dias", 1: "atrasada há 1 dia"},
    "recurso": {
        -2: "Recurso de pedido de informação por decidir, faltam 2 dias",
        0: "vence hoje",
        1: "atrasado há 1 dia",
        4: "atrasado há 4 dias",
    },
    "segunda": {-2: "Recurso de pedido de informação por decidir, faltam 2 dias", 1: "atrasado há 1 dia"},
    "reclamacao": {-2: "Reclamação pela falta de resposta por decidir, faltam 2 dias", 1: "atrasada há 1"},
    "pergunta": {2: "Pergunta de quem decide um recurso por responder há 2 dias", 4: "há 4 dias"},
    "comissao": {30: "Recurso à Comissão, espera há 30 dias", 45: "espera há 45", 60: "espera há 60 dias"},
}


@pytest.mark.parametrize("qual", DITOS)
def test_cada_um_e_lembrado_no_seu_dia_uma_vez(qual: str) -> None:
    quem, vence_em = _pendencia(qual)
    for dias, dito in DITOS[qual].items():
        antes = len(recados(quem))
        rodar(de_manha(vence_em, dias))
        novos = recados(quem)[antes:]
        assert len(novos) == 1
        assert dito in novos[0]


def test_entre_um_lembrete_e_outro_nada_se_repete_e_respondido_para() -> None:
    simone = elenco.sic()
    caso = na_segunda()
    for dias in range(-8, 4):
        rodar(de_manha(caso.vence_em, dias))
    assert len(recados(simone)) == 1 + 4
    with time_machine.travel(de_manha(caso.vence_em, 4), tick=False):
        elenco.respondido(caso=caso)
    rodar(de_manha(caso.vence_em, 6))
    assert len(recados(simone)) == 1 + 4


def test_prorrogado_lembra_do_prazo_novo() -> None:
    simone = elenco.sic()
    caso = na_segunda()
    rodar(de_manha(caso.vence_em, -5))
    with time_machine.travel(de_manha(caso.vence_em, -4), tick=False):
        caso = acoes.prorrogar(caso=caso, versao=caso.versao, por=simone, motivo=elenco.FRASE)
    rodar(de_manha(caso.vence_em, -5))
    assert sum("faltam 5 dias" in dito for dito in recados(simone)) == 2


def test_o_que_a_ouvidoria_mandou_responder_se_lembra_pelo_prazo_dela() -> None:
    simone, olga = elenco.sic(), elenco.ogm()
    caso, reclamacao = reclamado()
    with time_machine.travel(reclamacao.vence_em, tick=False):
        acoes.decidir_reclamacao(
            reclamacao=reclamacao,
            versao=caso.versao,
            por=olga,
            resultado="procedente",
            fundamentacao=elenco.FRASE,
        )
    reclamacao.refresh_from_db()
    antes = len(recados(simone))
    rodar(de_manha(reclamacao.responder_ate, 0))
    dito = f"Resposta que a Ouvidoria mandou dar, vence hoje: {caso.protocolo_escrito}"
    assert recados(simone)[antes:] == [dito]


def test_as_chaves_do_que_ja_se_mandou_nao_mudam() -> None:
    for designar in (elenco.sic, elenco.autoridade):
        designar()
    caso, recurso = em_recurso()
    rodar(de_manha(recurso.vence_em, 0))
    inicio, dela = f"esic/p{caso.pk}/{caso.orgao_id}", f"esic/r{recurso.pk}/{caso.orgao_id}"
    chaves = Notificacao.objects.order_by("pk").values_list("chave", flat=True)
    assert list(chaves) == [inicio, dela, f"{dela}/{timezone.localdate(recurso.vence_em):%Y%m%d}/0"]


def test_os_dias_sao_dado() -> None:
    simone = elenco.sic()
    caso = na_segunda()
    Lembrete.objects.filter(quem="sic", dias=-5).update(ativo=False)
    Lembrete.objects.create(quem="sic", dias=-8)
    rodar(de_manha(caso.vence_em, -8))
    rodar(de_manha(caso.vence_em, -5))
    assert [dito.split(", ")[1].split(":")[0] for dito in recados(simone)[1:]] == ["faltam 8 dias"]


# --- ninguém designado --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("qual", "dito"),
    [
        ("pedido", "(SMSUB está sem SIC)"),
        ("recurso", "(SMSUB está sem autoridade designada)"),
        ("comissao", "(ninguém está designado na Comissão)"),
        ("pergunta", "(SMSUB está sem SIC)"),
    ],
)
def test_sem_ninguem_a_ouvidoria_e_chamada_e_sabe_por_que(qual: str, dito: str) -> None:
    olga = elenco.ogm()
    _, vence_em = _pendencia(qual)
    dela = [texto for texto in recados(olga) if dito in texto]
    assert not dela
    Notificacao.objects.all().delete()
    Designacao.objects.exclude(usuario=olga.usuario).update(ate=SEGUNDA.date() - UM_DIA)
    rodar(de_manha(vence_em, {"comissao": 30, "pergunta": 2}.get(qual, 0)))
    assert [texto.split(": ")[-1].partition(" ")[2] for texto in recados(olga) if dito in texto] == [dito]


def test_quem_e_designado_depois_recebe_o_que_ja_o_espera_uma_vez() -> None:
    olga = elenco.ogm()
    caso = na_segunda()
    assert recados(olga) == [
        f"Pedido de informação a responder até 23/03/2026: {caso.protocolo_escrito} (SMSUB está sem SIC)"
    ]
    with time_machine.travel(SEGUNDA + UM_DIA, tick=False):
        chegou = elenco.sic()
        futuro = elenco.designar_depois(SEGUNDA.date() + 9 * UM_DIA)
        de_outro, outra_olga = elenco.sic("SMT"), elenco.ogm("Odete da Ouvidoria")
        for _ in "duas", "vezes":
            tasks.notificar_quem_chegou()
    assert recados(chegou) == [f"Pedido de informação a responder até 23/03/2026: {caso.protocolo_escrito}"]
    assert recados(futuro) == recados(de_outro) == recados(outra_olga) == []


@pytest.mark.parametrize(
    ("instancia", "designar"), [(1, elenco.autoridade), (2, elenco.ogm), (3, elenco.cmai)]
)
def test_quem_passa_a_decidir_recebe_os_recursos_que_esperam(instancia: int, designar: Any) -> None:
    em_recurso(instancia)
    Designacao.objects.all().delete()
    with time_machine.travel(SEGUNDA + 30 * UM_DIA, tick=False):
        quem = designar()
        tasks.notificar_quem_chegou()
        tasks.notificar_quem_chegou()
    recursos = [dito for dito in recados(quem) if dito.startswith("Recurso de pedido")]
    assert len(recursos) == 1


def test_sem_sic_a_ouvidora_nova_tambem_recebe() -> None:
    na_segunda()
    with time_machine.travel(SEGUNDA + UM_DIA, tick=False):
        olga = elenco.ogm()
        tasks.notificar_quem_chegou()
        tasks.notificar_quem_chegou()
    assert len(recados(olga)) == 1


# --- sem dados pessoais, e no resumo do dia ----------------------------------------------


def test_nenhum_recado_diz_de_quem_e_nem_o_que_se_pediu_e_o_resumo_os_junta() -> None:
    for designar in (elenco.sic, elenco.autoridade, elenco.ogm, elenco.cmai):
        designar()
    na_segunda()
    em_recurso(3)
    reclamado()
    rodar(SEGUNDA + 60 * UM_DIA)
    with time_machine.travel(SEGUNDA + 60 * UM_DIA, tick=False):
        resumir_o_dia()
    ditos = [*Notificacao.objects.values_list("texto", flat=True)]
    resumos = Aviso.objects.filter(modelo="resumo_do_dia").values_list("corpo", flat=True)
    assert any("Pedido de informação (" in corpo for corpo in resumos)
    for dito in (*ditos, *resumos):
        for pessoal in (elenco.MARIA.nome, elenco.MARIA.documento, elenco.MARIA.email, elenco.PERGUNTA):
            assert pessoal not in dito


def test_fora_do_dia_de_lembrar_as_consultas_nao_crescem() -> None:
    elenco.sic()

    def consultas() -> int:
        with (
            time_machine.travel(SEGUNDA + 3 * UM_DIA, tick=False),
            CaptureQueriesContext(connection) as feitas,
        ):
            tasks.lembrar()
            tasks.notificar_quem_chegou()
        return len([c for c in feitas if c["sql"].startswith("SELECT")])

    na_segunda()
    um = consultas()
    for _ in range(4):
        na_segunda()
    assert consultas() == um
