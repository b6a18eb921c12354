"""Processos que morrem (`kill -9`) no meio do trabalho: do que se escreveu, nada se perde ou se repete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup

from tests.atendimento.derrubando import ABRIR, abrir, conferir, escrever_e_derrubar, os_lados
from tests.instalacao import Instalacao, instalar
from tests.navegante import Navegante

pytestmark = pytest.mark.processo

INTEIRAS = {"perdidas": 0, "dobradas": 0, "fora_de_ordem": 0, "com_buracos": 0}

QUEM_ATENDE = """
from django.test import Client
from django.utils import timezone
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
quem = Usuario.objects.create_user(email="central@exemplo.invalid", nome="Ana Atende", password="x")
onde = Unidade.objects.get(sigla="Central 156")
Lotacao.objects.create(usuario=quem, unidade=onde, papel=Papel.ATENDENTE, de=timezone.localdate())
navegador = Client()
navegador.force_login(quem)
print(navegador.cookies["sessionid"].value)
"""
ESCRITO = {
    "logradouro": "Rua Líbero Badaró",
    "numero": "425",
    "descricao": "Em frente ao ponto de ônibus.",
    "nome": "Maria Silva",
    "cpf": "123",
}


@dataclass(frozen=True)
class Cheia:
    """Uma instalação com a web, que cada teste derruba e levanta; a sessão de quem atende; três conversas."""

    no_ar: Instalacao
    sessao: str
    conversas: str


@pytest.fixture(scope="module")
def cheia() -> Iterator[Cheia]:
    with instalar() as no_ar:
        no_ar.subir("web")
        yield Cheia(no_ar, *no_ar.python(QUEM_ATENDE + ABRIR.format(quantas=3)).splitlines()[-2:])


def _entrar(cheia: Cheia) -> Navegante:
    quem = Navegante(cheia.no_ar.porta)
    quem.cookies["sessionid"] = cheia.sessao
    return quem


def _valor(pagina: BeautifulSoup, nome: str) -> str:
    campo = pagina.select_one(f"#pedido :is(input, textarea)[name={nome}]")
    assert campo is not None, nome
    return str(campo.get("value") or campo.get_text()).strip()


@pytest.mark.timeout(300)
def test_o_servidor_morre_no_meio_da_ligacao(cheia: Cheia) -> None:
    no_ar, quem = cheia.no_ar, _entrar(cheia)
    quem.get("/central/")
    onde = quem.post("/central/comecar/", {"servico": "tapa-buraco"})["Location"]
    pagina = BeautifulSoup(quem.get(onde).content, "lxml")
    guardar = {**ESCRITO, "rascunho": _valor(pagina, "rascunho"), "guardar": "sim"}
    assert quem.post(onde, guardar).status_code == 303
    no_ar.matar("web")
    assert no_ar.saude() == 0
    no_ar.subir("web")
    voltou = BeautifulSoup(quem.get(onde).content, "lxml")
    assert {nome: _valor(voltou, nome) for nome in ESCRITO} == ESCRITO
    abas = BeautifulSoup(quem.get("/central/").content, "lxml").select("#abas-da-central a")
    assert [aba["href"] for aba in abas] == [onde], "a aba continua aberta"


@pytest.mark.timeout(300)
def test_a_web_cai_e_as_mensagens_chegam_todas_uma_vez(cheia: Cheia) -> None:
    no_ar, quem = cheia.no_ar, os_lados(cheia.no_ar, cheia.conversas)
    escrever_e_derrubar(no_ar, quem, mensagens=120, cair=["web"])
    assert conferir(no_ar, quem) == {"mensagens": 120, **INTEIRAS}, no_ar.registros()


@pytest.mark.noturno
@pytest.mark.timeout(3600)
def test_dez_mil_mensagens_com_a_web_a_fila_e_o_banco_a_cair() -> None:
    with instalar(banco_proprio=True, processos_da_web=2) as no_ar:
        no_ar.subir("web")
        quem = abrir(no_ar, 10)
        escrever_e_derrubar(
            no_ar, quem, mensagens=10_000, cair=["web", "banco", "fila", "web", "banco", "web", "fila", "web"]
        )
        assert conferir(no_ar, quem) == {"mensagens": 10_000, **INTEIRAS}, no_ar.registros()
