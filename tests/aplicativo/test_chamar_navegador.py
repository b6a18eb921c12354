"""O guardado que só anda com a pessoa chama-a na tela, sem dizer o que é, se ela não está a ver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import eq
from time import monotonic
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Worker

from tests.aplicativo.celular import PARA_ENVIAR, Abrir, Celular, Trabalhador
from tests.aplicativo.rede_ruim import Rede
from tests.navegador import na_tela
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)
UM = "Um pedido guardado no aparelho precisa de você."
MUITOS = "Há pedidos guardados no aparelho que precisam de você."
ANDAR_O_RELOGIO = "(dias) => { const agora = Date.now; Date.now = () => agora() + dias * 86400000; }"


LER = """(chave) => new Promise((pronto, falhou) => {
  const abrir = indexedDB.open("sp156");
  abrir.onerror = falhou;
  abrir.onsuccess = () => {
    const ler = abrir.result.transaction("guardados").objectStore("guardados").get(chave);
    ler.onsuccess = () => { abrir.result.close(); pronto(ler.result?.chamado ?? ""); };
  };
})"""


@dataclass
class Bolso:
    """O celular com o aplicativo, o trabalhador dele e a rede que o alcança."""

    aparelho: Celular
    acordado: Trabalhador
    programa: Worker
    rede: Rede

    def guardar(self, **mais: Any) -> str:
        """Sem sinal: quem acorda o trabalhador é o teste."""
        self.rede.sem_sinal()
        return self.aparelho.guardar(**mais)

    def acordar(self, *chaves: str, a_vista: bool = False) -> list[str]:
        """Volta a rede, e com ela o trabalhador; diz por que este chamou por cada guardado."""
        if not a_vista:
            self.aparelho.pagina.goto("about:blank")
        antes = [self.lido(chave) for chave in chaves]
        self.rede.boa()
        self.acordado.acordar()
        ate = monotonic() + na_tela.ESPERA
        while any(map(eq, antes, depois := [self.lido(chave) for chave in chaves])):
            assert monotonic() < ate, depois
        if not a_vista:
            self.rede.sem_sinal()
            self.aparelho.pagina.goto(PARA_ENVIAR)
        return depois

    def lido(self, chave: str) -> str:
        return str(self.programa.evaluate(LER, chave))


@pytest.fixture
def bolso(abrir: Abrir, rede: Rede) -> Iterator[Bolso]:
    """Quem pede tem de dizer o CPF, o que só se faz na página."""
    cache.clear()
    territorio(identificacao="cpf")
    with abrir() as aparelho:
        acordado = aparelho.com_trabalhador()
        programa = na_tela.trabalhador(aparelho.contexto)
        na_tela.permitir(programa)
        yield Bolso(aparelho, acordado, programa, rede)


def test_chama_uma_vez_e_o_toque_abre_a_lista(bolso: Bolso) -> None:
    assert bolso.acordar(bolso.guardar()) == ["precisa_de_voce"]
    ((titulo, texto, pagina),) = na_tela.mostrados(bolso.programa, 1)
    assert (titulo, texto) == ("SP156", UM)
    assert pagina == bolso.rede.endereco + PARA_ENVIAR
    bolso.aparelho.pagina.goto("/aplicativo/")
    assert na_tela.tocar(bolso.programa, pagina) == pagina
    outras = [bolso.guardar(), bolso.guardar()]
    assert bolso.acordar(*outras) == ["precisa_de_voce"] * 2
    assert [texto for _, texto, _ in na_tela.mostrados(bolso.programa, 2)] == [UM, MUITOS]


def test_nao_chama_quem_esta_a_ver_nem_quem_nao_deixou(bolso: Bolso) -> None:
    assert bolso.acordar(bolso.guardar(), a_vista=True) == ["precisa_de_voce"]
    na_tela.permitir(bolso.programa, "denied")
    assert bolso.acordar(bolso.guardar()) == ["precisa_de_voce"]
    assert na_tela.mostrados(bolso.programa, 0) == []


def test_o_que_espera_a_conta_chama_e_outra_vez_quando_esta_por_vencer(bolso: Bolso) -> None:
    chave, razoes = bolso.guardar(conta="de-quem-saiu"), []
    for dias in (0, 6.5, 1):
        bolso.programa.evaluate(ANDAR_O_RELOGIO, dias)
        razoes += bolso.acordar(chave)
    assert razoes == ["entrar", "vence", "vencido"]
    assert len(na_tela.mostrados(bolso.programa, 3)) == 3
