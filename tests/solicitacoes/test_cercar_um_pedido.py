"""Quem muda o lugar do seu rascunho para cercar um pedido público só acha o quadrado e o bloco dele."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from roteamento.grade import MAIS_FUNDO, quadrado_de
from roteamento.localizacao.grafias import normalizar
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_iguais import METROS_POR_GRAU, iguais_publicos
from solicitacoes.pedir import preenchimento
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, atendente, central, sopa, territorio

if TYPE_CHECKING:
    from django.test import Client

    from guia.models import Servico

pytestmark = pytest.mark.django_db

AQUI = (-23.5456, -46.6366)
METRO = 1 / METROS_POR_GRAU
SUL, OESTE, NORTE, LESTE = quadrado_de(*AQUI, MAIS_FUNDO).limites
CANTOS = ((SUL + METRO, OESTE + METRO), (NORTE - METRO, LESTE - METRO))
"""Dois pontos do mesmo quadrado, a mais de 40 metros um do outro."""
RUA = {"logradouro": "Rua Líbero Badaró", "logradouro_busca": normalizar("Rua Líbero Badaró")}
SEM_RUA = {"logradouro": "", "logradouro_busca": "", "numero": ""}


@pytest.fixture
def buraco() -> Servico:
    return territorio(publica=True)


def pedido(servico: Servico, **onde: Any) -> Solicitacao:
    unidade = Unidade.objects.get(sigla="SMPR-CPO-STM-Sé")
    caso: Solicitacao = elenco.solicitacao(unidade, servico=servico, versao_servico=servico.publicada, **onde)
    return caso


class Atacante:
    """Um rascunho anônimo, que pergunta de muitos lugares e ouve se ali perto já há um pedido igual."""

    def __init__(self, client: Client) -> None:
        self.pedinte = Pedinte(client)
        self.pedinte.comecar()

    def ouve(self, *, espera: bool = True, **onde: Any) -> str:
        """O que a página conta do que há ali perto; vazio se não há. `espera`: antes, os limites passam."""
        if espera:
            cache.clear()
        resposta = self.pedinte.mandar("local/", {**BADARO, **onde})
        assert resposta.status_code == 303
        if not resposta["Location"].endswith("/iguais/"):
            return ""
        (lista,) = sopa(self.pedinte.ver("local/iguais/")).select("main ul.govuk-list--spaced")
        return " ".join(lista.get_text().split())

    def borda(self, campo: str, de_dentro: float, de_fora: float, passo: float, **onde: Any) -> list[str]:
        """O que se ouve, em ordem, cercando ao meio o valor em que deixa de haver."""
        ouvido = []
        while abs(de_fora - de_dentro) > passo:
            meio = (de_dentro + de_fora) / 2 if passo < 1 else (de_dentro + de_fora) // 2
            valor = meio if passo < 1 else str(int(meio))
            ouvido.append(f"{valor}: {self.ouve(**{**onde, campo: valor})}")
            ha = not ouvido[-1].endswith(": ")
            de_dentro, de_fora = (meio, de_fora) if ha else (de_dentro, meio)
        return ouvido

    def cerca_o_ponto(self) -> list[str]:
        """As quatro bordas, cada uma até quatro metros: do meio delas sairia o lugar."""
        lat, lon, longe = *AQUI, 300 * METRO
        return [
            ouvido
            for lado in (-longe, longe)
            for bordas in (
                self.borda("lat", lat, lat + lado, 4 * METRO, lon=lon),
                self.borda("lon", lon, lon + lado, 4 * METRO, lat=lat),
            )
            for ouvido in bordas
        ]

    def cerca_o_numero(self) -> list[str]:
        """Os dois números da rua em que a resposta muda."""
        return [ouvido for fora in (1, 900) for ouvido in self.borda("numero", 425, fora, 1)]


def test_do_ponto_so_se_acha_o_quadrado(buraco: Servico, client: Client) -> None:
    """De um canto ou do outro do quadrado, ouve-se o mesmo em cada pergunta."""
    caso, atacante, ouvidos = pedido(buraco, **SEM_RUA), Atacante(client), []
    for lat, lon in CANTOS:
        Solicitacao.objects.filter(pk=caso.pk).update(lat=lat, lon=lon)
        ouvidos.append(atacante.cerca_o_ponto())
    assert ouvidos[0] == ouvidos[1]
    assert any(" m, de 1 dia atrás." in ouvido for ouvido in ouvidos[0]), (
        "perto do pedido, ouve-se a que distância"
    )
    assert any(ouvido.endswith(": ") for ouvido in ouvidos[0])


def test_do_numero_so_se_acha_o_bloco(buraco: Servico, client: Client) -> None:
    caso, atacante, ouvidos = pedido(buraco, **RUA), Atacante(client), []
    for numero in ("401", "450"):
        Solicitacao.objects.filter(pk=caso.pk).update(numero=numero)
        ouvidos.append(atacante.cerca_o_numero())
    assert ouvidos[0] == ouvidos[1]
    assert ouvidos[0][-1].startswith("451: ") or ouvidos[0][-1].startswith("450: ")
    assert atacante.ouve(numero="400") == atacante.ouve(numero="451") == ""
    assert atacante.ouve(numero="401").startswith(
        "Tapa-buraco na mesma rua, entre os números 401 e 450, de 1 dia atrás."
    )


def test_perguntas_misturadas_nao_dizem_mais(buraco: Servico) -> None:
    """Ponto e número juntos, de muitos lugares, com os dois serviços e os outros pedidos em volta."""
    poda = elenco.servico("poda", "Poda", publica=True)
    pedido(poda, **RUA, numero="430", lat=CANTOS[0][0], lon=CANTOS[0][1])
    caso = pedido(buraco, **RUA)
    pontos = [
        (AQUI[0] + norte * METRO, AQUI[1] + leste * METRO)
        for norte, leste in product(range(-120, 121, 60), repeat=2)
    ]
    perguntas = list(product((buraco, poda), [*pontos, (None, None)], ("", "399", "450")))
    ouvidos = []
    for (lat, lon), numero in zip(CANTOS, ("402", "449"), strict=True):
        Solicitacao.objects.filter(pk=caso.pk).update(lat=lat, lon=lon, numero=numero)
        ouvidos.append([ouvir(servico, ponto, escrito) for servico, ponto, escrito in perguntas])
    assert ouvidos[0] == ouvidos[1]
    assert any(ouvidos[0]), "ouve-se alguma coisa"


def test_depois_de_muitas_procuras_nao_se_procura_e_o_pedido_segue(buraco: Servico, client: Client) -> None:
    """As de um rascunho; e as de uma rede, somando as dos rascunhos dela."""
    pedido(buraco, **RUA, numero="425")
    atacante = Atacante(client)
    ouvidas = [atacante.ouve(espera=False, numero=str(401 + vez)) for vez in range(30)]
    assert sum(map(bool, ouvidas)) == preenchimento.PROCURAS_DO_RASCUNHO // 2
    assert not any(ouvidas[-10:])
    atacante.pedinte.mandar("detalhes/", PEQUENO)
    atacante.pedinte.mandar("identificacao/", MARIA)
    assert atacante.pedinte.mandar("conferir/")["Location"].endswith("/confirmacao/")
    cache.set("limite:iguais-rede:127.0.0.1", preenchimento.PROCURAS_DA_REDE)
    assert not Atacante(client).ouve(espera=False)
    client.force_login(atendente(central()))
    assert Atacante(client).ouve(espera=False), "quem atende procura por todos os que lhe ligam"


def ouvir(servico: Servico, ponto: tuple[float | None, float | None], numero: str) -> list[tuple[Any, ...]]:
    novo = Solicitacao(servico=servico, versao_servico=servico.publicada, **RUA, numero=numero)
    novo.lat, novo.lon = ponto
    achados = iguais_publicos(novo, timezone.now())
    return [(igual.servico, igual.distancia, igual.idade, igual.situacao) for igual in achados]
