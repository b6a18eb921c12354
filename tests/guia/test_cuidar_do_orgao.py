"""O ponto focal cuida só do seu órgão; o colega só escreve; a coordenação publica."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contas.autor import SISTEMA
from contas.models import Usuario
from guia import acoes
from guia.models import Lugar, Opiniao, Orgao, PontoFocal, Servico, VersaoDoServico
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, VersaoFactory, no_ar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]


@pytest.fixture
def siurb() -> Orgao:
    orgao: Orgao = OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura")
    return orgao


@pytest.fixture
def meu() -> Servico:
    servico: Servico = ServicoFactory.create(slug="do-meu-orgao")
    return servico


@pytest.fixture
def alheio(siurb: Orgao) -> Servico:
    servico: Servico = ServicoFactory.create(slug="de-outro-orgao", orgao=siurb)
    return servico


def _entra(client: Client, grupo: str = "Ponto focal", **designacao: Any) -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name=grupo))
    if grupo == "Ponto focal":
        PontoFocalFactory.create(usuario=pessoa, **designacao)
    client.force_login(pessoa)
    return pessoa


def _tela(versao: VersaoDoServico, nome: str = "change") -> str:
    return reverse(f"admin:guia_versaodoservico_{nome}", args=[versao.pk])


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def test_so_ve_e_so_muda_os_servicos_do_seu_orgao(client: Client, meu: Servico, alheio: Servico) -> None:
    _entra(client)
    lista = client.get(reverse("admin:guia_servico_changelist")).content.decode()
    assert f"/{meu.pk}/change/" in lista
    assert f"/{alheio.pk}/change/" not in lista
    for tela in ("change", "previa", "pagina", "diferenca"):
        assert client.get(_tela(no_ar(meu), tela)).status_code == 200
        assert client.get(_tela(no_ar(alheio), tela)).status_code in {302, 404}
    assert client.post(_tela(no_ar(alheio), "nova")).status_code == 404
    assert not alheio.versoes.em_elaboracao().exists()


def test_designacao_que_acabou_nao_vale_mais(client: Client, meu: Servico) -> None:
    _entra(client, ate=timezone.localdate() - timedelta(days=1))
    assert f"/{meu.pk}/change/" not in client.get(reverse("admin:guia_servico_changelist")).content.decode()


def test_previa_mostra_o_rascunho_e_so_ela_cabe_num_quadro(client: Client, meu: Servico) -> None:
    _entra(client)
    rascunho = acoes.propor(servico=meu, por=SISTEMA)
    rascunho.nome = "Nome novo"
    acoes.escrever(versao=rascunho, por=SISTEMA)
    quadro = client.get(_tela(rascunho, "previa"))
    assert _tela(rascunho, "pagina") in quadro.content.decode()
    assert "frame-src 'self'" in quadro.headers["Content-Security-Policy"]
    pagina = client.get(_tela(rascunho, "pagina"))
    assert "Nome novo" in _texto(pagina)
    assert pagina.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in pagina.headers["Content-Security-Policy"]
    assert client.get(meu.get_absolute_url()).headers["X-Frame-Options"] == "DENY"


def test_diferenca_diz_o_que_saiu_e_o_que_entrou(client: Client, meu: Servico) -> None:
    _entra(client)
    rascunho = acoes.propor(servico=meu, por=SISTEMA, motivo="O órgão mudou o prazo.")
    rascunho.nome, rascunho.prazo_quantidade = "Tapa-buraco novo", 20
    acoes.escrever(versao=rascunho, por=SISTEMA)
    pagina = client.get(_tela(rascunho, "diferenca"))
    sopa = BeautifulSoup(pagina.content, "lxml")
    titulos = [h2.get_text() for h2 in sopa.select(".module h2")]
    assert titulos == ["Nome do serviço", "Em quanto tempo?"]
    assert [ins.get_text() for ins in sopa.find_all("ins")] == [" novo", "20"]
    assert [saiu.get_text() for saiu in sopa.find_all("del")] == ["45"]
    assert "O órgão mudou o prazo." in sopa.get_text()
    assert sopa.select("ol.breadcrumbs a")[-1]["href"] == _tela(rascunho, "change")
    assert "tudo é novo" in _texto(client.get(_tela(no_ar(meu), "diferenca")))


def test_o_texto_antigo_volta_como_rascunho(client: Client, meu: Servico) -> None:
    primeira = no_ar(meu)
    nova = acoes.propor(servico=meu, por=SISTEMA)
    nova.nome = "Nome ruim"
    acoes.escrever(versao=nova, por=SISTEMA)
    acoes.por_no_ar(versao=nova, por=SISTEMA)
    _entra(client)
    assert "Voltar a este texto" in client.get(_tela(primeira)).content.decode()
    client.post(_tela(primeira, "nova"))
    volta = meu.versoes.em_elaboracao().get()
    assert (volta.nome, volta.numero) == ("Tapa-buraco", 3)


def test_terceiro_titular_e_recusado(client: Client, meu: Servico) -> None:
    _entra(client, "Administração")
    PontoFocalFactory.create_batch(2)
    pessoa = UsuarioFactory.create(is_staff=True)
    dados = {
        "usuario": pessoa.pk,
        "orgao": meu.orgao_id,
        "papel": "titular",
        "ato": "Portaria 2",
        "de": "01/06/2026",
    }
    endereco = reverse("admin:guia_pontofocal_add")
    resposta = client.post(endereco, dados)
    assert "já tem dois pontos focais neste período" in resposta.content.decode()
    PontoFocal.objects.filter(pk=PontoFocal.objects.earliest("pk").pk).update(ate=date(2026, 5, 31))
    assert client.post(endereco, dados).status_code == 302


def test_titular_designa_colega_do_seu_orgao_e_so_colega(client: Client, meu: Servico, siurb: Orgao) -> None:
    _entra(client)
    pessoa = UsuarioFactory.create(is_staff=True)
    dados = {"usuario": pessoa.email, "ato": "E-mail do titular", "de": "01/06/2026"}
    endereco = reverse("admin:guia_pontofocal_add")
    ninguem = client.post(
        endereco, dados | {"usuario": "x@x.invalid", "orgao": meu.orgao_id, "papel": "colaborador"}
    )
    assert "Não há conta da administração com este e-mail" in ninguem.content.decode()
    assert client.post(endereco, dados | {"orgao": meu.orgao_id, "papel": "titular"}).status_code == 200
    assert client.post(endereco, dados | {"orgao": siurb.pk, "papel": "colaborador"}).status_code == 200
    assert client.post(endereco, dados | {"orgao": meu.orgao_id, "papel": "colaborador"}).status_code == 302
    colega = PontoFocal.objects.get(usuario=pessoa)
    assert (colega.papel, colega.orgao) == (PontoFocal.Papel.COLABORADOR, meu.orgao)


def test_opinioes_e_lugares_so_do_seu_orgao(client: Client, meu: Servico, alheio: Servico) -> None:
    for servico in (meu, alheio):
        acoes.opinar(servico=servico, util=False, comentario=f"De {servico.slug}", em=timezone.now())
        Lugar.objects.create(slug=servico.slug, nome=servico.slug, endereco="Rua", orgao=servico.orgao)
    _entra(client)
    for tela in ("opiniao", "lugar"):
        lista = client.get(reverse(f"admin:guia_{tela}_changelist")).content.decode()
        assert "do-meu-orgao" in lista
        assert "de-outro-orgao" not in lista
    assert Opiniao.objects.count() == 2


@pytest.mark.parametrize(("dias", "vencida", "em_30"), [(-1, 1, 0), (0, 1, 0), (30, 0, 1), (31, 0, 0)])
def test_lista_das_revisoes(client: Client, meu: Servico, dias: int, vencida: int, em_30: int) -> None:
    _entra(client, "Administração")
    revisar = timezone.localdate() + timedelta(days=dias)
    VersaoDoServico.objects.filter(pk=no_ar(meu).pk).update(revisar_em=revisar)
    VersaoFactory.create(servico=ServicoFactory.create(versao=False), revisar_em=revisar)
    for filtro, quantas in (("vencida", vencida), ("30", em_30)):
        lista = client.get(reverse("admin:guia_versaodoservico_changelist"), {"revisao": filtro})
        assert lista.context["cl"].result_count == quantas


def test_a_publicada_se_le_por_extenso(client: Client, meu: Servico) -> None:
    _entra(client)
    VersaoDoServico.objects.filter(pk=no_ar(meu).pk).update(
        perguntas=[
            {
                "chave": "tamanho",
                "rotulo": "De que tamanho?",
                "tipo": "uma",
                "opcoes": [
                    {"valor": "p", "rotulo": "Pequeno"},
                    {"valor": "r", "rotulo": "Risco", "orientacao": "Ligue 199."},
                ],
            }
        ],
        a_confirmar=["prazo", "orgao"],
        canais=["central"],
    )
    texto = _texto(client.get(_tela(no_ar(meu))))
    assert (
        "De que tamanho? (uma opção, obrigatória) • Pequeno • Risco → para o pedido e diz: Ligue 199."
        in texto
    )
    assert "O que o órgão ainda não confirmou? Prazo Que órgão responde por ele?" in texto
    assert "Por onde se pede? Telefone" in texto
    assert "[" not in texto
