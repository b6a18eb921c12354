"""A lista de retorno: quem entra, quem pega, o que houve na ligação, e a carta de quem não se achou."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from atendimento import acoes
from atendimento.models import Atendimento, Chamada, Retorno, TentativaDeRetorno
from atendimento.situacoes import Resultado
from avisos.models import Aviso
from contas.acoes import selar
from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from solicitacoes.models import Andamento, Solicitacao
from tests.atendimento.ligando import (
    COM_ENDERECO,
    SO_TELEFONE,
    central,
    na_lista,
    nao_chegou,
    pegar,
    registrar,
    regra,
    resguardar,
    sem_aviso,
)
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

Houve = TentativaDeRetorno.Resultado
Situacao = Retorno.Situacao


@pytest.fixture
def ana() -> Usuario:
    return elenco.servidor(central(), nome="Ana Atende", papel=Papel.ATENDENTE)


def test_quem_entra_na_lista_e_quem_nao() -> None:
    """Nem quem soube, nem a denúncia, nem o caso de quem não deixa dizer quem é; rodar de novo não repete."""
    entra = sem_aviso()
    soube = sem_aviso()
    nao_chegou(soube, Aviso.Situacao.ENVIADO)
    selado = sem_aviso()
    assert selado.interessado
    selar(interessado=selado.interessado)
    versao = {"sigilosa": True, "publica": False}
    sigiloso = sem_aviso(servico=elenco.servico("abrigo", "Abrigo de quem sofre violência", **versao))
    resguardar(sem_aviso().protocolo)
    denuncia = ouvidoria.registrada("denuncia", identificacao=SO_TELEFONE)
    deixou: dict[str, Any] = {"identificacao": SO_TELEFONE, "permite_identificar": True}
    reclamacao = ouvidoria.registrada("reclamacao", **deixou)
    nao_deixou = ouvidoria.registrada("reclamacao", identificacao=SO_TELEFONE)
    do_sigiloso = ouvidoria.registrada("reclamacao", solicitacao=sigiloso, **deixou)
    for caso in (denuncia, reclamacao, nao_deixou, do_sigiloso):
        nao_chegou(caso)
    assert acoes.juntar_retornos(em=timezone.now()) == 2
    assert acoes.juntar_retornos(em=timezone.now()) == 0
    assert set(Retorno.objects.values_list("protocolo", flat=True)) == {entra.protocolo, reclamacao.protocolo}


def test_o_aviso_novo_troca_o_que_ha_para_dizer_e_o_que_chega_tira_da_lista(ana: Usuario) -> None:
    retorno = na_lista()
    caso = Solicitacao.objects.get(protocolo=retorno.protocolo)
    outro = nao_chegou(caso)
    acoes.juntar_retornos(em=timezone.now())
    retorno.refresh_from_db()
    assert retorno.aviso == outro
    nao_chegou(caso, Aviso.Situacao.ENVIADO)
    Retorno.objects.update(com=ana, pego_ate=timezone.now())
    acoes.juntar_retornos(em=timezone.now())
    retorno.refresh_from_db()
    assert (retorno.situacao, retorno.com, retorno.pego_ate) == (Situacao.CHEGOU, None, None)
    assert retorno.acabou_em


def test_dois_nao_ligam_para_a_mesma_pessoa(ana: Usuario) -> None:
    """O retorno é só de quem o pegou, até acabar o tempo; quem perdeu o lugar já não registra."""
    retorno, bia = na_lista(), elenco.servidor(central(), nome="Bia", papel=Papel.ATENDENTE)
    primeira = pegar(ana, retorno)
    with pytest.raises(TransicaoProibida, match="já está ligando"):
        pegar(bia, retorno)
    with pytest.raises(TransicaoProibida):
        pegar(bia)
    Retorno.objects.update(pego_ate=timezone.now() - timedelta(seconds=1))
    segunda = pegar(bia)
    with pytest.raises(TransicaoProibida, match="já não está com você"):
        registrar(primeira, ana, Houve.DITO)
    assert registrar(segunda, bia, Houve.DITO).situacao == Situacao.DITO
    assert registrar(segunda, bia, Houve.DITO).tentativas == 1, "mandar outra vez não conta duas"


def test_dito_o_aviso_conta_como_dito_e_o_caso_o_diz(ana: Usuario) -> None:
    """E só o aviso que vier depois, e não chegar, põe a pessoa na lista outra vez."""
    retorno = na_lista()
    ligacao = pegar(ana, retorno)
    assert LeituraDePessoal.objects.get().o_que == "nome e telefone"
    registrar(ligacao, ana, Houve.DITO)
    aviso = Aviso.objects.get(pk=retorno.aviso_id)
    assert aviso.situacao == Aviso.Situacao.DITO
    assert aviso.enviado_em
    nota = Andamento.objects.get(tipo="nota")
    assert (nota.alcance, nota.unidade) == ("interno", "Central 156")
    assert "disse à pessoa" in nota.texto
    atendimento = Atendimento.objects.get()
    assert (atendimento.resultado, atendimento.atendente) == (Resultado.RETORNO, ana)
    assert acoes.juntar_retornos(em=timezone.now()) == 0
    caso = Solicitacao.objects.get(protocolo=retorno.protocolo)
    nao_chegou(caso)
    assert acoes.juntar_retornos(em=timezone.now()) == 1


def test_sem_atender_espera_e_no_fim_vai_carta_ou_acaba(ana: Usuario, subtests: pytest.Subtests) -> None:
    """O número de vezes e o tempo entre elas são os da tabela."""
    regra(tentativas_de_retorno=2, minutos_entre_tentativas=60)
    for quem, acaba in ((COM_ENDERECO, Situacao.CARTA), (SO_TELEFONE, Situacao.SEM_CONTATO)):
        with subtests.test(str(acaba)):
            retorno = na_lista(sem_aviso(quem))
            depois = registrar(pegar(ana, retorno), ana, Houve.NAO_ATENDEU)
            assert timedelta(minutes=59) < depois.proxima_em - timezone.now() <= timedelta(minutes=60)
            with pytest.raises(TransicaoProibida):
                pegar(ana, retorno)
            Retorno.objects.update(proxima_em=timezone.now())
            assert registrar(pegar(ana, retorno), ana, Houve.NAO_ATENDEU).situacao == acaba
            assert acoes.juntar_retornos(em=timezone.now()) == 0
            assert Andamento.objects.filter(caso__protocolo=retorno.protocolo, tipo="nota").exists()


def test_os_outros_resultados(ana: Usuario, subtests: pytest.Subtests) -> None:
    amanha = timezone.now() + timedelta(days=1)
    casos = [
        (Houve.NUMERO_ERRADO, {}, Situacao.SEM_CONTATO),
        (Houve.NAO_QUER, {}, Situacao.NAO_QUER),
        (Houve.DEPOIS, {"ligar_em": amanha}, Situacao.POR_LIGAR),
    ]
    for resultado, campos, situacao in casos:
        with subtests.test(str(resultado)):
            retorno = na_lista()
            registrar(pegar(ana, retorno), ana, resultado, **campos)
            retorno.refresh_from_db()
            assert retorno.situacao == situacao
            assert retorno.com is None
            if campos:
                assert retorno.proxima_em == amanha
    caso = Solicitacao.objects.get(protocolo=Retorno.objects.get(situacao=Situacao.NAO_QUER).protocolo)
    nao_chegou(caso)
    assert acoes.juntar_retornos(em=timezone.now()) == 0, "quem não quer contato não volta à lista"


def test_a_pagina_da_lista_e_a_da_ligacao(ana: Usuario, client: Client) -> None:
    """Na lista, nada de quem é; na ligação, o telefone, e só a quem a pegou, enquanto a tem."""
    retorno = na_lista()
    client.force_login(ana)
    lista = client.get(reverse("central:retornos")).content.decode()
    assert "Recebemos o seu pedido de tapa-buraco" in lista
    assert "0 de 5" in lista
    assert not any(dado in lista for dado in ("Joana", "3333-4444"))
    resposta = client.post(reverse("central:retorno_pegar", args=[retorno.pk]), follow=True)
    pagina = resposta.content.decode()
    assert all(dito in pagina for dito in ("(11) 3333-4444", "Joana Dias", "O prazo é 10/12/2026."))
    assert "Para ver o pedido" not in pagina, "quem ouve não abre um endereço"
    endereco = resposta.request["PATH_INFO"]
    de_volta = client.get(reverse("central:retornos")).content.decode()
    assert f'href="{endereco}"' in de_volta
    bia = elenco.servidor(central(), nome="Bia", papel=Papel.ATENDENTE)
    outra = Client()
    outra.force_login(bia)
    assert outra.get(endereco).status_code == 403
    ocupada = outra.get(reverse("central:retornos")).content.decode()
    assert "Ana Atende está ligando" in ocupada
    recusada = outra.post(reverse("central:retorno_pegar", args=[retorno.pk]), follow=True)
    assert recusada.status_code == 409
    assert "Outra pessoa já está ligando" in recusada.content.decode()
    assert "Diga o que houve" in client.post(endereco, follow=True).content.decode()
    sem_hora = client.post(endereco, {"resultado": "depois", "ligar_em": ""}, follow=True)
    assert "Diga o dia e a hora" in sem_hora.content.decode()
    client.post(endereco, {"resultado": "nao_atendeu", "ligar_em": "ontem"})
    assert "3333-4444" not in client.get(endereco).content.decode()
    assert "só mais tarde" in client.get(reverse("central:retornos"), {"situacao": "depois"}).content.decode()


def test_a_ligacao_de_saida_nao_leva_o_numero_de_quem_ligou(ana: Usuario, settings: Settings) -> None:
    """Nem o da chamada que espera, nem o da que se atende logo depois: as duas são de outra pessoa."""
    settings.SEGREDO_DA_TELEFONIA = "segredo"
    toca: dict[str, Any] = {"passo": Chamada.Passo.ATENDIDA, "telefone": "11999990000", "atendente": ana}
    acoes.contar_chamada(codigo="antes", **toca)
    ligacao = pegar(ana, na_lista())
    acoes.contar_chamada(codigo="depois", **toca)
    ligacao.atendimento.refresh_from_db()
    assert ligacao.atendimento.telefone == ""
    assert acoes.comecar_de_quem_chega(atendente=ana, unidade=central()).telefone == "11999990000"


def test_a_lista_custa_o_mesmo_com_uma_e_com_cinco(ana: Usuario, client: Client) -> None:
    client.force_login(ana)
    regra()
    custos = []
    for quantas in (1, 4):
        for _ in range(quantas):
            sem_aviso()
        acoes.juntar_retornos(em=timezone.now())
        with CaptureQueriesContext(connection) as consultas:
            client.get(reverse("central:retornos"))
        custos.append(len(consultas))
    assert custos[0] == custos[1]


def test_as_cartas_saem_em_planilha_e_acabam_no_correio(ana: Usuario, client: Client) -> None:
    """A leitura do endereço fica escrita; só a chefia da Central as leva."""
    regra(tentativas_de_retorno=1)
    retorno = na_lista(sem_aviso(COM_ENDERECO))
    registrar(pegar(ana, retorno), ana, Houve.NAO_ATENDEU)
    client.force_login(ana)
    for nome in ("cartas", "cartas_planilha", "cartas_no_correio"):
        assert client.post(reverse(f"central:{nome}")).status_code in {403, 405}
    client.force_login(elenco.servidor(central(), nome="Célia", papel=Papel.CHEFIA))
    assert "por imprimir" in client.get(reverse("central:cartas")).content.decode()
    planilha = client.post(reverse("central:cartas_planilha"))
    texto = b"".join(planilha.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Joana Dias;Rua Direita, 10" in texto
    assert LeituraDePessoal.objects.filter(o_que="nome e endereço").count() == 1
    client.post(reverse("central:cartas_no_correio"), {"ate": "estragado"})
    assert Retorno.objects.cartas().count() == 1
    pagina = BeautifulSoup(client.get(reverse("central:cartas")).content, "lxml")
    campo = pagina.select_one("input[name=ate]")
    assert campo
    client.post(reverse("central:cartas_no_correio"), {"ate": campo["value"]})
    retorno.refresh_from_db()
    assert retorno.situacao == Situacao.CARTA_NO_CORREIO
    assert "foi para o correio" in Andamento.objects.filter(tipo="nota").latest("pk").texto


def test_a_planilha_nao_repete_as_impressas_e_o_correio_diz_quantas(client: Client) -> None:
    """A que já foi só sai outra vez a quem o pede, com a hora da primeira; nenhuma no correio se avisa."""
    correio, planilha = reverse("central:cartas_no_correio"), reverse("central:cartas_planilha")
    primeira = na_lista(sem_aviso(COM_ENDERECO))
    client.force_login(elenco.servidor(central(), nome="Célia", papel=Papel.CHEFIA))
    antes = timezone.now().isoformat()
    Retorno.objects.update(situacao=Situacao.CARTA)
    assert len(_linhas(client.post(planilha))) == 2
    levada = Retorno.objects.get(pk=primeira.pk).na_planilha_em
    sem_recarregar = client.post(correio, {"ate": antes}, follow=True).content.decode()
    assert "Nenhuma carta estava na planilha" in sem_recarregar
    segunda = na_lista(sem_aviso(COM_ENDERECO))
    Retorno.objects.filter(pk=segunda.pk).update(situacao=Situacao.CARTA)
    nova = _linhas(client.post(planilha))
    assert len(nova) == 2
    assert segunda.protocolo[-6:] in nova[1].split(";")[0].replace(".", "").replace("-", "")
    assert len(_linhas(client.post(planilha, {"outra_vez": "1"}))) == 3
    assert Retorno.objects.get(pk=primeira.pk).na_planilha_em == levada
    agora = {"ate": timezone.now().isoformat()}
    assert "2 cartas foram para o correio." in client.post(correio, agora, follow=True).content.decode()


def _linhas(resposta: Any) -> list[str]:
    return b"".join(resposta.streaming_content).decode().splitlines()
