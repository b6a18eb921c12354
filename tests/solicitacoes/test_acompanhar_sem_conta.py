"""Acompanhar junto sem conta: um código prova o e-mail ou o celular, e ele só recebe frases públicas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from avisos.canais.texto_curto import de
from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.dados_pessoais.pessoa import Pessoa
from contas.segredos import chaves
from protocolo.erros import TransicaoProibida
from solicitacoes import acoes, dados_pessoais
from solicitacoes.models import Apoio, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica
from solicitacoes.tasks import contar_a_quem_apoia
from tests.ouvidoria.acompanhando import texto
from tests.servidores.provedor import canais
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from tests.correio import Correio

pytestmark = pytest.mark.django_db
VITO, CELULAR = "vito@exemplo.invalid", "11912345678"


@pytest.fixture
def caso() -> Solicitacao:
    cache.clear()
    feito = elenco.solicitacao(servico=elenco.servico(publica=True), descricao="Segredo da vizinha")
    Aviso.objects.all().delete()
    return feito


def onde(caso: Solicitacao) -> str:
    return f"/solicitar/junto/{chave_publica(caso.pk)}/"


def codigo_mandado() -> str:
    """O do último código que saiu, por e-mail ou por SMS."""
    aviso = Aviso.objects.filter(modelo__in=[Aviso.CODIGO, Aviso.CODIGO_POR_SMS]).latest("pk")
    dito = chaves.decifrar(bytes(aviso.para_cifrado or b""))
    return dito.get("codigo") or dito["texto"].split()[1]


def acompanhar(client: Client, caso: Solicitacao, contato: str) -> Any:
    onde_o_codigo = client.post(onde(caso), {"contato": contato}).headers["Location"]
    return client.post(onde_o_codigo, {"codigo": codigo_mandado()}, follow=True)


def equipe_comeca(caso: Solicitacao) -> Solicitacao:
    return acoes.iniciar(
        caso=caso, versao=caso.versao, por=elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    )


def equipe_acaba(caso: Solicitacao) -> None:
    por = elenco.autor(elenco.servidor(caso.unidade, nome="Zé"), caso.unidade)
    acoes.finalizar(caso=caso, versao=caso.versao, por=por, desfecho="realizado", resposta=elenco.FRASE)


def test_o_email_provado_recebe_as_frases_e_deixa_quando_quer(
    client: Client, caso: Solicitacao, correio: Correio
) -> None:
    client.post(onde(caso), {"contato": "Vito@Exemplo.invalid"})
    assert not Apoio.objects.exists(), "só depois de provado"
    lido = acompanhar(client, caso, "Vito@Exemplo.invalid")
    assert "Você acompanha este pedido" in texto(lido)
    assert Apoio.objects.get().contato == VITO
    equipe_comeca(caso)
    for _ in range(2):
        contar_a_quem_apoia()
    assert Aviso.objects.filter(modelo="conta_apoio").count() == 1
    correio.mensagens.clear()
    entregar_pendentes()
    (mensagem,) = [uma for uma in correio.mensagens if "Novidade" in str(uma["Subject"])]
    assert mensagem["To"] == VITO
    corpo = mensagem.get_body(("plain",))
    assert corpo
    escrito = corpo.get_content()
    assert "A equipe começou a cuidar do pedido" in escrito
    for segredo in ("Segredo", caso.protocolo, caso.protocolo_escrito, "Maria", "Badaró", "425"):
        assert segredo not in escrito
    link = re.search(r"/solicitar/junto/meu/\S+/", escrito)
    assert link
    for _ in range(2):
        assert "Deixar de acompanhar" in texto(client.get(link[0])), "ler não deixa"
    assert Apoio.objects.exists()
    assert "não acompanha mais" in texto(client.post(link[0], follow=True))
    assert not Apoio.objects.exists()
    assert client.get(link[0]).status_code == 404


def test_acabado_o_pedido_vai_o_ultimo_aviso_e_o_contato_se_apaga(client: Client, caso: Solicitacao) -> None:
    acompanhar(client, caso, VITO)
    equipe_acaba(equipe_comeca(caso))
    contar_a_quem_apoia()
    assert "este é o último aviso" in Aviso.objects.get(modelo="conta_apoio").corpo
    assert not Apoio.objects.exists()
    assert client.post(onde(caso), {"contato": VITO}).status_code == 409


def test_o_celular_provado_recebe_por_sms_e_leva_a_pagina(
    client: Client, caso: Solicitacao, settings: Settings
) -> None:
    assert "só avisamos por e-mail" in texto(client.post(onde(caso), {"contato": CELULAR}))
    settings.CANAIS = canais("http://127.0.0.1:9", "sms")
    assert "não há como mandar SMS" in texto(client.post(onde(caso), {"contato": "1133334444"}))
    acompanhar(client, caso, "(11) 91234-5678")
    assert Apoio.objects.get().contato == CELULAR
    equipe_comeca(caso)
    contar_a_quem_apoia()
    aviso = Aviso.objects.get(modelo="conta_apoio")
    assert chaves.decifrar(bytes(aviso.para_cifrado or b"")) == {"celular": CELULAR}
    link = re.search(r"/solicitar/junto/meu/\S+/", de(aviso))
    assert link
    assert client.get(link[0]).status_code == 200
    settings.CANAIS = {}
    equipe_acaba(Solicitacao.objects.get(pk=caso.pk))
    contar_a_quem_apoia()
    assert not Apoio.objects.exists()


def test_o_codigo_errado_tres_vezes_ja_nao_vale(client: Client, caso: Solicitacao) -> None:
    endereco = client.post(onde(caso), {"contato": VITO}).headers["Location"]
    certo = codigo_mandado()
    errado = "111111" if certo == "000000" else "000000"
    for _ in range(2):
        lido = client.post(endereco, {"codigo": errado})
        assert (lido.status_code, "não é o código" in texto(lido)) == (422, True)
    assert client.post(endereco, {"codigo": errado}).headers["Location"] == onde_de(endereco)
    assert client.post(endereco, {"codigo": certo}).headers["Location"] == onde_de(endereco)
    assert client.get(endereco).headers["Location"] == onde_de(endereco)
    assert not Apoio.objects.exists()


def onde_de(do_codigo: str) -> str:
    return do_codigo.removesuffix("codigo/")


def test_pedir_muitos_codigos_tem_limite(client: Client, caso: Solicitacao) -> None:
    for _ in range(4):
        assert client.post(onde(caso), {"contato": VITO}).status_code == 302
    demais = client.post(onde(caso), {"contato": VITO})
    assert (demais.status_code, "muitos códigos" in texto(demais), VITO in demais.content.decode()) == (
        422,
        True,
        True,
    )


def test_o_que_se_recusa(client: Client, caso: Solicitacao, subtests: pytest.Subtests) -> None:
    for contato in ("", "vito@", "123", "a\0@exemplo.invalid"):
        with subtests.test(contato):
            assert client.post(onde(caso), {"contato": contato}).status_code == 422
    assert not Aviso.objects.exists()
    with pytest.raises(TransicaoProibida, match="Este pedido é seu"):
        acoes.apoiar_sem_conta(caso=caso, contato=elenco.MARIA.email)
    for chave in ("x", "1:x", chave_publica(caso.pk)):
        assert client.get(f"/solicitar/junto/meu/{chave}/").status_code == 404
    duas_vezes = [acoes.apoiar_sem_conta(caso=caso, contato=VITO) for _ in range(2)]
    assert duas_vezes[0] == duas_vezes[1]
    for campos in ({}, {"contato": "x", "usuario": elenco.pessoa("Ana")}):
        with pytest.raises(IntegrityError, match="apoio_de_alguem"), transaction.atomic():
            Apoio.objects.create(caso=caso, ate_versao=1, **campos)
    sigiloso = elenco.solicitacao(servico=elenco.servico("mulher", "Violência", sigilosa=True))
    for resto in ("", "codigo/"):
        assert client.post(f"{onde(sigiloso)}{resto}", {"contato": VITO}).status_code == 404


def test_apagar_a_conta_apaga_o_que_se_acompanha_pelos_contatos_dela(caso: Solicitacao) -> None:
    dona = elenco.pessoa("Vito Vizinho", email=VITO, celular=CELULAR)
    for contato in (VITO, CELULAR, "outra@exemplo.invalid"):
        acoes.apoiar_sem_conta(caso=caso, contato=contato)
    dados_pessoais.anonimizar(Pessoa(usuario=dona))
    assert [apoio.contato for apoio in Apoio.objects.all()] == ["outra@exemplo.invalid"]
