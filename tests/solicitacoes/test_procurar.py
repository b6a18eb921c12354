"""Procurar uma pessoa, com a leitura registrada, e onde está um protocolo qualquer da cidade."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contas.acoes import selar
from contas.models import LeituraDePessoal, Usuario
from protocolo import numero
from protocolo.models import Vinculo
from roteamento.models import Unidade
from solicitacoes.caixa.views import procura
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.contas.factories import anonimizar
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
PROCURAR = f"{CAIXA}procurar/"
CPF = elenco.MARIA.documento
JOAO = replace(elenco.MARIA, nome="João Conceição", documento="11144477735")


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def de_fora() -> Unidade:
    return elenco.unidade("ILUME", subprefeitura=None)


def _procurar(client: Client, pessoa: str) -> list[str]:
    resposta = client.post(PROCURAR, {"pessoa": pessoa})
    assert resposta.status_code == 200
    assert "no-store" in resposta["Cache-Control"]
    pagina = BeautifulSoup(resposta.content, "lxml")
    return [str(a["href"]).split("/")[-2] for a in pagina.select(".sp-relacionados a.sp-numero")]


def _lidos() -> list[tuple[str, str]]:
    return sorted(LeituraDePessoal.objects.filter(quantos=None).values_list("protocolo", "o_que"))


# --- a pessoa ---------------------------------------------------------------------------


def test_pelo_cpf_acha_os_que_se_podem_abrir_e_registra_cada_um(
    client: Client, caixa: Unidade, servidor: Usuario, de_fora: Unidade
) -> None:
    aberto = elenco.solicitacao(caixa)
    encerrado = elenco.na_situacao(Situacao.FINALIZADA, caixa, ha_dias=400)
    elenco.solicitacao(de_fora)
    elenco.solicitacao(caixa, identificacao=JOAO)
    assert _procurar(client, "529.982.247-25") == [aberto.protocolo, encerrado.protocolo]
    dito = [(caso.protocolo, "procura por CPF") for caso in (aberto, encerrado)]
    assert _lidos() == sorted(dito)
    leitura = LeituraDePessoal.objects.filter(protocolo=aberto.protocolo).get()
    assert (leitura.usuario, leitura.interessado_id) == (servidor, aberto.interessado_id)


@pytest.mark.parametrize("escrito", ["conceicao", "João", "conceição joao", "jo de conceição"])
def test_pelo_nome_acha_os_abertos_desta_caixa_sem_acento_nem_ordem(
    client: Client, caixa: Unidade, servidor: Usuario, de_fora: Unidade, escrito: str
) -> None:
    dele = elenco.solicitacao(caixa, identificacao=JOAO)
    elenco.na_situacao(Situacao.FINALIZADA, caixa, identificacao=JOAO)
    elenco.solicitacao(de_fora, identificacao=JOAO)
    elenco.solicitacao(caixa)
    assert _procurar(client, escrito) == [dele.protocolo]
    assert _lidos() == [(dele.protocolo, "procura por nome")]


def test_a_procura_que_nada_acha_tambem_fica_escrita(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    """Saber que um CPF não pediu nada ali também é ler. Do que se digitou, só o jeito."""
    for escrito in ("111.444.777-35", "Fulana Inexistente"):
        assert _procurar(client, escrito) == []
    pelo_cpf, pelo_nome = LeituraDePessoal.objects.order_by("pk")
    assert (pelo_cpf.usuario, pelo_cpf.o_que, pelo_cpf.quantos) == (servidor, "procura por CPF", 0)
    assert (pelo_nome.o_que, pelo_nome.filtro) == ("procura por nome", f"Caixa {caixa.sigla}")


def test_quem_nao_se_pode_ligar_nao_aparece(
    client: Client, caixa: Unidade, servidor: Usuario, subtests: pytest.Subtests
) -> None:
    reservado = elenco.servico("violencia", "Violência", sigilosa=True)
    escondidos = {
        "sigiloso": elenco.solicitacao(caixa, servico=reservado),
        "selado": elenco.solicitacao(caixa),
        "anonimizado": elenco.solicitacao(caixa),
        "importado": elenco.solicitacao(caixa, identificacao=None),
        "resguardado": elenco.solicitacao(caixa),
    }
    for nome, acao in {"selado": selar, "anonimizado": anonimizar}.items():
        interessado = escondidos[nome].interessado
        assert interessado
        acao(interessado=interessado)
    _vincular(escondidos["resguardado"], resguarda=True)
    visivel = elenco.solicitacao(caixa)
    _vincular(visivel)  # reclamou, e deixou dizer quem é
    for escrito in (CPF, "Maria Silva"):
        achados = _procurar(client, escrito)
        for nome, caso in escondidos.items():
            with subtests.test(nome, escrito=escrito):
                assert caso.protocolo not in achados
        assert achados == [visivel.protocolo]
    assert {protocolo for protocolo, _ in _lidos()} == {visivel.protocolo}


def _vincular(caso: Solicitacao, **campos: Any) -> None:
    de = numero.gerar(numero.Processo.MANIFESTACAO)
    Vinculo.objects.create(
        de_protocolo=de, para_protocolo=caso.protocolo, tipo=Vinculo.SEGUNDA_INSTANCIA, **campos
    )


@pytest.mark.parametrize(
    ("escrito", "erro"),
    [
        ("", "Escreva o CPF, ou ao menos um nome"),
        ("Jo", "Escreva o CPF, ou ao menos um nome"),
        ("111.111.111-11", "Este CPF não existe"),
        ("5299822472", "algarismos"),
        ("x" * 121, "120 caracteres"),
    ],
)
def test_o_que_nao_serve_e_422_e_nada_se_le(
    client: Client, caixa: Unidade, servidor: Usuario, escrito: str, erro: str
) -> None:
    elenco.solicitacao(caixa)
    resposta = client.post(PROCURAR, {"pessoa": escrito}, follow=True)
    assert resposta.status_code == 422
    pagina = BeautifulSoup(resposta.content, "lxml")
    assert erro in pagina.text
    assert "erro" in pagina.title.text.lower()  # type: ignore[union-attr]
    assert not LeituraDePessoal.objects.exists()


def test_no_endereco_o_nome_e_o_cpf_nao_procuram(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    for endereco in (f"{PROCURAR}?pessoa={CPF}", f"{CAIXA}?pessoa={CPF}", f"{CAIXA}?busca=Maria+Silva"):
        pagina = client.get(endereco).content.decode()
        assert "Maria Silva" not in pagina.replace('value="Maria Silva"', "").replace("“Maria Silva”", "")
        assert caso.protocolo_escrito not in pagina or "?pessoa" in endereco
    assert not LeituraDePessoal.objects.exists()


def test_acima_do_limite_espera_e_muitos_achados_se_cortam(
    client: Client, caixa: Unidade, servidor: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(procura, "POR_HORA", 1)
    elenco.iguais(22, caixa, identificacao=elenco.MARIA)
    with CaptureQueriesContext(connection) as feitas:
        resposta = client.post(PROCURAR, {"pessoa": CPF})
    assert "Há outros" in resposta.content.decode()
    assert len(_lidos()) == 20
    assert LeituraDePessoal.objects.exclude(quantos=None).get().quantos == 20
    assert len(feitas) <= 10
    segunda = client.post(PROCURAR, {"pessoa": CPF}, follow=True)
    assert segunda.status_code == 422
    assert "Espere uma hora" in segunda.content.decode()


def test_so_a_equipe_procura(client: Client, caixa: Unidade, de_fora: Unidade) -> None:
    elenco.solicitacao(caixa)
    client.force_login(elenco.servidor(de_fora))
    assert client.get(PROCURAR).status_code == 403
    assert client.post(PROCURAR, {"pessoa": CPF}).status_code == 403
    assert not LeituraDePessoal.objects.exists()


# --- onde está agora ---------------------------------------------------------------------


def _onde(client: Client, protocolo: str) -> str:
    resposta = client.get(PROCURAR, {"protocolo": protocolo})
    assert resposta.status_code == 200
    dito = BeautifulSoup(resposta.content, "lxml").select_one(".govuk-inset-text")
    assert dito is not None
    return " ".join(dito.text.split())


def test_de_qualquer_unidade_diz_so_onde_esta_e_a_situacao(
    client: Client, caixa: Unidade, servidor: Usuario, de_fora: Unidade
) -> None:
    la = elenco.solicitacao(de_fora, descricao="O poste da esquina")
    assert (
        _onde(client, la.protocolo_escrito)
        == f"{la.protocolo_escrito}: aberta. Está em Unidade ILUME (ILUME)."
    )
    aqui = elenco.solicitacao(caixa)
    assert _onde(client, aqui.protocolo).endswith("Abrir o pedido")
    pagina = client.get(PROCURAR, {"protocolo": la.protocolo}).content.decode()
    for proibido in ("Tapa-buraco", "Líbero", "Maria", "poste"):
        assert proibido not in pagina
    assert not LeituraDePessoal.objects.exists()


def test_do_sigiloso_de_outra_unidade_nem_a_unidade_se_diz(
    client: Client, caixa: Unidade, servidor: Usuario, de_fora: Unidade
) -> None:
    reservado = elenco.servico("violencia", "Violência", sigilosa=True)
    sigiloso = elenco.solicitacao(de_fora, servico=reservado)
    dito = _onde(client, sigiloso.protocolo)
    assert dito == f"{sigiloso.protocolo_escrito}: aberto. É sigiloso: só a unidade que cuida dele sabe mais."
    encerrado = elenco.na_situacao(Situacao.INDEFERIDA, de_fora, servico=reservado, motivo_de_recusa="")
    assert ": encerrado." in _onde(client, encerrado.protocolo)


@pytest.mark.parametrize(
    ("escrito", "erro"),
    [
        ("", "Escreva o número"),
        ("12345", "tem 15 algarismos"),
        (numero.gerar(numero.Processo.MANIFESTACAO), "procure-o em Acompanhar"),
        (numero.gerar(numero.Processo.SOLICITACAO), "Não há pedido com este número"),
    ],
    ids=["vazio", "curto", "de_outro_processo", "de_ninguem"],
)
def test_o_numero_que_nao_serve_diz_por_que(
    client: Client, servidor: Usuario, escrito: str, erro: str
) -> None:
    resposta = client.get(PROCURAR, {"protocolo": escrito})
    assert resposta.status_code == 422
    assert erro in resposta.content.decode()


def test_os_numeros_que_nao_existem_contam_e_acabados_nem_os_outros_respondem(
    client: Client, servidor: Usuario, de_fora: Unidade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(procura, "POR_HORA", 1)
    ha = elenco.solicitacao(de_fora).protocolo
    nao_ha = numero.gerar(numero.Processo.SOLICITACAO)
    respostas = [
        client.get(PROCURAR, {"protocolo": protocolo}).content.decode()
        for protocolo in (ha, nao_ha, ha, ha, nao_ha, ha)
    ]
    assert ["Espere uma hora" in resposta for resposta in respostas] == [False] * 4 + [True] * 2
    assert "ILUME" not in respostas[-1]


def test_da_lista_se_chega_a_onde_esta(
    client: Client, caixa: Unidade, servidor: Usuario, de_fora: Unidade
) -> None:
    la = elenco.solicitacao(de_fora)
    pagina = BeautifulSoup(client.get(f"{CAIXA}?busca={la.protocolo}").content, "lxml")
    ligacao = next(a for a in pagina.select("#lista a") if "em que unidade" in a.text)
    assert "ILUME" in client.get(str(ligacao["href"])).content.decode()
