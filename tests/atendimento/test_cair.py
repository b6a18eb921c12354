"""O servidor morre no meio de um atendimento (`kill -9`), e nada do que se escreveu se perde."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.instalacao import Instalacao, instalar
from tests.navegante import Navegante

pytestmark = [pytest.mark.processo, pytest.mark.timeout(300)]

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


def _entrar(no_ar: Instalacao) -> Navegante:
    quem = Navegante(no_ar.porta)
    quem.cookies["sessionid"] = no_ar.python(QUEM_ATENDE).split()[-1]
    return quem


def _valor(pagina: BeautifulSoup, nome: str) -> str:
    campo = pagina.find(["input", "textarea"], {"name": nome})
    assert campo is not None, nome
    return str(campo.get("value") or campo.get_text()).strip()


def test_o_servidor_morre_no_meio_da_ligacao() -> None:
    with instalar() as no_ar:
        no_ar.subir("web")
        quem = _entrar(no_ar)
        quem.get("/central/")
        onde = quem.post("/central/comecar/", {"servico": "tapa-buraco"})["Location"]
        pagina = BeautifulSoup(quem.get(onde).content, "html.parser")
        guardar = {**ESCRITO, "rascunho": _valor(pagina, "rascunho"), "guardar": "sim"}
        assert quem.post(onde, guardar).status_code == 303
        no_ar.matar("web")
        assert no_ar.saude() == 0
        no_ar.subir("web")
        voltou = BeautifulSoup(quem.get(onde).content, "html.parser")
        assert {nome: _valor(voltou, nome) for nome in ESCRITO} == ESCRITO
        abas = BeautifulSoup(quem.get("/central/").content, "html.parser").select("#abas-da-central a")
        assert [aba["href"] for aba in abas] == [onde], "a aba continua aberta"
