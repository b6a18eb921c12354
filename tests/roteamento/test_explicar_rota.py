"""`manage.py explicar_rota`, sobre os dados que vêm com o projeto."""

import json
from io import StringIO
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.utils import timezone

from guia.models import Servico
from roteamento.models import Contorno, Distrito, Importacao, Unidade
from tests.roteamento.factories import AssuntoFactory, OrgaoFactory

pytestmark = pytest.mark.django_db

CHAVES = {"unidade", "distrito", "subprefeitura", "regra", "motivo"}


def explicar(*opcoes: str, servico: str = "tapa-buraco") -> dict[str, Any]:
    saida = StringIO()
    call_command("explicar_rota", "--servico", servico, *opcoes, "--json", stdout=saida)
    resposta: dict[str, Any] = json.loads(saida.getvalue())
    return resposta


def recusa(*opcoes: str, servico: str = "tapa-buraco") -> str:
    """A frase do erro; confere que sai com 1 e que a saída é só `{"erro": …}`."""
    saida = StringIO()
    with pytest.raises(SystemExit) as fim:
        call_command("explicar_rota", "--servico", servico, *opcoes, "--json", stdout=saida)
    assert fim.value.code == 1
    resposta = json.loads(saida.getvalue())
    assert set(resposta) == {"erro"}
    return str(resposta["erro"])


@pytest.mark.parametrize(
    "opcoes",
    [
        ("--logradouro", "Rua Líbero Badaró", "--numero", "425"),
        ("--logradouro", "R. LIBERO BADARO"),
        ("--logradouro", "Rua Líbero Badaró", "--cep", "01009-000"),
        ("--cep", "01009-000"),
        ("--cep", "01008000", "--numero", "152"),
        ("--ponto", "-23.5469,-46.6366"),
        ("--ponto", "-23.5503,-46.6339"),
        ("--ponto=-23.5461,-46.6361",),
        ("--logradouro", "Rua Líbero Badaró", "--ponto=-23.5461,-46.6361"),
        ("--distrito", "Sé"),
        ("--distrito", "SE", "--logradouro", "Rua Líbero Badaró", "--numero", "425"),
    ],
)
def test_tapa_buraco_na_libero_badaro_e_da_manutencao_da_se(
    conteudo_do_projeto: None, opcoes: tuple[str, ...]
) -> None:
    resposta = explicar(*opcoes)
    assert set(resposta) == CHAVES
    assert resposta["unidade"] == "SMPR-CPO-STM-Sé"
    assert (resposta["distrito"], resposta["subprefeitura"]) == ("Sé", "Sé")
    assert resposta["regra"] == "toda a cidade → CPO-STM"
    assert "que ali é SMPR-CPO-STM-Sé" in resposta["motivo"]


@pytest.mark.parametrize(
    ("numero", "distrito", "unidade"),
    [
        ("1578", "Bela Vista", "SMPR-CPO-STM-Sé"),
        ("1001", "Jardim Paulista", "SMPR-CPO-STM-Pinheiros"),
        ("149", "Vila Mariana", "SMPR-CPO-STM-Vila Mariana"),
        ("2300", "Consolação", "SMPR-CPO-STM-Sé"),
    ],
)
def test_a_paulista_tem_quatro_distritos_pelo_numero_e_pelo_lado(
    conteudo_do_projeto: None, numero: str, distrito: str, unidade: str
) -> None:
    resposta = explicar("--logradouro", "Av. Paulista", "--numero", numero)
    assert (resposta["distrito"], resposta["unidade"]) == (distrito, unidade)


def test_candidatos_que_dao_na_mesma_unidade_bastam_sem_dizer_o_distrito(conteudo_do_projeto: None) -> None:
    resposta = explicar("--logradouro", "Av. Brigadeiro Faria Lima")
    assert (resposta["unidade"], resposta["distrito"]) == ("SMPR-CPO-STM-Pinheiros", None)
    assert resposta["subprefeitura"] == "Pinheiros"
    assert resposta["motivo"].endswith("Em qualquer deles a unidade é SMPR-CPO-STM-Pinheiros.")


