"""O que não pode sair do pedido: dados pessoais no registro, o assunto de um sigiloso num aviso."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from avisos.models import Aviso
from documentos.limite_de_upload import MAIOR_ENVIO
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, foto, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]
REVELADOR = "Vamos falar com a vítima da agressão antes de ir até a casa dela."


def test_o_pedido_inteiro_nao_escreve_dados_pessoais_no_registro(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    territorio()
    quem = Pedinte(client)
    with caplog.at_level(logging.INFO):
        quem.ate("detalhes")
        quem.mandar("detalhes/", {"descricao": "sem resposta"})
        quem.mandar("detalhes/", {**PEQUENO, "fotos": foto()})
        quem.mandar("identificacao/", {**MARIA, "cpf": "111.111.111-11"})
        quem.mandar("identificacao/", MARIA)
        quem.mandar("conferir/", {})
    assert Solicitacao.objects.count() == 1
    registrado = caplog.text.lower()
    for pessoal in ("maria", "52998224725", "529.982", "111.111", "98765", "ponto de ônibus", "badaró"):
        assert pessoal not in registrado


def test_por_ou_tirar_foto_nao_guarda_texto_sem_fim_nem_caractere_nulo(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("detalhes")
    enorme = {**PEQUENO, "descricao": "a\0" * 50_000, "r_desde": "9" * 50_000, "adicionar": "sim"}
    assert quem.mandar("detalhes/", enorme).status_code == 303
    detalhes = quem.rascunho.dados["detalhes"]
    assert detalhes["descricao"] == "a" * 2000
    assert len(detalhes["respostas"]["desde"]) == 300


@pytest.mark.parametrize("ato", ["complemento", "transferencia", "fim"])
def test_aviso_de_sigilosa_nao_diz_o_que_a_equipe_escreveu_nem_qual_e_a_unidade(ato: str) -> None:
    qual = elenco.servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    caso = elenco.solicitacao(servico=qual)
    por = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    if ato == "complemento":
        acoes.pedir_complemento(caso=caso, versao=1, por=por, pergunta=REVELADOR)
    elif ato == "transferencia":
        casa = elenco.unidade("CASA-DA-MULHER")
        acoes.transferir(caso=caso, versao=1, por=por, unidade=casa, motivo=REVELADOR)
    else:
        acoes.finalizar(caso=caso, versao=1, por=por, desfecho="realizado", resposta=REVELADOR)
    aviso = Aviso.objects.exclude(modelo="registrado").get()
    assert caso.protocolo_escrito in aviso.corpo
    for segredo in ("vítima", "agressão", "CASA", "violência"):
        assert segredo not in aviso.assunto + aviso.corpo


@pytest.mark.parametrize(
    "campo",
    [{"logradouro": "Multa! Pague em golpe.com/x"}, {"logradouro": "http://golpe"}, {"numero": "bit.ly/x"}],
)
def test_o_endereco_nao_leva_um_link_ao_email_de_outra_pessoa(client: Client, campo: dict[str, str]) -> None:
    territorio()
    quem = Pedinte(client)
    quem.comecar()
    resposta = quem.mandar("local/", {**BADARO, **campo})
    assert resposta.status_code == 422
    assert "endereço de internet" in resposta.content.decode()


@pytest.mark.parametrize("rua", ["R. Dr. Falcão Filho", "Av.Brig.Luís Antônio", "Rua S.João, s/n"])
def test_rua_abreviada_continua_valendo(client: Client, rua: str) -> None:
    territorio()
    quem = Pedinte(client)
    quem.comecar()
    sem_numero = {"logradouro": rua, "numero": "s/n", "referencia": "em frente ao largo"}
    assert quem.mandar("local/", sem_numero).status_code == 303


def test_envio_sem_fim_nem_e_lido(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("detalhes")
    tamanho = MAIOR_ENVIO + 1
    dados = {**PEQUENO, "fotos": foto()}
    assert client.post(quem.endereco("detalhes/"), dados, CONTENT_LENGTH=str(tamanho)).status_code in {
        400,
        413,
    }
    assert not quem.rascunho.arquivos.exists()
