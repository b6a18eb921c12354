"""O que se escreve no pedido vai com a conversa, ou com a ligação, a quem a continua; e duas abas."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from atendimento import acoes
from atendimento.acoes.continuar import levar_o_pedido
from atendimento.acoes.distribuir import COM_OUTRA
from atendimento.models import Atendimento, Chamada, Disponibilidade
from atendimento.situacoes import Estado, Fim, Resultado
from protocolo.models import Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.atendimento import conversando
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.solicitacoes.pedindo import praca, sopa, territorio, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture(autouse=True)
def servico() -> None:
    territorio()


@pytest.fixture
def ana(client: Client) -> NaMesa:
    """Atende uma conversa, e escreve nela um pedido."""
    quem = NaMesa(client)
    quem.conversar()
    quem.consultar("tapa-buraco")
    quem.guardar({**TUDO, "descricao": "Em frente ao ponto."})
    return quem


def cai(quem: NaMesa) -> None:
    """A página dela deixa de dar sinal, e a rotina passa."""
    conversando.sem_sinal(quem.quem)
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 1


def outra(conversa_de: NaMesa) -> NaMesa:
    """Quem toma a conversa que esperava."""
    bia, esta = NaMesa(Client()), conversa_de.atendimento.conversa
    assert esta
    acoes.tomar(conversa=esta, por=bia.quem, unidade=conversa_de.atendimento.unidade)
    bia.codigo = str(Atendimento.objects.abertos().get(conversa=esta).codigo)
    return bia


# --- sem sinal ---------------------------------------------------------------------------


def test_o_sinal_que_se_perde_nao_e_ligacao_transferida(ana: NaMesa) -> None:
    cai(ana)
    assert ana.atendimento.resultado == Resultado.SEM_SINAL
    assert "Sem sinal de quem atendia" in ana.ver().content.decode()
    opcoes = sopa(ana.client.get(reverse("central:inicio")))
    assert Resultado.SEM_SINAL not in {um.get("value") for um in opcoes.select("[name=resultado]")}


def test_quem_volta_continua_no_mesmo_atendimento(ana: NaMesa) -> None:
    """A página velha, que ninguém recarregou, guarda e registra."""
    cai(ana)
    assert ana.guardar({**TUDO, "descricao": "Mais fundo."}).status_code == 200
    esta = ana.atendimento
    assert (esta.aberto, esta.conversa and esta.conversa.atendente) == (True, ana.quem)
    cai(ana)
    assert ana.mandar({**TUDO, "descricao": "Mais fundo."}).status_code == 303
    caso = Solicitacao.objects.get()
    assert (caso.canal, caso.descricao, Atendimento.objects.count()) == (Canal.CHAT, "Mais fundo.", 1)


def test_a_fila_devolve_a_a_quem_a_tinha_com_o_que_escrevia(ana: NaMesa) -> None:
    cai(ana)
    conversando.quem_atende(recebe=False)
    acoes.por_a_disposicao(usuario=ana.quem, unidade=ana.atendimento.unidade, estado=Estado.FORA)
    Disponibilidade.objects.update(estado=Estado.RECEBE)
    assert acoes.distribuir(em=timezone.now()) == 1
    assert ana.atendimento.aberto
    assert valor(ana.ver(), "descricao") == "Em frente ao ponto."


def test_a_quem_toma_a_conversa_chega_o_que_se_escrevia(ana: NaMesa) -> None:
    cai(ana)
    bia = outra(ana)
    pagina = bia.ver()
    assert (valor(pagina, "logradouro"), valor(pagina, "descricao")) == (
        "Rua Líbero Badaró",
        "Em frente ao ponto.",
    )
    assert bia.mandar().status_code == 303
    assert Solicitacao.objects.get().atendente == bia.quem


def test_o_que_se_escreveu_sem_sinal_vai_aos_campos_de_quem_continua(ana: NaMesa) -> None:
    rascunho = str(ana.rascunho.pk)
    cai(ana)
    bia = outra(ana)
    bia.guardar({**TUDO, "nome": "Maria da Silva", "mexidos": "nome", "aba": "9"})
    tarde = {
        **TUDO,
        "rascunho": rascunho,
        "descricao": "Há uma moto caída.",
        "mexidos": "descricao",
        "aba": "1",
    }
    do_htmx = ana.client.post(ana.endereco(), {**tarde, "guardar": "sim"}, headers={"HX-Request": "true"})
    assert do_htmx.status_code == 409
    frase = COM_OUTRA.format(nome=bia.quem.get_short_name())
    assert do_htmx.content.decode() == frase
    pagina = bia.ver()
    assert (valor(pagina, "nome"), valor(pagina, "descricao")) == ("Maria da Silva", "Há uma moto caída.")
    assert frase in ana.client.post(ana.endereco(), tarde).content.decode(), "sem o htmx, é uma página"
    assert not Solicitacao.objects.exists()
    conversa = bia.atendimento.conversa
    assert conversa
    acoes.acabar(conversa=conversa, fim=Fim.ATENDENTE, por=bia.quem, resultado=Resultado.INFORMACAO)
    assert frase not in ana.client.post(ana.endereco(), tarde).content.decode(), "já não está com ninguém"


def test_o_que_se_passa_leva_o_pedido_e_a_denuncia_o_apaga(ana: NaMesa) -> None:
    bia = NaMesa(Client())
    conversa = ana.atendimento.conversa
    assert conversa
    acoes.por_a_disposicao(usuario=bia.quem, unidade=ana.atendimento.unidade, estado=Estado.FORA)
    acoes.passar(conversa=conversa, para=bia.quem, motivo="É com você.", por=ana.quem)
    bia.codigo = str(Atendimento.objects.abertos().get().codigo)
    assert valor(bia.ver(), "descricao") == "Em frente ao ponto."
    acoes.levar_a_denuncia(conversa=conversa, por=bia.quem)
    assert not Rascunho.objects.exclude(dados={}).exists()


# --- a ligação que se transfere ------------------------------------------------------------


@pytest.fixture
def ligacao(client: Client) -> NaMesa:
    quem = NaMesa(client)
    quem.comecar("tapa-buraco")
    quem.guardar({**TUDO, "descricao": "Em frente ao ponto."})
    return quem


def transferir(quem: NaMesa) -> str:
    feito = quem.client.post(quem.endereco("terminar"), {"resultado": Resultado.TRANSFERIDO}, follow=True)
    return feito.content.decode()


def test_a_ligacao_transferida_leva_o_pedido_a_quem_a_recebe(ligacao: NaMesa) -> None:
    assert "espera por quem recebeu a ligação" in transferir(ligacao)
    bia, de_fora = NaMesa(Client()), NaMesa(Client(), praca())
    continuar = ligacao.endereco("continuar")
    assert continuar not in de_fora.client.get("/central/").content.decode()
    assert de_fora.client.post(continuar).status_code == 409
    pagina = bia.client.get("/central/").content.decode()
    assert continuar in pagina
    bia.codigo = bia.client.post(continuar)["Location"].split("/")[2]
    assert valor(bia.ver(), "descricao") == "Em frente ao ponto."
    assert bia.client.post(continuar).status_code == 409, "só um a continua"
    assert continuar not in bia.client.get("/central/").content.decode()
    assert bia.mandar().status_code == 303
    assert Solicitacao.objects.get().atendente == bia.quem
    assert Client().post(continuar).status_code == 302


def test_a_que_ninguem_continua_vence_e_a_sem_pedido_nao_se_mostra(ligacao: NaMesa) -> None:
    transferir(ligacao)
    rascunho = Rascunho.objects.get(tipo="solicitacao")
    assert rascunho.expira_em < timezone.now() + timedelta(hours=1)
    Rascunho.objects.update(expira_em=timezone.now())
    assert ligacao.client.post(ligacao.endereco("continuar")).status_code == 409
    ligacao.comecar()
    assert "Novo atendimento" in transferir(ligacao)
    assert ligacao.endereco("continuar") not in ligacao.client.get("/central/").content.decode()


def test_a_que_a_central_telefonica_passa_ja_traz_o_pedido(client: Client, settings: Settings) -> None:
    settings.SEGREDO_DA_TELEFONIA = "s" * 32
    ana, bia = NaMesa(client), NaMesa(Client())
    atende = partial(acoes.contar_chamada, codigo="uma", passo=Chamada.Passo.ATENDIDA, telefone="1133334444")
    atende(atendente=ana.quem)
    ana.comecar("tapa-buraco")
    ana.guardar({**TUDO, "descricao": "Em frente ao ponto."})
    atende(atendente=bia.quem)
    bia.comecar()
    assert ana.atendimento.resultado == Resultado.TRANSFERIDO, "sem que ela o diga"
    assert valor(bia.ver(), "descricao") == "Em frente ao ponto."
    assert bia.atendimento.telefone == "1133334444"
    assert ana.endereco("continuar") not in bia.client.get("/central/").content.decode()


def test_o_que_quem_continua_ja_escrevia_fica_como_esta(ligacao: NaMesa) -> None:
    bia = NaMesa(Client())
    bia.comecar("tapa-buraco")
    bia.guardar({**TUDO, "descricao": "Já escrito."})
    levar_o_pedido(de=ligacao.atendimento, para=bia.atendimento)
    assert valor(bia.ver(), "descricao") == "Já escrito."


# --- duas abas -----------------------------------------------------------------------------


def numa_aba(quem: NaMesa, aba: str, mexidos: str, **dados: str) -> None:
    guardado = quem.guardar({**TUDO, **dados, "mexidos": mexidos, "aba": aba, "versao": "1000"})
    assert guardado.status_code == 200


def test_cada_aba_so_muda_o_que_nela_se_mexeu(ana: NaMesa) -> None:
    numa_aba(ana, "1", "nome", nome="Maria da Silva")
    numa_aba(ana, "2", "descricao", descricao="Há uma moto caída.")
    pagina = ana.ver()
    assert (valor(pagina, "nome"), valor(pagina, "descricao")) == ("Maria da Silva", "Há uma moto caída.")


def test_o_lugar_vai_inteiro(ana: NaMesa) -> None:
    """A rua de uma aba com o número de outra seria um lugar que ninguém disse."""
    numa_aba(ana, "1", "logradouro numero", logradouro="Rua Boa Vista", numero="100", complemento="fundos")
    numa_aba(ana, "2", "numero", numero="377")
    pagina = ana.ver()
    lugar = [valor(pagina, campo) for campo in ("logradouro", "numero", "complemento")]
    assert lugar == ["Rua Líbero Badaró", "377", ""]


def test_registrar_o_que_outra_aba_mudou_pede_para_conferir(ana: NaMesa) -> None:
    numa_aba(ana, "1", "descricao", descricao="Há uma moto caída.")
    recusa = ana.mandar(
        {**TUDO, "descricao": "Em frente ao ponto.", "mexidos": "nome", "nome": "Maria da Silva"}
    )
    assert recusa.status_code == 422
    assert "Noutra aba também se escreveu" in recusa.content.decode()
    assert (valor(recusa, "descricao"), valor(recusa, "nome")) == ("Há uma moto caída.", "Maria da Silva")
    assert not Solicitacao.objects.exists()
    tudo = {**TUDO, "descricao": "Há uma moto caída.", "nome": "Maria da Silva", "mexidos": ""}
    assert ana.mandar(tudo).status_code == 303
    caso = Solicitacao.objects.select_related("interessado").get()
    assert (caso.descricao, caso.interessado and caso.interessado.nome) == (
        "Há uma moto caída.",
        "Maria da Silva",
    )
