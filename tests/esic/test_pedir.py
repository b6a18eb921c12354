"""Pedir informação pelo portal: os passos, a entrada ruim, o estranho e o envio repetido."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from assistente import aparelho
from assistente.roteiro import RascunhoIncompleto
from avisos.models import Aviso
from esic import acoes
from esic.models import Pedido
from esic.pedir.enviar import enviar
from guia.models import Orgao
from protocolo.calendario import carregar_calendario
from protocolo.models import Rascunho
from protocolo.prazos import contagem
from protocolo.prazos.em_palavras import dia
from tests.documentos import pdfs
from tests.esic import elenco
from tests.esic.pedindo import COMECO, QuemPede, informacao
from tests.solicitacoes.pedindo import MARIA, erros, foto, sopa, valor

pytestmark = pytest.mark.django_db
SEM_EMAIL = {nome: escrito for nome, escrito in MARIA.items() if nome != "email"}
ENDERECO = "Rua Direita, 10, Sé, São Paulo, 01002-000"
PASSOS = ["", "informacao/", "antes/", "identificacao/", "conferir/", "comprovante/", "recibo/", "perfil/"]


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()
    elenco.orgao("OGM", "Ouvidoria Geral do Município")


@pytest.fixture
def quem(client: Client) -> QuemPede:
    return QuemPede(client)


def test_do_comeco_ao_comprovante_sem_conta_nem_javascript(quem: QuemPede) -> None:
    caso = quem.enviar()
    assert (caso.orgao.sigla, caso.texto, caso.canal) == ("SMSUB", elenco.PERGUNTA, "portal")
    assert (caso.forma_de_resposta, caso.autoriza_divulgar, caso.atendente) == ("pagina", True, None)
    assert caso.interessado
    assert (caso.interessado.nome, caso.interessado.documento) == ("Maria Silva", "52998224725")
    esperado = contagem.calcular(caso.aberta_em, 20, contagem.Contagem.CORRIDOS, carregar_calendario())
    assert caso.vence_em == esperado.vence_em
    assert Aviso.objects.filter(protocolo=caso.protocolo, modelo="esic_registrado").count() == 1
    pagina = quem.ver("comprovante/").content.decode()
    for dito in (caso.protocolo_escrito, "Chave de acesso", caso.orgao.nome, dia(caso.vence_em)):
        assert dito in pagina
    assert MARIA["email"] not in pagina
    assert quem.client.get(f"/acompanhar/{caso.protocolo}/").content.decode().count(elenco.PERGUNTA) == 1


def test_quem_abriu_o_portal_como_aplicativo_pede_por_ele(quem: QuemPede) -> None:
    quem.client.cookies[aparelho.ABERTO_POR] = aparelho.APLICATIVO
    assert quem.enviar().canal == "aplicativo"


def test_nunca_pergunta_por_que(quem: QuemPede) -> None:
    quem.comecar()
    nomes = {
        str(campo["name"])
        for pagina in (quem.ver("informacao/"), quem.ver("identificacao/"))
        for campo in sopa(pagina).select("main [name]")
    }
    assert not {"motivo", "finalidade", "razao", "justificativa"} & nomes


def test_em_branco_diz_o_que_falta_e_guarda_o_rascunho(quem: QuemPede) -> None:
    resposta = quem.comecar(orgao="", texto="", forma_de_resposta="", autoriza_divulgar="")
    assert resposta.status_code == 422
    assert len(erros(resposta)) == 4
    assert sopa(resposta).find("title").get_text(strip=True).startswith("Erro:")  # type: ignore[union-attr]
    assert quem.rascunho.tipo == "informacao"
    assert quem.ver("identificacao/")["Location"] == quem.endereco("informacao/")


@pytest.mark.parametrize(
    ("campo", "ruim", "frase"),
    [
        ("orgao", "99999999", "Escolha um órgão da lista"),
        ("orgao", "x\0", "Escolha um órgão da lista"),
        ("texto", "ver", "mais palavras"),
        ("texto", "a" * 4001, "4000 letras"),
        ("forma_de_resposta", "pombo", "opções da lista"),
        ("autoriza_divulgar", "talvez", "opções da lista"),
    ],
)
def test_entrada_ruim_nao_perde_o_que_se_escreveu(quem: QuemPede, campo: str, ruim: str, frase: str) -> None:
    resposta = quem.comecar(**{campo: ruim})
    assert resposta.status_code == 422
    assert frase in erros(resposta)[0]
    if campo != "texto":
        assert valor(resposta, "texto") == elenco.PERGUNTA
    assert not Pedido.objects.exists()


@pytest.mark.parametrize(
    ("forma", "dados", "frase"),
    [
        ("pagina", SEM_EMAIL, "Um dos dois basta"),
        ("correio", MARIA, "a resposta vai pelo correio"),
        ("pagina", {**MARIA, "cpf": "111"}, "CPF"),
        ("pagina", {**MARIA, "nome": "x"}, "nome completo"),
        ("pagina", {**MARIA, "email": "maria@"}, "Confira o e-mail"),
    ],
)
def test_identificacao_ruim_volta_com_o_que_se_escreveu(
    quem: QuemPede, forma: str, dados: dict[str, str], frase: str
) -> None:
    quem.comecar(forma_de_resposta=forma)
    resposta = quem.mandar("identificacao/", dados)
    assert resposta.status_code == 422
    assert any(frase in erro for erro in erros(resposta))
    assert valor(resposta, "telefone") == dados["telefone"]


@pytest.mark.parametrize("forma", ["pagina", "correio", "balcao"])
def test_sem_email_basta_o_endereco(quem: QuemPede, forma: str) -> None:
    caso = quem.enviar({**SEM_EMAIL, "endereco": ENDERECO}, forma_de_resposta=forma)
    assert caso.interessado
    assert (caso.interessado.email, caso.interessado.endereco) == ("", ENDERECO)
    assert "Não foi dado e-mail" in quem.ver("comprovante/").content.decode()


def test_empresa_pede_com_cnpj(quem: QuemPede) -> None:
    caso = quem.enviar(
        {
            "nome": "Padaria da Sé",
            "tipo_documento": "cnpj",
            "documento": "11.222.333/0001-81",
            "email": "p@e.br",
        }
    )
    assert caso.interessado
    assert (caso.interessado.tipo_documento, caso.interessado.documento) == ("cnpj", "11222333000181")


def test_quem_passa_a_querer_pelo_correio_volta_a_dizer_o_endereco(quem: QuemPede) -> None:
    quem.comecar()
    quem.mandar("identificacao/", MARIA)
    levou = quem.client.post(
        quem.endereco("informacao/?de=conferir"), informacao(forma_de_resposta="correio")
    )
    assert levou["Location"] == quem.endereco("identificacao/")


def test_quem_nao_sabe_o_orgao_vai_ao_padrao_que_passa_adiante(quem: QuemPede) -> None:
    assert (
        "Ouvidoria Geral do Município recebe o pedido e o passa ao órgão certo"
        in quem.client.get(COMECO).content.decode()
    )
    caso = quem.enviar(orgao="nao_sei")
    assert caso.orgao.sigla == "OGM"
    assert "descobre que órgão tem a informação" in quem.ver("comprovante/").content.decode()
    quem.enviar(orgao=str(caso.orgao.pk))
    assert "descobre que órgão" not in quem.ver("comprovante/").content.decode()


def test_sem_orgao_padrao_no_guia_nao_se_oferece_o_nao_sei(quem: QuemPede) -> None:
    Orgao.objects.filter(sigla="OGM").delete()
    assert not sopa(quem.client.get(COMECO)).select("option[value=nao_sei]")
    assert quem.comecar(orgao="nao_sei").status_code == 422


def test_o_orgao_que_saiu_da_lista_no_meio_e_conflito(quem: QuemPede) -> None:
    some = elenco.orgao("SUMIU", "Órgão que some")
    quem.comecar(orgao=str(some.pk))
    quem.mandar("identificacao/", MARIA)
    some.delete()
    assert quem.mandar("conferir/").status_code == 409
    assert not Pedido.objects.exists()


# --- o rascunho, o envio e o estranho -------------------------------------------------------


def test_antes_da_vez_leva_ao_que_falta(quem: QuemPede) -> None:
    quem.comecar()
    assert quem.ver("conferir/")["Location"] == quem.endereco("identificacao/")
    for depois in ("", "comprovante/", "recibo/"):
        assert quem.ver(depois)["Location"] == quem.endereco("identificacao/")
    escrito = quem.rascunho
    with pytest.raises(RascunhoIncompleto):
        enviar(rascunho=escrito, por=elenco.municipe(), em=timezone.now())


def test_enviar_de_novo_nao_registra_dois(quem: QuemPede) -> None:
    caso = quem.enviar()
    assert quem.mandar("conferir/")["Location"] == quem.endereco("comprovante/")
    repetido = quem.client.post(COMECO, {"envio": quem.uuid, **informacao()})
    assert repetido["Location"] == quem.endereco("comprovante/")
    assert enviar(rascunho=quem.rascunho, por=elenco.municipe(), em=timezone.now()) == caso
    assert Pedido.objects.count() == 1


def test_o_mesmo_primeiro_envio_duas_vezes_usa_um_rascunho(quem: QuemPede) -> None:
    quem.comecar()
    quem.client.post(COMECO, {"envio": quem.uuid, **informacao(texto="Outro texto, com mais palavras.")})
    assert Rascunho.objects.count() == 1
    assert quem.rascunho.dados["informacao"]["texto"].startswith("Outro texto")


@pytest.mark.parametrize("chave", ["", "torta", "09a0465e-b2ea-4581-ade1-e7e800251d36"])
def test_chave_torta_ou_nova_serve(client: Client, chave: str) -> None:
    assert client.post(COMECO, {"envio": chave, **informacao()}).status_code == 303


def test_a_chave_de_outro_navegador_nao_perde_o_texto_nem_mexe_no_dele(quem: QuemPede) -> None:
    quem.comecar()
    outro = Client()
    levou = outro.post(COMECO, {"envio": quem.uuid, **informacao(texto="O texto da outra pessoa.")})
    assert quem.uuid not in levou["Location"]
    assert quem.rascunho.dados["informacao"]["texto"] == elenco.PERGUNTA


@pytest.mark.parametrize("enviado", [False, True])
def test_de_outra_pessoa_ninguem_abre(quem: QuemPede, subtests: pytest.Subtests, *, enviado: bool) -> None:
    quem.enviar() if enviado else quem.comecar()
    estranho, conta = Client(), Client()
    conta.force_login(elenco.pessoa())
    for passo in PASSOS:
        with subtests.test(passo):
            for outro in (estranho, conta):
                assert outro.get(quem.endereco(passo)).status_code == 403
                assert outro.post(quem.endereco(passo)).status_code in {403, 405}
            assert estranho.get(f"{COMECO}{uuid4()}/{passo}").status_code == 404


def test_depois_do_envio_o_rascunho_fica_sem_dados_e_os_passos_levam_ao_comprovante(quem: QuemPede) -> None:
    quem.enviar()
    assert quem.rascunho.dados == {}
    for passo in PASSOS[:5]:
        assert quem.ver(passo)["Location"] == quem.endereco("comprovante/")


def test_a_conta_preenche_e_fica_com_o_pedido(client: Client) -> None:
    maria = elenco.pessoa("Maria da Conta")
    client.force_login(maria)
    quem = QuemPede(client)
    quem.comecar()
    assert valor(quem.ver("identificacao/"), "nome") == "Maria da Conta"
    caso = quem.terminar()
    assert caso.interessado
    assert caso.interessado.usuario == maria


def test_a_entrada_que_expira_no_meio_nao_perde_nada(client: Client) -> None:
    client.force_login(elenco.pessoa())
    quem = QuemPede(client)
    quem.comecar()
    client.logout()
    assert quem.ver("identificacao/")["Location"].startswith("/conta/login/")
    assert "Maria Silva" in client.post(quem.endereco("identificacao/"), MARIA).content.decode()


def test_o_deixado_pela_metade_se_oferece_na_volta(quem: QuemPede) -> None:
    assert "Continuar de onde parei" not in quem.client.get(COMECO).content.decode()
    quem.comecar(texto="")
    volta = quem.client.get(COMECO, follow=True)
    assert volta.redirect_chain == [(quem.endereco("informacao/?de=volta"), 303)]
    assert "Comece em branco" in volta.content.decode()
    Rascunho.objects.update(expira_em=F("expira_em") - timedelta(hours=2))
    assert f'href="{quem.endereco()}"' in quem.client.get(COMECO).content.decode()
    assert valor(quem.ver("informacao/"), "texto") == ""
    assert "Continuar de onde parei" not in Client().get(COMECO).content.decode()


def test_a_conferencia_mostra_tudo_e_leva_a_cada_resposta(quem: QuemPede) -> None:
    quem.comecar(autoriza_divulgar="nao", forma_de_resposta="correio")
    quem.mandar("identificacao/", {**MARIA, "endereco": ENDERECO})
    pagina = quem.ver("conferir/")
    dita = sopa(pagina).get_text(" ")
    for dito in (elenco.orgao().nome, elenco.PERGUNTA, "Pelo correio", "529.982.247-25", ENDERECO):
        assert dito in dita
    links = [str(a["href"]) for a in sopa(pagina).select("main .sp-secao a")]
    assert links == [
        quem.endereco(f"{passo}/?de=conferir#conteudo") for passo in ("informacao", "identificacao")
    ]
    volta = quem.client.post(
        quem.endereco("informacao/?de=conferir"), informacao(forma_de_resposta="correio")
    )
    assert volta["Location"] == quem.endereco("conferir/")


# --- arquivos e limites ---------------------------------------------------------------------


def test_foto_e_pdf_sem_javascript_viram_anexos(quem: QuemPede) -> None:
    pdf = pdfs.simples()
    caso = quem.enviar(fotos=[foto(), pdf])
    assert sorted(anexo.pdf for anexo in caso.anexos.all()) == [False, True]
    assert {(anexo.ordem, anexo.papel) for anexo in caso.anexos.all()} == {(1, "interessado")}


def test_arquivo_recusado_diz_por_que_e_guarda_o_texto(quem: QuemPede) -> None:
    ruim = foto("nota.jpg")
    ruim.file.truncate(10)  # type: ignore[union-attr]
    resposta = quem.comecar(fotos=[ruim])
    assert resposta.status_code == 422
    assert valor(resposta, "texto") == elenco.PERGUNTA


def test_por_e_tirar_arquivo_nao_cobra_o_resto(quem: QuemPede) -> None:
    pos = quem.comecar(texto="", fotos=[foto()], adicionar="sim")
    assert pos["Location"] == quem.endereco("informacao/#fotos")
    guardado = quem.rascunho.arquivos.get()
    vista = quem.client.get(quem.endereco(f"foto/{guardado.pk}/"))
    assert b"".join(vista).startswith(b"\xff\xd8")
    assert Client().get(quem.endereco(f"foto/{guardado.pk}/")).status_code == 403
    quem.mandar("informacao/", informacao(remover_foto=str(guardado.pk)))
    assert not quem.rascunho.arquivos.exists()


def test_muitos_do_mesmo_lugar_param_sem_perder_o_texto(
    quem: QuemPede, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistente.processo.COMECOS_POR_LUGAR", 1)
    quem.comecar()
    resposta = quem.comecar()
    assert resposta.status_code == 422
    assert "Foram muitos pedidos" in erros(resposta)[0]
    assert valor(resposta, "texto") == elenco.PERGUNTA
    assert Rascunho.objects.count() == 1


def test_o_futuro_nao_e_data_de_recebimento() -> None:
    amanha = timezone.now() + timedelta(days=1)
    with pytest.raises(ValueError, match="futuro"):
        acoes.abrir(elenco.novo(recebido_em=amanha), por=elenco.municipe(), em=timezone.now())
