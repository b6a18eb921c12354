"""Dez serviços do Guia que vem com o projeto, por cada canal: o mesmo pedido, unidade, prazo e avisos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from assistente.aparelho import ABERTO_POR, APLICATIVO
from guia import perguntas
from guia.models import Servico, VersaoDoServico
from guia.perguntas import Tipo
from protocolo.models import Canal
from roteamento.models import Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from solicitacoes.models import Solicitacao
from tests.atendimento.atendendo import NaMesa
from tests.atendimento.formulario_mandado import PelosDois
from tests.atendimento.test_paridade import o_que_se_fez
from tests.bancos import desfeito
from tests.solicitacoes.pedindo import MARIA, Pedinte, central, sopa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("conteudo_do_projeto")]

AGORA = datetime(2026, 11, 25, 13, tzinfo=UTC)
SERVICOS = (
    "tapa-buraco",
    "limpeza-de-bueiro",
    "reparo-de-luz-na-rua",
    "veiculo-abandonado",
    "semaforo-com-defeito",
    "foco-de-dengue",
    "barulho-de-comercio-ou-evento",
    "onibus-demora-a-passar",
    "fretamento-termo-de-autorizacao",
    "denunciar-violencia-contra-mulher",
)
"""Com e sem endereço, com e sem identificação, de sigilo, e com perguntas de todos os tipos que há neles."""
ONDE = {"logradouro": "01310-100", "numero": "1578"}
QUEM = {"como": "identificado", **MARIA}
ESCRITAS = {
    Tipo.TEXTO: "Linha 875A",
    Tipo.NUMERO: "2",
    Tipo.DATA: "20/11/2026",
    Tipo.PLACA: "ABC1D23",
    Tipo.CNPJ: "11.222.333/0001-81",
    Tipo.EMAIL: "maria@exemplo.invalid",
}
"""O que se escreve em cada tipo de pergunta."""


@dataclass(frozen=True)
class Pedido:
    """O que a pessoa diz de um serviço, seja por onde for."""

    servico: Servico

    @property
    def versao(self) -> VersaoDoServico:
        versao = self.servico.publicada
        assert versao is not None
        return versao

    @property
    def lugar(self) -> dict[str, str]:
        return ONDE if self.versao.precisa_de_endereco else {}

    @property
    def detalhes(self) -> dict[str, Any]:
        """A primeira opção que não para o pedido; no mais, o que serve ao tipo."""
        dadas: dict[str, Any] = {}
        lista = perguntas.ler(self.versao.perguntas)
        for _ in lista:
            for uma in perguntas.visiveis(lista, dadas):
                dadas.setdefault(uma.chave, _resposta(uma))
        return {"descricao": "É em frente ao ponto.", **{f"r_{chave}": dita for chave, dita in dadas.items()}}


def _resposta(uma: perguntas.Pergunta) -> Any:
    if not uma.opcoes:
        return ESCRITAS[Tipo(uma.tipo)]
    escolhida = next(opcao.valor for opcao in uma.opcoes if not opcao.orientacao)
    return [escolhida] if uma.tipo == Tipo.VARIAS else escolhida


# --- por onde se pede -------------------------------------------------------------------


def praca() -> Unidade:
    """Uma das que vêm com o projeto."""
    return Unidade.objects.filter(atribuicao=PRACA_DE_ATENDIMENTO).earliest("pk")


def pelo_portal(client: Client, pedido: Pedido) -> list[str]:
    """As perguntas que se leem; o pedido, do começo ao envio."""
    quem = Pedinte(client, pedido.servico.slug)
    quem.slug = quem.comecar()["Location"].split("/")[2]  # o sigiloso não se diz no endereço
    lidas = _perguntas(sopa(quem.ver("detalhes/")))
    passos = {"local": pedido.lugar, "detalhes": pedido.detalhes, "identificacao": QUEM, "conferir": {}}
    for passo, dados in passos.items():
        if dados or passo == "conferir":
            assert quem.mandar(f"{passo}/", dados).status_code == 303
    return lidas


def pelo_aplicativo(client: Client, pedido: Pedido) -> list[str]:
    client.cookies[ABERTO_POR] = APLICATIVO
    return pelo_portal(client, pedido)


def pela_mesa(onde: Callable[[], Unidade]) -> Callable[[Client, Pedido], list[str]]:
    def pedir(client: Client, pedido: Pedido) -> list[str]:
        quem = NaMesa(client, onde())
        quem.comecar(pedido.servico.slug)
        return _na_mesa(quem, pedido)

    return pedir


def pela_conversa(client: Client, pedido: Pedido) -> list[str]:
    quem = NaMesa(client, central())
    quem.conversar()
    quem.consultar(pedido.servico.slug)
    return _na_mesa(quem, pedido)


def _na_mesa(quem: NaMesa, pedido: Pedido) -> list[str]:
    lidas = _perguntas(sopa(quem.ver()))
    assert quem.mandar({**pedido.lugar, **pedido.detalhes, **QUEM}).status_code == 303
    return lidas


def pelo_que_se_mandou(client: Client, pedido: Pedido) -> list[str]:
    os_dois = PelosDois(client, slug=pedido.servico.slug)
    na_mesa = {**pedido.lugar, **pedido.detalhes}
    quem = os_dois.preencher({"detalhes": pedido.detalhes, "identificacao": QUEM}, na_mesa=na_mesa)
    lidas = _perguntas(sopa(quem.ver("detalhes/")))
    assert quem.mandar("conferir/").status_code == 303
    return lidas


def _perguntas(pagina: BeautifulSoup) -> list[str]:
    """O nome de cada pergunta do serviço, na ordem da página."""
    campos = pagina.select("[name^=r_]")
    return list(dict.fromkeys(str(campo["name"]).partition("-")[0] for campo in campos))


MANDADO = "mandado na conversa"
CANAIS: dict[str, tuple[Canal, Callable[[Client, Pedido], list[str]]]] = {
    "portal": (Canal.PORTAL, pelo_portal),
    "aplicativo": (Canal.APLICATIVO, pelo_aplicativo),
    "Central": (Canal.CENTRAL, pela_mesa(central)),
    "Praça": (Canal.PRACA, pela_mesa(praca)),
    "mesa da conversa": (Canal.CHAT, pela_conversa),
    MANDADO: (Canal.CHAT, pelo_que_se_mandou),
}


def feito(canal: Canal) -> dict[str, Any]:
    caso = Solicitacao.objects.get()
    assert caso.canal == canal
    parte = caso.interessado
    assert parte is not None
    quem = (parte.identidade, parte.nome, parte.documento, parte.email, parte.telefone, parte.selado_em)
    return o_que_se_fez(caso) | {"identificação": quem}


def test_o_canal_nao_muda_nada_em_dez_servicos(subtests: pytest.Subtests) -> None:
    """Cada pedido se desfaz antes do seguinte: o de um canal não é igual ao de outro, ali perto."""
    for slug in SERVICOS:
        pedido = Pedido(Servico.objects.select_related("publicada").get(slug=slug))
        esperado: dict[str, Any] = {}
        for nome, (canal, pedir) in CANAIS.items():
            if nome == MANDADO and pedido.versao.sigilosa:
                continue  # o de sigilo não se manda (`test_formulario_mandado.py`)
            with subtests.test(slug, canal=nome), time_machine.travel(AGORA, tick=False), desfeito():
                lidas = pedir(Client(), pedido)
                este = feito(canal) | {"perguntas": lidas}
                esperado = esperado or este
                assert este["avisos"], "sem aviso não se compara nada"
                for parte, valor in esperado.items():
                    assert este[parte] == valor, parte
