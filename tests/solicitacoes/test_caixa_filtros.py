"""Os filtros e a busca: cada um, combinados, estragados, e a paginação que os leva."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contas.models import Usuario
from mesas.paginacao import EPOCA, Ordem, Pagina, escrever_chave, ler_chave, paginar
from roteamento.models import Unidade
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _achados(client: Client, consulta: str) -> list[str]:
    pagina = BeautifulSoup(client.get(f"{CAIXA}?{consulta}").content, "lxml")
    return [str(a["href"]).split("/")[0] for a in pagina.select("tr[data-linha] .sp-numero")]


def test_cada_filtro_escolhe_o_que_diz(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    celia = elenco.servidor(caixa, nome="Célia")
    poda = elenco.servico("poda", "Poda de árvore")
    comum = elenco.solicitacao(caixa)
    outro_servico = elenco.solicitacao(caixa, servico=poda)
    outro_distrito = elenco.solicitacao(caixa, distrito=elenco.distrito(62, "República"))
    minha = elenco.solicitacao(caixa, responsavel=servidor)
    dela = elenco.solicitacao(caixa, responsavel=celia)
    atrasada = elenco.solicitacao(caixa, ha_dias=90)
    andando = elenco.na_situacao(Situacao.EM_ANDAMENTO, caixa)
    parada = elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, ha_dias=90)
    feita = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    recusada = elenco.na_situacao(Situacao.INDEFERIDA, caixa)

    def achados(consulta: str) -> set[str]:
        return set(_achados(client, consulta))

    assert achados("servico=poda") == {outro_servico.protocolo}
    assert achados("distrito=62") == {outro_distrito.protocolo}
    assert achados("responsavel=eu") == {minha.protocolo}
    assert achados(f"responsavel={celia.pk}") == {dela.protocolo}
    assert minha.protocolo not in achados("responsavel=ninguem")
    assert comum.protocolo in achados("responsavel=ninguem")
    assert achados("atrasadas=sim") == {atrasada.protocolo}
    assert achados("situacao=em_andamento") == {andando.protocolo}
    assert achados("situacao=aguardando_municipe") == {parada.protocolo}
    assert achados("situacao=encerradas") == {feita.protocolo, recusada.protocolo}
    assert achados("situacao=indeferida") == {recusada.protocolo}
    assert achados("servico=poda&distrito=78&responsavel=ninguem") == {outro_servico.protocolo}
    assert achados("servico=poda&responsavel=eu") == set()


def test_busca_por_rua_entende_abreviatura_acento_e_numero(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    libero = elenco.solicitacao(caixa)
    augusta = elenco.solicitacao(caixa, logradouro="Rua Augusta", numero="100")
    augusta_dois = elenco.solicitacao(caixa, logradouro="Rua Augusta", numero="1001")
    nove = elenco.solicitacao(caixa, logradouro="Avenida Nove de Julho", numero="9")
    casos = {
        "líbero": {libero},
        "R. LIBERO BADARO": {libero},
        "augusta": {augusta, augusta_dois},
        "rua augusta, 100": {augusta},
        "Av. 9 de Julho": {nove},
        "paulista": set(),
    }
    for busca, esperados in casos.items():
        assert set(_achados(client, f"busca={busca}")) == {c.protocolo for c in esperados}, busca


def test_busca_por_protocolo_acha_aberto_ou_encerrado_mas_so_daqui(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    aberto = elenco.solicitacao(caixa)
    feito = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    de_fora = elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))
    for caso in (aberto, feito):
        assert _achados(client, f"busca={caso.protocolo_escrito}") == [caso.protocolo]
        assert _achados(client, f"busca= {caso.protocolo[:8]} ") == [caso.protocolo]
    assert _achados(client, f"busca={de_fora.protocolo}") == []
    assert _achados(client, f"busca={feito.protocolo}&situacao=aberta") == []


def test_valores_estragados_sao_ignorados(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    estragados = (
        "situacao=voando&responsavel=todos&distrito=abc&apos=xyz&antes=1.2.3",
        f"responsavel={'9' * 40}&distrito={'9' * 9}&apos={'9' * 30}.1&busca=%00",
        "distrito=0&responsavel=0&apos=99999999999999999.999999999999999999&atrasadas=",
    )
    assert _achados(client, estragados[0]) == _achados(client, estragados[1]) == [caso.protocolo]
    assert _achados(client, estragados[2]) == []  # chave inteira, mas além do fim
    assert _achados(client, "busca='; DROP TABLE--%25_") == []


def test_os_filtros_ficam_no_formulario_e_nas_paginas_vizinhas(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    for dias in range(51):
        elenco.solicitacao(caixa, ha_dias=dias)
    consulta = "busca=libero&servico=tapa-buraco&distrito=78&responsavel=ninguem"
    pagina = BeautifulSoup(client.get(f"{CAIXA}?{consulta}").content, "lxml")
    assert pagina.select_one("input[name=busca]")["value"] == "libero"  # type: ignore[index]
    escolhidas = {str(o["value"]) for o in pagina.select("form.sp-filtros option[selected]")}
    assert escolhidas == {"", "tapa-buraco", "78", "ninguem"}
    proxima = parse_qs(str(pagina.select_one("a[rel=next]")["href"]).removeprefix("?"))  # type: ignore[index]
    assert {chave: valor[0] for chave, valor in proxima.items() if chave != "apos"} == {
        "busca": "libero",
        "servico": "tapa-buraco",
        "distrito": "78",
        "responsavel": "ninguem",
    }
    assert "volta=busca%3Dlibero" in str(pagina.select_one("tr[data-linha] a")["href"])  # type: ignore[index]


def test_ida_e_volta_pelas_paginas_nao_perde_nem_repete(caixa: Unidade) -> None:
    """121 pedidos, muitos com o mesmo prazo: três páginas para a frente e as mesmas para trás."""
    agora = timezone.now()
    for numero in range(121):
        elenco.solicitacao(caixa, identificacao=None, vence_em=agora + timedelta(days=numero % 3))
    todas = list(Solicitacao.objects.na_ordem_da_caixa())
    ordem = Ordem("vence_em")
    paginas: list[Pagina] = []
    chave = ""
    while not paginas or chave:
        pagina = paginar(Solicitacao.objects.all(), ordem, {"apos": chave})
        paginas.append(pagina)
        chave = pagina.proxima
    assert [len(p.linhas) for p in paginas] == [50, 50, 21]
    assert [linha for p in paginas for linha in p.linhas] == todas
    assert not paginas[0].anterior
    meio = paginar(Solicitacao.objects.all(), ordem, {"antes": paginas[2].anterior})
    assert meio.linhas == paginas[1].linhas
    comeco = paginar(Solicitacao.objects.all(), ordem, {"antes": meio.anterior})
    assert (comeco.linhas, comeco.anterior) == (paginas[0].linhas, "")
    assert not comeco.inteira


def test_voltar_a_um_comeco_que_encolheu_mostra_a_primeira_pagina_inteira(caixa: Unidade) -> None:
    for numero in range(60):
        elenco.solicitacao(caixa, identificacao=None, ha_dias=numero)
    ordem = Ordem("vence_em")
    vigesima = list(Solicitacao.objects.na_ordem_da_caixa())[20]
    pagina = paginar(Solicitacao.objects.all(), ordem, {"antes": escrever_chave(vigesima, ordem)})
    assert (len(pagina.linhas), pagina.anterior) == (50, "")


def test_encerradas_da_ultima_para_a_primeira(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    agora = timezone.now()
    for numero in range(52):
        elenco.na_situacao(Situacao.FINALIZADA, caixa, encerrada_em=agora - timedelta(hours=numero))
    ultimas = list(Solicitacao.objects.order_by("-encerrada_em").values_list("protocolo", flat=True))
    pagina = BeautifulSoup(client.get(f"{CAIXA}?situacao=encerradas").content, "lxml")
    assert _achados(client, "situacao=encerradas") == ultimas[:50]
    proxima = str(pagina.select_one("a[rel=next]")["href"]).removeprefix("?")  # type: ignore[index]
    assert _achados(client, proxima) == ultimas[50:]


@given(
    st.datetimes(EPOCA.replace(tzinfo=None)).map(lambda d: d.replace(tzinfo=EPOCA.tzinfo)),
    st.integers(1, 10**17),
)
def test_chave_vai_e_volta(momento: object, pk: int) -> None:
    linha = type("Linha", (), {"vence_em": momento, "id": pk})()
    texto = escrever_chave(linha, Ordem("vence_em"))
    lida = ler_chave(texto)
    assert lida == (momento, pk) if len(texto.split(".")[0]) <= 17 else lida is None


@given(st.text(max_size=40))
def test_ler_qualquer_coisa_nunca_quebra(texto: str) -> None:
    parametros = dict.fromkeys(Caixa.filtros(), texto)
    filtros = Caixa.ler(parametros)
    assert set(filtros.usados) <= set(parametros)
    assert isinstance(filtros.protocolo_procurado, str)
    ler_chave(texto)
