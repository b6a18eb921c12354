"""Para onde vai um serviço que ainda não foi ao ar: quem o escreve diz; depois, quem cuida das rotas."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from contas.autor import SISTEMA
from guia import acoes
from guia.models import VersaoDoServico
from guia.publicacao.exigencias import exigencias
from roteamento.models import Distrito, Regra, Unidade
from tests.guia.escrevendo import campos, entra, lido, mandar, sopa, tela
from tests.guia.factories import VersaoFactory
from tests.roteamento.factories import DistritoFactory, UnidadeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def se() -> Distrito:
    UnidadeFactory(triagem=True)
    distrito: Distrito = DistritoFactory(nome="Sé")
    return distrito


@pytest.fixture
def unidade(se: Distrito) -> Unidade:
    propria: Unidade = UnidadeFactory()
    return propria


@pytest.fixture
def versao(client: Client, unidade: Unidade) -> VersaoDoServico:
    """O rascunho de um serviço que nunca foi ao ar, aberto por um ponto focal."""
    entra(client)
    return VersaoFactory.create()


def test_quem_escreve_diz_para_onde_vai_e_a_falta_some(
    client: Client, versao: VersaoDoServico, unidade: Unidade
) -> None:
    assert [falta.campo for falta in exigencias(versao)] == ["destino"]
    assert tela(versao, "destino") in client.get(tela(versao, "conferir")).content.decode()
    resposta = mandar(client, tela(versao, "destino"), destino=unidade.sigla)
    assert resposta["Location"] == tela(versao, "onde")
    regra = Regra.objects.get()
    assert (regra.servico, regra.unidade, regra.lugar) == (versao.servico, unidade, "toda a cidade")
    assert regra.vigencia.lower == timezone.localdate()
    assert exigencias(versao) == []
    assert f"Toda a cidade {unidade.nome} ({unidade.sigla})" in lido(client.get(tela(versao, "conferir")))


def test_o_destino_se_escolhe_pelo_nome(client: Client, versao: VersaoDoServico, se: Distrito) -> None:
    """A lista diz nomes; a sigla é só pista. O nome que duas unidades têm pede que se escolha na lista."""
    verde = {"atribuicao": "CPO-UAV", "subprefeitura": se.subprefeitura}
    da_se = UnidadeFactory(sigla="SMPR-UAV-SE", nome="Unidade de Áreas Verdes – Sé", **verde)
    for sigla in ("SMPR-UM", "SMPR-DOIS"):
        UnidadeFactory(sigla=sigla, nome="Nome repetido")
    pagina = sopa(client.get(tela(versao, "destino")))
    nomes = [str(opcao["value"]) for opcao in pagina.select("#destinos option")]
    de_cada = "Unidade de Áreas Verdes (CPO-UAV), em cada subprefeitura"
    assert nomes[0] == de_cada
    assert f"{da_se.nome} (SMPR-UAV-SE)" in nomes
    repetido = client.post(tela(versao, "destino"), {"destino": "nome repetido", "onde": "cidade"})
    assert "Mais de uma unidade tem este nome" in campos(repetido)["destino"]
    for escrito, gravado in (
        (f"{da_se.nome} (SMPR-UAV-SE)", (da_se, "")),
        ("unidade de áreas verdes – sé", (da_se, "")),
        ("smpr-uav-se", (da_se, "")),
        (de_cada, (None, "CPO-UAV")),
    ):
        Regra.objects.all().delete()
        client.post(tela(versao, "destino"), {"destino": escrito, "onde": "cidade"})
        regra = Regra.objects.get()
        assert (regra.unidade, regra.atribuicao) == gravado, escrito
    assert f"Toda a cidade : {de_cada}" in lido(client.get(tela(versao, "destino")))


def test_outro_destino_num_lugar_e_tirar_a_regra(
    client: Client, versao: VersaoDoServico, unidade: Unidade, se: Distrito
) -> None:
    outra = UnidadeFactory(sigla="SMPR-OUTRA")
    mandar(client, tela(versao, "destino"), destino=unidade.sigla)
    aqui = {"destino": outra.sigla, "onde": f"distrito:{se.codigo}", "outro": "sim"}
    assert mandar(client, tela(versao, "destino"), **aqui, tirar=None)["Location"] == tela(versao, "destino")
    assert Regra.objects.count() == 2
    do_distrito = Regra.objects.get(distrito=se)
    client.post(tela(versao, "destino"), {"tirar": do_distrito.pk})
    assert [regra.unidade for regra in Regra.objects.all()] == [unidade]
    for estranho in ("²", "x", "999999", "9" * 30, "9" * 5000):
        assert client.post(tela(versao, "destino"), {"tirar": estranho}).status_code == 404


def test_o_segundo_destino_do_mesmo_dia_toma_o_lugar_do_primeiro(
    client: Client, versao: VersaoDoServico, unidade: Unidade
) -> None:
    outra = UnidadeFactory(sigla="SMPR-OUTRA")
    for sigla in (unidade.sigla, outra.sigla):
        client.post(tela(versao, "destino"), {"destino": sigla, "onde": "cidade"})
    assert Regra.objects.get().unidade == outra
    repetido = client.post(tela(versao, "destino"), {"destino": outra.sigla, "onde": "cidade"})
    assert repetido.status_code == 422
    assert "já manda este serviço" in lido(repetido)


def test_o_erro_e_do_campo_e_o_escrito_fica(client: Client, versao: VersaoDoServico) -> None:
    resposta = client.post(tela(versao, "destino"), {"destino": "SMPR-NAO-HA", "norma": "Decreto 1"})
    assert (resposta.status_code, set(campos(resposta))) == (422, {"onde", "destino"})
    assert sopa(resposta).select('[name=norma][value="Decreto 1"]')
    assert not Regra.objects.exists()


def test_com_regras_e_sem_destino_o_escrito_nao_se_perde(
    client: Client, versao: VersaoDoServico, unidade: Unidade
) -> None:
    client.post(tela(versao, "destino"), {"destino": unidade.sigla, "onde": "cidade"})
    for escrito in ({"norma": "Decreto 1"}, {"onde": "cidade"}, {"outro": "sim"}):
        resposta = mandar(client, tela(versao, "destino"), **escrito, tirar=None)
        assert (resposta.status_code, "destino" in campos(resposta)) == (422, True), escrito
    assert sopa(mandar(client, tela(versao, "destino"), norma="Decreto 1", tirar=None)).select(
        '[name=norma][value="Decreto 1"]'
    )
    assert mandar(client, tela(versao, "destino"), tirar=None)["Location"] == tela(versao, "onde")


def test_depois_de_publicado_so_quem_cuida_das_rotas(
    client: Client, versao: VersaoDoServico, unidade: Unidade
) -> None:
    client.post(tela(versao, "destino"), {"destino": unidade.sigla, "onde": "cidade"})
    acoes.publicar(versao=versao, por=SISTEMA)
    nova = acoes.propor(servico=versao.servico, por=SISTEMA)
    pagina = client.get(tela(nova, "destino"))
    assert "quem muda para onde vão os pedidos é quem cuida das rotas" in lido(pagina)
    assert not sopa(pagina).select("[name=destino], [name=tirar]")
    muda = {"destino": unidade.sigla, "onde": "cidade"}
    assert client.post(tela(nova, "destino"), muda | {"tirar": Regra.objects.get().pk}).status_code != 200
    assert Regra.objects.count() == 1
    assert mandar(client, tela(nova, "destino"), seguir="sim")["Location"] == tela(nova, "onde")
    entra(client, "Administração")
    assert (
        f"/rotas/mudar/?servico={versao.servico.slug}" in client.get(tela(nova, "destino")).content.decode()
    )


def test_sem_triagem_diz_o_que_falta_em_vez_de_cair(client: Client, versao: VersaoDoServico) -> None:
    Unidade.objects.filter(sigla="TRIAGEM").delete()
    assert "carregar_referencia" in lido(client.get(tela(versao, "conferir")))
    recusa = client.post(tela(versao, "destino"), {"destino": Unidade.objects.get().sigla, "onde": "cidade"})
    assert recusa.status_code == 422
