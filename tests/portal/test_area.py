"""A área de quem entrou: quem trabalha vai ao trabalho; os outros veem o que pediram com a conta."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from portal import consultas
from solicitacoes.models import Solicitacao
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import texto
from tests.solicitacoes.elenco import servico, servidor, solicitacao, unidade

pytestmark = pytest.mark.django_db
T = TipoDeManifestacao


@pytest.fixture
def dona(client: Client) -> Usuario:
    quem = elenco.pessoa("Dora Dona")
    client.force_login(quem)
    return quem


def manifestacao(dona: Usuario, tipo: str = T.RECLAMACAO, **campos: Any) -> Manifestacao:
    return elenco.registrada(tipo, identificacao=replace(elenco.MARIA, usuario=dona), **campos)


def pedido(dona: Usuario, **campos: Any) -> Solicitacao:
    caso = solicitacao(**campos)
    assert caso.interessado
    caso.interessado.usuario = dona
    caso.interessado.save()
    return caso


@pytest.mark.usefixtures("dona")
def test_sem_nada_diz_o_que_fazer(client: Client) -> None:
    lido = texto(client.get("/area/"))
    for dito in ("Nenhum pedido ainda", "Nenhuma manifestação ainda", "Procurar um serviço", "lotação"):
        assert dito in lido


def test_lista_o_que_e_da_conta_e_so(client: Client, dona: Usuario) -> None:
    meus = [manifestacao(dona), pedido(dona)]
    alheios = [elenco.registrada(), solicitacao(), manifestacao(elenco.pessoa("Outra"))]
    lido = texto(client.get("/area/"))
    assert all(caso.protocolo_escrito in lido for caso in meus)
    assert not any(caso.protocolo_escrito in lido for caso in alheios)
    assert all(dito in lido for dito in ("Tapa-buraco", "Reclamação", "Recebida", "faltam"))


def test_denuncia_nao_aparece_nem_a_que_passou_a_ser(client: Client, dona: Usuario) -> None:
    nasceu, virou = manifestacao(dona, T.DENUNCIA), manifestacao(dona)
    acoes.assumir(caso=virou, versao=virou.versao, por=elenco.ogm())
    virou.refresh_from_db()
    acoes.reclassificar(
        caso=virou, versao=virou.versao, por=elenco.ogm(), tipo=T.DENUNCIA, motivo=elenco.FRASE
    )
    lido = texto(client.get("/area/"))
    assert nasceu.protocolo_escrito not in lido
    assert virou.protocolo_escrito not in lido


def test_atrasada_e_esperando_dizem(client: Client, dona: Usuario) -> None:
    caso = manifestacao(dona)
    Manifestacao.objects.filter(pk=caso.pk).update(vence_em=timezone.now() - timedelta(days=4))
    assert "atrasada há 4 dias" in texto(client.get("/area/"))
    Manifestacao.objects.filter(pk=caso.pk).update(
        situacao=Situacao.AGUARDANDO_MUNICIPE, parada_em=timezone.now(), responder_ate=timezone.now()
    )
    assert "Falta a sua resposta" in texto(client.get("/area/"))


def test_servico_sigiloso_nao_diz_o_nome(client: Client, dona: Usuario) -> None:
    qual = servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    caso = pedido(dona, servico=qual)
    lido = texto(client.get("/area/"))
    assert "Pedido reservado" in lido
    assert caso.protocolo_escrito in lido
    assert "violência" not in lido


def test_do_que_nao_cabe_diz_o_caminho(
    client: Client, dona: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consultas, "MAXIMO_DA_CONTA", 2)
    for _ in range(3):
        manifestacao(dona)
    lido = texto(client.get("/area/"))
    assert lido.count("Reclamação") == 2
    assert "Mostramos os mais novos" in lido


@pytest.mark.parametrize("quantos", [1, 5])
def test_consultas_nao_crescem(
    client: Client, dona: Usuario, quantos: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(quantos):
        manifestacao(dona)
        pedido(dona)
    with django_assert_num_queries(9):
        client.get("/area/")


@pytest.mark.parametrize(
    ("papel", "destino"),
    [
        (Papel.OUVIDORIA, "/mesa/"),
        (Papel.CORREGEDORIA, "/orgao/"),
        (Papel.INTERLOCUTOR, "/orgao/"),
    ],
)
def test_quem_e_designado_vai_ao_trabalho(client: Client, papel: Papel, destino: str) -> None:
    client.force_login(elenco.designar(papel, "OGM"))
    assert client.get("/area/").headers["Location"] == destino


def test_quem_trabalha_tambem_ve_o_que_e_seu(client: Client) -> None:
    quem = servidor(unidade("CAIXA", subprefeitura=None))
    client.force_login(quem)
    caso = manifestacao(quem)
    assert client.get("/area/").headers["Location"] == "/caixa/"
    assert caso.protocolo_escrito in texto(client.get("/area/?minhas=sim"))
    assert "/area/?minhas=sim" in client.get("/conta/").content.decode()


def test_404_e_403_levam_a_busca_a_mesa_de_quem_entrou_e_de_volta(client: Client) -> None:
    pedida = {"referer": "http://testserver/servicos/"}
    perdida, proibida = "/nao-existe/", f"/acompanhar/{solicitacao().protocolo}/mandar/"
    for onde in (perdida, proibida):
        pagina = client.get(onde, headers=pedida).content.decode()
        assert all(
            dito in pagina for dito in (">Procure o que você precisa<", 'href="http://testserver/servicos/"')
        )
        assert "mesa de trabalho" not in pagina
    assert "use a chave de acesso" in client.get(proibida).content.decode()
    client.force_login(servidor(unidade()))
    for onde in (perdida, proibida):
        pagina = client.get(onde, headers={"referer": "https://outro.invalid/"}).content.decode()
        assert 'href="/caixa/"' in pagina
        assert "outro.invalid" not in pagina
