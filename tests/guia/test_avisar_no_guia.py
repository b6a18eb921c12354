"""Comunicados, suspensões, lugares e opiniões: o que muda em volta do texto do serviço."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from contas.autor import SISTEMA
from guia import acoes
from guia.busca import procuradas
from guia.models import BuscaSemResultado, Comunicado, Lugar, Opiniao, Servico, Suspensao
from guia.tasks import guardar_buscas_sem_resultado
from tests.guia.factories import ServicoFactory, no_ar

pytestmark = pytest.mark.django_db
TODAS = ["/", "/servicos/", "/servicos/tema/rua-e-bairro/", "/servicos/tapa-buraco/"]


@pytest.fixture
def servico() -> Servico:
    feito: Servico = ServicoFactory.create(slug="tapa-buraco")
    return feito


@pytest.fixture(autouse=True)
def limites_zerados() -> None:
    """As opiniões contam-se por endereço, e o dos testes é um só."""
    cache.clear()


@pytest.fixture
def hoje() -> date:
    return timezone.localdate()


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _onde_aparece(client: Client, frase: str) -> list[str]:
    return [endereco for endereco in TODAS if frase in _texto(client.get(endereco))]


# --- comunicados -------------------------------------------------------------------


def test_comunicado_do_portal_aparece_em_toda_parte(client: Client, servico: Servico, hoje: date) -> None:
    Comunicado.objects.create(titulo="Chuva forte", texto="Os prazos podem atrasar.", de=hoje)
    assert _onde_aparece(client, "Os prazos podem atrasar.") == TODAS


def test_comunicado_do_tema_e_do_servico_so_neles(client: Client, servico: Servico, hoje: date) -> None:
    Comunicado.objects.create(titulo="Do tema", texto="Recado do tema.", tema=servico.assunto.tema, de=hoje)
    Comunicado.objects.create(titulo="Do serviço", texto="Recado do serviço.", servico=servico, de=hoje)
    assert _onde_aparece(client, "Recado do tema.") == TODAS[2:]
    assert _onde_aparece(client, "Recado do serviço.") == TODAS[3:]


@pytest.mark.parametrize(("de", "ate", "aparece"), [(0, 0, 1), (-3, None, 1), (1, None, 0), (-3, -1, 0)])
def test_comunicado_so_nos_seus_dias(
    client: Client, servico: Servico, hoje: date, de: int, ate: int | None, aparece: bool
) -> None:
    fim = None if ate is None else hoje + timedelta(days=ate)
    Comunicado.objects.create(titulo="Recado", texto="Só hoje.", de=hoje + timedelta(days=de), ate=fim)
    assert bool(_onde_aparece(client, "Só hoje.")) == aparece


def test_comunicado_novo_muda_a_etag(client: Client, servico: Servico, hoje: date) -> None:
    etag = client.get("/servicos/tapa-buraco/").headers["ETag"]
    Comunicado.objects.create(titulo="Recado", texto="Novo.", de=hoje)
    assert client.get("/servicos/tapa-buraco/", headers={"If-None-Match": etag}).status_code == 200


def test_comunicado_de_um_alcance_so(servico: Servico, hoje: date) -> None:
    with pytest.raises(IntegrityError):
        Comunicado.objects.create(titulo="x", texto="x", tema=servico.assunto.tema, servico=servico, de=hoje)


# --- suspensões --------------------------------------------------------------------


def test_servico_suspenso_diz_por_que_e_nao_se_pede(client: Client, servico: Servico, hoje: date) -> None:
    Suspensao.objects.create(
        servico=servico, motivo="A usina parou.", alternativa="Ligue 156 se houver risco.", de=hoje
    )
    pagina = client.get("/servicos/tapa-buraco/")
    assert "A usina parou. Ligue 156 se houver risco." in _texto(pagina)
    assert "/solicitar/" not in pagina.content.decode()
    comeco = client.get("/solicitar/tapa-buraco/")
    assert "A usina parou." in _texto(comeco)
    assert client.post("/solicitar/tapa-buraco/").status_code == 200
    assert "Nenhum pedido foi feito" in _texto(client.post("/solicitar/tapa-buraco/"))


def test_suspensao_passada_ou_futura_nao_fecha_o_servico(
    client: Client, servico: Servico, hoje: date
) -> None:
    dia = timedelta(days=1)
    Suspensao.objects.create(servico=servico, motivo="a", alternativa="b", de=hoje - 3 * dia, ate=hoje - dia)
    Suspensao.objects.create(servico=servico, motivo="a", alternativa="b", de=hoje + dia)
    assert "/solicitar/tapa-buraco/" in client.get("/servicos/tapa-buraco/").content.decode()


# --- lugares -----------------------------------------------------------------------


def test_pagina_mostra_os_lugares_na_ordem_citada(client: Client) -> None:
    Lugar.objects.create(slug="posto-b", nome="Posto B", endereco="Rua B, 2", telefone="11 3333-0000")
    Lugar.objects.create(slug="posto-a", nome="Posto A", endereco="Rua A, 1", horario="8h às 17h")
    servico = ServicoFactory.create(so_informa=True, versao__lugares=["posto-b", "posto-a"])
    texto = _texto(client.get(servico.get_absolute_url()))
    assert texto.index("Posto B Rua B, 2 Telefone 11 3333-0000") < texto.index("Posto A Rua A, 1 8h às 17h")


def test_lugar_sem_como_chegar_e_recusado() -> None:
    with pytest.raises(IntegrityError):
        Lugar.objects.create(slug="x", nome="X")


def test_o_lugar_corrigido_muda_em_todos_os_servicos(client: Client) -> None:
    lugar = Lugar.objects.create(slug="posto", nome="Posto", endereco="Rua Velha, 1")
    servicos = ServicoFactory.create_batch(2, so_informa=True, versao__lugares=["posto"])
    lugar.endereco = "Rua Nova, 2"
    lugar.save()
    for servico in servicos:
        assert "Rua Nova, 2" in _texto(client.get(servico.get_absolute_url()))


# --- opiniões ----------------------------------------------------------------------


def test_opiniao_com_e_sem_htmx(client: Client, servico: Servico) -> None:
    pagina = client.get("/servicos/tapa-buraco/opiniao/")
    assert "Esta informação foi útil?" in _texto(pagina)
    resposta = client.post(
        "/servicos/tapa-buraco/opiniao/",
        {"util": "nao", "comentario": "Faltou o prazo."},
        headers={"HX-Request": "true"},
    )
    assert "Obrigado" in _texto(resposta)
    assert b"<html" not in resposta.content
    opiniao = Opiniao.objects.get()
    assert (opiniao.util, opiniao.comentario, opiniao.versao) == (False, "Faltou o prazo.", no_ar(servico))


def test_opiniao_sem_resposta_guarda_o_comentario(client: Client, servico: Servico) -> None:
    resposta = client.post("/servicos/tapa-buraco/opiniao/", {"comentario": "Não entendi."})
    assert resposta.status_code == 422
    assert "Escolha sim ou não." in _texto(resposta)
    assert "Não entendi." in _texto(resposta)
    assert not Opiniao.objects.exists()


def test_opiniao_de_arquivado_ou_inexistente_404(client: Client, servico: Servico) -> None:
    acoes.arquivar(servico=servico, por=SISTEMA)
    assert client.get("/servicos/tapa-buraco/opiniao/").status_code == 404
    assert client.get("/servicos/nada/opiniao/").status_code == 404


def test_opinioes_em_serie_param_de_contar(client: Client, servico: Servico) -> None:
    cache.clear()
    for _ in range(35):
        client.post("/servicos/tapa-buraco/opiniao/", {"util": "sim"})
    assert Opiniao.objects.count() == 30


# --- buscas sem resultado ----------------------------------------------------------


def test_busca_sem_resultado_e_contada_sem_acento_e_sem_maiuscula(client: Client, servico: Servico) -> None:
    cache.clear()
    for texto in ("Xqzwkj fórte", "xqzwkj  forte", "buraco"):
        client.get("/servicos/", {"q": texto})
    guardar_buscas_sem_resultado()
    guardar_buscas_sem_resultado()
    client.get("/servicos/", {"q": "xqzwkj forte"})
    guardar_buscas_sem_resultado()
    assert [(b.texto, b.vezes) for b in BuscaSemResultado.objects.all()] == [("xqzwkj forte", 3)]


@pytest.mark.parametrize("pessoal", ["xqzwkj 529.982.247-25 12345", "ana@xqzwkj.invalid", "   "])
def test_o_que_parece_pessoal_nao_se_guarda(pessoal: str) -> None:
    cache.clear()
    procuradas.anotar(pessoal)
    assert procuradas.guardar(timezone.now()) == 0
