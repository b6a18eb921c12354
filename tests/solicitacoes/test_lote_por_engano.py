"""O engano de um lote desfaz-se em lote, pela chefia, com uma razão só; o que mudou depois fica como está."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from assistente.tasks import limpar_rascunhos
from avisos.models import Aviso
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.models import Rascunho
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes, tasks
from solicitacoes.acoes.lote import ENVIADO
from solicitacoes.caixa.atos import DO_LOTE
from solicitacoes.caixa.consertos import DE_CADA_ATO, NAO_SE_DESFAZ
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.referencia import gravar_linha
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
ENGANO = "A lista que a equipe usou era a de outra rua."
ENCERRAR = {"motivo": "outro", "resposta": elenco.FRASE}


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def casos(caixa: Unidade) -> list[Solicitacao]:
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def chefia(caixa: Unidade) -> Client:
    quem = elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)
    dela = Client()
    dela.force_login(quem)
    return dela


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _campos(resposta: Any) -> dict[str, Any]:
    dados: dict[str, Any] = {}
    for campo in BeautifulSoup(resposta.content, "lxml").select("form.sp-lote input[name]"):
        dados.setdefault(str(campo["name"]), []).append(str(campo["value"]))
    return dados


def _fazer(client: Client, ato: str, casos: list[Solicitacao], **escrito: str) -> str:
    """O lote, do formulário à confirmação; devolve o endereço do que se fez."""
    marcados = {"ato": ato, "p": [caso.protocolo for caso in casos]}
    previa = client.post(f"{CAIXA}lote/", {**marcados, **escrito, "ver": "sim"})
    feito = client.post(f"{CAIXA}lote/", {**_campos(previa), "confirmar": "sim"}, follow=True)
    assert f"{len(casos)} pedidos feitos" in _texto(feito)
    return str(feito.redirect_chain[-1][0]).partition("?")[0]


def _desfazer(chefia: Client, feito: str) -> Any:
    previa = chefia.post(f"{feito}consertar/", {"motivo": ENGANO, "ver": "sim"})
    assert previa.status_code == 200, _texto(previa)
    return chefia.post(f"{feito}consertar/", {**_campos(previa), "confirmar": "sim"}, follow=True)


def test_a_chefia_reabre_os_do_lote_e_cada_um_sabe_uma_vez_que_foi_engano(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao]
) -> None:
    """Quem seguia um deles volta com ele, no mesmo grupo; o que mudou depois fica de fora, com o porquê."""
    junto = elenco.solicitacao(casos[0].unidade, ha_dias=1, principal=casos[0])
    feito = _fazer(client, "indeferir", casos, **ENCERRAR)
    assert not Solicitacao.objects.abertas().exists()
    mudado = Solicitacao.objects.get(pk=casos[2].pk)
    acoes.anotar(caso=mudado, por=elenco.autor(servidor, mudado.unidade), texto="Liguei para ela.")
    pagina = _texto(chefia.get(feito))
    assert "Feito por Sérgio Souza" in pagina
    assert "Foi engano?" in pagina
    previa = chefia.post(f"{feito}consertar/", {"motivo": ENGANO, "ver": "sim"})
    assert "Confira: reabrir 2 pedidos" in _texto(previa)
    assert "foi um engano nosso. Pedimos desculpas." in _texto(previa)
    assert "1 mudou depois do lote" in _texto(previa)
    assert "Anotação da equipe (Sérgio Souza" in _texto(previa)
    assert not Aviso.objects.filter(modelo="engano").exists()
    campos = {**_campos(previa), "confirmar": "sim"}
    resposta = chefia.post(f"{feito}consertar/", campos, follow=True)
    assert "Reabrir: 2 pedidos feitos, 1 pedido recusado" in _texto(resposta)
    assert ENGANO in _texto(resposta)
    chefia.post(f"{feito}consertar/", campos)  # o segundo clique
    abertos = Solicitacao.objects.abertas()
    assert set(abertos.values_list("pk", flat=True)) == {casos[0].pk, casos[1].pk, junto.pk}
    assert abertos.get(pk=junto.pk).principal_id == casos[0].pk
    assert Aviso.objects.filter(modelo="engano").count() == 3
    assert not Aviso.objects.filter(modelo="reaberto").exists()
    outra_vez = chefia.post(f"{feito}consertar/", {"motivo": ENGANO, "ver": "sim"})
    assert outra_vez.status_code == 409
    assert "Não há o que desfazer neste lote" in _texto(outra_vez)


def test_o_que_foi_a_outra_unidade_volta_e_a_ida_nao_conta(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao]
) -> None:
    Solicitacao.objects.filter(pk=casos[1].pk).update(responsavel=servidor)
    outra = elenco.unidade("SMPR-CPO-STM-Outra")
    feito = _fazer(client, "transferir", casos, unidade=outra.sigla, motivo=elenco.FRASE)
    assert Solicitacao.objects.filter(unidade=outra).count() == 3
    assert "Trazer de volta: 3 pedidos feitos" in _texto(_desfazer(chefia, feito))
    voltaram = Solicitacao.objects.filter(unidade=casos[0].unidade)
    assert {caso.transferencias for caso in voltaram} == {0}
    assert {caso.unidade_anterior_id for caso in voltaram} == {None}
    assert voltaram.get(pk=casos[1].pk).responsavel == servidor
    avisos = Aviso.objects.filter(modelo="engano")
    assert avisos.count() == 3
    assert ENGANO in avisos[0].corpo


def test_o_dia_errado_se_desmarca_e_o_que_havia_volta(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao]
) -> None:
    havia = timezone.localdate() + timedelta(days=9)
    Solicitacao.objects.filter(pk=casos[0].pk).update(agendada_para=havia)
    dia = timezone.localdate() + timedelta(days=2)
    feito = _fazer(client, "agendar", casos, dia=f"{dia:%d/%m/%Y}")
    _desfazer(chefia, feito)
    ficaram = {caso.pk: caso.agendada_para for caso in Solicitacao.objects.all()}
    assert ficaram == {casos[0].pk: havia, casos[1].pk: None, casos[2].pk: None}
    corpos = [aviso.corpo for aviso in Aviso.objects.filter(modelo="engano").order_by("pk")]
    assert len(corpos) == 3
    assert sum(f"a equipe vai ao local em {havia:%d/%m/%Y}" in corpo for corpo in corpos) == 1
    assert all(f"O dia {dia:%d/%m/%Y} não vale" in corpo for corpo in corpos)


def test_o_que_o_municipe_nao_soube_desfaz_se_sem_o_avisar(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao]
) -> None:
    outro = elenco.servidor(casos[0].unidade, nome="Olga Outra")
    Solicitacao.objects.filter(pk=casos[0].pk).update(responsavel=outro)
    feito = _fazer(client, "assumir", casos)
    assert "Voltar ao responsável de antes: 3 pedidos feitos" in _texto(_desfazer(chefia, feito))
    assert list(Solicitacao.objects.order_by("vence_em").values_list("responsavel", flat=True)) == [
        outro.pk,
        None,
        None,
    ]
    junto = elenco.solicitacao(casos[0].unidade, ha_dias=1, principal=casos[1])
    feito = _fazer(client, "juntar", casos)
    junto.refresh_from_db()
    assert junto.principal_id == casos[0].pk
    assert "Separar: 2 pedidos feitos" in _texto(_desfazer(chefia, feito))
    junto.refresh_from_db()
    assert junto.principal_id == casos[1].pk
    assert Solicitacao.objects.filter(principal=None).count() == 3
    assert not Aviso.objects.exists()


def test_so_a_chefia_ou_quem_esta_no_lugar_dela_desfaz(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao], caixa: Unidade
) -> None:
    feito = _fazer(client, "indeferir", casos, **ENCERRAR)
    assert "Foi engano?" not in _texto(client.get(feito))
    assert client.get(f"{feito}consertar/").status_code == 403
    assert client.get(f"{CAIXA}lotes/").status_code == 403
    colega = Client()
    colega.force_login(elenco.servidor(caixa, nome="Olga Outra"))
    assert colega.get(feito).status_code == 404
    fora = elenco.unidade("SMPR-CPO-STM-Outra")
    alheia = Client()
    alheia.force_login(elenco.servidor(fora, nome="Ana Alheia", papel=Papel.CHEFIA))
    assert alheia.get(f"{feito}consertar/").status_code == 403
    assert alheia.get(feito.replace(caixa.sigla, fora.sigla)).status_code in {403, 404}
    quem = Lotacao.objects.get(unidade=caixa, papel=Papel.CHEFIA).usuario
    hoje = timezone.localdate()
    gravar_linha(
        Lotacao(
            usuario=elenco.pessoa("Rui Reserva"),
            unidade=caixa,
            papel=Papel.SERVIDOR,
            substitui=quem,
            de=hoje,
            ate=hoje,
        )
    )
    reserva = Client()
    reserva.force_login(Lotacao.objects.get(substitui=quem).usuario)
    assert "Indeferir" in _texto(reserva.get(f"{CAIXA}lotes/"))
    assert "Reabrir: 3 pedidos feitos" in _texto(_desfazer(reserva, feito))
    assert Solicitacao.objects.abertas().count() == 3


def test_a_lista_diz_o_que_se_fez_e_some_depois_de_trinta_dias(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao]
) -> None:
    assert "Nada se fez em lote" in _texto(chefia.get(f"{CAIXA}lotes/"))
    feito = _fazer(client, "iniciar", casos)
    lista = _texto(chefia.get(f"{CAIXA}lotes/"))
    assert "Iniciar" in lista
    assert "Sérgio Souza 3 0" in lista
    assert "Isto não se desfaz em lote." in _texto(chefia.get(feito))
    assert chefia.get(f"{feito}consertar/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        limpar_rascunhos()
    assert Rascunho.objects.filter(protocolo=ENVIADO).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        chefia.force_login(Lotacao.objects.get(papel=Papel.CHEFIA).usuario)
        assert chefia.get(feito).status_code == 404
        limpar_rascunhos()
    assert not Rascunho.objects.filter(protocolo=ENVIADO).exists()


def test_de_todo_ato_que_se_faz_em_lote_se_diz_como_se_desfaz_ou_por_que_nao() -> None:
    assert DE_CADA_ATO.keys() | NAO_SE_DESFAZ.keys() == DO_LOTE.keys()
    assert not DE_CADA_ATO.keys() & NAO_SE_DESFAZ.keys()


def test_sem_razao_volta_o_formulario_e_nada_se_desfaz(
    client: Client, servidor: Usuario, chefia: Client, casos: list[Solicitacao]
) -> None:
    feito = _fazer(client, "indeferir", casos, **ENCERRAR)
    resposta = chefia.post(f"{feito}consertar/", {"motivo": "ok", "confirmar": "sim"})
    assert resposta.status_code == 422
    assert "Este motivo é curto demais." in _texto(resposta)
    assert not Solicitacao.objects.abertas().exists()


def test_o_conserto_de_quem_saiu_da_pagina_acaba_so_se_ainda_e_chefia(
    client: Client,
    servidor: Usuario,
    chefia: Client,
    casos: list[Solicitacao],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feito = _fazer(client, "indeferir", casos, **ENCERRAR)
    with monkeypatch.context() as trocado:
        trocado.setattr("solicitacoes.caixa.fazer_lote.PASSO", 0.0)
        assert "0 de 3 já têm resposta." in _texto(_desfazer(chefia, feito))
    assert not Solicitacao.objects.abertas().exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.continuar_lotes()
    assert Solicitacao.objects.filter(situacao=Situacao.EM_ANDAMENTO).count() == 3
    assert Aviso.objects.filter(modelo="engano").count() == 3
    tipos = Solicitacao.objects.get(pk=casos[0].pk).andamentos.values_list("tipo", flat=True)
    assert Tipo.REABERTURA in tipos
