"""As listas de informações classificadas: públicas, editadas só pela Comissão, e nada se apaga."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from esic.acoes import classificadas as acoes
from esic.classificadas import maior_termo
from esic.models import InformacaoClassificada
from esic.situacoes import Grau
from mesas import paginacao
from protocolo.erros import Conflito, TransicaoProibida
from referencia.tabelas import estado
from tests.esic import elenco
from tests.ouvidoria.mesa import sopa, texto

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

PUBLICA = "/e-sic/informacoes-classificadas/"
ABERTAS = f"{PUBLICA}desclassificadas/"


@pytest.fixture
def caio(client: Client) -> Client:
    quem = elenco.cmai().usuario
    assert quem
    client.force_login(quem)
    return client


def _dados(**campos: Any) -> dict[str, Any]:
    hoje = timezone.localdate()
    padrao = {
        "codigo": "SMSUB-77",
        "orgao": elenco.orgao().pk,
        "assunto": "Plano de evacuação",
        "grau": "reservada",
        "fundamento": "Lei 12.527/2011, art. 23, VII",
        "produzida_em": hoje - timedelta(days=30),
        "classificada_em": hoje - timedelta(days=20),
        "ate": hoje + timedelta(days=300),
    }
    return {**padrao, **campos}


@pytest.mark.parametrize(
    ("grau", "produzida", "ate"),
    [
        (Grau.RESERVADA, date(2020, 3, 1), date(2025, 3, 1)),
        (Grau.SECRETA, date(2020, 3, 1), date(2035, 3, 1)),
        (Grau.ULTRASSECRETA, date(2020, 2, 29), date(2045, 2, 28)),
        (Grau.RESERVADA, date(2016, 2, 29), date(2021, 2, 28)),
    ],
)
def test_o_maior_termo_conta_da_producao(grau: str, produzida: date, ate: date) -> None:
    assert maior_termo(grau, produzida) == ate


def test_as_duas_listas_publicas_e_o_termo_que_acaba_muda_de_lista(client: Client) -> None:
    assert "Nenhuma informação está em segredo" in texto(client.get(PUBLICA))
    assert "Nenhuma informação deixou de estar em segredo" in texto(client.get(ABERTAS))
    em_segredo, vencida, aberta = (elenco.informacao(assunto=a) for a in ("Uma", "Duas", "Três"))
    InformacaoClassificada.objects.filter(pk=vencida.pk).update(ate=timezone.localdate() - timedelta(days=1))
    acoes.desclassificar(
        informacao=aberta,
        estado=estado(aberta),
        por=elenco.cmai(),
        em=timezone.localdate(),
        motivo="Acabou o risco.",
    )
    segredo, abertas = texto(client.get(PUBLICA)), texto(client.get(ABERTAS))
    assert em_segredo.codigo in segredo
    assert vencida.codigo not in segredo
    assert {vencida.codigo, aberta.codigo} <= set(abertas.split())
    assert "Acabou o risco." in abertas
    assert "O termo de sigilo chegou ao fim." in abertas


def test_csv_com_todas_e_formula_de_planilha_vira_texto(client: Client) -> None:
    elenco.informacao(assunto="=1+1")
    resposta = client.get(f"{PUBLICA}lista.csv")
    assert resposta["Content-Type"].startswith("text/csv")
    linhas = list(csv.DictReader(io.StringIO(resposta.content.decode("utf-8-sig")), delimiter=";"))
    assert [linha["assunto"] for linha in linhas] == ["'=1+1"]
    assert linhas[0]["grau"] == "Reservada"
    assert client.get(f"{PUBLICA}desclassificadas.csv").content.decode().count("\n") == 1


def test_revalida_com_etag_e_muda_quando_a_lista_muda(client: Client) -> None:
    uma = elenco.informacao()
    etag = client.get(PUBLICA)["ETag"]
    assert client.get(PUBLICA, headers={"if-none-match": etag}).status_code == 304
    acoes.corrigir(informacao=uma, estado=estado(uma), por=elenco.cmai(), dados={"assunto": "Outro"})
    assert client.get(PUBLICA, headers={"if-none-match": etag}).status_code == 200


def test_paginada_e_com_o_mesmo_custo(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    elenco.informacao()
    client.get(f"{PUBLICA}?vez=1")
    with django_assert_num_queries(4):
        client.get(f"{PUBLICA}?vez=2")
    for _ in range(4):
        elenco.informacao()
    with django_assert_num_queries(4):
        client.get(f"{PUBLICA}?vez=3")
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    vistas, onde = [], PUBLICA
    for _ in range(3):
        pagina = sopa(client.get(onde))
        vistas += [th.get_text(strip=True) for th in pagina.select("tbody th")]
        proxima = pagina.select_one("a[rel=next]")
        onde = f"{PUBLICA}{proxima['href']}" if proxima else ""
    assert not onde
    assert len(set(vistas)) == len(vistas) == 5


def test_so_a_comissao_edita(client: Client) -> None:
    uma = elenco.informacao()
    for quem in (elenco.ogm(), elenco.sic()):
        assert quem.usuario
        client.force_login(quem.usuario)
        for pagina in ("", "nova/", f"{uma.pk}/", f"{uma.pk}/editar/", f"{uma.pk}/desclassificar/"):
            assert client.get(f"/cmai/informacoes/{pagina}").status_code == 403
        with pytest.raises(TransicaoProibida):
            acoes.classificar(por=quem, dados=_dados(orgao=elenco.orgao()))


def test_acrescentar_corrigir_e_o_historico_a_vista(caio: Client) -> None:
    assert caio.post("/cmai/informacoes/nova/", _dados()).status_code == 302
    uma = InformacaoClassificada.objects.get()
    onde = f"/cmai/informacoes/{uma.pk}/"
    assert uma.codigo in texto(caio.get("/cmai/informacoes/"))
    mudada = _dados(assunto="Plano de abandono do prédio", estado=estado(uma))
    assert caio.post(f"{onde}editar/", mudada).status_code == 302
    pagina = texto(caio.get(onde))
    assert "Assunto: Plano de evacuação → Plano de abandono do prédio" in pagina
    assert "Caio da CMAI" in pagina
    velho = caio.post(f"{onde}editar/", {**mudada, "assunto": "Terceiro", "estado": "1"})
    assert velho.status_code == 409
    campo = sopa(velho).select_one("#id_assunto")
    assert campo
    assert campo["value"] == "Terceiro"
    assert InformacaoClassificada.objects.get().assunto == "Plano de abandono do prédio"


RUINS: list[tuple[dict[str, Any], str]] = [
    ({"assunto": " "}, "Assunto"),
    ({"ate": date(2200, 1, 1)}, "o segredo vai no máximo até"),
    ({"classificada_em": date(2200, 1, 1)}, "A data não pode estar no futuro."),
    ({"produzida_em": date(2200, 1, 1)}, "A data não pode estar no futuro."),
    ({"produzida_em": date(2020, 1, 1), "classificada_em": date(2019, 1, 1)}, "depois de produzida"),
    ({"ate": date(2019, 1, 1)}, "O segredo acaba depois"),
    ({"grau": "secretíssima"}, "Faça uma escolha válida"),
    ({"ate": "31/02/2030"}, "data válida"),
]


@pytest.mark.parametrize(("campos", "erro"), RUINS)
def test_entrada_ruim_diz_o_que_falta(caio: Client, campos: dict[str, Any], erro: str) -> None:
    resposta = caio.post("/cmai/informacoes/nova/", _dados(**campos))
    assert resposta.status_code == 422
    resumo = sopa(resposta).select_one(".govuk-error-summary")
    assert resumo
    assert erro in resumo.get_text()
    assert not InformacaoClassificada.objects.exists()


def test_codigo_repetido(caio: Client) -> None:
    elenco.informacao(codigo="SMSUB-77")
    resposta = caio.post("/cmai/informacoes/nova/", _dados())
    assert resposta.status_code == 422
    assert "Já há uma informação com este código." in texto(resposta)


def test_desclassificar_com_motivo_e_so_uma_vez(caio: Client) -> None:
    uma = elenco.informacao()
    onde = f"/cmai/informacoes/{uma.pk}/desclassificar/"
    hoje = timezone.localdate()
    assert caio.post(onde, {"estado": estado(uma), "em": hoje}).status_code == 422
    antes = {"estado": estado(uma), "em": uma.classificada_em - timedelta(days=1), "motivo": "Acabou."}
    assert "a desclassificação vem depois" in texto(caio.post(onde, antes))
    futuro = {**antes, "em": hoje + timedelta(days=1)}
    assert caio.post(onde, futuro).status_code == 422
    assert caio.post(onde, {**antes, "em": hoje}).status_code == 302
    feita = InformacaoClassificada.objects.get()
    assert (feita.desclassificada_em, feita.motivo) == (hoje, "Acabou.")
    de_novo = caio.post(onde, {"estado": estado(feita), "em": hoje, "motivo": "De novo."})
    assert de_novo.status_code == 409
    with pytest.raises(TransicaoProibida):
        acoes.corrigir(informacao=feita, estado=estado(feita), por=elenco.cmai(), dados={"assunto": "x"})
    with pytest.raises(Conflito):
        acoes.corrigir(informacao=feita, estado="0", por=elenco.cmai(), dados={"assunto": "x"})
    assert "Corrigir" not in texto(caio.get(f"/cmai/informacoes/{uma.pk}/"))
