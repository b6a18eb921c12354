"""A carga pode ser repetida sem criar nada de novo, e cria as pessoas da demonstração só no modo embutido."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from contas.models import Usuario
from sp156.demonstracao import pessoas
from sp156.management.commands.carregar_referencia import CARGAS
from tests.bancos import rodada

pytestmark = pytest.mark.usefixtures("conteudo_do_projeto")


def carregar() -> list[str]:
    saida = StringIO()
    call_command("carregar_referencia", stdout=saida)
    return saida.getvalue().splitlines()


def test_a_primeira_carga_diz_o_que_criou_e_a_segunda_nao_cria_nada() -> None:
    """A primeira é a que fez o banco de onde este teste parte, sobre os avisos e os prazos da base."""
    primeira = (rodada() / "conteudo.txt").read_text(encoding="utf-8").splitlines()
    assert [linha.partition(":")[0] for linha in primeira] == list(CARGAS)
    da_base = {"avisos", "protocolo"}
    assert all(("criado" in linha) is (linha.partition(":")[0] not in da_base) for linha in primeira)
    assert not any("criado" in linha or "atualizado" in linha for linha in carregar())
    assert set(Usuario.objects.values_list("email", flat=True)) == {u.email for u in pessoas.USUARIOS}


def test_fora_do_modo_embutido_ninguem_de_demonstracao(settings: Settings) -> None:
    settings.EMBUTIDO = False
    carregar()
    assert not Usuario.objects.exists()
