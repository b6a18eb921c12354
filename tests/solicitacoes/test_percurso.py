"""Por que o pedido veio para cá: a rota em palavras e cada mudança, na página de quem trabalha."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from contas.autor import SISTEMA
from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from roteamento.rotas import Tabelas, calcular_rota
from solicitacoes import acoes
from solicitacoes.caixa import percurso
from solicitacoes.lugar import do_caso
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Tipo
from tests.solicitacoes import elenco, pedindo

if TYPE_CHECKING:
    from contas.models import Usuario

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]
SE = "SMPR-CPO-STM-Sé"


@pytest.fixture
def caixa() -> Unidade:
    """A Sé, com a regra do tapa-buraco e a triagem."""
    pedindo.territorio()
    return elenco.unidade()


@pytest.fixture
def ilume(caixa: Unidade) -> Unidade:
    return elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)


@pytest.fixture
def sergio(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    """Um pedido com a rota de verdade, calculada pela regra."""
    caso = elenco.solicitacao(caixa)
    rota = calcular_rota(caso.servico, do_caso(caso), caso.aberta_em, Tabelas.carregar())
    guardada = {**rota.como_json(), "lugar": "Rua Líbero Badaró fica no distrito Sé.", "confianca": "media"}
    Solicitacao.objects.filter(pk=caso.pk).update(rota=guardada)
    caso.refresh_from_db()
    return caso


def _porque(client: Client, caso: Solicitacao) -> str:
    """O que a página diz em “Por que veio para cá”."""
    pagina = BeautifulSoup(client.get(f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/").content, "lxml")
    titulo = pagina.find("dt", string="Por que veio para\N{NO-BREAK SPACE}cá")
    assert titulo
    resposta = titulo.find_next_sibling("dd")
    assert resposta
    return " ".join(resposta.get_text(" ").split())


def test_o_pedido_novo_diz_a_regra_o_lugar_e_a_confianca(
    client: Client, sergio: Usuario, caso: Solicitacao
) -> None:
    dito = _porque(client, caso)
    for parte in (
        "O endereço fica no distrito Sé, subprefeitura Sé.",
        f"A regra de toda a cidade manda este serviço para CPO-STM, que ali é {SE}.",
        "Regra: toda a cidade → CPO-STM",
        "Endereço: Rua Líbero Badaró fica no distrito Sé.",
        "Confiança no endereço: média (",
        f"{timezone.localtime(caso.aberta_em):%d/%m/%Y}",
    ):
        assert parte in dito


def test_a_regra_so_tem_link_para_quem_pode_abri_la(
    client: Client, sergio: Usuario, caso: Solicitacao
) -> None:
    endereco, regra = f"/caixa/{SE}/{caso.protocolo}/", f"/admin/roteamento/regra/{caso.rota['regra_id']}/"
    assert regra not in client.get(endereco).content.decode()
    sergio.user_permissions.add(Permission.objects.get(codename="view_regra"))
    assert regra not in client.get(endereco).content.decode()  # sem entrar na administração, o link não abre
    sergio.is_staff = True
    sergio.save()
    assert regra in client.get(endereco).content.decode()


def test_sem_rota_diz_que_foi_a_triagem_e_por_que(client: Client, caixa: Unidade) -> None:
    sem_regra = elenco.servico("sem-regra", "Serviço sem regra")
    triagem = Unidade.objects.get(sigla=TRIAGEM)
    caso = elenco.solicitacao(triagem, servico=sem_regra)
    rota = calcular_rota(sem_regra, do_caso(caso), caso.aberta_em, Tabelas.carregar())
    Solicitacao.objects.filter(pk=caso.pk).update(rota=rota.como_json())
    client.force_login(elenco.servidor(triagem, nome="Tiago"))
    dito = _porque(client, caso)
    assert dito.startswith("Sem rota: triagem. Não há regra deste serviço no distrito Sé")


def test_pedido_antigo_sem_rota_guardada_nao_quebra_a_pagina(
    client: Client, sergio: Usuario, caixa: Unidade
) -> None:
    assert _porque(client, elenco.solicitacao(caixa, rota={})) == "Sem registro do motivo."


def test_o_importado_diz_que_a_regra_e_a_do_dia_da_importacao(
    client: Client, sergio: Usuario, caixa: Unidade
) -> None:
    caso = elenco.montar(caixa, procedencia="importada")
    acoes.gravar([caso], por=SISTEMA, tipo=Tipo.IMPORTACAO)
    assert "a regra é a do dia da importação" in _porque(client, caso)


def test_depois_de_transferir_diz_de_onde_veio_e_guarda_o_comeco(
    client: Client, sergio: Usuario, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    por = elenco.autor(sergio, caixa)
    caso = acoes.transferir(caso=caso, versao=caso.versao, por=por, unidade=ilume, motivo=elenco.FRASE)
    client.force_login(elenco.servidor(ilume, nome="Iara"))
    dito = _porque(client, caso)
    assert dito.startswith("O pedido passou para outra unidade em ")
    for parte in (f"{SE} → ILUME", elenco.FRASE, "Regra: toda a cidade → CPO-STM"):
        assert parte in dito


def test_depois_da_decisao_diz_que_a_coordenacao_decidiu(
    client: Client, sergio: Usuario, caixa: Unidade, ilume: Unidade
) -> None:
    caso = elenco.devolvido_duas_vezes(caixa, ilume)
    por = elenco.autor(elenco.servidor(Unidade.objects.get(sigla=TRIAGEM), nome="Tiago"))
    caso = acoes.decidir(
        caso=caso, versao=caso.versao, por=por, unidade=caixa, motivo="É da manutenção, sim."
    )
    dito = _porque(client, caso)
    assert dito.startswith("A coordenação decidiu que unidade cuida do pedido em ")
    assert f": {SE}. “É da manutenção, sim.”" in dito
    assert dito.count("→ ILUME") == 2


def test_depois_da_reclassificacao_a_regra_e_a_do_servico_certo(
    client: Client, sergio: Usuario, caixa: Unidade, ilume: Unidade, caso: Solicitacao
) -> None:
    luz = elenco.servico("luz", "Lâmpada apagada", precisa_de_endereco=True)
    pedindo.regra(luz, unidade=ilume)
    por = elenco.autor(sergio, caixa)
    caso = acoes.reclassificar(caso=caso, versao=caso.versao, por=por, servico=luz, motivo="É uma lâmpada.")
    client.force_login(elenco.servidor(ilume, nome="Iara"))
    dito = _porque(client, caso)
    assert dito.startswith(
        f"O serviço do pedido foi corrigido em {timezone.localdate():%d/%m/%Y}: {SE} → ILUME."
    )
    assert f"{timezone.localdate():%d/%m/%Y}: O endereço fica no distrito Sé" in dito
    assert "Regra: toda a cidade → ILUME" in dito


def test_depois_da_correcao_do_endereco_o_lugar_e_o_novo(
    client: Client, sergio: Usuario, caixa: Unidade, caso: Solicitacao
) -> None:
    local = replace(do_caso(caso), numero="99", motivo="A pessoa disse que é aqui.", confianca="alta")
    por = elenco.autor(sergio, caixa)
    caso = acoes.corrigir_endereco(caso=caso, versao=caso.versao, por=por, local=local, motivo=elenco.FRASE)
    dito = _porque(client, caso)
    for parte in ("Endereço: A pessoa disse que é aqui.", "Confiança no endereço: alta"):
        assert parte in dito


def test_o_caminho_nao_repete_a_unidade_em_que_ficou(caixa: Unidade, ilume: Unidade) -> None:
    caso = elenco.devolvido_duas_vezes(caixa, ilume)
    por = elenco.autor(elenco.servidor(Unidade.objects.get(sigla=TRIAGEM), nome="Tiago"))
    acoes.decidir(caso=caso, versao=caso.versao, por=por, unidade=caixa, motivo=elenco.FRASE)
    parado = elenco.solicitacao(caixa)
    achados = percurso.caminhos([caso.pk, parado.pk])
    assert achados == {caso.pk: [SE, "ILUME", SE, "ILUME", SE]}
