"""O pedido que um aparelho guardou: chega por partes, repetido e fora de ordem, e faz um caso só."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assistente import processo
from assistente.aparelho import CONTA, DE_TODOS
from contas.models import Usuario
from guia.models import Servico
from protocolo.models import ArquivoDeRascunho, Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.aplicativo.da_fila import Aparelho
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, Pedinte, foto, sopa, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture
def servico() -> Servico:
    """O tapa-buraco, que se pede também sem dizer quem é."""
    servico = territorio()
    versao = servico.publicada
    assert versao
    type(versao).objects.filter(pk=versao.pk).update(identificacao="anonima")
    servico.refresh_from_db()
    return servico


@pytest.fixture
def exige_nome() -> Servico:
    return territorio()


@pytest.fixture
def aparelho() -> Aparelho:
    return Aparelho()


@pytest.fixture
def maria() -> Usuario:
    """Uma conta com tudo o que o pedido pergunta."""
    return elenco.pessoa("Maria Silva", cpf="52998224725")


def test_chega_por_partes_e_vira_um_caso_com_as_fotos(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    assert aparelho.comecar(aberto_por="aplicativo").json()["estado"] == "aberto"
    for cor in ("red", "blue"):
        assert aparelho.foto(foto(cor=cor)).json()["estado"] == "aberto"
    resposta = aparelho.enviar()
    assert resposta.json()["estado"] == "enviado"
    caso = Solicitacao.objects.get()
    assert (caso.chave_de_envio, caso.canal) == (aparelho.chave, Canal.APLICATIVO)
    assert caso.anexos.count() == 2
    assert caso.interessado is None or caso.interessado.anonimo
    assert caso.logradouro == "Rua Líbero Badaró"
    confirmacao = aparelho.client.get(resposta.json()["endereco"])
    assert caso.protocolo_escrito in confirmacao.text


def test_cada_parte_repetida_da_o_mesmo(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    for _ in range(2):
        assert aparelho.comecar().status_code == 200
    for _ in range(3):
        assert aparelho.foto(foto()).status_code == 200
    respostas = [aparelho.enviar() for _ in range(3)]
    assert {resposta.json()["estado"] for resposta in respostas} == {"enviado"}
    assert Solicitacao.objects.get().anexos.count() == 1
    # e o que se repete depois do envio não escreve em lugar nenhum
    assert aparelho.comecar().json()["estado"] == "enviado"
    assert aparelho.foto(foto(cor="green")).json()["estado"] == "enviado"
    assert not ArquivoDeRascunho.objects.exists()
    assert Rascunho.objects.get(pk=aparelho.chave).dados == {}


def test_a_resposta_do_comeco_que_se_perdeu_nao_prende_o_pedido(servico: Servico, aparelho: Aparelho) -> None:
    """O cookie foi com ela; a posse, que o aparelho sorteou, abre o mesmo rascunho."""
    aparelho.ficha()
    aparelho.comecar()
    aparelho.client.cookies.clear()
    assert aparelho.comecar().status_code == 200
    assert aparelho.enviar().json()["estado"] == "enviado"
    assert Solicitacao.objects.count() == 1


def test_fora_de_ordem_nao_envia_nem_grava(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    assert aparelho.enviar().status_code == 410
    assert aparelho.foto(foto()).status_code == 410
    assert aparelho.como_esta().status_code == 410
    assert not Rascunho.objects.exists()


def test_outro_navegador_que_sabe_a_chave_nao_le_nem_manda(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    aparelho.comecar()
    outro = Aparelho(Client(), aparelho.chave)
    for resposta in (outro.comecar(), outro.foto(foto()), outro.enviar(), outro.como_esta()):
        assert (resposta.status_code, resposta.json()["estado"]) == (403, "de_outro")
    assert not ArquivoDeRascunho.objects.exists()
    for posse in (aparelho.posse + "x", ""):
        outro.posse = posse
        assert outro.enviar().status_code == 403


def test_quem_soube_da_chave_antes_nao_abre_o_que_se_escreve(servico: Servico, aparelho: Aparelho) -> None:
    """A chave é de quem primeiro a usa: nada do que se perguntou antes, com ela, serve depois."""
    outro = Aparelho(Client(), aparelho.chave)
    assert outro.client.get("/aplicativo/ficha/", {"chave": outro.chave}).json().keys() == {"csrf", "conta"}
    aparelho.comecar()
    aparelho.foto(foto())
    for resposta in (outro.como_esta(), outro.comecar(), outro.foto(foto(cor="red")), outro.enviar()):
        assert (resposta.status_code, resposta.json()["endereco"]) == (403, "")
    assert outro.client.get(f"/solicitar/tapa-buraco/{aparelho.chave}/local/").status_code == 403
    aparelho.client.cookies.clear()
    assert aparelho.enviar().json()["estado"] == "enviado"
    assert outro.como_esta().status_code == 403


def test_o_da_conta_so_a_conta_manda(servico: Servico, aparelho: Aparelho, maria: Usuario) -> None:
    aparelho.client.force_login(maria)
    aparelho.da_conta()
    rita = Aparelho(Client(), aparelho.chave, aparelho.conta)
    rita.client.force_login(elenco.pessoa("Rita Conta"))
    assert (rita.tudo().status_code, rita.tudo().json()["estado"]) == (403, "outra_conta")
    ninguem = Aparelho(Client(), aparelho.chave, aparelho.conta)
    assert (ninguem.tudo().status_code, ninguem.tudo().json()["estado"]) == (401, "entrar")
    assert not Rascunho.objects.exists()
    assert aparelho.tudo().json()["estado"] == "enviado"
    interessado = Solicitacao.objects.get().interessado
    assert interessado
    assert (interessado.usuario, interessado.documento) == (maria, maria.cpf)


def test_a_conta_de_um_pedido_nao_diz_quem_e(aparelho: Aparelho, maria: Usuario) -> None:
    assert aparelho.ficha()["conta"] == ""
    aparelho.client.force_login(maria)
    conta = aparelho.da_conta()
    assert len(conta) == 24
    assert str(maria.pk) != conta
    assert aparelho.client.get("/aplicativo/ficha/")["Cache-Control"].count("no-store") == 1


def test_o_cookie_da_conta_comeca_e_acaba_com_a_sessao(aparelho: Aparelho, maria: Usuario) -> None:
    """É por ele que a página guardada, que é de ninguém, sabe sem rede de quem é o que se escreve."""
    ninguem = aparelho.client.get("/servicos/")
    assert CONTA not in ninguem.cookies
    aparelho.client.post("/conta/login/", {"login": maria.email, "password": elenco.SENHA})
    marca = aparelho.client.cookies[CONTA]
    assert (marca.value, marca["httponly"]) == (aparelho.ficha()["conta"], "")
    assert CONTA not in aparelho.client.get("/servicos/").cookies, "dito uma vez"
    aparelho.client.post("/conta/logout/")
    assert not aparelho.client.cookies[CONTA].value
    aparelho.client.force_login(maria)
    aparelho.ficha()
    assert aparelho.client.cookies[CONTA].value
    aparelho.client.cookies.pop("sessionid")
    aparelho.ficha()
    assert not aparelho.client.cookies[CONTA].value, "a sessão acabou"


def test_no_aparelho_de_todos_a_ficha_o_diz(aparelho: Aparelho) -> None:
    assert "de_todos" not in aparelho.ficha()
    aparelho.client.cookies[DE_TODOS] = "sim"
    assert aparelho.ficha()["de_todos"]


def test_o_de_ninguem_nao_se_assina_com_a_conta_que_entrou(
    servico: Servico, aparelho: Aparelho, maria: Usuario
) -> None:
    aparelho.client.force_login(maria)
    assert aparelho.tudo().json()["estado"] == "enviado"
    caso = Solicitacao.objects.get()
    assert caso.interessado is None or caso.interessado.anonimo
    assert Rascunho.objects.get(pk=aparelho.chave).dono is None


def test_sem_conta_e_sem_poder_ser_anonimo_pergunta_quem_e(exige_nome: Servico, aparelho: Aparelho) -> None:
    resposta = aparelho.tudo()
    assert (resposta.status_code, resposta.json()["estado"]) == (409, "falta")
    assert "quem pede" in resposta.json()["recado"]
    pagina = resposta.json()["endereco"]
    assert "Rua Líbero Badaró" in aparelho.client.get(pagina).text
    assert aparelho.client.post(pagina, MARIA).status_code == 303
    # o que a pessoa acabou na página, a fila acha enviado, e não envia outra vez
    assert aparelho.como_esta().json()["estado"] == "enviado"
    assert aparelho.enviar().json()["estado"] == "enviado"
    assert Solicitacao.objects.count() == 1


def test_quem_pede_vai_com_o_pedido_como_se_escrito_na_pagina(
    exige_nome: Servico, aparelho: Aparelho, maria: Usuario
) -> None:
    """Sem prova de nada: nem o CPF de uma conta faz dela o pedido."""
    assert aparelho.tudo(**MARIA).json()["estado"] == "enviado"
    interessado = Solicitacao.objects.get().interessado
    assert interessado
    assert (interessado.usuario, interessado.documento, interessado.nome) == (None, maria.cpf, "Maria Silva")
    assert interessado.identidade == interessado.Identidade.DECLARADA
    assert Rascunho.objects.get(pk=aparelho.chave).dados == {}


def test_quem_pede_que_nao_serve_ou_que_espera_outra_coisa_fica_escrito(
    exige_nome: Servico, aparelho: Aparelho
) -> None:
    assert aparelho.tudo(nome="Maria\0" * 500, cpf="\0").status_code == 409
    resposta = aparelho.enviar(**MARIA | {"cpf": "529.982.247-26"})
    assert (resposta.status_code, resposta.json()["estado"]) == (409, "falta")
    pagina = sopa(aparelho.client.get(resposta.json()["endereco"]))
    assert pagina.select("input[name=nome][value='Maria Silva']")
    assert pagina.select("input[name=cpf][value='529.982.247-26']")
    assert aparelho.enviar(**MARIA, logradouro="Avenida Comprida", numero="10").status_code == 409
    assert Rascunho.objects.get(pk=aparelho.chave).dados["identificacao"]["documento"] == "52998224725"


def test_o_endereco_que_da_duvida_se_pergunta(servico: Servico, aparelho: Aparelho) -> None:
    resposta = aparelho.tudo(logradouro="Avenida Comprida", numero="10")
    assert resposta.status_code == 409
    assert resposta.json()["endereco"].endswith("/local/escolher/")
    pagina = aparelho.client.get(resposta.json()["endereco"])
    assert "passa por dois distritos" in pagina.text
    assert not Solicitacao.objects.exists()


def test_a_resposta_que_falta_volta_com_o_resto_escrito(servico: Servico, aparelho: Aparelho) -> None:
    resposta = aparelho.tudo(r_tamanho="grande")
    assert (resposta.status_code, resposta.json()["estado"]) == (409, "falta")
    assert "Quantos metros ele tem?" in resposta.json()["recado"]
    pagina = aparelho.client.get(resposta.json()["endereco"])
    assert "Buraco em frente ao ponto de ônibus." in pagina.text
    assert sopa(pagina).select("input[name=r_tamanho][value=grande][checked]")


def test_a_orientacao_ja_lida_no_aparelho_nao_para_outra_vez(servico: Servico, aparelho: Aparelho) -> None:
    parado = aparelho.tudo(r_tamanho="risco")
    assert parado.json()["endereco"].endswith("/orientacao/")
    velha = aparelho.enviar(r_tamanho="risco", ciente="Ligue já para o 190.")
    assert velha.json()["endereco"].endswith("/orientacao/")
    assert aparelho.enviar(r_tamanho="risco", ciente="Ligue já para o 199.").json()["estado"] == "enviado"


def test_a_foto_que_nao_serve_nao_perde_as_outras(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    aparelho.comecar()
    aparelho.foto(foto())
    falsa = foto()
    falsa.file.seek(0)  # type: ignore[union-attr]
    falsa.file.write(b"%PDF-1.7 isto nao e foto")  # type: ignore[union-attr]
    falsa.file.seek(0)  # type: ignore[union-attr]
    recusa = aparelho.foto(falsa)
    assert (recusa.status_code, recusa.json()["estado"]) == (422, "recusada")
    assert "PDF" in recusa.json()["recado"]
    # a fila para aqui, e as respostas esperam a pessoa na página do pedido
    parado = aparelho.enviar(adicionar="sim")
    assert (parado.status_code, parado.json()["estado"]) == (409, "falta")
    assert "Buraco em frente" in aparelho.client.get(parado.json()["endereco"]).text
    assert ArquivoDeRascunho.objects.count() == 1
    assert not Solicitacao.objects.exists()


def test_o_servico_que_saiu_nao_se_pede_e_diz_por_que(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    aparelho.comecar()
    Servico.objects.filter(pk=servico.pk).update(arquivado_em=timezone.now())
    saiu = aparelho.enviar()
    assert (saiu.status_code, saiu.json()["estado"]) == (410, "retirado")
    assert "deixou de ser pedido" in saiu.json()["recado"]
    novo = Aparelho()
    assert novo.tudo().status_code == 410
    assert Aparelho(servico="nunca-houve").tudo().status_code == 410
    assert not Solicitacao.objects.exists()


def test_o_sigiloso_nao_entra_pela_fila(servico: Servico, aparelho: Aparelho) -> None:
    assert servico.publicada
    type(servico.publicada).objects.filter(pk=servico.publicada.pk).update(sigilosa=True)
    resposta = aparelho.tudo()
    assert (resposta.status_code, resposta.json()["estado"]) == (410, "retirado")
    assert "só se pede com internet" in resposta.json()["recado"]
    assert not Rascunho.objects.exists()


def test_depois_de_muitos_manda_esperar(
    servico: Servico, aparelho: Aparelho, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processo, "COMECOS_POR_LUGAR", 1)
    assert aparelho.tudo().json()["estado"] == "enviado"
    outro = Aparelho()
    espera = outro.tudo()
    assert (espera.status_code, espera.json()["estado"]) == (429, "espere")
    assert int(espera["Retry-After"]) > 0
    assert aparelho.comecar().status_code == 200, "o que já começou não conta outra vez"
    assert Solicitacao.objects.count() == 1


def test_o_que_venceu_no_servidor_diz_que_ja_nao_existe(servico: Servico, aparelho: Aparelho) -> None:
    aparelho.ficha()
    aparelho.comecar()
    Rascunho.objects.update(expira_em=timezone.now() - timedelta(hours=1))
    assert aparelho.enviar().status_code == 410


def test_enviado_e_apagado_do_servidor_a_mesma_chave_nao_faz_outro(
    servico: Servico, aparelho: Aparelho
) -> None:
    aparelho.tudo()
    Rascunho.objects.all().delete()
    aparelho.tudo()
    assert Solicitacao.objects.count() == 1


def test_sem_a_prova_do_envio_nada_se_faz(servico: Servico) -> None:
    aparelho = Aparelho(Client(enforce_csrf_checks=True))
    ficha = aparelho.ficha()
    assert aparelho.comecar().status_code == 403
    com_prova = {"X-CSRFToken": ficha["csrf"], "Posse": aparelho.posse, "Conta": ""}
    endereco = f"/aplicativo/pedidos/{aparelho.chave}/"
    resposta = aparelho.client.post(endereco, {"servico": "tapa-buraco"}, headers=com_prova)
    assert resposta.status_code == 200


def test_o_rascunho_das_paginas_nao_se_manda_sem_ser_dele(servico: Servico, client: Client) -> None:
    pedinte = Pedinte(client)
    pedinte.comecar()
    assert Aparelho(client, pedinte.uuid).como_esta().status_code == 200
    assert Aparelho(Client(), pedinte.uuid).como_esta().status_code == 403


def test_metodo_errado_e_405(servico: Servico, aparelho: Aparelho) -> None:
    for parte in ("foto/", "enviar/"):
        assert aparelho.client.get(f"/aplicativo/pedidos/{aparelho.chave}/{parte}").status_code == 405
    assert aparelho.client.post("/aplicativo/ficha/").status_code == 405
    assert UUID(aparelho.chave)


def test_o_que_vem_torto_nao_derruba(servico: Servico, aparelho: Aparelho, settings: Settings) -> None:
    aparelho.ficha()
    assert aparelho.mandar("", {"servico": "tapa\0buraco"}).status_code == 410
    aparelho.comecar()
    enorme = aparelho.enviar(descricao="a" * 5000, logradouro="b" * 5000)
    assert enorme.status_code == 409
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert aparelho.enviar(descricao="a" * 5000).status_code in {400, 413}
