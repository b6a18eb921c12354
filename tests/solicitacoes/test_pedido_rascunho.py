"""Do rascunho ao pedido, pela ação: completa ou nada, e a aba esquecida não escreve depois do envio."""

import pytest
from django.test import Client
from django.utils import timezone

from assistente.rascunhos import guardar_passo
from assistente.roteiro import RascunhoIncompleto
from avisos.models import ModeloDeAviso
from contas.autor import Autor
from contas.models import Interessado
from contas.papeis import Papel
from guia.models import Servico
from protocolo.models import ArquivoDeRascunho
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.enviar import enviar
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, foto, regra, sopa, territorio, valor

pytestmark = pytest.mark.django_db
MUNICIPE = Autor(papel=Papel.INTERESSADO)


@pytest.fixture
def servico() -> Servico:
    return territorio()


@pytest.fixture
def quem(servico: Servico, client: Client) -> Pedinte:
    pedinte = Pedinte(client)
    pedinte.comecar()
    return pedinte


def mandar(quem: Pedinte, servico: Servico) -> Solicitacao:
    return enviar(
        rascunho=quem.rascunho,
        servico=servico,
        pede_lugar=True,
        por=MUNICIPE,
        unidade=None,
        em=timezone.now(),
    )


def test_incompleto_e_recusado(quem: Pedinte, servico: Servico) -> None:
    quem.mandar("local/", BADARO)
    with pytest.raises(RascunhoIncompleto):
        mandar(quem, servico)
    assert quem.rascunho.dados["local"]["numero"] == "425"


def test_servico_que_saiu_do_guia_e_recusado(quem: Pedinte, servico: Servico) -> None:
    quem.ate("conferir")
    servico.publicada = None
    with pytest.raises(RascunhoIncompleto):
        mandar(quem, servico)


def test_falha_no_meio_nao_deixa_nada_pela_metade(quem: Pedinte, servico: Servico) -> None:
    quem.ate("detalhes")
    quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto()]})
    quem.mandar("identificacao/", MARIA)
    antes = quem.rascunho.dados
    ModeloDeAviso.objects.filter(chave="registrado").delete()
    with pytest.raises(ModeloDeAviso.DoesNotExist):
        mandar(quem, servico)
    assert not Solicitacao.objects.exists()
    assert not Interessado.objects.exists()
    assert (quem.rascunho.protocolo, quem.rascunho.dados) == ("", antes)
    assert ArquivoDeRascunho.objects.count() == 1


def test_aba_esquecida_nao_escreve_depois_do_envio(quem: Pedinte, servico: Servico) -> None:
    quem.ate("conferir")
    lido_antes = quem.rascunho
    mandar(quem, servico)
    guardar_passo(rascunho=lido_antes, passo="identificacao", respostas={"nome": "Maria"})
    assert quem.rascunho.dados == {}


def test_duas_abas_nao_desfazem_uma_a_outra(quem: Pedinte) -> None:
    primeira, segunda = quem.rascunho, quem.rascunho
    guardar_passo(rascunho=primeira, passo="local", respostas={"logradouro": "A"})
    guardar_passo(rascunho=segunda, passo="detalhes", respostas={"descricao": "B"})
    assert set(quem.rascunho.dados) == {"local", "detalhes"}


def conferencia(quem: Pedinte) -> str:
    return sopa(quem.ver("conferir/")).get_text(" ", strip=True)


def test_confere_ponto_e_telefone_de_outro_pais(quem: Pedinte) -> None:
    ponto = {"lat": "-23.5467", "lon": "-46.6368"}
    quem.mandar("local/", ponto)
    quem.mandar("local/escolher/", {"lugar": f"{elenco.distrito(78).pk}|Rua Líbero Badaró"})
    quem.mandar("detalhes/", PEQUENO)
    quem.mandar("identificacao/", {**MARIA, "telefone": "+351 912 345 678"})
    assert "(com o lugar marcado)" in conferencia(quem)
    assert valor(quem.ver("conferir/"), "telefone") == "+351912345678"


def test_confere_so_o_distrito_e_sem_identificacao(servico: Servico, client: Client) -> None:
    outro = elenco.servico("denuncia", "Denúncia", precisa_de_endereco=False, identificacao="anonima")
    regra(outro, atribuicao="CPO-STM")
    quem = Pedinte(client, "denuncia")
    quem.comecar()
    quem.mandar("local/", {"distrito": str(elenco.distrito(78).pk)})
    quem.mandar("detalhes/", {"descricao": "Aconteceu ontem."})
    quem.mandar("identificacao/", {"como": "anonimo"})
    texto = conferencia(quem)
    assert "Sé, na área da Subprefeitura Sé" in texto
    assert "Endereço" not in texto
    assert sopa(quem.ver("conferir/")).select_one("input[name=como][value=anonimo][checked]")
    quem.mandar("conferir/")
    caso = Solicitacao.objects.get()
    assert (caso.distrito, caso.logradouro) == (elenco.distrito(78), "")
    assert caso.unidade.sigla == "SMPR-CPO-STM-Sé"
