"""A página do caso na mesa: tudo numa tela, o contato só por POST registrado, a folha que se imprime."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.autor import Autor
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.models import Anexo, Encaminhamento, Manifestacao
from ouvidoria.situacoes import Falha, Resposta, Situacao, TipoDeManifestacao
from solicitacoes.models import Anexo as AnexoDoPedido
from tests.ouvidoria import elenco, mesa

pytestmark = pytest.mark.django_db

S, T = Situacao, TipoDeManifestacao
PESSOAIS = ("Maria Silva", "maria@exemplo.invalid", "11987654321", "(11) 98765-4321")


@pytest.fixture
def por(client: Client) -> Autor:
    return mesa.entrar(client)


def _reclamada(**campos: Any) -> Manifestacao:
    pedido = elenco.pedido_vencido(descricao="Buraco fundo em frente à escola.")
    return elenco.em_analise(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO, **campos)


def _anexar(dono: Any, modelo: Any, nome: str) -> Any:
    arquivo = ContentFile(b"foto", name=nome)
    campos = {"ordem": 1, "sha256": nome.ljust(64, "0"), "papel": "interessado", "nome": nome}
    return modelo.objects.create(caso=dono, arquivo=arquivo, **campos)


def test_tudo_o_que_e_preciso_para_decidir(client: Client, por: Autor) -> None:
    caso = _reclamada(permite_identificar=True)
    pedido = caso.solicitacao
    assert pedido
    acoes.anotar(caso=caso, por=por, texto="Falei com a subprefeitura.")
    pagina = mesa.texto(client.get(mesa.endereco(caso)))
    for dito in (
        "Reclamação: demorou demais e ninguém atendeu",
        elenco.TEXTO,
        "Secretaria das Subprefeituras (SMSUB)",
        "faltam",
        "Como calculamos",
        "Lei 13.460/2017",
        "Deixou que o órgão saiba quem é.",
        pedido.protocolo_escrito,
        "Tapa-buraco",
        "Buraco fundo em frente à escola.",
        "atrasado há",
        "História do pedido de serviço",
        "Falei com a subprefeitura.",
        "só a equipe vê",
        "A Ouvidoria começou a análise",
    ):
        assert dito in pagina
    for pessoal in PESSOAIS:
        assert pessoal not in pagina


def test_a_previa_tem_a_guarda_da_pagina_e_nao_diz_quem_e(client: Client, por: Autor) -> None:
    caso = _reclamada(permite_identificar=True)
    endereco = f"{mesa.endereco(caso)}?previa=sim"
    lista = mesa.sopa(client.get("/mesa/"))
    (elo,) = lista.select("[data-previa]")
    assert elo["href"] == f"{caso.protocolo}/"  # sem JavaScript, a página
    with CaptureQueriesContext(connection) as feitas:
        previa = client.get(endereco, headers={"HX-Request": "true"}).content.decode()
    assert all(c["sql"].startswith("SELECT") for c in feitas.captured_queries)
    assert elenco.TEXTO in previa
    for de_fora in (*PESSOAIS, "<main", "historia-titulo"):
        assert de_fora not in previa
    client.force_login(elenco.designar(Papel.SIC, "SMSUB", nome="Simone do SIC"))
    assert client.get(endereco, headers={"HX-Request": "true"}).status_code == 403


def test_diz_dos_orgaos_prazo_resposta_e_devolucoes(client: Client, por: Autor) -> None:
    caso, envio = elenco.respondida()
    acoes.devolver_ao_orgao(
        envio=envio, versao=caso.versao, por=por, motivo="Falta dizer quando a equipe volta."
    )
    Encaminhamento.objects.update(vence_em=timezone.now() - timedelta(days=2))
    pagina = mesa.texto(client.get(mesa.endereco(caso)))
    for dito in (
        "1 resposta devolvida",
        "Falta dizer quando",
        "atrasado há 2 dias",
        "Resposta que foi devolvida",
    ):
        assert dito in pagina
    assert elenco.FRASE in pagina


def test_so_oferece_o_que_cabe_e_destaca_o_proximo_passo(client: Client, por: Autor) -> None:
    caso = elenco.registrada()
    botoes = [
        b.text.strip() for b in mesa.sopa(client.get(mesa.endereco(caso))).select("#acoes .govuk-button")
    ]
    assert botoes == ["Assumir", "Dar a um colega", "Juntar iguais", "Prorrogar o prazo"]
    acoes.assumir(caso=caso, versao=1, por=por)
    pagina = mesa.sopa(client.get(mesa.endereco(caso)))
    destaque = pagina.select("#acoes .govuk-button:not(.govuk-button--secondary)")
    assert [b.text.strip() for b in destaque] == ["Encaminhar a órgão"]
    fim = mesa.texto(client.get(mesa.endereco(elenco.na_situacao(S.CONCLUIDA))))
    assert "pode pedir a revisão" in fim


def test_iguais_provaveis_e_outra_sobre_o_mesmo_pedido(client: Client, por: Autor) -> None:
    caso = _reclamada()
    igual = elenco.registrada(solicitacao=caso.solicitacao, falha=Falha.NAO_FEITO)
    vizinho = elenco.pedido_vencido()
    na_rua = elenco.registrada(solicitacao=vizinho, falha=Falha.PRAZO_VENCIDO)
    longe = elenco.registrada(ha_dias=80, solicitacao=caso.solicitacao, falha=Falha.PRAZO_VENCIDO)
    elenco.registrada(T.SUGESTAO)
    secao = mesa.sopa(client.get(mesa.endereco(caso))).select_one("section[aria-labelledby=iguais-titulo]")
    assert secao
    assert f"{igual.protocolo_escrito}o mesmo pedido" in secao.text
    assert f"{na_rua.protocolo_escrito}o mesmo serviço" in secao.text
    assert longe.protocolo_escrito not in secao.text
    assert "Outra manifestação sobre o mesmo pedido" in mesa.texto(client.get(mesa.endereco(caso)))


# --- o contato --------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_o_contato_se_abre_por_post_e_fica_registrado(
    client: Client, por: Autor, htmx: dict[str, str]
) -> None:
    caso = elenco.em_analise()
    client.get(mesa.endereco(caso))
    assert not LeituraDePessoal.objects.exists()
    pagina = client.post(mesa.endereco(caso, "contato"), headers=htmx).content.decode()
    assert "Maria Silva" in pagina
    assert "52998224725" not in pagina
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.usuario, leitura.papel) == (por.usuario, Papel.OUVIDORIA)
    assert (leitura.protocolo, leitura.interessado) == (caso.protocolo, caso.interessado)
    assert "Quem já abriu este contato" in mesa.texto(client.get(mesa.endereco(caso)))


@pytest.mark.parametrize("tipo", [T.DENUNCIA, T.RECLAMACAO])
def test_de_denuncia_e_de_anonimo_nao_ha_contato_a_abrir(client: Client, por: Autor, tipo: str) -> None:
    quem = elenco.MARIA if tipo == T.DENUNCIA else elenco.anonima()
    caso = elenco.em_analise(tipo, identificacao=quem)
    pagina = mesa.sopa(client.get(mesa.endereco(caso)))
    assert not pagina.select("#contato form")
    resposta = client.post(mesa.endereco(caso, "contato")).content.decode()
    for pessoal in PESSOAIS:
        assert pessoal not in resposta
    assert not LeituraDePessoal.objects.exists()


# --- a história e a anotação ---------------------------------------------------------------


def test_a_vista_do_municipe_nao_diz_nome_nem_o_interno(client: Client, por: Autor) -> None:
    caso = elenco.em_analise()
    acoes.anotar(caso=caso, por=por, texto="Só nossa.")
    fragmento = client.get(f"{mesa.endereco(caso)}?historia=municipe", headers={"HX-Request": "true"})
    pagina = fragmento.content.decode()
    assert "A Ouvidoria começou a análise" in pagina
    assert "Só nossa." not in pagina
    assert "Olga Ouvidora" not in pagina


def test_anotar_com_e_sem_htmx_e_em_branco(client: Client, por: Autor) -> None:
    caso = elenco.na_situacao(S.CONCLUIDA)
    endereco = mesa.endereco(caso, "anotar")
    assert client.post(endereco, {"texto": "Depois do fim."}).status_code == 302
    fragmento = client.post(endereco, {"texto": "Outra."}, headers={"HX-Request": "true"})
    assert "Anotação guardada" in fragmento.content.decode()
    assert 'hx-swap-oob="true"' in fragmento.content.decode()
    assert client.post(endereco, {"texto": " "}).status_code == 422
    assert caso.andamentos.filter(tipo="nota").count() == 2


# --- arquivos e papel ------------------------------------------------------------------------


def test_a_ouvidoria_abre_os_anexos_e_as_fotos_do_pedido(client: Client, por: Autor) -> None:
    caso = _reclamada()
    anexo = _anexar(caso, Anexo, "placa.jpg")
    papel = _anexar(caso, Anexo, "laudo.pdf")
    foto = _anexar(caso.solicitacao, AnexoDoPedido, "rua.jpg")
    imagem = client.get(mesa.endereco(caso, f"anexo/{anexo.pk}/pequena"))
    assert (imagem.status_code, imagem["Content-Type"]) == (200, "image/jpeg")
    b"".join(imagem.streaming_content)  # type: ignore[attr-defined]
    baixado = client.get(mesa.endereco(caso, f"anexo/{papel.pk}/grande"))
    assert baixado["Content-Disposition"].startswith("attachment")
    assert baixado["X-Content-Type-Options"] == "nosniff"
    b"".join(baixado.streaming_content)  # type: ignore[attr-defined]
    do_pedido = client.get(mesa.endereco(caso, f"foto/{foto.pk}/grande"))
    assert do_pedido.status_code == 200
    b"".join(do_pedido.streaming_content)  # type: ignore[attr-defined]
    outro = elenco.em_analise()
    for caminho in (f"anexo/{anexo.pk}/grande", f"foto/{foto.pk}/grande"):
        assert client.get(mesa.endereco(outro, caminho)).status_code == 404
    assert client.get(mesa.endereco(caso, f"anexo/{anexo.pk}/enorme")).status_code == 404


def test_a_resposta_em_papel_nao_diz_quem_e_so_existe_concluida(client: Client, por: Autor) -> None:
    caso = _reclamada()
    assert client.get(mesa.endereco(caso, "imprimir")).status_code == 404
    caso = acoes.concluir(
        caso=caso, versao=caso.versao, por=por, resposta=Resposta.ATENDIDA, conclusao=elenco.FRASE
    )
    folha = mesa.texto(client.get(mesa.endereco(caso, "imprimir")))
    for dito in (caso.protocolo_escrito, "Atendida", elenco.FRASE, "Tapa-buraco", "peça a revisão"):
        assert dito in folha
    for pessoal in PESSOAIS:
        assert pessoal not in folha


def test_o_oficio_diz_o_que_se_pergunta_e_ate_quando(client: Client, por: Autor) -> None:
    caso, envio = elenco.encaminhada()
    folha = mesa.texto(client.get(mesa.endereco(caso, f"oficio/{envio.pk}")))
    for dito in (
        "Pedido de resposta",
        elenco.TEXTO,
        f"{timezone.localtime(envio.vence_em):%d/%m/%Y}",
        "protegida",
    ):
        assert dito in folha
    for pessoal in PESSOAIS:
        assert pessoal not in folha
    outro = elenco.em_analise()
    assert client.get(mesa.endereco(outro, f"oficio/{envio.pk}")).status_code == 404


# --- quanto custa ---------------------------------------------------------------------------


def test_as_mesmas_consultas_com_um_e_com_cinco_de_cada_coisa(client: Client, por: Autor) -> None:
    caso = _reclamada()
    _encher(caso, por, 1)
    with CaptureQueriesContext(connection) as um:
        client.get(mesa.endereco(caso))
    _encher(caso, por, 4)
    with CaptureQueriesContext(connection) as cinco:
        client.get(mesa.endereco(caso))
    assert len(um) == len(cinco) <= 30, "\n".join(c["sql"][:140] for c in cinco.captured_queries)
    assert all(c["sql"].startswith("SELECT") for c in cinco.captured_queries)


def _encher(caso: Manifestacao, por: Autor, quantos: int) -> None:
    for _ in range(quantos):
        serie = Encaminhamento.objects.count()
        caso.refresh_from_db()
        orgao = elenco.orgao(f"ORG{serie}", f"Órgão {serie}")
        caso = acoes.encaminhar(
            caso=caso, versao=caso.versao, por=por, envios=[acoes.Envio(orgao=orgao, texto=elenco.TEXTO)]
        )
        _anexar(caso, Anexo, f"a{serie}.jpg")
        _anexar(caso.solicitacao, AnexoDoPedido, f"f{serie}.jpg")
        elenco.registrada(solicitacao=caso.solicitacao, falha=Falha.PRAZO_VENCIDO)
        acoes.anotar(caso=caso, por=por, texto="Mais uma.")
