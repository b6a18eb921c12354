"""O portal que atendia antes: enquanto atende, leva-se até lá; depois, mostram-se os outros caminhos."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from guia import base_aberta, consultas
from guia.models import Caminho, Servico
from guia.publicacao.trabalho import vencidos
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import CaminhoFactory, ServicoFactory

pytestmark = pytest.mark.django_db

PAGINA = f"{settings.PORTAL_ANTIGO}/portal/servicos/informacao?servico=3676"


def _com_o_antigo(*outros: str) -> Servico:
    CaminhoFactory.create(slug="antigo", valor=PAGINA)
    CaminhoFactory.create(slug="ligar", ligar=True)
    return ServicoFactory.create(
        so_informa=True,
        versao__nome="Adotar um cão",
        versao__caminhos=["antigo", *outros],
        versao__canais=["central", "pracas"],
    )


def _ler(client: Client, endereco: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(endereco).content, "lxml")


def _entrar(client: Client) -> None:
    pessoa = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    client.force_login(pessoa)


def test_no_ar_leva_ate_la_e_diz_que_e_o_antigo(client: Client) -> None:
    artigo = _ler(client, _com_o_antigo("ligar").get_absolute_url()).article
    assert artigo
    assert artigo.find("a", href=PAGINA)
    assert "Abre sp156.prefeitura.sp.gov.br, o portal antigo da Prefeitura" in artigo.get_text()
    assert "saiu do ar" not in artigo.get_text()


def test_fora_do_ar_a_pagina_diz_onde_mais(client: Client, settings: Settings) -> None:
    servico = _com_o_antigo("ligar")
    settings.PORTAL_ANTIGO_NO_AR = False
    artigo = _ler(client, servico.get_absolute_url()).article
    assert artigo
    assert not artigo.find("a", href=PAGINA)
    assert artigo.find("a", class_="govuk-button", href="tel:+551133968600")
    texto = " ".join(artigo.get_text().split())
    assert "A página deste serviço no portal antigo da Prefeitura saiu do ar. Use outro caminho" in texto
    assert artigo.find("a", href=reverse("portal:pracas"))


def test_quem_so_tinha_a_pagina_do_antigo_mostra_os_canais(client: Client, settings: Settings) -> None:
    servico = _com_o_antigo()
    settings.PORTAL_ANTIGO_NO_AR = False
    artigo = _ler(client, servico.get_absolute_url()).article
    assert artigo
    assert "Onde conseguir" in artigo.get_text()
    assert artigo.find("a", href=reverse("portal:pracas"))
    assert artigo.find("a", href="tel:156")


def test_o_dado_aberto_so_traz_o_que_atende_e_a_pagina_guardada_muda(settings: Settings) -> None:
    _com_o_antigo()
    antes = consultas.marca()
    assert PAGINA in json.dumps(list(base_aberta.servicos("")))
    settings.PORTAL_ANTIGO_NO_AR = False
    assert PAGINA not in json.dumps(list(base_aberta.servicos("")))
    assert consultas.marca() != antes


def test_a_administracao_lista_os_que_ainda_dependem_dele(client: Client, settings: Settings) -> None:
    _com_o_antigo()
    ServicoFactory.create(versao__nome="Tapar um buraco")
    _entrar(client)
    lista = reverse("admin:guia_servico_changelist") + "?portal_antigo=sim"
    texto = _ler(client, lista).get_text()
    assert "Adotar um cão" in texto
    assert "Tapar um buraco" not in texto
    estado = _ler(client, reverse("admin:guia_servico_relatorio"))
    assert "1 serviço cita uma página do portal antigo" in estado.get_text()
    assert estado.find("a", href=lista)
    assert not vencidos(timezone.localdate())
    settings.PORTAL_ANTIGO_NO_AR = False
    assert list(vencidos(timezone.localdate()).values_list("slug", flat=True)) == ["antigo"]
    assert "o portal antigo saiu do ar. Citam: Adotar um cão" in " ".join(
        _ler(client, reverse("escrever:inicio")).get_text().split()
    )


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_no_guia_que_vem_com_o_projeto_nenhum_servico_fica_sem_caminho(settings: Settings) -> None:
    dependem = set(consultas.no_portal_antigo().values_list("slug", flat=True))
    assert len(dependem) > 80
    settings.PORTAL_ANTIGO_NO_AR = False
    assert not Caminho.objects.que_servem().do_portal_antigo()
    sem = [
        servico.slug
        for servico in Servico.objects.filter(slug__in=dependem).completos()
        if servico.publicada and not consultas.caminhos_chamados(servico.publicada.caminhos)
    ]
    assert sem == []
    assert consultas.contar()["sem_caminho"] == 0
