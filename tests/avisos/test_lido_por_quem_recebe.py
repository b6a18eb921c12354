"""A mensagem como quem a recebe a lê: chamada pelo nome, e cada link diz aonde leva."""

from __future__ import annotations

import re

import pytest

from avisos.canais.correio import montar_mensagem
from avisos.models import Cidade, ModeloDeAviso
from avisos.textos import LINK, exemplo
from contas.models import Usuario
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(nome="Ana Souza", email="ana@exemplo.invalid")


@pytest.mark.parametrize(
    ("nome", "para", "dita"),
    [
        ("Ana Souza", "ana@exemplo.invalid", "Olá, Ana!"),
        ("Ana Souza", "outro@exemplo.invalid", "Olá!"),
        ("Ganhe em golpe.com", "ana@exemplo.invalid", "Olá!"),
        ("Multaaaaaaaaaaaaaaaaaaa Hoje", "ana@exemplo.invalid", "Olá!"),
    ],
)
def test_chama_pelo_nome_so_no_contato_que_a_conta_provou(
    ana: Usuario, nome: str, para: str, dita: str
) -> None:
    ana.nome = nome
    ana.save(update_fields=["nome"])
    aviso = AvisoFactory.create(interessado__usuario=ana, interessado__nome="Zuleica Escrita")
    mensagem = montar_mensagem(aviso, para, Cidade())
    html = str(mensagem.alternatives[0][0])
    assert str(mensagem.body).startswith(f"{dita}\n\nRecebemos.")
    assert f">{dita}<" in html
    assert "Zuleica" not in f"{mensagem.body}{html}"


def test_a_quem_nao_tem_conta_nao_se_repete_o_nome_que_alguem_escreveu() -> None:
    aviso = AvisoFactory.create(interessado__nome="Maria Silva", interessado__email="maria@exemplo.invalid")
    assert str(montar_mensagem(aviso, "maria@exemplo.invalid", Cidade()).body).startswith("Olá!\n\n")


def test_cada_link_de_cada_modelo_diz_aonde_leva(subtests: pytest.Subtests) -> None:
    for modelo in ModeloDeAviso.objects.all():
        with subtests.test(modelo.chave):
            partes = exemplo(modelo, modelo.variaveis).corpo.split("\n\n")
            for antes, parte in zip(["", *partes], partes, strict=False):
                if parte == LINK:
                    assert antes.rstrip().endswith(":"), "o link vem depois do que diz aonde leva"
                elif achado := re.search(r"(\S+) https?://", parte):
                    assert achado[1].endswith(":"), parte
                else:
                    assert not re.match(r"https?://", parte) or antes.endswith(":"), parte
