"""O simulador diz o que aconteceria com o pedido: igual ao que acontece quando ele é enviado."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guia.busca import indice
from guia.models import Servico
from protocolo.models import Rascunho
from roteamento.models import Regra
from roteamento.models.unidades import TRIAGEM
from solicitacoes.models import Solicitacao
from solicitacoes.rotas.simulacao import Simulacao
from tests.solicitacoes import elenco, pedindo

if TYPE_CHECKING:
    from contas.models import Usuario
    from solicitacoes.rotas.simulacao import Destino

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

SIMULAR = "/rotas/simular/"
LEITURAS = ("SELECT", "WITH", "DECLARE")
"""DECLARE: o cursor com que o Django lê as opções de uma lista."""
COMPRIDA = {"logradouro": "Avenida Comprida", "numero": "10"}
DESCONHECIDA = {"logradouro": "Rua que Ninguém Conhece", "numero": "10"}


@pytest.fixture
def tapa_buraco() -> Servico:
    """O território mínimo; Pinheiros tem a sua própria regra."""
    servico = pedindo.territorio()
    pinheiros = elenco.unidade("SMPR-CPO-STM-Pinheiros", "Manutenção de Pinheiros", subprefeitura=None)
    Regra.objects.create(
        servico=servico,
        unidade=pinheiros,
        distrito=elenco.distrito(62, "Pinheiros"),
        vigencia=DateRange(elenco.DESDE, None),
        norma="Portaria 1/2020",
    )
    return servico


@pytest.fixture
def rita(client: Client, tapa_buraco: Servico) -> Usuario:
    """Quem cuida das rotas: pode mudar regras."""
    quem = elenco.pessoa("Rita Regras", is_staff=True)
    quem.user_permissions.set(Permission.objects.filter(codename__in=["change_regra", "view_regra"]))
    client.force_login(quem)
    return quem


def _simular(client: Client, **dados: Any) -> Any:
    return client.get(SIMULAR, {"servico": "tapa-buraco", **dados})


def _simulacao(resposta: Any) -> Simulacao:
    assert resposta.status_code == 200
    feita = resposta.context["simulacao"]
    assert isinstance(feita, Simulacao)
    return feita


def _destino(resposta: Any) -> Destino:
    destino = _simulacao(resposta).destino
    assert destino
    return destino


def _texto(resposta: Any) -> str:
    principal = BeautifulSoup(resposta.content, "lxml").select_one("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def _enviar_de_verdade(local: dict[str, Any], escolha: dict[str, Any] | None = None) -> Solicitacao:
    """O mesmo endereço pelo assistente, do começo ao envio."""
    pedinte = pedindo.Pedinte(Client())
    pedinte.comecar()
    assert pedinte.mandar("local/", local).status_code == 303
    if escolha:
        assert pedinte.mandar("local/escolher/", escolha).status_code == 303
    assert pedinte.mandar("detalhes/", pedindo.PEQUENO).status_code == 303
    assert pedinte.mandar("identificacao/", pedindo.MARIA).status_code == 303
    assert pedinte.mandar("conferir/").status_code == 303
    return Solicitacao.objects.get(protocolo=pedinte.rascunho.protocolo)


def _mesmo(simulado: Solicitacao, aberto: Solicitacao) -> None:
    campos = ("unidade", "rota", "distrito", "subprefeitura", "logradouro", "numero", "cep", "lat", "lon")
    for campo in (*campos, "quantidade", "contagem", "base_legal"):
        assert getattr(simulado, campo) == getattr(aberto, campo), campo
    assert abs(simulado.vence_em - aberto.vence_em) < timedelta(minutes=1)


# --- igual ao pedido de verdade -----------------------------------------------------------


@pytest.mark.parametrize(
    "local",
    [
        pedindo.BADARO,
        {"cep": "01009-000", "logradouro": "", "numero": "425"},
        {"cep": "01010-000", "logradouro": "Rua Nova", "numero": "", "referencia": "em frente à padaria"},
        {**pedindo.BADARO, "complemento": "fundos"},
    ],
)
def test_o_endereco_certo_da_o_mesmo_que_o_pedido(
    client: Client, rita: Usuario, local: dict[str, str]
) -> None:
    simulado = _destino(_simular(client, **local)).caso
    _mesmo(simulado, _enviar_de_verdade(local))


@pytest.mark.parametrize("codigo", [78, 62])
def test_a_duvida_da_o_mesmo_que_o_pedido_com_a_mesma_escolha(
    client: Client, rita: Usuario, codigo: int
) -> None:
    """Cada candidato oferecido leva aonde o pedido iria com aquele botão."""
    feita = _simulacao(_simular(client, **COMPRIDA))
    assert (feita.destino, feita.pergunta) == (None, "Qual destes é o lugar?")
    valor = next(v for v, d in feita.opcoes.items() if d.caso.distrito == elenco.distrito(codigo))
    aberto = _enviar_de_verdade(COMPRIDA, {"lugar": valor})
    _mesmo(feita.opcoes[valor].caso, aberto)
    _mesmo(_destino(_simular(client, **COMPRIDA, lugar=valor)).caso, aberto)


def test_a_rua_desconhecida_com_o_distrito_da_o_mesmo_que_o_pedido(client: Client, rita: Usuario) -> None:
    feita = _simulacao(_simular(client, **DESCONHECIDA))
    assert (feita.destino, feita.pergunta, feita.opcoes) == (None, "Em que distrito fica?", {})
    pinheiros = elenco.distrito(62)
    simulado = _destino(_simular(client, **DESCONHECIDA, distrito=str(pinheiros.pk))).caso
    assert simulado.unidade.sigla == "SMPR-CPO-STM-Pinheiros"
    _mesmo(simulado, _enviar_de_verdade(DESCONHECIDA, {"distrito": str(pinheiros.pk)}))


# --- o que a página diz -------------------------------------------------------------------


def test_a_pagina_diz_unidade_regra_lugar_confianca_e_prazo(client: Client, rita: Usuario) -> None:
    resposta = _simular(client, **pedindo.BADARO)
    destino = _destino(resposta)
    texto = _texto(resposta)
    for dito in (
        "Iria para Supervisão Técnica de Manutenção – Sé (SMPR-CPO-STM-Sé)",
        "Distrito Sé (Subprefeitura Sé)",
        "A regra de toda a cidade manda este serviço para CPO-STM",
        f"{timezone.localtime(destino.caso.vence_em):%d/%m/%Y}",
        "O prazo é de 30 dias corridos.",
        "Nada foi aberto nem guardado.",
    ):
        assert dito in texto
    regra = f"/admin/roteamento/regra/{destino.caso.rota['regra_id']}/change/"
    assert regra in resposta.content.decode()


def test_a_duvida_lista_cada_lugar_com_o_seu_destino(client: Client, rita: Usuario) -> None:
    resposta = _simular(client, **COMPRIDA)
    texto = _texto(resposta)
    assert "O munícipe teria de responder: “Qual destes é o lugar?”" in texto
    for dito in ("SMPR-CPO-STM-Sé", "Manutenção de Pinheiros (SMPR-CPO-STM-Pinheiros)"):
        assert dito in texto
    links = BeautifulSoup(resposta.content, "lxml").select("tbody a")
    assert len(links) == 2
    escolhido = client.get(f"{SIMULAR}{links[0]['href']}")
    assert _destino(escolhido).caso.unidade
    assert "o munícipe responderia antes" in _texto(escolhido)
    assert "Confiança no endereço: alta" in _texto(escolhido)


def test_o_distrito_que_sobra_nao_muda_o_destino_e_a_pagina_avisa(client: Client, rita: Usuario) -> None:
    resposta = _simular(client, **pedindo.BADARO, distrito=str(elenco.distrito(62).pk))
    assert _destino(resposta).caso.unidade.sigla == "SMPR-CPO-STM-Sé"
    assert "o que você escolheu não conta" in _texto(resposta)


def test_o_dia_escolhe_as_regras_desse_dia(client: Client, rita: Usuario, tapa_buraco: Servico) -> None:
    hoje = timezone.localdate()
    amanha = hoje + timedelta(days=1)
    Regra.objects.filter(servico=tapa_buraco, distrito=None).update(vigencia=DateRange(elenco.DESDE, amanha))
    nova = elenco.unidade("NOVA", "Unidade nova", subprefeitura=None)
    Regra.objects.create(servico=tapa_buraco, unidade=nova, vigencia=DateRange(amanha, None))
    assert _destino(_simular(client, **pedindo.BADARO)).caso.unidade.sigla == "SMPR-CPO-STM-Sé"
    depois = _destino(_simular(client, **pedindo.BADARO, dia=amanha.isoformat())).caso
    assert depois.unidade == nova
    assert timezone.localdate(depois.aberta_em) == amanha
    vence = timezone.localdate(depois.vence_em)
    assert vence >= hoje + timedelta(days=31)
    antes = _destino(_simular(client, **pedindo.BADARO, dia="2019-01-01")).caso
    assert (antes.unidade.sigla, antes.rota["sem_rota"]) == (TRIAGEM, True)


def test_sem_rota_diz_triagem_e_por_que(client: Client, rita: Usuario, tapa_buraco: Servico) -> None:
    Regra.objects.all().delete()
    texto = _texto(_simular(client, **pedindo.BADARO))
    assert "sem rota, o pedido vai à triagem" in texto
    assert "Não há regra deste serviço" in texto


def test_servico_que_so_pede_o_distrito_e_o_que_nao_pede_lugar_nenhum(client: Client, rita: Usuario) -> None:
    da_cidade = elenco.servico("carteira", "Carteira da cidade", precisa_de_endereco=False)
    pedindo.regra(da_cidade, unidade=elenco.unidade("CENTRAL-DE-CARTEIRAS", subprefeitura=None))
    assert _destino(_simular(client, servico="carteira")).caso.unidade.sigla == "CENTRAL-DE-CARTEIRAS"
    por_lugar = elenco.servico("poda", "Poda", precisa_de_endereco=False)
    pedindo.regra(por_lugar, atribuicao="CPO-STM")
    recusa = _simular(client, servico="poda")
    assert recusa.status_code == 422
    assert "escolha o distrito" in _texto(recusa)
    certo = _simular(client, servico="poda", distrito=str(elenco.distrito(78).pk))
    assert _destino(certo).caso.unidade.sigla == "SMPR-CPO-STM-Sé"


def test_o_ponto_vale_com_virgula_ou_com_ponto(client: Client, rita: Usuario) -> None:
    for lat, lon in (("-23,5466", "-46,6367"), ("-23.5466", "-46.6367")):
        feita = _simulacao(_simular(client, lat=lat, lon=lon))
        assert feita.opcoes or feita.destino, lat


# --- entrada ruim -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dados", "conselho"),
    [
        ({"servico": ""}, "Diga de que serviço é o pedido."),
        ({"servico": "xyzxyz"}, "Não há serviço com este nome"),
        ({"servico": "nul\0o"}, "Caracteres nulos"),
        ({"dia": "2026-13-45"}, "Escreva uma data que exista"),
        ({"dia": "9999-99-99"}, "Escreva uma data que exista"),
        ({"cep": "99999-999"}, "não é da cidade de São Paulo"),
        ({"logradouro": ""}, "Escreva a rua"),
        ({"numero": ""}, "Escreva o número"),
        ({"distrito": "999999"}, "Escolha um distrito da lista."),
        ({"lat": "-10.0", "lon": "-40.0"}, "fora da cidade"),
        ({"lat": "abc"}, "Não entendemos o ponto marcado"),
    ],
)
def test_entrada_ruim_diz_o_que_ha_e_guarda_o_resto(
    client: Client, rita: Usuario, dados: dict[str, str], conselho: str
) -> None:
    tudo = {**pedindo.BADARO, "complemento": "fundos", **dados}
    resposta = _simular(client, **tudo)
    assert resposta.status_code == 422
    assert conselho in _texto(resposta)
    assert "<title>Erro:" in resposta.content.decode()
    assert pedindo.valor(resposta, "complemento") == "fundos"
    assert resposta.context["simulacao"] is None


@pytest.mark.parametrize("dia", [date.max, date.min, date(1999, 12, 31)])
def test_dia_longe_demais_e_recusado_com_os_limites(client: Client, rita: Usuario, dia: date) -> None:
    resposta = _simular(client, **pedindo.BADARO, dia=dia.isoformat())
    assert resposta.status_code == 422
    assert "Escolha um dia de 2000 a" in _texto(resposta)


def test_nome_do_servico_vale_e_o_parecido_e_oferecido(client: Client, rita: Usuario) -> None:
    assert (
        _destino(_simular(client, **pedindo.BADARO, servico="TAPA-BURACO ")).caso.servico.slug
        == "tapa-buraco"
    )
    indice.atualizar([Servico.objects.get(slug="tapa-buraco").pk])
    resposta = _simular(client, **pedindo.BADARO, servico="buraco tapa na rua")
    assert resposta.status_code == 422
    link = BeautifulSoup(resposta.content, "lxml").select_one("main ul a[href*='servico=tapa-buraco']")
    assert link
    assert _destino(client.get(f"{SIMULAR}{link['href']}"))


def test_servico_que_nao_se_pede_por_aqui_e_recusado(client: Client, rita: Usuario) -> None:
    elenco.servico("so-no-balcao", "Só no balcão", solicitavel=False)
    assert _simular(client, **pedindo.BADARO, servico="so-no-balcao").status_code == 422


# --- acesso e custo -----------------------------------------------------------------------


def test_so_quem_cuida_das_rotas_simula(client: Client, tapa_buraco: Servico) -> None:
    assert client.get(SIMULAR).status_code == 302
    client.force_login(elenco.servidor(elenco.unidade()))
    for endereco in (SIMULAR, f"{SIMULAR}ruas/?logradouro=badaro"):
        assert client.get(endereco).status_code == 403


def test_simular_nao_escreve_nada_e_nao_aceita_post(client: Client, rita: Usuario) -> None:
    _simular(client, **pedindo.BADARO)
    for dados in (pedindo.BADARO, COMPRIDA, DESCONHECIDA):
        with CaptureQueriesContext(connection) as feitas:
            _simular(client, **dados)
        assert [c["sql"] for c in feitas if not c["sql"].lstrip().startswith(LEITURAS)] == []
        assert len(feitas) <= 35
    assert not Solicitacao.objects.exists()
    assert not Rascunho.objects.exists()
    assert client.post(SIMULAR, {}).status_code == 405


def test_as_sugestoes_de_rua_sao_as_do_municipe(client: Client, rita: Usuario) -> None:
    texto = client.get(f"{SIMULAR}ruas/", {"logradouro": "badaro"}).content.decode()
    assert "Rua Líbero Badaró" in texto
    assert "<main" not in texto
