"""Duas pessoas no mesmo serviço: publica-se o que se leu, e ninguém apaga o que a outra escreveu."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from contas.autor import SISTEMA
from guia import acoes
from guia.models import Servico, VersaoDoServico
from guia.publicacao import o_que_se_publica
from guia.situacoes import Situacao
from protocolo.erros import Conflito
from tests.guia.escrevendo import entra, lido, mandar, mostrado, tela
from tests.guia.factories import AssuntoFactory, ServicoFactory

pytestmark = pytest.mark.django_db
NOVO = "/escrever/novo/"
DESTINOS: list[tuple[str, str]] = []


def destinos(_servico: Servico) -> list[tuple[str, str]]:
    """Para onde vão os pedidos, como o diria o roteamento."""
    return list(DESTINOS)


@pytest.fixture(autouse=True)
def sem_rota(settings: Settings) -> None:
    settings.EXIGENCIAS_DE_PUBLICACAO = ["guia.publicacao.exigencias.campos"]
    settings.DESTINOS_DE_UM_SERVICO = f"{__name__}.destinos"
    DESTINOS[:] = [("Toda a cidade", "SMPR-A")]


@pytest.fixture
def rascunho() -> VersaoDoServico:
    return acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)


def _outra_escreve(versao: VersaoDoServico, **ditos: Any) -> None:
    dela = VersaoDoServico.objects.get(pk=versao.pk)
    for campo, dito in ditos.items():
        setattr(dela, campo, dito)
    acoes.escrever(versao=dela, por=SISTEMA)


@pytest.mark.parametrize("botao", ["enviar", "publicar"])
@pytest.mark.parametrize("mudou", ["texto", "destino", "sem marca"])
def test_so_se_manda_adiante_o_que_se_leu(
    client: Client, rascunho: VersaoDoServico, botao: str, mudou: str
) -> None:
    entra(client, "Administração")
    aberta = mostrado(client.get(tela(rascunho, "conferir")))
    if mudou == "texto":
        _outra_escreve(rascunho, o_que_e="Outra coisa.")
    elif mudou == "destino":
        DESTINOS.append(("Distrito Sé", "SMPR-B"))
    else:
        del aberta["estado"]
    resposta = client.post(tela(rascunho, "conferir"), aberta | {botao: "sim"})
    assert resposta["Location"] == tela(rascunho, "conferir")
    rascunho.refresh_from_db()
    assert rascunho.situacao == Situacao.RASCUNHO
    pagina = client.get(tela(rascunho, "conferir"))
    assert "mudou depois que você abriu esta página" in lido(pagina)
    client.post(tela(rascunho, "conferir"), mostrado(pagina) | {botao: "sim"})
    rascunho.refresh_from_db()
    assert rascunho.situacao != Situacao.RASCUNHO


def test_o_estado_e_o_mesmo_enquanto_nada_muda(rascunho: VersaoDoServico) -> None:
    guardada = VersaoDoServico.objects.get(pk=rascunho.pk)
    assert o_que_se_publica.estado(guardada) == o_que_se_publica.estado(
        VersaoDoServico.objects.select_related("servico__orgao").get(pk=rascunho.pk)
    )


def test_mandar_adiante_nao_apaga_o_que_a_outra_escreveu(rascunho: VersaoDoServico) -> None:
    """Cada ato parte da linha do banco, e não da que se leu antes."""
    velha = VersaoDoServico.objects.get(pk=rascunho.pk)
    _outra_escreve(rascunho, o_que_e="Escrito agora.")
    acoes.enviar(versao=velha, por=SISTEMA)
    velha = VersaoDoServico.objects.get(pk=rascunho.pk)
    _outra_escreve(rascunho, publico_alvo="Todos.")
    acoes.devolver(versao=velha, motivo="Falta algo.", por=SISTEMA)
    rascunho.refresh_from_db()
    assert (rascunho.o_que_e, rascunho.publico_alvo) == ("Escrito agora.", "Todos.")
    assert (rascunho.situacao, rascunho.ajustes) == (Situacao.RASCUNHO, "Falta algo.")


def test_em_passos_diferentes_ninguem_se_apaga(rascunho: VersaoDoServico) -> None:
    minha = VersaoDoServico.objects.get(pk=rascunho.pk)
    _outra_escreve(rascunho, o_que_e="Dela.")
    minha.perguntas = [{"chave": "p", "rotulo": "Como?", "tipo": "texto"}]
    acoes.escrever(versao=minha, por=SISTEMA, campos=["perguntas"])
    rascunho.refresh_from_db()
    assert (rascunho.o_que_e, rascunho.perguntas) == ("Dela.", minha.perguntas)


def test_o_texto_que_ja_foi_a_revisao_nao_se_muda_por_baixo(
    client: Client, rascunho: VersaoDoServico
) -> None:
    minha = VersaoDoServico.objects.get(pk=rascunho.pk)
    acoes.enviar(versao=rascunho, por=SISTEMA)
    minha.o_que_e = "Por baixo."
    with pytest.raises(Conflito, match="acaba de mandar este texto adiante"):
        acoes.escrever(versao=minha, por=SISTEMA)


def test_devolver_o_que_ja_nao_espera_guarda_o_motivo(client: Client, rascunho: VersaoDoServico) -> None:
    entra(client, "Administração")
    resposta = client.post(
        tela(rascunho, "conferir"), {"devolver": "sim", "motivo": "Diga o horário de abrir."}
    )
    assert resposta.status_code == 409
    assert "Diga o horário de abrir." in lido(resposta)


# --- o serviço novo ---------------------------------------------------------------------------


def test_dois_criam_o_mesmo_ao_mesmo_tempo(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """O endereço estava livre quando se leu, e o outro o tomou: diz-se, e o escrito fica."""
    entra(client)
    ServicoFactory.create(slug="limpeza")
    monkeypatch.setattr(acoes, "_slug_livre", lambda _nome: "limpeza")
    resposta = mandar(client, NOVO, nome="Limpeza", o_que_e="Lava.", assunto=AssuntoFactory.create().pk)
    assert resposta.status_code == 422
    assert "Outra pessoa acaba de criar um serviço com este nome." in lido(resposta)
    assert mostrado(resposta)["o_que_e"].strip() == "Lava."


def test_o_duplo_clique_cria_um_servico_so(client: Client) -> None:
    entra(client)
    pagina = mostrado(client.get(NOVO)) | {"nome": "Limpeza", "assunto": AssuntoFactory.create().pk}
    primeira, segunda = client.post(NOVO, pagina), client.post(NOVO, pagina)
    assert primeira.status_code == segunda.status_code == 302
    assert primeira["Location"] == segunda["Location"]
    assert Servico.objects.count() == 1
