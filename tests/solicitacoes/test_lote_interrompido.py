"""O lote cujo processo morre no meio: o que se fez se lê depois, e o resto se repete sem fazer duas vezes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from protocolo.models import Rascunho
from solicitacoes import acoes
from solicitacoes.acoes import trabalhar
from solicitacoes.acoes.lote import ENVIADO
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

LOTE = "/caixa/SMPR-CPO-STM-Sé/lote/"


@pytest.fixture
def casos() -> list[Solicitacao]:
    caixa = elenco.unidade()
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


@pytest.fixture
def servidor(casos: list[Solicitacao], client: Client) -> Usuario:
    quem = elenco.servidor(casos[0].unidade)
    client.force_login(quem)
    return quem


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _campos(resposta: Any) -> dict[str, Any]:
    dados: dict[str, Any] = {}
    for campo in BeautifulSoup(resposta.content, "lxml").select("main form input[name]"):
        dados.setdefault(str(campo["name"]), []).append(str(campo["value"]))
    return dados


def _feito(client: Client) -> Any:
    lote = Rascunho.objects.filter(protocolo=ENVIADO).latest("criado_em")
    return client.get(f"{LOTE}{lote.pk}/")


def _morrer_no_segundo(
    client: Client, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch, onde: object, nome: str
) -> None:
    """Começa um lote de “Iniciar” cujo processo sai no segundo pedido, nesta função."""
    marcados = client.post(LOTE, {"ato": "iniciar", "p": [caso.protocolo for caso in casos]})
    verdadeira, chamadas = getattr(onde, nome), []

    def morrer(*posicionais: Any, **nomeados: Any) -> Any:
        chamadas.append(nome)
        if len(chamadas) == 2:
            raise SystemExit
        return verdadeira(*posicionais, **nomeados)

    _confirmar_morrendo(client, _campos(marcados), monkeypatch, onde, nome, morrer)


def _confirmar_morrendo(  # noqa: PLR0917, PLR0913  o que se troca e por quê
    client: Client,
    campos: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    onde: object,
    nome: str,
    morrer: Callable[..., Any],
) -> None:
    with monkeypatch.context() as trocado:
        trocado.setattr(onde, nome, morrer)
        with pytest.raises(SystemExit):
            client.post(LOTE, {**campos, "confirmar": "sim"})


@pytest.mark.parametrize(
    ("onde", "nome"), [(trabalhar, "registrar_ato"), (acoes, "guardar_lote")], ids=["no ato", "ao anotar"]
)
def test_o_que_se_fez_se_le_e_o_resto_se_repete(  # noqa: PLR0917, PLR0913  fixtures e o lugar da morte
    client: Client,
    servidor: Usuario,
    casos: list[Solicitacao],
    monkeypatch: pytest.MonkeyPatch,
    onde: object,
    nome: str,
) -> None:
    """O ato e a resposta dele são uma transação só: morrer entre os dois desfaz o ato."""
    _morrer_no_segundo(client, casos, monkeypatch, onde, nome)
    iniciados = Solicitacao.objects.filter(situacao=Situacao.EM_ANDAMENTO)
    assert list(iniciados.all()) == [casos[0]]
    assert "O lote ainda está sendo feito Faltam 2 de 3." in _texto(_feito(client))
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        pagina = _feito(client)
        texto = _texto(pagina)
        assert "Iniciar: 1 pedido feito, 2 pedidos por fazer" in texto
        assert "O lote parou no meio" in texto
        feitos = texto.split(" Feitos ")[1]
        assert casos[0].protocolo_escrito in feitos
        assert casos[1].protocolo_escrito not in feitos
        repetido = client.post(LOTE, {**_campos(pagina), "ver": "sim"})
        client.post(LOTE, {**_campos(repetido), "confirmar": "sim"})
    assert iniciados.count() == 3
    assert Aviso.objects.filter(modelo="em_andamento").count() == 3


def test_o_texto_escrito_volta_para_repetir(
    client: Client, servidor: Usuario, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch
) -> None:
    escrito = {"ato": "indeferir", "motivo": "outro", "resposta": elenco.FRASE}
    previa = client.post(LOTE, {**escrito, "p": [caso.protocolo for caso in casos], "ver": "sim"})

    def morrer(**_argumentos: Any) -> None:
        raise SystemExit

    _confirmar_morrendo(client, _campos(previa), monkeypatch, acoes, "guardar_lote", morrer)
    assert not Solicitacao.objects.encerradas().exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        campos = _campos(_feito(client))
    assert campos["resposta"] == [elenco.FRASE]
    assert campos["p"] == [caso.protocolo for caso in casos]
