"""Juntar em lote mostra antes o que vai fazer, e toda recusa de um lote se diz somada por motivo."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

LOTE = "/caixa/SMPR-CPO-STM-Sé/lote/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def casos(caixa: Unidade) -> list[Solicitacao]:
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _conferir(client: Client, casos: list[Solicitacao], ato: str = "juntar") -> Any:
    return client.post(LOTE, {"ato": ato, "p": [caso.protocolo for caso in casos]})


def _confirmar(client: Client, previa: Any) -> Any:
    campos: dict[str, Any] = {}
    for campo in BeautifulSoup(previa.content, "lxml").select("form.sp-lote input[name]"):
        campos.setdefault(str(campo["name"]), []).append(str(campo["value"]))
    return client.post(LOTE, {**campos, "confirmar": "sim"}, follow=True)


def test_a_previa_diz_o_principal_e_quem_nao_se_junta_e_e_o_que_se_faz(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    """O de outro serviço é o mais antigo de todos, e nem por isso leva os outros."""
    outro = elenco.solicitacao(caixa, ha_dias=12, servico=elenco.servico("bueiro", "Limpeza de bueiro"))
    previa = _conferir(client, [*reversed(casos), outro])
    for dito in (
        "Confira: juntar 3 pedidos",
        f"O principal é o {casos[0].protocolo_escrito} , {casos[0].endereco}: 2 pedidos se juntam a ele.",
        "Em 3 de 4",
        "1 é de outro serviço",
    ):
        assert dito in _texto(previa)
    feito = _texto(_confirmar(client, previa))
    assert "Juntar: 3 pedidos feitos, 1 pedido recusado" in feito
    assert "Tentar de novo" not in feito
    assert "guardado" not in feito
    assert list(casos[0].agrupadas.order_by("pk")) == casos[1:]
    outro.refresh_from_db()
    assert outro.principal is None


def test_um_so_ou_de_servicos_diferentes_nem_se_oferece_confirmar(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    outro = elenco.solicitacao(caixa, servico=elenco.servico("bueiro", "Limpeza de bueiro"))
    for marcados in (casos[:1], [casos[0], outro]):
        previa = _conferir(client, marcados)
        assert "Não é possível juntar estes pedidos" in _texto(previa)
        assert "Marque ao menos dois pedidos do mesmo serviço" in _texto(previa)
        assert b'name="confirmar"' not in previa.content
        confirmado = _confirmar(client, previa)
        assert confirmado.status_code == 409
        assert "mudaram" not in _texto(confirmado)


def test_o_que_ja_segue_outro_nao_se_conta_como_feito(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    acoes.agrupar(principal=casos[0], versao=1, por=elenco.autor(servidor, caixa), outras=[casos[2]])
    previa = _texto(_conferir(client, casos))
    assert "Em 2 de 3" in previa
    assert "1 está junto de outro, que o leva" in previa


def test_se_o_principal_mudou_confere_se_de_novo_com_o_novo(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    previa = _conferir(client, casos)
    acoes.assumir(caso=casos[0], versao=1, por=elenco.autor(elenco.servidor(caixa, nome="Célia"), caixa))
    resposta = _confirmar(client, previa)
    assert resposta.status_code == 409
    assert "o pedido a que os outros se juntariam mudou" in _texto(resposta)
    assert "O que você escreveu" not in _texto(resposta)
    assert not Solicitacao.objects.exclude(principal=None).exists()
    assert "3 pedidos feitos" in _texto(_confirmar(client, resposta))


def test_se_nenhum_se_junta_o_principal_nao_se_diz_feito(
    client: Client, servidor: Usuario, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch
) -> None:
    previa = _conferir(client, casos[:2])

    def recusar(_casos: Any) -> None:
        raise TransicaoProibida("Outra pessoa mudou este pedido.")

    monkeypatch.setattr(import_module("solicitacoes.acoes.agrupar"), "travar_em_ordem", recusar)
    feito = _texto(_confirmar(client, previa))
    assert "Juntar: 0 pedidos feitos, 2 pedidos recusados" in feito
    assert "Nenhum dos outros se juntou a ele." in feito


def test_as_recusas_somam_se_por_motivo_com_os_numeros_dentro(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    andando = [elenco.na_situacao("em_andamento", caixa) for _ in range(5)]
    previa = _conferir(client, [casos[0], *andando, elenco.na_situacao("finalizada", caixa)], "iniciar")
    feito = _confirmar(client, previa)
    for pagina in (previa, feito):
        motivos = BeautifulSoup(pagina.content, "lxml").select("details.sp-marcados__motivo")
        ditos = [" ".join(motivo.select("summary")[0].get_text().split()) for motivo in motivos]
        assert ditos == ["5 já estão em andamento", "1 já foi encerrado"]
        assert [motivo.has_attr("open") for motivo in motivos] == [False, True]
        assert all(caso.protocolo_escrito in motivos[0].get_text() for caso in andando)
