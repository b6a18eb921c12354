"""As pessoas de demonstração: só no modo embutido, uma vez, nas unidades que vêm com o projeto."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from atendimento.models import Atendimento, Conversa, Retorno
from contas.models import Usuario
from contas.papeis import Papel
from esic.models import Pedido, Recurso
from esic.situacoes import Situacao
from guia.models import PontoFocal
from ouvidoria.models import Manifestacao
from protocolo.models import Vinculo
from roteamento.models import Lotacao
from solicitacoes.agregados.conferir import conferir
from solicitacoes.models import ContagemDosAgregados
from sp156.demonstracao import atendimentos, conversas, manifestacoes, meses, pedidos_de_informacao, pessoas

pytestmark = pytest.mark.django_db

DESTINOS = {
    "administração": "/admin/",
    "ponto focal": "/escrever/",
    "servidor da Sé": "/caixa/",
    "chefia da Sé": "/caixa/",
    "servidor de Pinheiros": "/caixa/",
    "coordenação (triagem)": "/caixa/",
    "atendente da Central": "/central/",
    "chefia da Central": "/central/supervisao/",
    "atendente de Praça": "/central/",
    "Ouvidoria": "/mesa/",
    "Ouvidoria, com o selo e o relatório": "/mesa/",
    "Corregedoria": "/orgao/",
    "interlocutor de SMSUB": "/orgao/",
    "SIC de SMSUB": "/sic/",
    "autoridade máxima de SMSUB": "/recursos/",
    "Comissão de Acesso à Informação": "/cmai/",
}


def test_recusa_fora_do_modo_embutido(settings: Settings) -> None:
    settings.EMBUTIDO = False
    with pytest.raises(ImproperlyConfigured):
        pessoas.criar()
    with pytest.raises(ImproperlyConfigured):
        manifestacoes.criar()
    with pytest.raises(ImproperlyConfigured):
        pedidos_de_informacao.criar()
    with pytest.raises(ImproperlyConfigured):
        atendimentos.criar()
    with pytest.raises(ImproperlyConfigured):
        conversas.criar()
    with pytest.raises(ImproperlyConfigured):
        meses.criar()
    assert not Usuario.objects.exists()


def test_a_pagina_lista_cada_papel_e_so_existe_na_demonstracao(client: Client, settings: Settings) -> None:
    settings.EMBUTIDO = True
    pagina = client.get("/demonstracao/").text
    for pessoa in pessoas.USUARIOS:
        assert pessoa.papel in pagina
        assert pessoa.email in pagina
    settings.EMBUTIDO = False
    assert client.get("/demonstracao/").status_code == 404


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_cria_cada_papel_uma_vez_e_cada_um_chega_ao_seu_trabalho(client: Client, settings: Settings) -> None:
    settings.EMBUTIDO = True
    pessoas.criar()
    havia = Usuario.objects.count()
    focal = Usuario.objects.get(email="focal@demo.invalid")
    focal.nome = "Outro nome"
    focal.save()
    pessoas.criar()
    focal.refresh_from_db()
    assert focal.nome == "Outro nome"
    assert Usuario.objects.count() == havia == len(pessoas.USUARIOS) == len(DESTINOS)
    lotacoes = Lotacao.objects.vigentes(timezone.localdate())
    assert set(lotacoes.values_list("papel", flat=True)) == {Papel.SERVIDOR, Papel.CHEFIA, Papel.ATENDENTE}
    selo = Usuario.objects.get(email="selo@demo.invalid")
    assert selo.get_all_permissions() == {"contas.abrir_selo", "ouvidoria.escrever_relatorio"}
    assert PontoFocal.objects.get().orgao.sigla == "SMSUB"
    assert Usuario.objects.filter(is_superuser=True).count() == 1
    assert manifestacoes.criar() == Manifestacao.objects.count() == 8
    assert manifestacoes.criar() == 0
    assert Manifestacao.objects.vencidas(timezone.now()).count() == 1
    assert Manifestacao.objects.get(encerrada_em__isnull=False).satisfacao.nota == 4
    assert Vinculo.objects.get().reservado is False
    assert pedidos_de_informacao.criar() == Pedido.objects.count() == 12
    assert pedidos_de_informacao.criar() == 0
    assert set(Pedido.objects.values_list("situacao", flat=True)) == set(Situacao.values)
    assert atendimentos.criar() == Retorno.objects.count() == 2
    assert atendimentos.criar() == 0
    assert Atendimento.objects.abertos().count() == Atendimento.objects.sem_resultado().count() == 1
    assert conversas.criar() == Conversa.objects.count() == 5
    assert conversas.criar() == 0
    assert Conversa.objects.na_fila().count() == Conversa.objects.pendentes().count() == 1
    assert Recurso.objects.get(instancia=3, decidido_em=None).reuniao
    for pessoa in pessoas.USUARIOS:
        dados = {"login": pessoa.email, "password": pessoa.senha}
        resposta = client.post("/conta/login/", dados, follow=True)
        caminho = resposta.redirect_chain[-1][0]
        assert resposta.status_code == 200, pessoa.papel
        assert caminho.startswith(DESTINOS[pessoa.papel]), f"{pessoa.papel}: {caminho}"
        client.post("/conta/logout/")


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_os_paineis_e_os_dados_abertos_nascem_com_numeros(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.EMBUTIDO, settings.MEDIA_ROOT = True, tmp_path
    assert meses.criar() == meses.QUANTOS
    assert meses.criar() == 0
    assert "Nada publicado ainda" not in client.get("/transparencia/").text
    assert not conferir(ContagemDosAgregados.objects.get().contada_em), "são pedidos como os outros"
    assert "Nenhum arquivo publicado ainda" not in client.get("/transparencia/dados/").text
