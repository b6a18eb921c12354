"""As telas de administração do território, das regras e das lotações."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contas.models import Usuario
from contas.papeis import Papel
from referencia.tabelas import Origem
from roteamento.models import (
    Distrito,
    Logradouro,
    Lotacao,
    OrigemDaRua,
    PrefixoDeCep,
    Regra,
    Subprefeitura,
    Unidade,
)
from tests.roteamento.factories import (
    DistritoFactory,
    LogradouroFactory,
    LotacaoFactory,
    PessoaFactory,
    PrefixoFactory,
    RegraFactory,
    ServicoFactory,
    SubprefeituraFactory,
    UnidadeFactory,
)

pytestmark = pytest.mark.django_db

FABRICAS: dict[type[models.Model], Any] = {
    Subprefeitura: SubprefeituraFactory,
    Distrito: DistritoFactory,
    PrefixoDeCep: PrefixoFactory,
    Logradouro: LogradouroFactory,
    Unidade: UnidadeFactory,
    Regra: RegraFactory,
    Lotacao: LotacaoFactory,
}


@pytest.fixture
def admin() -> Usuario:
    linha: Usuario = PessoaFactory(nome="Alice", is_staff=True, is_superuser=True)
    return linha


@pytest.fixture
def na_administracao(client: Client, admin: Usuario) -> Client:
    client.force_login(admin)
    return client


def lista(modelo: type[models.Model]) -> str:
    return reverse(f"admin:roteamento_{modelo._meta.model_name}_changelist")


def nova(modelo: type[models.Model]) -> str:
    return reverse(f"admin:roteamento_{modelo._meta.model_name}_add")


def achados(cliente: Client, modelo: type[models.Model], busca: str) -> int:
    if modelo is Lotacao:  # procura-se gente: por POST, que se registra
        resposta = cliente.post(f"{lista(modelo)}procurar/", {"q": busca}, follow=True)
    else:
        resposta = cliente.get(lista(modelo), {"q": busca})
    assert resposta.status_code == 200
    return int(resposta.context["cl"].result_count)


def erros(resposta: Any) -> str:
    pagina = BeautifulSoup(resposta.content, "lxml")
    return " ".join(item.get_text(" ", strip=True) for item in pagina.select(".errorlist"))


# O simple_history ainda chama select_related() sem nomes quando a tabela não tem chave estrangeira.
@pytest.mark.filterwarnings("ignore:Calling select_related")
@pytest.mark.parametrize("modelo", FABRICAS)
def test_lista_formulario_e_historia_abrem_com_consultas_fixas(
    na_administracao: Client, modelo: type[models.Model]
) -> None:
    def custo() -> int:
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            assert na_administracao.get(lista(modelo)).status_code == 200
        return len(consultas)

    linha = FABRICAS[modelo]()
    custo()
    com_uma = custo()
    for _ in range(4):
        FABRICAS[modelo]()
    assert custo() == com_uma
    for nome in ("change", "history", "delete"):
        caminho = reverse(f"admin:roteamento_{modelo._meta.model_name}_{nome}", args=[linha.pk])
        assert na_administracao.get(caminho).status_code == 200
    assert na_administracao.get(nova(modelo)).status_code == 200


@pytest.mark.parametrize("modelo", FABRICAS)
def test_quem_nao_e_da_administracao_nao_entra(client: Client, modelo: type[models.Model]) -> None:
    assert isinstance(client.get(lista(modelo)).wsgi_request.user, AnonymousUser)
    assert client.get(lista(modelo)).status_code == 302
    client.force_login(PessoaFactory())
    assert client.get(lista(modelo)).status_code in {302, 403}


def test_buscas_sem_acento_e_abreviadas(na_administracao: Client) -> None:
    se = DistritoFactory(nome="Sé", subprefeitura__nome="Sé")
    LogradouroFactory(nome="Avenida Doutor Gastão Vidigal", distrito=se, cep="05314000")
    unidade = UnidadeFactory(sigla="SMPR-CPO-STM-Sé")
    LotacaoFactory(unidade=unidade, usuario__nome="Zélia")
    RegraFactory(unidade=unidade)
    assert achados(na_administracao, Distrito, "se") == 1
    assert achados(na_administracao, Logradouro, "av dr gastao") == 1
    assert achados(na_administracao, Logradouro, "05314") == 1
    assert achados(na_administracao, Unidade, "cpo-stm-se") == 1
    assert achados(na_administracao, Lotacao, "zelia") == 1
    assert achados(na_administracao, Regra, "cpo-stm-se") == 1
    assert achados(na_administracao, Subprefeitura, "se") == 1
    assert achados(na_administracao, Regra, "nada disso") == 0


@pytest.mark.parametrize(("vigencia", "quantas"), [("hoje", 1), ("outras", 2), ("", 3)])
def test_filtro_do_que_vale_hoje(na_administracao: Client, vigencia: str, quantas: int) -> None:
    LotacaoFactory()
    LotacaoFactory(de="2015-01-01", ate="2016-01-01")
    LotacaoFactory(de="2099-01-01")
    resposta = na_administracao.get(lista(Lotacao), {"vigencia": vigencia} if vigencia else {})
    assert resposta.context["cl"].result_count == quantas


def test_lotar_uma_pessoa(na_administracao: Client, admin: Usuario) -> None:
    pessoa, unidade = PessoaFactory(), UnidadeFactory()
    dados = {
        "usuario": pessoa.pk,
        "unidade": unidade.pk,
        "papel": Papel.SERVIDOR,
        "de": "01/03/2026",
        "ate": "",
    }
    assert na_administracao.post(nova(Lotacao), dados).status_code == 302
    lotacao = Lotacao.objects.get()
    assert (lotacao.usuario, lotacao.unidade, lotacao.origem) == (pessoa, unidade, Origem.EDICAO)
    assert lotacao.history.get().history_user == admin
    resposta = na_administracao.post(nova(Lotacao), {**dados, "papel": Papel.CHEFIA})
    assert "Esta pessoa já tem um papel nesta unidade neste período." in erros(resposta)
    assert Lotacao.objects.count() == 1


def test_lotacao_nova_ja_vem_com_o_dia_de_hoje(na_administracao: Client) -> None:
    pagina = BeautifulSoup(na_administracao.get(nova(Lotacao)).content, "lxml")
    campo = pagina.select_one("input[name=de]")
    assert campo is not None
    assert campo["value"]


def test_editar_marca_a_linha_como_de_uma_pessoa(na_administracao: Client) -> None:
    rua = LogradouroFactory(origem=Origem.CARGA)
    caminho = reverse("admin:roteamento_logradouro_change", args=[rua.pk])
    dados = {
        "nome": "Rua Direita",
        "distrito": rua.distrito_id,
        "cep": "01002000",
        "numero_de": "",
        "numero_ate": "",
        "lado": "ambos",
        "lat": "-23.5480",
        "lon": "-46.6350",
    }
    assert na_administracao.post(caminho, dados).status_code == 302
    rua.refresh_from_db()
    assert (rua.nome, rua.nome_busca, rua.origem) == ("Rua Direita", "rua direita", Origem.EDICAO)
    resposta = na_administracao.post(caminho, {**dados, "nome": "R. Direita", "cep": "0100200A"})
    assert "Escreva por extenso: r." in erros(resposta)
    assert "Escreva o CEP com oito algarismos, sem traço." in erros(resposta)


@pytest.mark.parametrize("falta", ["distrito", "lat"])
def test_a_rua_de_uma_pessoa_tem_distrito_e_ponto(
    na_administracao: Client, falta: str, subtests: pytest.Subtests
) -> None:
    importada = LogradouroFactory(origem=OrigemDaRua.IMPORTACAO, distrito=None, lat=None, lon=None)
    dados = {
        "nome": "Rua Direita",
        "distrito": DistritoFactory().pk,
        "lado": "ambos",
        "lat": "-23.5480",
        "lon": "-46.6350",
    }
    sem = {**dados, **dict.fromkeys(["lat", "lon"] if falta == "lat" else [falta], "")}
    da_importada = reverse("admin:roteamento_logradouro_change", args=[importada.pk])
    for caminho in (nova(Logradouro), da_importada):
        with subtests.test(caminho):
            assert "Diga o distrito e o ponto da rua." in erros(na_administracao.post(caminho, sem))
    assert na_administracao.post(da_importada, dados).status_code == 302


def test_regra_nova_e_empate_recusado_em_portugues(na_administracao: Client) -> None:
    servico, unidade = ServicoFactory(), UnidadeFactory()
    dados = {
        "servico": servico.pk,
        "atribuicao": "",
        "unidade": unidade.pk,
        "subprefeitura": "",
        "distrito": "",
        "logradouro": "",
        "numero_de": "",
        "numero_ate": "",
        "lado": "ambos",
        "vigencia_0": "01/01/2026",
        "vigencia_1": "",
        "norma": "",
    }
    assert na_administracao.post(nova(Regra), dados).status_code == 302
    assert Regra.objects.get().alcance == "cidade"
    repetida = na_administracao.post(nova(Regra), dados)
    assert "Já existe uma regra deste serviço para este lugar neste período." in erros(repetida)
    sem_destino = na_administracao.post(nova(Regra), {**dados, "unidade": ""})
    assert "Diga a unidade ou a atribuição" in erros(sem_destino)
    invertida = na_administracao.post(nova(Regra), {**dados, "vigencia_1": "01/01/2025"})
    assert erros(invertida)
    fora_de_ordem = na_administracao.post(
        nova(Regra),
        {**dados, "distrito": DistritoFactory().pk, "logradouro": "Rua X", "numero_de": 9, "numero_ate": 1},
    )
    assert "O número inicial da faixa não pode passar do final." in erros(fora_de_ordem)


def test_prefixo_e_rua_dizem_o_que_sao() -> None:
    distrito = DistritoFactory(nome="Sé")
    assert str(PrefixoFactory(distrito=distrito)) == "01310 – Sé"
    assert str(LogradouroFactory(distrito=distrito)) == "Rua Líbero Badaró (Sé)"
    regra = RegraFactory(distrito=distrito, logradouro="Rua Direita", numero_de=2, numero_ate=8, lado="par")
    assert regra.lugar == "Rua Direita do 2 até o 8 (lado par), distrito Sé"
    assert RegraFactory(subprefeitura=distrito.subprefeitura).lugar.startswith("subprefeitura ")
    assert str(regra).endswith(f"→ {regra.unidade} ({regra.lugar})")
