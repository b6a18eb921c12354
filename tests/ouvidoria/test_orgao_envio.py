"""A página de um encaminhamento e o que se faz nela: quem o recebeu, e mais ninguém."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from contas.models import LeituraDePessoal, Usuario
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Falha, Situacao, TipoDeManifestacao
from protocolo.models import ArquivoDeRascunho
from tests.ouvidoria import elenco
from tests.segundo_fator import confirmar
from tests.solicitacoes import pedindo
from tests.solicitacoes.elenco import publicar_outra

pytestmark = pytest.mark.django_db

RESPOSTA = "A equipe voltou ao local na terça-feira e tapou o buraco."
OUTRA = "A equipe ainda não foi ao local e irá na próxima semana."


@pytest.fixture
def ivo() -> Client:
    return entrou(elenco.interlocutor().usuario)


@pytest.fixture
def cora() -> Client:
    return entrou(elenco.corregedoria().usuario)


def entrou(quem: Usuario | None) -> Client:
    assert quem
    cliente = Client()
    cliente.force_login(quem)
    return cliente


def pagina(cliente: Client, envio: Encaminhamento) -> str:
    resposta = cliente.get(f"/orgao/{envio.pk}/")
    assert resposta.status_code == 200
    return resposta.content.decode()


def versao(envio: Encaminhamento) -> int:
    return Manifestacao.objects.get(pk=envio.manifestacao_id).versao


def vencer(envio: Encaminhamento, ha: timedelta) -> None:
    Encaminhamento.objects.filter(pk=envio.pk).update(vence_em=timezone.now() - ha)


def fazer(cliente: Client, envio: Encaminhamento, ato: str, **dados: Any) -> Any:
    """Manda o formulário já confirmado, com a versão de agora se não se dá outra."""
    dados = {"versao": versao(envio), "confirmar": "sim", **dados}
    return cliente.post(f"/orgao/{envio.pk}/{ato}/", dados)


# --- a página -----------------------------------------------------------------------------


def test_mostra_o_texto_o_prazo_e_como_se_contou_sem_dizer_quem(ivo: Client) -> None:
    _, envio = elenco.encaminhada(permite_identificar=True)
    dito = pagina(ivo, envio)
    for esperado in (elenco.TEXTO, "O prazo é de 20 dias corridos", "art. 16", "A Ouvidoria enviou em"):
        assert esperado in dito
    for segredo in (elenco.MARIA.nome, elenco.MARIA.email, elenco.MARIA.documento, elenco.MARIA.telefone):
        assert segredo not in dito


def test_diz_o_pedido_reclamado_e_do_sigiloso_so_o_numero(ivo: Client) -> None:
    pedido = elenco.pedido_vencido()
    _, envio = elenco.encaminhada(falha=Falha.PRAZO_VENCIDO, solicitacao=pedido)
    dito = pagina(ivo, envio)
    for esperado in (pedido.protocolo_escrito, "Tapa-buraco", "Rua Líbero Badaró", pedido.nome_da_situacao):
        assert esperado in dito, esperado
    publicar_outra(pedido.servico, sigilosa=True)
    dito = pagina(ivo, envio)
    assert pedido.protocolo_escrito in dito
    assert "Líbero" not in dito


def test_so_conta_a_historia_deste_envio(ivo: Client) -> None:
    caso, envio = elenco.respondida()
    caso = acoes.devolver_ao_orgao(
        envio=envio, versao=caso.versao, por=elenco.ogm(), motivo="Faltou dizer em que dia a equipe foi lá."
    ).manifestacao
    acoes.anotar(caso=caso, por=elenco.ogm(), texto="Anotação que só a Ouvidoria lê, nunca o órgão.")
    dito = pagina(ivo, envio)
    assert dito.count("Faltou dizer em que dia") == 2  # em destaque e na história
    assert "Anotação que só a Ouvidoria lê" not in dito
    assert "Manifestação recebida" not in dito


def test_da_denuncia_nem_o_protocolo_nem_quem(cora: Client, ivo: Client) -> None:
    caso, envio = elenco.em_apuracao()
    dito = pagina(cora, envio)
    assert elenco.TEXTO in dito
    for segredo in (caso.protocolo, caso.protocolo_escrito, elenco.MARIA.nome):
        assert segredo not in dito
    assert ivo.get(f"/orgao/{envio.pk}/").status_code == 403


def test_estranho_e_desconhecido_recebem_403(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    de_fora = entrou(elenco.interlocutor("SMT", nome="Oto").usuario)
    assert de_fora.get(f"/orgao/{envio.pk}/").status_code == 403
    assert ivo.get("/orgao/999999/").status_code == 403
    assert entrou(elenco.ogm().usuario).get(f"/orgao/{envio.pk}/").status_code == 403


def test_so_serve_os_anexos_deste_envio(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    enviado, guardado = elenco.anexo(envio), elenco.anexo(envio, enviado=False)
    de_outro = elenco.anexo(elenco.encaminhada()[1])
    assert f"/orgao/{envio.pk}/anexos/{enviado.pk}/pequena/" in pagina(ivo, envio)

    def pedir(pk: int, tamanho: str = "grande") -> Any:
        return ivo.get(f"/orgao/{envio.pk}/anexos/{pk}/{tamanho}/")

    servida = pedir(enviado.pk)
    assert servida.status_code == 200
    assert b"".join(servida.streaming_content)
    assert "no-store" in servida["Cache-Control"]
    assert [pedir(anexo.pk).status_code for anexo in (guardado, de_outro)] == [404, 404]
    assert pedir(enviado.pk, "enorme").status_code == 404


# --- quem se manifestou -------------------------------------------------------------------


def test_o_contato_so_com_a_permissao_da_pessoa_por_post_e_escrito(ivo: Client) -> None:
    caso, envio = elenco.encaminhada(permite_identificar=True)
    assert ivo.get(f"/orgao/{envio.pk}/contato/").status_code == 405
    assert not LeituraDePessoal.objects.exists()
    dito = ivo.post(f"/orgao/{envio.pk}/contato/").content.decode()
    assert elenco.MARIA.nome in dito
    assert elenco.MARIA.documento not in dito
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.protocolo, leitura.papel) == (caso.protocolo, "interlocutor")
    fragmento = ivo.post(f"/orgao/{envio.pk}/contato/", headers={"HX-Request": "true"}).content.decode()
    assert elenco.MARIA.nome in fragmento
    assert "<html" not in fragmento


def test_sem_a_permissao_dela_o_contato_nao_abre(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    dito = ivo.post(f"/orgao/{envio.pk}/contato/").content.decode()
    assert elenco.MARIA.nome not in dito
    assert "não diz quem é" in dito
    assert not LeituraDePessoal.objects.exists()


def test_respondido_o_contato_fecha(ivo: Client) -> None:
    _, envio = elenco.respondida(permite_identificar=True)
    dito = ivo.post(f"/orgao/{envio.pk}/contato/").content.decode()
    assert elenco.MARIA.nome not in dito
    assert "só enquanto se respondia" in dito


def _consentida() -> Encaminhamento:
    caso = elenco.admitida()
    caso = acoes.pedir_consentimento(
        caso=caso, versao=caso.versao, por=elenco.ogm(), a_quem="Corregedoria", finalidade=elenco.FRASE
    )
    caso = acoes.responder_consentimento(caso=caso, por=elenco.municipe(caso.protocolo), consentiu=True)
    return acoes.enviar_a_apuracao(
        caso=caso, versao=caso.versao, por=elenco.ogm(), orgao=elenco.orgao("CGM", "Controladoria")
    )


def test_quem_apura_so_le_a_identidade_com_permissao_e_motivo() -> None:
    quem = elenco.corregedoria().usuario
    assert quem
    envio = _consentida()
    assert "peça à Ouvidoria" in pagina(entrou(quem), envio)
    entrou(quem).post(f"/orgao/{envio.pk}/contato/", {"motivo": "Ouvir como testemunha."})
    assert not LeituraDePessoal.objects.exists()
    quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    sem_codigo = entrou(quem).post(f"/orgao/{envio.pk}/contato/", {"motivo": "Ouvir como testemunha."})
    assert sem_codigo.status_code == 403
    assert "Ligue antes a verificação" in sem_codigo.content.decode()
    navegador = entrou(quem)
    confirmar(navegador, quem)
    sem_motivo = navegador.post(f"/orgao/{envio.pk}/contato/", {"motivo": " "})
    assert sem_motivo.status_code == 422
    assert "<title>Erro: " in sem_motivo.content.decode()
    assert not LeituraDePessoal.objects.exists()
    lida = navegador.post(f"/orgao/{envio.pk}/contato/", {"motivo": "Ouvir como testemunha."})
    assert elenco.MARIA.nome in lida.content.decode()
    assert LeituraDePessoal.objects.get().motivo == "Ouvir como testemunha."


def test_da_denuncia_sem_consentimento_ninguem_le(cora: Client) -> None:
    quem = elenco.corregedoria().usuario
    assert quem
    quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    _, envio = elenco.em_apuracao()
    dito = entrou(quem).post(f"/orgao/{envio.pk}/contato/", {"motivo": elenco.FRASE}).content.decode()
    assert elenco.MARIA.nome not in dito
    assert not LeituraDePessoal.objects.exists()


# --- responder ----------------------------------------------------------------------------


def test_responder_passa_pela_previa_e_volta_a_ouvidoria(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    formulario = ivo.get(f"/orgao/{envio.pk}/responder/")
    assert formulario.status_code == 200
    previa = ivo.post(f"/orgao/{envio.pk}/responder/", {"versao": versao(envio), "resposta": RESPOSTA})
    assert "Confira o que a Ouvidoria vai ler" in previa.content.decode()
    assert Encaminhamento.objects.get(pk=envio.pk).pendente
    feita = fazer(ivo, envio, "responder", resposta=RESPOSTA)
    assert (feita.status_code, feita["Location"]) == (302, "/orgao/")
    envio.refresh_from_db()
    assert envio.resposta == RESPOSTA
    assert envio.manifestacao.situacao == Situacao.RESPOSTA_RECEBIDA


@pytest.mark.parametrize(
    ("tipo", "escolha", "dito"),
    [
        (TipoDeManifestacao.ELOGIO, "ambos", "O agente e a chefia dele souberam do elogio."),
        (TipoDeManifestacao.SUGESTAO, "nao_adotada", "A sugestão não foi adotada."),
    ],
)
def test_elogio_e_sugestao_dizem_primeiro_o_que_se_fez(
    ivo: Client, tipo: str, escolha: str, dito: str
) -> None:
    _, envio = elenco.encaminhada(tipo=tipo)
    sem_escolha = fazer(ivo, envio, "responder", resposta=RESPOSTA)
    assert sem_escolha.status_code == 422
    assert RESPOSTA in sem_escolha.content.decode()
    assert fazer(ivo, envio, "responder", resposta=RESPOSTA, escolha=escolha).status_code == 302
    envio.refresh_from_db()
    assert envio.resposta == f"{dito}\n\n{RESPOSTA}"


@pytest.mark.parametrize("resposta", ["", "ok", "SEI 123 SMSUB"])
def test_resposta_que_nao_e_frase_volta_com_o_erro(ivo: Client, resposta: str) -> None:
    _, envio = elenco.encaminhada()
    recusada = fazer(ivo, envio, "responder", resposta=resposta)
    assert recusada.status_code == 422
    assert "<title>Erro: " in recusada.content.decode()
    assert Encaminhamento.objects.get(pk=envio.pk).pendente


def test_depois_do_prazo_tambem_se_responde_e_o_atraso_fica_dito(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    vencer(envio, timedelta(days=3))
    assert "atrasado há 3 dias" in pagina(ivo, envio)
    assert fazer(ivo, envio, "responder", resposta=RESPOSTA).status_code == 302


def test_a_foto_vai_com_a_resposta_e_sobrevive_ao_erro_e_a_previa(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    chave = str(uuid4())
    endereco, vista = f"/orgao/{envio.pk}/responder/", versao(envio)
    com_erro = ivo.post(endereco, {"versao": vista, "envio": chave, "fotos": pedindo.foto()})
    assert com_erro.status_code == 422
    assert "1 arquivo recebido" in com_erro.content.decode()
    dados = {"versao": vista, "confirmar": "sim", "resposta": RESPOSTA, "envio": chave}
    feita = ivo.post(endereco, dados)
    assert feita.status_code == 302
    anexo = envio.respondidos.get()
    assert f"/orgao/{envio.pk}/anexos/{anexo.pk}/pequena/" in pagina(ivo, envio)


def test_arquivo_que_nao_e_foto_e_recusado_com_a_razao(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    ruim = SimpleUploadedFile("foto.jpg", b"<html>nada</html>", "image/jpeg")
    recusada = ivo.post(
        f"/orgao/{envio.pk}/responder/",
        {"versao": versao(envio), "resposta": RESPOSTA, "envio": str(uuid4()), "fotos": ruim},
    )
    assert recusada.status_code == 422
    assert RESPOSTA in recusada.content.decode()


def test_a_foto_que_espera_so_a_ve_quem_mandou(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    chave = str(uuid4())
    ivo.post(f"/orgao/{envio.pk}/responder/", {"versao": 0, "envio": chave, "fotos": pedindo.foto()})
    guardada = ArquivoDeRascunho.objects.get(rascunho=UUID(chave))
    endereco = f"/orgao/{envio.pk}/fotos/{chave}/{guardada.pk}/"
    vista: Any = ivo.get(endereco)
    assert vista.status_code == 200
    b"".join(vista.streaming_content)
    colega = entrou(elenco.interlocutor(nome="Iara Interlocutora").usuario)
    assert colega.get(endereco).status_code == 404


# --- conflito -----------------------------------------------------------------------------


def test_o_que_mudou_fora_deste_envio_nao_atrapalha(ivo: Client) -> None:
    caso, envio = elenco.encaminhada()
    vista = caso.versao
    acoes.anotar(caso=caso, por=elenco.ogm(), texto="Anotação da Ouvidoria.")
    assert fazer(ivo, envio, "responder", resposta=RESPOSTA, versao=vista).status_code == 302


def test_o_colega_respondeu_antes_e_o_texto_nao_se_perde(ivo: Client) -> None:
    caso, envio = elenco.encaminhada()
    vista = caso.versao
    acoes.responder_como_orgao(
        envio=envio, versao=vista, por=elenco.interlocutor(nome="Iara"), resposta=RESPOSTA
    )
    conflito = fazer(ivo, envio, "responder", resposta=OUTRA, versao=vista)
    dito = conflito.content.decode()
    assert conflito.status_code == 409
    assert "já foi respondido" in dito
    assert OUTRA in dito
    assert RESPOSTA in dito  # o que o colega escreveu, na história


def test_a_ouvidoria_devolveu_enquanto_se_escrevia_e_o_formulario_volta(ivo: Client) -> None:
    caso, envio = elenco.respondida()
    vista = caso.versao
    acoes.devolver_ao_orgao(envio=envio, versao=vista, por=elenco.ogm(), motivo=elenco.FRASE)
    conflito = fazer(ivo, envio, "responder", resposta=OUTRA, versao=vista)
    dito = conflito.content.decode()
    assert conflito.status_code == 409
    assert "Ainda quer responder?" in dito
    assert f'name="versao" value="{versao(envio)}"' in dito
    assert fazer(ivo, envio, "responder", resposta=OUTRA).status_code == 302


def test_o_que_virou_denuncia_enquanto_se_escrevia_nao_perde_o_texto(ivo: Client) -> None:
    caso, envio = elenco.encaminhada()
    vista = caso.versao
    caso = acoes.recolher(envio=envio, versao=vista, por=elenco.ogm(), motivo=elenco.FRASE)
    acoes.reclassificar(
        caso=caso, versao=caso.versao, por=elenco.ogm(), tipo=TipoDeManifestacao.DENUNCIA, motivo=elenco.FRASE
    )
    conflito = fazer(ivo, envio, "responder", resposta=OUTRA, versao=vista)
    assert conflito.status_code == 409
    assert OUTRA in conflito.content.decode()
    assert elenco.TEXTO not in conflito.content.decode()


# --- prorrogar ----------------------------------------------------------------------------


def test_prorrogar_mostra_o_prazo_novo_antes_e_so_uma_vez(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    previa = ivo.post(f"/orgao/{envio.pk}/prorrogar/", {"versao": versao(envio), "motivo": elenco.FRASE})
    assert f"<del>{timezone.localdate(envio.vence_em):%d/%m/%Y}</del>" in previa.content.decode()
    assert fazer(ivo, envio, "prorrogar", motivo=elenco.FRASE).status_code == 302
    novo = Encaminhamento.objects.get(pk=envio.pk)
    assert novo.vence_em > envio.vence_em
    assert "/prorrogar/" not in pagina(ivo, envio)
    segunda = fazer(ivo, envio, "prorrogar", motivo=elenco.FRASE)
    assert segunda.status_code == 409
    assert "só se prorroga uma vez" in segunda.content.decode()


def test_vencido_nao_se_prorroga(ivo: Client) -> None:
    _, envio = elenco.encaminhada()
    vencer(envio, timedelta(minutes=1))
    assert "/prorrogar/" not in pagina(ivo, envio)
    recusa = fazer(ivo, envio, "prorrogar", motivo=elenco.FRASE)
    assert recusa.status_code == 409
    assert "não se prorroga" in recusa.content.decode()
    assert elenco.FRASE in recusa.content.decode()


# --- a apuração ---------------------------------------------------------------------------


def test_quem_apura_da_noticia_e_depois_o_fim(cora: Client) -> None:
    caso, envio = elenco.em_apuracao()
    assert fazer(cora, envio, "informar", texto=elenco.FRASE).status_code == 302
    assert Encaminhamento.objects.get(pk=envio.pk).pendente
    assert fazer(cora, envio, "informar-fim", texto=RESPOSTA).status_code == 302
    envio.refresh_from_db()
    assert (envio.pendente, envio.resposta) == (False, RESPOSTA)
    caso.refresh_from_db()
    assert caso.situacao == Situacao.EM_APURACAO  # quem conclui é a Ouvidoria


@pytest.mark.parametrize("ato", ["responder", "prorrogar"])
def test_da_apuracao_nao_se_faz_o_que_e_do_orgao(cora: Client, ato: str) -> None:
    _, envio = elenco.em_apuracao()
    assert cora.get(f"/orgao/{envio.pk}/{ato}/").status_code == 409


@pytest.mark.parametrize("ato", ["informar", "informar-fim"])
def test_do_orgao_nao_se_faz_o_que_e_da_apuracao(ivo: Client, ato: str) -> None:
    _, envio = elenco.encaminhada()
    assert ivo.get(f"/orgao/{envio.pk}/{ato}/").status_code == 409
