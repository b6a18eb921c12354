"""Os lembretes a quem está com a bola: antes, no dia e depois; uma vez cada; e a quem chega depois."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from avisos.models import Aviso, Notificacao
from avisos.tasks import resumir_o_dia
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria import acoes, carga, tasks
from ouvidoria.models import Encaminhamento, Lembrete, Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.prazos.contagem import SAO_PAULO
from protocolo.rotinas.lembretes import FOLGA, lembrete_de
from roteamento.models import Designacao
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
UM_DIA = timedelta(days=1)


@pytest.fixture(autouse=True)
def _cargas(db: None) -> None:
    carga.carregar()


def envio_da_segunda() -> Encaminhamento:
    with time_machine.travel(SEGUNDA, tick=False):
        return elenco.encaminhada()[1]


def de_manha(vence_em: datetime, dias: int) -> datetime:
    """A hora da rotina, tantos dias depois do vencimento."""
    return (timezone.localtime(vence_em) + dias * UM_DIA).replace(hour=6, minute=45)


def rodar(quando: datetime) -> None:
    """Todas as rotinas da manhã, duas vezes."""
    with time_machine.travel(quando, tick=False):
        for tarefa in (tasks.lembrar_orgaos, tasks.lembrar_quem_apura, tasks.lembrar_ouvidoria) * 2:
            tarefa()


def recados(quem: Usuario | None) -> list[str]:
    assert quem
    return list(Notificacao.objects.filter(usuario=quem).order_by("pk").values_list("texto", flat=True))


def test_a_carga_nao_se_repete_e_respeita_quem_editou() -> None:
    antes = Lembrete.objects.count()
    Lembrete.objects.filter(quem="orgao", dias=-5).update(ativo=False, origem="edicao")
    assert sum(carga.carregar().values()) == antes
    assert Lembrete.objects.filter(ativo=False).count() == 1


@pytest.mark.parametrize(
    ("dias", "dito"),
    [
        (-6, None),
        (-5, "faltam 5 dias"),
        (-1, "vence amanhã"),
        (0, "vence hoje"),
        (1, "atrasada há 1 dia"),
        (6, "atrasada há 6 dias"),
        (11, "atrasada há 11 dias"),
        (101, "atrasada há 101 dias"),
    ],
)
def test_o_orgao_e_lembrado_em_cada_dia_uma_vez(dias: int, dito: str | None) -> None:
    ivo = elenco.interlocutor().usuario
    envio = envio_da_segunda()
    chegou = recados(ivo)
    rodar(de_manha(envio.vence_em, dias))
    novos = recados(ivo)[len(chegou) :]
    assert novos == ([f"Manifestação por responder, {dito}"] if dito else [])
    if dito:
        ultimo = Notificacao.objects.filter(usuario=ivo).latest("pk")
        assert ultimo.endereco == f"/orgao/{envio.pk}/"


def test_entre_um_lembrete_e_outro_nada_se_repete() -> None:
    ivo = elenco.interlocutor().usuario
    envio = envio_da_segunda()
    for dias in range(-10, 13):
        rodar(de_manha(envio.vence_em, dias))
    ditos = [texto for texto in recados(ivo) if "por responder" in texto]
    assert [texto.split(", ")[1] for texto in ditos] == [
        "faltam 5 dias",
        "vence amanhã",
        "vence hoje",
        "atrasada há 1 dia",
        "atrasada há 6 dias",
        "atrasada há 11 dias",
    ]


def test_a_fila_que_parou_manda_so_o_ultimo() -> None:
    regras = list(Lembrete.objects.filter(quem="orgao"))
    assert lembrete_de(regras, 13) == 11
    sem_repetir = [Lembrete(quem="orgao", dias=-5), Lembrete(quem="orgao", dias=1)]
    assert lembrete_de(sem_repetir, 1 + FOLGA) == 1
    assert lembrete_de(sem_repetir, 2 + FOLGA) is None
    assert lembrete_de([], 0) is None


def test_os_dias_sao_dado() -> None:
    ivo = elenco.interlocutor().usuario
    envio = envio_da_segunda()
    Lembrete.objects.filter(dias=-5).update(ativo=False)
    Lembrete.objects.create(quem="orgao", dias=-8)
    rodar(de_manha(envio.vence_em, -8))
    rodar(de_manha(envio.vence_em, -5))
    assert [texto for texto in recados(ivo) if "faltam" in texto] == [
        "Manifestação por responder, faltam 8 dias"
    ]


def test_so_o_lembrete_de_depois_se_repete() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Lembrete.objects.create(quem="orgao", dias=-3, repete_a_cada=1)


def test_prorrogado_o_orgao_e_lembrado_do_prazo_novo() -> None:
    quem = elenco.interlocutor()
    envio = envio_da_segunda()
    rodar(de_manha(envio.vence_em, -5))
    with time_machine.travel(de_manha(envio.vence_em, -4), tick=False):
        versao = Manifestacao.objects.get(pk=envio.manifestacao_id).versao
        envio = acoes.prorrogar_do_orgao(envio=envio, versao=versao, por=quem, motivo=elenco.FRASE)
    rodar(de_manha(envio.vence_em, -5))
    assert recados(quem.usuario).count("Manifestação por responder, faltam 5 dias") == 2


def test_respondido_o_orgao_nao_e_mais_lembrado() -> None:
    quem = elenco.interlocutor()
    envio = envio_da_segunda()
    with time_machine.travel(SEGUNDA + UM_DIA, tick=False):
        versao = Manifestacao.objects.get(pk=envio.manifestacao_id).versao
        acoes.responder_como_orgao(envio=envio, versao=versao, por=quem, resposta=elenco.FRASE)
    antes = recados(quem.usuario)
    rodar(de_manha(envio.vence_em, 1))
    assert recados(quem.usuario) == antes


def test_a_ouvidoria_e_lembrada_o_responsavel_ou_todos() -> None:
    olga, outra = elenco.ogm().usuario, elenco.ogm("Odete da Ouvidoria").usuario
    with time_machine.travel(SEGUNDA, tick=False):
        dela, sem_dono = elenco.registrada(), elenco.registrada()
    assert olga
    Manifestacao.objects.filter(pk=dela.pk).update(responsavel=olga)
    rodar(de_manha(dela.vence_em, 1))
    frase = "Manifestação por responder, atrasada há 1 dia: "
    assert frase + dela.protocolo_escrito in recados(olga)
    assert frase + dela.protocolo_escrito not in recados(outra)
    for quem in (olga, outra):
        assert frase + sem_dono.protocolo_escrito in recados(quem)


def test_o_responsavel_que_saiu_da_ouvidoria_nao_leva_o_lembrete_com_ele() -> None:
    saiu, ficou = elenco.ogm("Saulo Saiu").usuario, elenco.ogm().usuario
    with time_machine.travel(SEGUNDA, tick=False):
        caso = elenco.registrada()
    assert saiu
    Manifestacao.objects.filter(pk=caso.pk).update(responsavel=saiu)
    Designacao.objects.filter(usuario=saiu).update(ate=SEGUNDA.date())
    rodar(de_manha(caso.vence_em, 0))
    assert any("vence hoje" in texto for texto in recados(ficou))
    assert not any("vence hoje" in texto for texto in recados(saiu))


def test_a_juntada_segue_a_principal_salvo_se_vence_antes() -> None:
    olga = elenco.ogm()
    with time_machine.travel(SEGUNDA, tick=False):
        velha, principal, nova = (elenco.em_analise(ha_dias=dias) for dias in (20, 10, 0))
        acoes.juntar(principal=principal, versao=principal.versao, por=olga, outras=[velha, nova])
    Manifestacao.objects.update(responsavel=None)
    rodar(de_manha(velha.vence_em, 0))
    rodar(de_manha(nova.vence_em, 0))
    ditos = [texto for texto in recados(olga.usuario) if texto.startswith("Manifestação por responder")]
    assert any(velha.protocolo_escrito in texto for texto in ditos)
    assert any(principal.protocolo_escrito in texto for texto in ditos)
    assert not any(nova.protocolo_escrito in texto for texto in ditos)


def test_quem_apura_e_lembrado_so_de_que_nao_da_noticia() -> None:
    cora = elenco.corregedoria()
    with time_machine.travel(SEGUNDA, tick=False):
        caso, envio = elenco.em_apuracao()
    rodar(SEGUNDA + 29 * UM_DIA)
    antes = len(recados(cora.usuario))
    with time_machine.travel(SEGUNDA + 29 * UM_DIA, tick=False):
        acoes.informar_apuracao(envio=envio, versao=caso.versao, por=cora, texto=elenco.FRASE, fim=False)
    rodar(SEGUNDA + 58 * UM_DIA)
    assert len(recados(cora.usuario)) == antes
    rodar(SEGUNDA + 59 * UM_DIA)
    rodar(SEGUNDA + 89 * UM_DIA)
    assert recados(cora.usuario)[antes:] == [
        "Um envio da Ouvidoria espera notícia há 30 dias",
        "Um envio da Ouvidoria espera notícia há 60 dias",
    ]


def test_as_chaves_do_que_ja_se_mandou_nao_mudam() -> None:
    elenco.interlocutor()
    elenco.corregedoria()
    elenco.ogm()
    envio = envio_da_segunda()
    with time_machine.travel(SEGUNDA, tick=False):
        apuracao = elenco.em_apuracao()[1]
    rodar(de_manha(envio.vence_em, 0))
    rodar(de_manha(envio.manifestacao.vence_em, 0))
    rodar(SEGUNDA + 30 * UM_DIA)
    dia = timezone.localdate(envio.vence_em).strftime("%Y%m%d")
    dela = timezone.localdate(envio.manifestacao.vence_em).strftime("%Y%m%d")
    assert set(Notificacao.objects.values_list("chave", flat=True)) >= {
        f"enc/{envio.pk}",
        f"enc/{envio.pk}/prazo/{dia}/0",
        f"enc/{apuracao.pk}",
        f"enc/{apuracao.pk}/noticia/20260302/30",
        f"{envio.manifestacao.protocolo}/prazo/{dela}/0",
    }


def test_de_uma_denuncia_nenhum_recado_nem_resumo_diz_que_e_uma() -> None:
    cora, olga = elenco.corregedoria(), elenco.ogm()
    with time_machine.travel(SEGUNDA, tick=False):
        caso, envio = elenco.em_apuracao()
        nova = elenco.registrada(TipoDeManifestacao.DENUNCIA)
    rodar(SEGUNDA + 30 * UM_DIA)
    rodar(de_manha(nova.vence_em, 1))
    with time_machine.travel(SEGUNDA + 40 * UM_DIA, tick=False):
        acoes.informar_apuracao(envio=envio, versao=caso.versao, por=cora, texto=elenco.FRASE, fim=True)
        resumir_o_dia()
    assert olga.usuario
    assert recados(olga.usuario)
    assert Aviso.objects.filter(modelo="resumo_do_dia").exists()
    da_equipe = Aviso.objects.filter(usuario__isnull=False).values_list("corpo", flat=True)
    for dito in (*Notificacao.objects.values_list("texto", flat=True), *da_equipe):
        assert "enúncia" not in dito
        assert "apura" not in dito
    da_corregedoria = Notificacao.objects.filter(usuario=cora.usuario)
    assert not any(caso.protocolo in f"{n.protocolo}{n.texto}{n.endereco}" for n in da_corregedoria)


def test_orgao_sem_interlocutor_nada_se_perde_e_quem_chega_recebe() -> None:
    envio = envio_da_segunda()
    assert not Notificacao.objects.filter(chave=f"enc/{envio.pk}").exists()
    rodar(de_manha(envio.vence_em, -5))
    assert Encaminhamento.objects.pendentes().get() == envio
    depois = de_manha(envio.vence_em, -2)
    with time_machine.travel(depois, tick=False):
        chegou = elenco.interlocutor(nome="Nara Nova").usuario
        futuro = elenco.designar(Papel.INTERLOCUTOR, "SMSUB", nome="Fausto", de=depois.date() + 9 * UM_DIA)
        de_outro = elenco.interlocutor("SMT", nome="Oto").usuario
        for _ in "duas", "vezes":
            tasks.notificar_quem_chegou()
    assert recados(chegou) == [f"Manifestação a responder até {timezone.localdate(envio.vence_em):%d/%m/%Y}"]
    assert recados(futuro) == recados(de_outro) == []
    rodar(de_manha(envio.vence_em, -1))
    assert recados(chegou)[-1] == "Manifestação por responder, vence amanhã"


def test_quem_passa_a_apurar_recebe_o_que_estava_a_espera() -> None:
    with time_machine.travel(SEGUNDA, tick=False):
        elenco.em_apuracao()
        cora = elenco.corregedoria().usuario
        assert recados(cora) == []
        tasks.notificar_quem_chegou()
        tasks.notificar_quem_chegou()
    assert recados(cora) == ["A Ouvidoria enviou um caso à sua mesa"]
