"""O pedido que quem atende começou na mesa: vai na conversa, e só a pessoa dela o abre e termina."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes import formulario
from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Fim
from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from protocolo.models import Rascunho
from solicitacoes.pedir.roteiro import DETALHES, LOCAL, TIPO
from tests.atendimento.formulario_mandado import assinado, com_alguem, mandado
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import foto

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


@pytest.fixture
def maria(client: Client) -> QuemConversa:
    quem = QuemConversa(client)
    quem.comecar()
    return quem


@pytest.fixture
def ana(maria: QuemConversa) -> Usuario:
    return com_alguem(maria.conversa)


@pytest.fixture
def da_ana(ana: Usuario) -> Client:
    outro = Client()
    outro.force_login(ana)
    return outro


def mesa_de(esta: Conversa) -> Atendimento:
    return Atendimento.objects.abertos().get(conversa=esta)


def comecar_o_pedido(da_ana: Client, maria: QuemConversa) -> Rascunho:
    este = mesa_de(maria.conversa)
    da_ana.post(reverse("central:consultar", args=[este.codigo]), {"servico": elenco.servico().slug})
    return Rascunho.objects.get(dados__atendimento__atendimento=str(este.codigo))


def mandar(da_ana: Client, maria: QuemConversa, rascunho: Rascunho, chave: str = "") -> None:
    arquivo = SimpleUploadedFile("buraco.jpg", foto().read(), "image/jpeg")
    dados = {
        "rascunho": str(rascunho.pk),
        "logradouro": "Rua Líbero Badaró",
        "numero": "425",
        "descricao": "Buraco fundo.",
        "nome": "Maria Silva",
        "como": "identificado",
        "adicionar": "a_pessoa",
        "chave_do_formulario": chave or str(uuid4()),
        "fotos": arquivo,
    }
    resposta = da_ana.post(reverse("central:mandar_formulario", args=[mesa_de(maria.conversa).codigo]), dados)
    assert resposta.status_code == 303, resposta.content.decode()[:2000]


def ultima(maria: QuemConversa) -> Mensagem:
    return maria.conversa.mensagens.filter(de=DeQuem.ATENDENTE).latest("ordem")


def test_o_que_se_comecou_na_mesa_a_pessoa_termina(maria: QuemConversa, da_ana: Client) -> None:
    rascunho = comecar_o_pedido(da_ana, maria)
    este = mesa_de(maria.conversa)
    pagina = da_ana.get(reverse("central:atendimento", args=[este.codigo])).content.decode()
    assert "Mandar à pessoa" in pagina
    chave = str(uuid4())
    for _ in range(2):  # dois cliques mandam uma vez
        mandar(da_ana, maria, rascunho, chave)
    dela = Rascunho.objects.get(dados__conversa__codigo=maria.codigo)
    assert (dela.dono, set(dela.dados)) == (None, {"conversa", LOCAL, DETALHES})
    assert dela.dados[LOCAL]["logradouro"] == "Rua Líbero Badaró"
    assert dela.dados[DETALHES]["descricao"] == "Buraco fundo."
    assert dela.arquivos.count() == 1
    (link,) = BeautifulSoup(maria.ver().content, "lxml").select(".sp-fala--atendente a")
    assert "já começado para você terminar" in link.get_text()
    aberta = maria.client.get(maria.endereco("formulario", assinado(ultima(maria))), follow=True)
    assert aberta.status_code == 200
    assert "Rua Líbero Badaró" in aberta.content.decode()
    assert "Buraco fundo." in aberta.content.decode()
    assert "Maria Silva" not in aberta.content.decode()


def test_so_quem_e_da_conversa_o_abre_e_por_um_dia(
    maria: QuemConversa, monkeypatch: pytest.MonkeyPatch
) -> None:
    parte = mandado(maria.conversa)
    onde = maria.endereco("formulario", parte)
    assert Client().get(onde).status_code == 403
    outra = QuemConversa(Client())
    outra.comecar()
    assert outra.client.get(outra.endereco("formulario", parte)).status_code == 404
    assert maria.client.get(maria.endereco("formulario", parte[:-1] + "x")).status_code == 404
    assert maria.client.get(onde).status_code == 302
    monkeypatch.setattr(formulario, "VALE", timedelta(seconds=-1))
    assert maria.client.get(onde).status_code == 404


def test_a_de_uma_conta_fica_na_conta(client: Client) -> None:
    conta = elenco.pessoa("maria", email="maria@exemplo.invalid")
    client.force_login(conta)
    dela = QuemConversa(client)
    dela.comecar()
    onde = dela.endereco("formulario", mandado(dela.conversa))
    assert Rascunho.objects.get(dados__conversa__codigo=dela.codigo).dono == conta
    assert client.get(onde, follow=True).status_code == 200
    client.logout()
    assert client.get(onde)["Location"].startswith("/conta/login/")


def test_de_sigilo_ou_de_outro_nao_se_manda(maria: QuemConversa, ana: Usuario) -> None:
    servico = elenco.servico()
    rascunho = Rascunho.objects.create(
        tipo=TIPO, assunto=servico.slug, dono=ana, sigiloso=True, expira_em=timezone.now()
    )
    dito: dict[str, Any] = {
        "conversa": maria.conversa,
        "rascunho": rascunho,
        "servico": servico,
        "chave": uuid4(),
    }
    with pytest.raises(TransicaoProibida, match="protege quem pede"):
        acoes.mandar_formulario(**dito, por=ana)
    rascunho.sigiloso = False
    with pytest.raises(TransicaoProibida, match="não está com você"):
        acoes.mandar_formulario(**dito, por=elenco.pessoa("outra"))
    assert not Rascunho.objects.filter(dados__has_key="conversa").exists()


def test_o_da_conversa_que_era_denuncia_some(maria: QuemConversa) -> None:
    parte = mandado(maria.conversa)
    acoes.levar_a_denuncia(conversa=maria.conversa)
    assert maria.conversa.fim == Fim.DENUNCIA
    assert not Rascunho.objects.filter(dados__conversa__codigo=maria.codigo).exists()
    assert maria.client.get(maria.endereco("formulario", parte)).status_code == 404


def test_o_assinado_de_outra_coisa_nao_serve(maria: QuemConversa) -> None:
    forjado = signing.dumps("x", salt="outra")
    assert maria.client.get(maria.endereco("formulario", forjado)).status_code == 404