def test_todo_distrito_leva_o_buraco_a_sua_subprefeitura(conteudo_do_projeto: None) -> None:
    for stm in Unidade.objects.filter(atribuicao="CPO-STM").select_related("subprefeitura"):
        assert stm.subprefeitura is not None
        for distrito in stm.subprefeitura.distritos.all():
            resposta = explicar("--distrito", distrito.nome)
            assert (resposta["unidade"], resposta["distrito"]) == (stm.sigla, distrito.nome)


@pytest.mark.parametrize(
    ("opcoes", "trecho"),
    [
        (("--cep", "0100"), "oito algarismos"),
        (("--cep", "13000-000"), "não é da cidade"),
        (("--logradouro", "Av. Sapopemba"), "passa por mais de um distrito"),
        (("--logradouro", "Rua Que Ninguém Conhece"), "não está entre as ruas conhecidas"),
        (("--distrito", "Atlântida"), "Não há distrito chamado"),
        (("--ponto", "-22.9,-43.2"), "fora da cidade"),
        (("--ponto", "aqui"), "LATITUDE,LONGITUDE"),
        (("--ponto", "-23.98,-46.70"), "parece ficar fora"),
    ],
)
def test_o_que_nao_tem_resposta_sai_com_erro(
    conteudo_do_projeto: None, opcoes: tuple[str, ...], trecho: str
) -> None:
    assert trecho in recusa(*opcoes)


def test_servico_que_nao_existe(conteudo_do_projeto: None) -> None:
    assert "Não há serviço" in recusa(servico="inexistente")
    with pytest.raises(CommandError, match="Não há serviço"):
        call_command("explicar_rota", "--servico", "inexistente")


def test_servico_sem_regra_vai_para_a_triagem_e_diz_por_que(conteudo_do_projeto: None) -> None:
    Servico.objects.create(slug="novo", codigo=79_999, orgao=OrgaoFactory(), assunto=AssuntoFactory())
    resposta = explicar("--distrito", "Sé", servico="novo")
    assert (resposta["unidade"], resposta["regra"]) == ("TRIAGEM", None)
    assert "Não há regra deste serviço no distrito Sé" in resposta["motivo"]


def test_sem_endereco_so_responde_quem_nao_depende_do_lugar(conteudo_do_projeto: None) -> None:
    resposta = explicar()
    assert (resposta["unidade"], resposta["regra"]) == ("TRIAGEM", None)
    assert resposta["motivo"] == "Não se sabe o distrito, e o destino deste serviço depende dele."
    da_cidade = Servico.objects.filter(regras__unidade__sigla="ILUME").first()
    assert da_cidade is not None
    assert explicar(servico=da_cidade.slug)["unidade"] == "ILUME"


def test_sem_a_triagem_o_comando_diz_o_que_fazer(conteudo_do_projeto: None) -> None:
    Unidade.objects.filter(sigla="TRIAGEM").update(sigla="OUTRA")
    assert "carregar_referencia" in recusa("--distrito", "Sé")


def test_sem_json_e_uma_frase(conteudo_do_projeto: None) -> None:
    saida = StringIO()
    call_command("explicar_rota", "--servico", "tapa-buraco", "--distrito", "Sé", stdout=saida)
    assert saida.getvalue().splitlines()[0] == "SMPR-CPO-STM-Sé"


def test_ponto_e_rua_que_discordam_so_respondem_se_a_unidade_e_a_mesma(conteudo_do_projeto: None) -> None:
    importacao = Importacao.objects.create(
        tipo="distritos", arquivo="d", sha256="0", em=timezone.now(), linhas=2
    )
    for nome, oeste, leste in (
        ("Sé", -46.66, -46.62),
        ("República", -46.70, -46.66),
        ("Moema", -46.60, -46.55),
    ):
        forma = shapely.box(oeste, -23.60, leste, -23.50)
        distrito = Distrito.objects.get(nome=nome)
        Contorno.objects.create(distrito=distrito, wkb=shapely.to_wkb(forma), importacao=importacao)
    libero = ("--logradouro", "Rua Líbero Badaró")
    vizinha = explicar(*libero, "--ponto=-23.55,-46.68")
    assert (vizinha["unidade"], vizinha["distrito"]) == ("SMPR-CPO-STM-Sé", None)
    assert "não combinam" in recusa(*libero, "--ponto=-23.55,-46.58")
    assert explicar("--ponto=-23.55,-46.58")["distrito"] == "Moema"
