"""Os filtros menos usados, a busca na descrição e os pedidos juntados, que seguem o principal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contas.models import Usuario
from protocolo.models import Canal
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _pagina(client: Client, consulta: str = "", **cabecalhos: str) -> BeautifulSoup:
    resposta = client.get(f"{CAIXA}?{consulta}", headers=cabecalhos)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _achados(client: Client, consulta: str) -> set[str]:
    return {str(a["href"]).split("/")[0] for a in _pagina(client, consulta).select("tr[data-linha] th a")}


def _grupo(caixa: Unidade, quem: Usuario, quantos: int = 2) -> tuple[Solicitacao, list[Solicitacao]]:
    principal = elenco.solicitacao(caixa, ha_dias=5)
    outras = [elenco.solicitacao(caixa, ha_dias=4) for _ in range(quantos)]
    acoes.agrupar(principal=principal, versao=1, por=elenco.autor(quem, caixa), outras=outras)
    return principal, outras


def test_canal_foto_reabertas_e_rua(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    comum = elenco.solicitacao(caixa)
    da_praca = elenco.solicitacao(caixa, canal=Canal.PRACA)
    com_foto = elenco.solicitacao(caixa, com_foto=True)
    reaberta = elenco.solicitacao(caixa, reaberta_em=timezone.now())
    augusta = elenco.solicitacao(caixa, logradouro="Rua Augusta", numero="100", com_foto=True)
    assert _achados(client, "canal=praca") == {da_praca.protocolo}
    assert _achados(client, "foto=sim") == {com_foto.protocolo, augusta.protocolo}
    assert _achados(client, "reabertas=sim") == {reaberta.protocolo}
    assert _achados(client, "rua=R. Augusta") == _achados(client, "rua=augusta 100") == {augusta.protocolo}
    assert _achados(client, "rua=augusta 101") == set()
    assert _achados(client, "rua=!!!") == set()
    assert _achados(client, "foto=sim&rua=líbero") == {com_foto.protocolo}
    assert comum.protocolo in _achados(client, "canal=portal")


def test_periodo_inclui_os_dois_dias_no_relogio_da_cidade(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    def aberta(dia: int, hora: int, minuto: int) -> str:
        em = datetime(2026, 3, dia, hora, minuto, tzinfo=SAO_PAULO)
        return elenco.solicitacao(caixa, em=em).protocolo

    vespera, primeiro, ultimo, seguinte = (
        aberta(9, 23, 59),
        aberta(10, 0, 0),
        aberta(12, 23, 59),
        aberta(13, 0, 0),
    )
    assert _achados(client, "de=2026-03-10&ate=2026-03-12") == {primeiro, ultimo}
    assert _achados(client, "de=2026-03-13") == {seguinte}
    assert _achados(client, "ate=2026-03-09") == {vespera}
    assert _achados(client, "de=2026-03-12&ate=2026-03-10") == set()


@pytest.mark.parametrize("valor", ["2026-02-30", "ontem", "0001-01-01", "9999-12-31", "12/03/2026", ""])
def test_dia_estragado_e_ignorado(client: Client, caixa: Unidade, servidor: Usuario, valor: str) -> None:
    caso = elenco.solicitacao(caixa)
    assert _achados(client, f"de={valor}") == _achados(client, f"ate={valor}") == {caso.protocolo}
    assert _achados(client, "canal=pombo") == {caso.protocolo}


def test_busca_acha_o_que_a_descricao_diz_so_nos_abertos(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    cacamba = elenco.solicitacao(caixa, descricao="Há duas CAÇAMBAS abandonadas perto da escola.")
    escola = elenco.solicitacao(caixa, descricao="Árvore caída na escola", logradouro="Rua Direita")
    da_rua = elenco.solicitacao(caixa, logradouro="Rua da Escola", numero="3")
    elenco.na_situacao(Situacao.FINALIZADA, caixa, descricao="caçamba")
    fora = elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None), descricao="caçamba")
    assert _achados(client, "busca=cacamba") == {cacamba.protocolo}
    assert _achados(client, "busca=escola") == {cacamba.protocolo, escola.protocolo, da_rua.protocolo}
    assert _achados(client, "busca=escola caçamba") == {cacamba.protocolo}
    assert _achados(client, "busca=escola&rua=direita") == {escola.protocolo}
    assert _achados(client, "busca=caçamba&situacao=encerradas") == set()
    assert fora.protocolo not in _achados(client, "busca=caçamba")


def test_so_o_principal_aparece_e_diz_quantos_o_seguem(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    principal, outras = _grupo(caixa, servidor)
    sozinho = elenco.solicitacao(caixa)
    assert _achados(client, "") == {principal.protocolo, sozinho.protocolo}
    assert _achados(client, "iguais=sim") == {principal.protocolo}
    linha = _pagina(client, "iguais=sim").select_one("tr[data-linha]")
    assert linha is not None
    assert [marca.text for marca in linha.select(".sp-nota")] == ["+2 iguais"]
    contadores = _pagina(client).select_one(".sp-contadores")
    assert contadores is not None
    assert " ".join(contadores.text.split()).startswith("2 abertos")
    acoes.desagrupar(caso=outras[0], versao=2, por=elenco.autor(servidor, caixa))
    assert "+1 igual" in _pagina(client, "iguais=sim").text


def test_o_protocolo_de_um_juntado_o_acha(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    _, (junto, outro) = _grupo(caixa, servidor)
    assert _achados(client, f"busca={junto.protocolo_escrito}") == {junto.protocolo}
    assert "junto de outro" in _pagina(client, f"busca={junto.protocolo}").text
    assert outro.protocolo not in _achados(client, "busca=libero")


def test_marcas_curtas_so_onde_ha_o_que_dizer(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.solicitacao(caixa, ha_dias=9, agendada_para=date(2026, 12, 3), reaberta_em=timezone.now())
    elenco.solicitacao(caixa, ha_dias=1)
    linhas = _pagina(client).select("tr[data-linha]")
    marcas = [[marca.text for marca in linha.select(".sp-nota")] for linha in linhas]
    assert marcas == [["marcada para 03/12", "reaberta"], []]


def test_diz_quantos_filtros_ha_e_limpa(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.solicitacao(caixa, com_foto=True)
    assert "filtro ligado" not in _pagina(client).text
    topo = _pagina(client, "foto=sim&canal=portal&busca=").select_one(".sp-lista-topo")
    assert topo is not None
    assert "2 filtros ligados" in topo.text
    assert topo.select_one('a[href="?"]') is not None
    fragmento = _pagina(client, "foto=sim", **{"HX-Request": "true"})
    assert "1 filtro ligado" in fragmento.text


def test_mais_filtros_abre_quando_um_deles_esta_ligado(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    def aberto(consulta: str) -> bool:
        detalhe = _pagina(client, consulta).select_one("details.sp-mais-filtros")
        assert detalhe is not None
        return detalhe.has_attr("open")

    assert not aberto("situacao=aberta&atrasadas=sim")
    for consulta in ("rua=x", "de=2026-01-01", "canal=portal", "foto=1", "reabertas=1", "iguais=1"):
        assert aberto(consulta), consulta
    pagina = _pagina(client, "rua=Líbero&de=2026-01-01&canal=praca&foto=1")
    valores = {str(c["name"]): c.get("value") for c in pagina.select(".sp-mais-filtros input")}
    assert (valores["rua"], valores["de"], valores["ate"]) == ("Líbero", "2026-01-01", "")
    assert [c["name"] for c in pagina.select(".sp-mais-filtros input[checked]")] == ["foto"]
    escolhido = pagina.select_one("#filtro-canal option[selected]")
    assert escolhido is not None
    assert escolhido["value"] == "praca"


def test_o_endereco_que_o_htmx_guarda_so_tem_os_ligados(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    resposta = client.get(
        f"{CAIXA}?busca=&situacao=&canal=praca&distrito=x&foto=sim", headers={"HX-Request": "true"}
    )
    assert resposta["HX-Push-Url"] == "/caixa/SMPR-CPO-STM-S%C3%A9/?canal=praca&foto=sim"
    assert "HX-Push-Url" not in client.get(CAIXA)


def test_as_marcas_nao_custam_uma_consulta_por_linha(
    client: Client, caixa: Unidade, servidor: Usuario, django_assert_num_queries: object
) -> None:
    """Com um grupo e com vários, o fragmento faz as mesmas cinco consultas."""
    for _ in range(3):
        _grupo(caixa, servidor, quantos=2)
        with django_assert_num_queries(5):  # type: ignore[operator]
            client.get(f"{CAIXA}?iguais=sim&foto=", headers={"HX-Request": "true"})


def test_atrasadas_nao_vale_para_as_encerradas(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    feita = elenco.na_situacao(
        Situacao.FINALIZADA, caixa, ha_dias=90, encerrada_em=timezone.now() - timedelta(days=1)
    )
    assert _achados(client, "situacao=encerradas&atrasadas=sim&de=2020-01-01") == {feita.protocolo}
