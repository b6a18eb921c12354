"""Manifestar-se pelo portal: os cinco formulários, quem é, o envio e o comprovante."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assistente import aparelho
from contas.guardas import SESSAO, protocolos_abertos
from contas.segredos import chaves
from documentos.recebidos import MAXIMO_DE_FOTOS
from ouvidoria.manifestar.perguntas import MAXIMO, PERGUNTAS
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.models import Rascunho
from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import ANONIMA, IDENTIFICADA, MAU, TEXTO, Manifestante
from tests.solicitacoes.pedindo import erros, foto, sopa, valor

pytestmark = pytest.mark.django_db
T = TipoDeManifestacao
MOTIVOS = ("motivo", "por que", "porque", "razão")


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()


@pytest.fixture
def quem(client: Client) -> Manifestante:
    return Manifestante(client)


# --- as perguntas -----------------------------------------------------------------------


@pytest.mark.parametrize("tipo", T)
def test_no_maximo_seis_perguntas_e_nunca_a_razao(tipo: str) -> None:
    perguntas = PERGUNTAS[tipo]
    assert 0 < len(perguntas) <= MAXIMO
    for pergunta in perguntas:
        escrito = f"{pergunta.rotulo} {pergunta.ajuda}".lower()
        assert not any(motivo in escrito for motivo in MOTIVOS), escrito


@pytest.mark.parametrize("tipo", T)
def test_cada_tipo_do_comeco_ao_comprovante(quem: Manifestante, tipo: str) -> None:
    caso = quem.enviar(tipo)
    assert (caso.tipo, caso.canal, caso.orgao) == (tipo, "portal", None)
    assert caso.respostas[0]["valor"] == TEXTO
    comprovante = quem.ver("comprovante/").content.decode()
    assert caso.protocolo_escrito in comprovante
    assert chaves.chave_escrita(caso.protocolo) in comprovante
    assert f"{timezone.localtime(caso.vence_em):%d/%m/%Y}" in comprovante
    assert "Guarde a chave" in comprovante
    assert chaves.chave_escrita(caso.protocolo) in quem.ver("recibo/").content.decode()


def test_quem_abriu_o_portal_como_aplicativo_manifesta_se_por_ele(quem: Manifestante) -> None:
    quem.client.cookies[aparelho.ABERTO_POR] = aparelho.APLICATIVO
    assert quem.enviar(T.DENUNCIA).canal == "aplicativo"
    comprovante = quem.ver("comprovante/").content.decode()
    assert "só para você" in comprovante
    assert "Novo registro" not in comprovante, "é da própria pessoa, e não do balcão"


@pytest.mark.parametrize("tipo", T)
def test_em_branco_diz_o_que_falta_e_guarda_o_rascunho(quem: Manifestante, tipo: str) -> None:
    resposta = quem.comecar(tipo, {"orgao": "nao_sei"})
    assert resposta.status_code == 422
    faltas = [f"Responda: {p.rotulo}" for p in PERGUNTAS[tipo] if p.obrigatoria]
    assert erros(resposta) == faltas
    assert quem.rascunho.tipo == "manifestacao"
    assert str(sopa(resposta).select("main form[method=post]")[0]["action"]) == quem.endereco("perguntas/")


@pytest.mark.parametrize("tipo", T)
def test_entrada_ruim_nao_perde_o_que_se_escreveu(quem: Manifestante, tipo: str) -> None:
    resposta = quem.comecar(
        tipo, {"orgao": "999999", "falha": "outra", "o_que": TEXTO + "x" * 4000, "protocolo": "12"}
    )
    assert resposta.status_code == 422
    assert "Escolha um órgão da lista, ou “Não sei”." in erros(resposta)
    assert any("passou de 4000 letras" in erro for erro in erros(resposta))
    assert valor(resposta, "o_que").startswith(TEXTO)
    assert not Manifestacao.objects.exists()


def test_o_orgao_vem_da_lista(quem: Manifestante) -> None:
    caso = quem.enviar("elogio", {"o_que": TEXTO, "orgao": str(elenco.orgao().pk)})
    assert caso.orgao == elenco.orgao()


def test_tipo_que_nao_existe(client: Client) -> None:
    assert client.get("/ouvidoria/fofoca/").status_code == 404


# --- quem é -----------------------------------------------------------------------------


@pytest.mark.parametrize("tipo", T)
def test_qualquer_tipo_pode_ser_anonimo(quem: Manifestante, tipo: str) -> None:
    caso = quem.enviar(tipo, quem=ANONIMA | {"nome": "Maria Silva", "cpf": "529.982.247-25"})
    assert caso.anonima
    assert caso.interessado is not None
    assert caso.interessado.nome == ""


def test_o_orgao_so_sabe_quem_e_se_a_pessoa_marcar(quem: Manifestante) -> None:
    assert not quem.enviar("sugestao").permite_identificar
    outro = Manifestante(quem.client)
    assert outro.enviar("sugestao", quem=IDENTIFICADA | {"permite_identificar": "on"}).permite_identificar


def test_na_denuncia_nao_se_pergunta_se_o_orgao_pode_saber(quem: Manifestante) -> None:
    quem.comecar("denuncia", {"o_que": TEXTO})
    pagina = quem.ver("identificacao/")
    assert "permite_identificar" not in pagina.content.decode()
    assert "num selo" in pagina.content.decode()
    quem.mandar("identificacao/", IDENTIFICADA | {"permite_identificar": "on"})
    quem.mandar("conferir/")
    assert not quem.caso.permite_identificar


def test_identificacao_ruim_volta_com_o_que_se_escreveu(quem: Manifestante) -> None:
    quem.comecar("elogio", {"o_que": TEXTO})
    resposta = quem.mandar("identificacao/", IDENTIFICADA | {"cpf": "111.111.111-11"})
    assert resposta.status_code == 422
    assert valor(resposta, "nome") == "Maria Silva"
    assert quem.mandar("identificacao/").status_code == 422


# --- passos, reenvio, abas ----------------------------------------------------------------


def test_antes_da_vez_leva_ao_que_falta(quem: Manifestante) -> None:
    quem.comecar("elogio", {"o_que": ""})
    for passo in ("identificacao/", "conferir/", "comprovante/", "recibo/", "caminho/", ""):
        assert quem.ver(passo)["Location"] == quem.endereco("perguntas/"), passo


def test_o_mesmo_formulario_enviado_duas_vezes_usa_um_rascunho(quem: Manifestante) -> None:
    quem.comecar("elogio", {"o_que": "Primeira versão."})
    quem.client.post("/ouvidoria/elogio/", {"envio": quem.uuid, "o_que": TEXTO})
    assert Rascunho.objects.get().dados["perguntas"]["o_que"] == TEXTO


def test_chave_de_outro_navegador_ou_torta_nao_perde_o_texto(quem: Manifestante) -> None:
    quem.comecar("elogio", {"o_que": "De outra pessoa."})
    for envio in (quem.uuid, "torta", ""):
        assert Client().post("/ouvidoria/elogio/", {"envio": envio, "o_que": TEXTO}).status_code == 303
    textos = Rascunho.objects.order_by("criado_em").values_list("dados__perguntas__o_que", flat=True)
    assert list(textos) == ["De outra pessoa.", TEXTO, TEXTO, TEXTO]


@pytest.mark.parametrize("tipo", ["elogio", "denuncia"])
def test_enviar_de_novo_nao_registra_duas(quem: Manifestante, tipo: str) -> None:
    caso = quem.enviar(tipo)
    for passo in ("conferir/", "identificacao/", "perguntas/"):
        assert quem.mandar(passo, {"o_que": "Outra coisa."})["Location"] == quem.endereco("comprovante/")
    volta = quem.client.post(f"/ouvidoria/{tipo}/", {"envio": quem.uuid, "o_que": "Outra coisa."})
    assert volta["Location"] == quem.endereco("comprovante/")
    assert Manifestacao.objects.get() == caso


def test_depois_do_envio_o_rascunho_fica_sem_dados(quem: Manifestante) -> None:
    caso = quem.enviar("elogio")
    assert (quem.rascunho.dados, quem.rascunho.protocolo) == ({}, caso.protocolo)


def test_a_sessao_lembra_a_manifestacao_que_fez(quem: Manifestante) -> None:
    assert protocolos_abertos(quem.client.session) == []
    caso = quem.enviar("elogio", quem=ANONIMA)
    assert protocolos_abertos(quem.client.session) == [caso.protocolo]
    assert caso.protocolo not in quem.client.session[SESSAO]


def test_a_anonima_de_quem_entrou_nao_se_liga_a_conta(client: Client) -> None:
    client.force_login(elenco.pessoa("Marta Municipe"))
    quem = Manifestante(client)
    caso = quem.enviar("elogio", quem=ANONIMA)
    assert caso.interessado is not None
    assert caso.interessado.usuario is None
    assert SESSAO not in client.session
    assert quem.rascunho.dono is None
    assert quem.ver("comprovante/").status_code == 200


def test_a_identificada_de_quem_entrou_fica_na_sua_conta(client: Client) -> None:
    pessoa = elenco.pessoa("Marta Municipe")
    client.force_login(pessoa)
    caso = Manifestante(client).enviar("elogio")
    assert caso.interessado is not None
    assert caso.interessado.usuario == pessoa


@pytest.mark.parametrize("tipo", ["elogio", "denuncia"])
def test_de_outra_pessoa_ninguem_abre(quem: Manifestante, subtests: pytest.Subtests, tipo: str) -> None:
    passos = ["", "perguntas/", "identificacao/", "conferir/", "comprovante/", "recibo/"]
    quem.comecar(tipo, {"o_que": TEXTO})
    for passo in passos:
        with subtests.test(f"antes do envio: {passo}"):
            assert Client().get(quem.endereco(passo)).status_code == 403
    quem.mandar("identificacao/", ANONIMA)
    quem.mandar("conferir/")
    for passo in passos:
        with subtests.test(f"depois do envio: {passo}"):
            assert Client().get(quem.endereco(passo), follow=True).status_code == 403
            assert Client().get(f"/ouvidoria/manifestar/{uuid4()}/{passo}").status_code == 404


def test_entrada_que_expira_no_meio_nao_perde_nada(client: Client) -> None:
    client.force_login(elenco.pessoa())
    quem = Manifestante(client)
    quem.comecar("elogio", {"o_que": TEXTO})
    client.logout()
    assert quem.ver("identificacao/")["Location"].startswith("/conta/login/")
    assert quem.mandar("identificacao/", IDENTIFICADA).status_code == 409


def test_o_comprovante_da_denuncia_some_em_uma_hora(quem: Manifestante) -> None:
    caso = quem.enviar("denuncia")
    for folha in ("comprovante/", "recibo/"):
        assert "data-sair" in quem.ver(folha).content.decode(), folha
    antes = timezone.now() - timedelta(hours=1, minutes=1)
    Manifestacao.objects.filter(pk=caso.pk).update(registrada_em=antes)
    assert quem.ver("comprovante/").status_code == 404
    assert quem.ver("recibo/").status_code == 404


# --- fotos e limites ----------------------------------------------------------------------


def test_fotos_sem_javascript_entram_no_primeiro_envio_e_viram_anexos(quem: Manifestante) -> None:
    quem.comecar("elogio", {"o_que": "", "fotos": [foto(), foto("outra.jpg", "blue")]})
    assert quem.rascunho.arquivos.count() == 2
    miniatura = quem.rascunho.arquivos.order_by("pk")[0]
    imagem = quem.client.get(quem.endereco(f"foto/{miniatura.pk}/"))
    assert imagem.status_code == 200
    b"".join(imagem)
    assert quem.mandar("perguntas/", {"o_que": TEXTO, "remover_foto": miniatura.pk}).status_code == 303
    assert quem.rascunho.dados["perguntas"]["o_que"] == TEXTO
    quem.mandar("perguntas/", {"o_que": TEXTO})
    quem.mandar("identificacao/", ANONIMA)
    assert "1 foto" in quem.ver("conferir/").content.decode()
    quem.mandar("conferir/")
    assert quem.caso.anexos.get().nome == "outra.jpg"


def test_foto_recusada_diz_por_que_e_guarda_o_texto(quem: Manifestante) -> None:
    ruim = SimpleUploadedFile("vazia.jpg", b"", "image/jpeg")
    resposta = quem.comecar("elogio", {"o_que": TEXTO, "fotos": [ruim]})
    assert resposta.status_code == 422
    assert "O arquivo está vazio" in erros(resposta)[0]
    assert valor(resposta, "o_que") == TEXTO


def test_fotos_demais(quem: Manifestante) -> None:
    cores = ["red", "blue", "green", "black", "white", "yellow"]
    resposta = quem.comecar("elogio", {"o_que": TEXTO, "fotos": [foto(f"{c}.jpg", c) for c in cores]})
    assert resposta.status_code == 422
    assert quem.rascunho.arquivos.count() == MAXIMO_DE_FOTOS


def test_muitas_do_mesmo_lugar_param_sem_perder_o_texto(
    quem: Manifestante, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistente.processo.COMECOS_POR_LUGAR", 1)
    quem.client.post("/ouvidoria/elogio/", {"o_que": ""})
    resposta = quem.client.post("/ouvidoria/elogio/", {"o_que": TEXTO})
    assert resposta.status_code == 422
    assert "Foram muitas manifestações deste lugar" in erros(resposta)[0]
    assert valor(resposta, "o_que") == TEXTO


def test_conferencia_mostra_tudo_e_leva_a_cada_resposta(quem: Manifestante) -> None:
    quem.comecar("reclamacao", MAU | {"orgao": str(elenco.orgao().pk)})
    quem.mandar("identificacao/", IDENTIFICADA)
    pagina = sopa(quem.ver("conferir/"))
    dito = pagina.get_text(" ")
    for esperado in ("Fui mal atendido", TEXTO, elenco.orgao().nome, "Maria Silva", "só a Ouvidoria sabe"):
        assert esperado in dito
    voltas = [str(a["href"]) for a in pagina.select("main .sp-secao a")]
    assert voltas == [
        quem.endereco(f"{passo}/?de=conferir#conteudo") for passo in ("perguntas", "identificacao")
    ]
    alterado = quem.client.post(quem.endereco("perguntas/?de=conferir"), MAU | {"o_que": "Mudei."})
    assert alterado["Location"] == quem.endereco("conferir/")
