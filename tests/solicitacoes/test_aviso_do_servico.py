"""O modelo de aviso de um serviço: faz-se na administração, vai no lugar do geral, vê-se num pedido."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from avisos.models import ModeloDeAviso
from contas.models import LeituraDePessoal, Usuario
from solicitacoes.models import AvisoDoServico
from solicitacoes.notificacao import DO_PEDIDO, avisar
from tests.lingua import em_ingles
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

NOVO = "/admin/solicitacoes/avisodoservico/add/"
PREVIA = "/admin/solicitacoes/avisodoservico/previa/"
PALAVRAS = {
    "assunto": "Fique longe: [protocolo]",
    "texto": "Ponha um galho no buraco.\n\n[link]",
    "curto": "",
}


@pytest.fixture
def geral() -> ModeloDeAviso:
    return ModeloDeAviso.objects.get(chave="registrado")


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return quem


def texto(resposta: object) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())  # type: ignore[attr-defined]


def test_vai_no_lugar_do_geral_menos_no_sigiloso(geral: ModeloDeAviso) -> None:
    caixa = elenco.unidade()
    casos = [
        elenco.solicitacao(caixa),
        elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda")),
        elenco.solicitacao(caixa, servico=elenco.servico("violencia", "Violência", sigilosa=True)),
    ]
    for caso in casos:
        if caso.servico.slug != "poda":
            AvisoDoServico.objects.create(
                geral=geral,
                servico=caso.servico,
                assunto="Fique longe",
                texto="Ponha um galho.\n\n{{ link }}",
            )
    escritos = [avisar(caso, "registrado") for caso in casos]
    assert [aviso.assunto == "Fique longe" for (aviso,) in escritos] == [True, False, False]
    assert (escritos[0][0].modelo, escritos[0][0].corpo) == ("registrado", "Ponha um galho.\n\n{{ link }}")
    assert avisar(casos[0], "em_andamento")[0].assunto.startswith("Começamos")


def test_faz_se_escolhendo_o_aviso_e_o_servico(client: Client, alice: Usuario, geral: ModeloDeAviso) -> None:
    escolher = client.get(NOVO)
    assert texto(escolher).count("Assim que o pedido é registrado") == 1
    assert "Pedido de informação recebido" not in texto(escolher)
    ficha = client.get(NOVO, {"geral": geral.pk})
    pagina = BeautifulSoup(ficha.content, "lxml")
    escrito = pagina.select_one("textarea[name=texto]")
    assert escrito
    assert escrito.text.strip().startswith("Recebemos o seu pedido. O número de protocolo é [protocolo].")
    assert "[nome oficial]: Buracos" in texto(ficha)
    assert em_ingles(ficha.content) == em_ingles(escolher.content) == []
    campos = {"geral": geral.pk, "servico": elenco.servico().pk, **PALAVRAS}
    assert client.post(NOVO, campos).status_code == 302
    feito = AvisoDoServico.objects.get()
    assert (feito.assunto, feito.geral) == ("Fique longe: {{ protocolo }}", geral)
    assert feito.texto.endswith("{{ link }}")
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True).pk
    for errado, frase in (
        ({}, "Este serviço já tem um modelo deste aviso"),
        ({"servico": sigiloso}, "vai sempre o aviso geral"),
        ({"texto": "Sem o endereço."}, "Falta [link], que é obrigatório"),
        ({"texto": "[rua] [link]"}, "[rua] não existe neste texto"),
        ({"curto": "Em [local]"}, "aparece na tela bloqueada"),
    ):
        assert frase in texto(client.post(NOVO, {**campos, **errado})), frase
    assert AvisoDoServico.objects.count() == 1


def test_ve_se_com_um_pedido_de_verdade_e_fica_escrito(
    client: Client, alice: Usuario, geral: ModeloDeAviso
) -> None:
    caixa = elenco.unidade()
    caso = elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda de árvore"))
    sigiloso = elenco.solicitacao(caixa, servico=elenco.servico("violencia", "Violência", sigilosa=True))
    do_geral = reverse("admin:avisos_modelodeaviso_previa", args=[geral.pk])
    da_esic = ModeloDeAviso.objects.get(chave="esic_registrado").pk
    escrito = {"assunto": "[serviço]: [protocolo]", "texto": "[local]\n\n[link]", "curto": ""}
    for onde in (do_geral, PREVIA):
        dita = client.post(onde, {**escrito, "geral": geral.pk, "protocolo": caso.protocolo_escrito})
        assert f"Poda de árvore: {caso.protocolo_escrito}" in texto(dita)
        assert f"Com os dados do pedido {caso.protocolo_escrito}" in texto(dita)
    lidas = LeituraDePessoal.objects.filter(
        interessado=caso.interessado, papel="administracao", usuario=alice
    )
    assert lidas.count() == 2
    sem_pedido = client.post(PREVIA, {**escrito, "geral": geral.pk})
    assert "Com valores de exemplo." in texto(sem_pedido)
    da_outra = reverse("admin:avisos_modelodeaviso_previa", args=[da_esic])
    for onde, protocolo, frase in (
        (PREVIA, sigiloso.protocolo, "de um serviço sigiloso, e não serve"),
        (PREVIA, "123", "Não há pedido com este protocolo"),
        (da_outra, caso.protocolo, "só se vê com os valores de exemplo"),
    ):
        recusada = client.post(onde, {"geral": geral.pk, "protocolo": protocolo, **PALAVRAS})
        assert (recusada.status_code, frase in texto(recusada)) == (422, True), frase
    assert LeituraDePessoal.objects.count() == 2
    assert client.get(PREVIA).status_code == 405
    assert client.post(PREVIA, {"geral": da_esic, **PALAVRAS}).status_code == 403
    alice.is_superuser = False
    alice.save()
    assert client.post(PREVIA, {"geral": geral.pk, **PALAVRAS}).status_code == 403


def test_os_avisos_do_pedido_sao_os_que_as_acoes_mandam() -> None:
    pasta = Path(settings.BASE_DIR) / "solicitacoes"
    codigo = "\n".join((pasta / nome).read_text() for nome in pasta.rglob("a*/*.py"))
    de_outros = {"apoio_novidade", "conta_apoio"}  # a quem acompanha o pedido de outra pessoa
    todos = set(ModeloDeAviso.objects.values_list("chave", flat=True)) - de_outros
    assert set(re.findall(r'"([a-z_]+)"', codigo)) & todos == DO_PEDIDO
