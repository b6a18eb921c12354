"""A parte dos pedidos que saiu da primeira unidade: o que conta, quando se refaz e o que a página mostra."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.autor import SISTEMA
from guia.models import Assunto, Servico, Tema
from roteamento.models import Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes, tasks
from solicitacoes.models import SaidaDaPrimeiraUnidade, Solicitacao
from solicitacoes.rotas.primeira_unidade import MINIMO
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from contas.models import Usuario

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

PAGINA = "/rotas/primeira-unidade/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def outra(caixa: Unidade) -> Unidade:
    return elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)


@pytest.fixture
def rita(client: Client) -> Usuario:
    quem = elenco.pessoa("Rita Regras")
    quem.user_permissions.set(Permission.objects.filter(codename__in=["change_regra", "view_regra"]))
    client.force_login(quem)
    return quem


def _contas() -> dict[str, tuple[int, int]]:
    acoes.medir_saidas(hoje=timezone.localdate())
    linhas = SaidaDaPrimeiraUnidade.objects.values_list("servico__slug", "pedidos", "sairam")
    return {slug: (pedidos, sairam) for slug, pedidos, sairam in linhas}


def _saida(nome: str, pedidos: int, sairam: int, tema: str = "") -> Servico:
    """Um serviço já contado."""
    servico = elenco.servico(nome.lower().replace(" ", "-"), nome)
    if tema:
        assunto = Assunto.objects.create(
            tema=Tema.objects.create(slug=tema, nome=tema.title()), slug=tema, nome=tema
        )
        Servico.objects.filter(pk=servico.pk).update(assunto=assunto)
    SaidaDaPrimeiraUnidade.objects.create(
        servico=servico, de=date(2025, 11, 24), ate=date(2026, 11, 23), pedidos=pedidos, sairam=sairam
    )
    return servico


def _linhas(resposta: Any) -> list[list[str]]:
    pagina = BeautifulSoup(resposta.content, "lxml")
    return [
        [" ".join(c.get_text(" ").split()) for c in tr.select("th, td")] for tr in pagina.select("tbody tr")
    ]


# --- a conta ------------------------------------------------------------------------------


def test_conta_o_transferido_uma_vez_so_e_cada_servico_por_si(caixa: Unidade, outra: Unidade) -> None:
    por = elenco.autor(elenco.servidor(caixa), caixa)
    elenco.solicitacao(caixa)
    elenco.devolvido_duas_vezes(caixa, outra, ha_dias=1)
    uma = elenco.solicitacao(caixa)
    acoes.transferir(caso=uma, versao=1, por=por, unidade=outra, motivo=elenco.FRASE)
    elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda"))
    assert _contas() == {"tapa-buraco": (3, 2), "poda": (1, 0)}


def test_decisao_correcao_e_sucessao_nao_contam(caixa: Unidade, outra: Unidade) -> None:
    """Mudam a unidade sem que alguém tenha transferido."""
    triagem = elenco.unidade(TRIAGEM, subprefeitura=None)
    caso = elenco.solicitacao(caixa, devolucoes=2, aguarda_decisao_desde=timezone.now())
    por = elenco.autor(elenco.servidor(triagem))
    acoes.decidir(caso=caso, versao=1, por=por, unidade=outra, motivo=elenco.FRASE)
    errado = elenco.solicitacao(caixa)
    elenco.servico("poda", "Poda")
    acoes.reclassificar(
        caso=errado, versao=1, por=por, servico=Servico.objects.get(slug="poda"), motivo=elenco.FRASE
    )
    assert _contas() == {"tapa-buraco": (1, 0), "poda": (1, 0)}


def test_so_os_ultimos_365_dias_inteiros_e_so_os_nativos(caixa: Unidade) -> None:
    hoje = timezone.localdate()

    def aberta(dia: date, hora: time) -> None:
        em = timezone.make_aware(datetime.combine(dia, hora))
        acoes.gravar([elenco.montar(caixa, em=em, transferencias=1)], por=SISTEMA)

    aberta(hoje - timedelta(days=366), time(23, 59))
    aberta(hoje - timedelta(days=365), time(0, 0))
    aberta(hoje - timedelta(days=1), time(23, 59))
    aberta(hoje, time(0, 0))
    elenco.solicitacao(caixa, identificacao=None, procedencia="importada", transferencias=1)
    assert _contas() == {"tapa-buraco": (2, 2)}
    linha = SaidaDaPrimeiraUnidade.objects.get()
    assert (linha.de, linha.ate) == (hoje - timedelta(days=365), hoje - timedelta(days=1))


def test_refazer_atualiza_e_tira_o_servico_que_ja_nao_tem_pedido(caixa: Unidade) -> None:
    _saida("Antigo", 50, 10)
    caso = elenco.solicitacao(caixa)
    assert _contas() == {"tapa-buraco": (1, 0)}
    Solicitacao.objects.filter(pk=caso.pk).update(transferencias=1)
    tasks.medir_saidas()
    tasks.medir_saidas()
    assert _contas() == {"tapa-buraco": (1, 1)}


def test_a_conta_e_uma_consulta_so_e_roda_toda_noite(caixa: Unidade) -> None:
    for slug in ("a", "b", "c"):
        elenco.solicitacao(caixa, servico=elenco.servico(slug, slug))
    with CaptureQueriesContext(connection) as feitas:
        acoes.medir_saidas(hoje=timezone.localdate())
    assert sum('FROM "solicitacoes_solicitacao"' in c["sql"] for c in feitas) == 1
    assert settings.CELERY_BEAT_SCHEDULE["solicitacoes.medir_saidas"]["task"] == tasks.medir_saidas.name


# --- a página -----------------------------------------------------------------------------


def test_o_pior_primeiro_com_a_parte_e_os_caminhos(client: Client, rita: Usuario) -> None:
    _saida("Poda", 1000, 20)
    pior = _saida("Ratos", 40, 13)
    resposta = client.get(PAGINA)
    assert [linha[:4] for linha in _linhas(resposta)] == [
        ["Ratos", "32,5%", "13", "40"],
        ["Poda", "2,0%", "20", "1.000"],
    ]
    texto = " ".join(resposta.content.decode().split())
    assert "de 24/11/2025 a 23/11/2026" in texto
    regras = f"/admin/roteamento/regra/?servico__id__exact={pior.pk}"
    assert regras in texto


def test_o_link_das_regras_abre_so_as_do_servico(client: Client) -> None:
    alice = elenco.pessoa("Alice", is_staff=True, is_superuser=True)
    client.force_login(alice, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    servico = _saida("Ratos", 40, 13)
    lista = client.get(f"/admin/roteamento/regra/?servico__id__exact={servico.pk}")
    assert lista.status_code == 200


def test_poucos_pedidos_so_a_quem_pede(client: Client, rita: Usuario) -> None:
    _saida("Raro", MINIMO - 1, 10)
    _saida("Comum", MINIMO, 1)
    assert [linha[0] for linha in _linhas(client.get(PAGINA))] == ["Comum"]
    assert [linha[0] for linha in _linhas(client.get(f"{PAGINA}?poucos=sim"))] == ["Raro", "Comum"]


@pytest.mark.parametrize(
    ("consulta", "achados"),
    [
        ("busca=ILUMINACAO", ["Iluminação"]),
        ("tema=luz", ["Iluminação"]),
        ("tema=luz&busca=poda", []),
        ("tema=nenhum", []),
        ("busca=%00poda", ["Poda"]),
        ("busca=", ["Poda", "Iluminação"]),
    ],
)
def test_filtros(client: Client, rita: Usuario, consulta: str, achados: list[str]) -> None:
    _saida("Iluminação", 100, 1, tema="luz")
    _saida("Poda", 100, 2)
    resposta = client.get(f"{PAGINA}?{consulta}")
    assert [linha[0] for linha in _linhas(resposta)] == achados
    assert achados or "Nenhum serviço com estes filtros" in resposta.content.decode()


def test_antes_da_primeira_conta_a_pagina_diz_quando_vem(client: Client, rita: Usuario) -> None:
    assert "Volte amanhã" in client.get(PAGINA).content.decode()


def test_so_com_servicos_de_poucos_pedidos_oferece_ve_los(client: Client, rita: Usuario) -> None:
    _saida("Raro", 1, 1)
    assert "?poucos=sim" in client.get(PAGINA).content.decode()


def test_custa_o_mesmo_com_um_e_com_cinco_e_so_le(client: Client, rita: Usuario) -> None:
    _saida("Um", 100, 1)
    client.get(PAGINA)
    with CaptureQueriesContext(connection) as um:
        client.get(PAGINA)
    for numero in range(4):
        _saida(f"Outro {numero}", 100, 1)
    with CaptureQueriesContext(connection) as cinco:
        client.get(PAGINA)
    assert len(um) == len(cinco) <= 10
    assert all(c["sql"].startswith("SELECT") for c in cinco.captured_queries)


def test_so_quem_cuida_das_rotas_ve(client: Client, caixa: Unidade) -> None:
    client.force_login(elenco.servidor(caixa))
    assert client.get(PAGINA).status_code == 403
