"""Antes de seguir: o que parece serviço ou reclamação, e as respostas parecidas. Nada impede de pedir."""

from __future__ import annotations

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from esic.models import Publicacao
from esic.pedir.conselho import conselho
from esic.pedir.o_que_parece import Parece
from esic.situacoes import SituacaoDaPublicacao
from guia.vetor_de_busca import CONFIGURACAO
from tests.esic import elenco
from tests.esic.pedindo import QuemPede, informacao
from tests.guia.factories import ServicoFactory
from tests.solicitacoes.pedindo import sopa

pytestmark = pytest.mark.django_db
SERVICO = "Quero que tapem o buraco da minha rua."
QUEIXA = "Quero reclamar do atendimento, fui mal atendida no balcão."


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()


@pytest.fixture
def quem(client: Client) -> QuemPede:
    return QuemPede(client)


def _publicada(titulo: str, situacao: str = SituacaoDaPublicacao.PUBLICADO) -> Publicacao:
    decidida = None if situacao == SituacaoDaPublicacao.A_REVISAR else timezone.now()
    nova = Publicacao.objects.create(
        pedido=elenco.na_situacao("encerrado"),
        situacao=situacao,
        titulo=titulo,
        slug="resposta",
        motivo="Um motivo.",
        decidida_em=decidida,
    )
    busca = SearchVector(Value(titulo), config=CONFIGURACAO, weight="A")
    Publicacao.objects.filter(pk=nova.pk).update(busca=busca)
    return nova


def _links(resposta: object) -> list[str]:
    return [str(a["href"]) for a in sopa(resposta).select("main ul a")]  # type: ignore[arg-type]


def test_o_pedido_de_informacao_segue_direto(quem: QuemPede) -> None:
    assert quem.comecar()["Location"] == quem.endereco("identificacao/")
    assert quem.ver("antes/")["Location"] == quem.endereco("identificacao/")


def test_o_que_parece_servico_mostra_o_caminho_e_segue_se_a_pessoa_quer(quem: QuemPede) -> None:
    assert quem.comecar(texto=SERVICO)["Location"] == quem.endereco("antes/")
    pagina = quem.ver("antes/")
    assert "Isto parece um pedido de serviço" in pagina.content.decode()
    assert "/servicos/" in _links(pagina)
    assert sopa(pagina).select_one('main a[href="/ouvidoria/reclamacao/"]')
    assert "É informação mesmo: continuar" in pagina.content.decode()
    assert quem.mandar("antes/")["Location"] == quem.endereco("identificacao/")
    assert quem.terminar().texto == SERVICO


def test_o_que_parece_reclamacao_leva_a_ouvidoria(quem: QuemPede) -> None:
    quem.comecar(texto=QUEIXA)
    tipos = [link.split("/")[2] for link in _links(quem.ver("antes/"))]
    assert tipos == ["reclamacao", "denuncia", "elogio", "sugestao"]


def test_quem_ja_viu_nao_ve_de_novo_o_mesmo_texto(quem: QuemPede) -> None:
    quem.comecar(texto=SERVICO)
    quem.mandar("antes/")
    de_novo = quem.mandar("informacao/", informacao(texto=SERVICO))
    assert de_novo["Location"] == quem.endereco("identificacao/")
    mudado = quem.mandar("informacao/", informacao(texto=QUEIXA))
    assert mudado["Location"] == quem.endereco("antes/")


def test_quem_veio_da_conferencia_volta_a_ela(quem: QuemPede) -> None:
    quem.comecar()
    quem.mandar("identificacao/", {"nome": "Ana Lima", "cpf": "52998224725", "email": "a@exemplo.invalid"})
    levou = quem.client.post(quem.endereco("informacao/?de=conferir"), informacao(texto=SERVICO))
    assert levou["Location"] == quem.endereco("antes/?de=conferir")
    assert quem.client.post(levou["Location"])["Location"] == quem.endereco("conferir/")


def test_quem_pula_a_pagina_nao_fica_preso(quem: QuemPede) -> None:
    quem.comecar(texto=SERVICO)
    assert quem.ver("identificacao/").status_code == 200


def test_respostas_parecidas_so_as_publicadas(quem: QuemPede) -> None:
    certa = _publicada("Buracos tapados pela Prefeitura em cada distrito")
    _publicada("Merenda servida nas creches")
    _publicada("Buracos tapados em cada distrito, por revisar", SituacaoDaPublicacao.A_REVISAR)
    assert quem.comecar()["Location"] == quem.endereco("antes/")
    pagina = quem.ver("antes/")
    assert "Talvez já esteja respondido" in pagina.content.decode()
    assert _links(pagina) == [certa.get_absolute_url()]
    assert "Continuar com o pedido" in pagina.content.decode()
    quem.mandar("antes/")
    quem.terminar()


def test_mostra_no_maximo_tres_e_custa_o_mesmo(quem: QuemPede) -> None:
    custos = []
    for quantas in (1, 4):
        for numero in range(quantas):
            _publicada(f"Buracos tapados pela Prefeitura em cada distrito, parte {numero}")
        quem.comecar()
        with CaptureQueriesContext(connection) as feitas:
            pagina = quem.ver("antes/")
        custos.append(len(feitas))
        assert len(_links(pagina)) == min(quantas, 3)
    assert custos[0] == custos[1]


def test_o_conselho_traz_os_servicos_do_guia() -> None:
    tapa = ServicoFactory.create(versao__nome="Tapar buraco na rua")
    assert conselho("Quantos contratos há?").vazio
    achado = conselho(SERVICO)
    assert (achado.parece, achado.vazio) == (Parece.SERVICO, False)
    assert [servico.pk for servico in achado.servicos] == [tapa.pk]
