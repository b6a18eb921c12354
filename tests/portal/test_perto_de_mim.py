"""O que já se pediu perto de um lugar: o que se conta, a quem, e onde se diz que fica."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guia.models import VersaoDoServico
from roteamento.grade import Quadrado, quadrado_de
from roteamento.models import Logradouro, Unidade
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_iguais import METROS_POR_GRAU
from solicitacoes.pedir import perto_de_mim
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

if TYPE_CHECKING:
    from django.test import Client

    from guia.models import Servico

pytestmark = pytest.mark.django_db

ONDE = "/perto-de-mim/"
AQUI = {"lat": -23.5456, "lon": -46.6366}
METRO = 1 / METROS_POR_GRAU
LUGAR = str(quadrado_de(AQUI["lat"], AQUI["lon"], perto_de_mim.DE_QUEM_OLHA))


@pytest.fixture(autouse=True)
def limites_zerados() -> None:
    cache.clear()


@pytest.fixture
def buraco() -> Servico:
    return territorio(publica=True)


def pedido(servico: Servico, metros: float = 0, **campos: Any) -> Solicitacao:
    unidade = Unidade.objects.get(sigla="SMPR-CPO-STM-Sé")
    versao = servico.publicada
    onde = {"lat": AQUI["lat"] + metros * METRO, "lon": AQUI["lon"]}
    caso: Solicitacao = elenco.solicitacao(
        unidade, servico=servico, versao_servico=versao, descricao="Segredo da vizinha", **onde | campos
    )
    return caso


def ver(client: Client, **consulta: str) -> str:
    resposta = client.get(ONDE, {"lugar": LUGAR, **consulta})
    assert resposta.status_code == 200
    return resposta.content.decode()


def lido(pagina: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", pagina).split())


def test_conta_o_servico_a_distancia_a_idade_e_a_situacao(buraco: Servico, client: Client) -> None:
    agora = timezone.now()
    caso = pedido(buraco, 200, aberta_em=agora - timedelta(days=3), vence_em=agora - timedelta(days=1))
    pagina = ver(client)
    texto = lido(pagina)
    assert "1 pedido aberto a até 300 metros" in texto
    assert re.search(
        r"a (180|190|200|210|220) m, de 3 dias atrás\. Aguardando atendimento, com o prazo", texto
    )
    assert "/solicitar/junto/" in pagina
    assert "<svg" in pagina
    for segredo in (caso.protocolo, "Segredo da vizinha", caso.logradouro + ", " + caso.numero):
        assert segredo not in pagina.partition('id="achados"')[2]


def test_do_importado_nao_se_diz_que_o_prazo_passou(buraco: Servico, client: Client) -> None:
    """O prazo dele é o do Guia de hoje: ninguém lho prometeu, e a página dele diz que não se sabe."""
    venceu = {"vence_em": timezone.now() - timedelta(days=1), "procedencia": "importada"}
    pedido(buraco, 100, aberta_em=timezone.now() - timedelta(days=3), **venceu)
    texto = lido(ver(client))
    assert "1 pedido aberto" in texto
    assert "com o prazo" not in texto


def test_o_endereco_da_pagina_nao_diz_o_ponto_de_quem_olha(buraco: Servico, client: Client) -> None:
    resposta = client.post(ONDE, {"lat": "-23.545611", "lon": "-46.636622"})
    assert resposta.status_code == 302
    assert resposta["Location"] == f"{ONDE}?lugar={LUGAR}"
    assert "23.5" not in resposta["Location"]


def test_de_muitos_pontos_so_se_acha_o_quadrado(buraco: Servico) -> None:
    """Dois pedidos do mesmo quadrado ficam à mesma distância de todo lugar."""
    meio = quadrado_de(AQUI["lat"], AQUI["lon"], 11).meio
    for passo in (-5, 5):
        pedido(buraco, lat=meio[0] + passo * METRO, lon=meio[1] + passo * METRO)
    for linha in range(-3, 4):
        centro = Quadrado.ler(LUGAR)
        assert centro
        outro = Quadrado(centro.nivel, centro.linha + linha, centro.coluna + linha)
        achados = perto_de_mim.em_volta_de(outro, 1200, timezone.now())
        assert len({achado.igual.metros for achado in achados}) == 1
        assert len(achados) == 2


def test_so_do_servico_publico_aberto_com_ponto_seu(buraco: Servico, client: Client) -> None:
    agora = timezone.now()
    pedido(buraco, encerrada_em=agora, situacao="finalizada", desfecho="realizado")
    pedido(buraco, aberta_em=agora - timedelta(days=800))
    pedido(buraco, lat=None, lon=None)
    pedido(elenco.servico("poda", "Poda"))
    rua = Logradouro.objects.filter(lat__isnull=False).first() or Logradouro.objects.create(
        nome="Rua Um", nome_busca="rua um", distrito=elenco.distrito(), lat=AQUI["lat"], lon=AQUI["lon"]
    )
    Logradouro.objects.filter(pk=rua.pk).update(**AQUI)
    pedido(buraco)
    assert "Nenhum pedido aberto por aqui" in ver(client)
    pedido(buraco, 100)
    assert "1 pedido aberto" in lido(ver(client))
    VersaoDoServico.objects.filter(servico=buraco).update(publica=False)
    assert "Nenhum pedido aberto por aqui" in ver(client)


def test_o_que_se_pediu_hoje_so_aparece_amanha(buraco: Servico, client: Client) -> None:
    """Perguntar a cada minuto diria o minuto e o quadrado de quem acaba de pedir."""
    with time_machine.travel(datetime(2026, 11, 5, 15, 30, tzinfo=UTC), tick=False) as relogio:
        pedido(buraco, aberta_em=timezone.now())
        for em in (timezone.now(), datetime(2026, 11, 6, 2, 59, tzinfo=UTC)):
            relogio.move_to(em)
            pagina = lido(ver(client))
            assert "Nenhum pedido aberto por aqui" in pagina
            assert "O que se pediu hoje só aparece amanhã" in pagina
        relogio.move_to(datetime(2026, 11, 6, 3, tzinfo=UTC))
        assert "de 1 dia atrás" in lido(ver(client))


def test_mais_longe_ve_mais_e_os_mais_perto_vem_primeiro(buraco: Servico, client: Client) -> None:
    for metros in (500, 100, 1000):
        pedido(buraco, metros)
    assert "1 pedido aberto" in lido(ver(client))
    pagina = ver(client, raio="1200")
    distancias = [int(m) for m in re.findall(r"</strong> a (\d+) m", pagina)]
    assert distancias == sorted(distancias)
    assert len(distancias) == 3
    assert "raio=600" in ver(client)
    assert "raio=" not in pagina, "daqui já não se vai mais longe"


@pytest.mark.parametrize(
    ("escrito", "dito"),
    [
        ("", "Escreva a rua e o número, ou o CEP."),
        ("Rua Que Não Existe de Jeito Nenhum, 10", "Não achamos este lugar na cidade."),
        ("\0", "Caracteres nulos"),
        ("x" * 200, "no máximo 150 letras"),
    ],
)
def test_o_que_nao_se_acha_se_diz_e_fica_no_campo(
    buraco: Servico, client: Client, escrito: str, dito: str
) -> None:
    resposta = client.post(ONDE, {"onde": escrito}, follow=True)
    assert resposta.status_code == 422
    pagina = resposta.content.decode()
    assert dito in pagina
    assert "<title>Erro:" in pagina


def test_o_ponto_de_fora_da_cidade_se_recusa(buraco: Servico, client: Client) -> None:
    resposta = client.post(ONDE, {"lat": "-23.66", "lon": "-46.53"}, follow=True)
    fora = client.post(ONDE, {"lat": "-22.9", "lon": "-43.2"}, follow=True)
    assert "fora da cidade" in fora.content.decode()
    assert resposta.status_code in {200, 422}


def test_a_rua_escrita_leva_ao_lugar_dela(buraco: Servico, client: Client) -> None:
    Logradouro.objects.filter(nome="Rua Líbero Badaró").update(**AQUI)
    for escrito in ("rua libero badaro, 425", "01009-000"):
        resposta = client.post(ONDE, {"onde": escrito})
        assert resposta["Location"] == f"{ONDE}?lugar={LUGAR}"


def test_da_rua_inteira_fica_o_trecho_do_numero(buraco: Servico, client: Client) -> None:
    longe = {"lat": AQUI["lat"] + 2000 * METRO, "lon": AQUI["lon"]}
    badaro = Logradouro.objects.get(nome="Rua Líbero Badaró")
    for de, ate, onde in ((1, 300, longe), (301, 900, AQUI)):
        Logradouro.objects.create(
            nome=badaro.nome, distrito=badaro.distrito, cep="", numero_de=de, numero_ate=ate, **onde
        )
    badaro.delete()
    de_longe = quadrado_de(longe["lat"], longe["lon"], perto_de_mim.DE_QUEM_OLHA)
    for numero, lugar in ((425, LUGAR), (10, str(de_longe))):
        resposta = client.post(ONDE, {"onde": f"Rua Líbero Badaró, {numero}"})
        assert resposta["Location"] == f"{ONDE}?lugar={lugar}"


def test_entre_lugares_de_mesmo_nome_se_escolhe(buraco: Servico, client: Client) -> None:
    resposta = client.post(ONDE, {"onde": "Avenida Comprida"}, follow=True)
    assert resposta.status_code == 422
    pagina = resposta.content.decode()
    assert "Há mais de um lugar com este nome." in pagina
    achados = re.findall(r'href="(/perto-de-mim/\?lugar=[^"]+)">([^<]+)', pagina)
    nomes = {nome for _, nome in achados}
    assert nomes == {"Avenida Comprida, distrito Pinheiros", "Avenida Comprida, distrito Sé"}
    assert "Perto de Avenida Comprida" in client.get(achados[1][0]).content.decode()


@pytest.mark.parametrize("lugar", ["", "x", "10.1.1.1", "11.-1391.-2516", "99.1.1", "10.999999.999999"])
def test_o_lugar_que_nao_e_um_quadrado_mostra_a_pergunta(buraco: Servico, client: Client, lugar: str) -> None:
    resposta = client.get(ONDE, {"lugar": lugar, "raio": "abc"})
    assert resposta.status_code == 200
    assert "Usar onde estou" in resposta.content.decode()


def test_muitos_custam_o_mesmo(buraco: Servico, client: Client) -> None:
    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            ver(client)
        return len(feitas)

    pedido(buraco, 50)
    consultas()
    poucas = consultas()
    for metros in range(10, 260, 5):
        pedido(buraco, metros)
    assert consultas() == poucas
    assert "Aqui estão os 30 mais perto." in lido(ver(client))


def test_quem_olha_lugares_demais_espera(buraco: Servico, client: Client) -> None:
    centro = Quadrado.ler(LUGAR)
    assert centro
    lugares = [Quadrado(centro.nivel, centro.linha + passo, centro.coluna) for passo in range(80)]
    respostas = [client.get(ONDE, {"lugar": str(lugar)}) for lugar in lugares]
    assert [resposta.status_code for resposta in respostas] == [200] * 60 + [429] * 20
    assert "Espere dez minutos" in respostas[-1].content.decode()
    assert client.get(ONDE).status_code == 200, "a pergunta continua lá"
    assert client.get(ONDE, {"lugar": LUGAR}, REMOTE_ADDR="198.51.100.7").status_code == 200
