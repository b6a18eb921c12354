"""Depois do fim: dizer se foi resolvido, pedir que reabram, e a decisão da chefia na caixa."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso, Notificacao
from contas.papeis import Papel
from contas.segredos import chaves
from guia.publicacao import relatorio
from guia.publicacao.relatorio import menos_resolvidos
from portal import mensagens
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from roteamento.models import Sucessao
from solicitacoes import acoes
from solicitacoes.agregados.contar import contar
from solicitacoes.consultas import quem_decide
from solicitacoes.models import PedidoDeReabertura, Satisfacao, Solicitacao
from solicitacoes.tasks import cobrar_reaberturas
from tests.ouvidoria.acompanhando import com_chave, pagina, texto
from tests.solicitacoes import elenco
from tests.solicitacoes.elenco import FRASE
from tests.solicitacoes.pedindo import foto

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
RESPOSTAS = {"resolveu": "nao", "nota": "2", "no_prazo": "nao", "clareza": "sim"}


def finalizado(**campos: Any) -> Solicitacao:
    return elenco.na_situacao("finalizada", **campos)


def disse(caso: Solicitacao, resolveu: str = "nao") -> Satisfacao:
    return acoes.dizer_se_resolveu(
        caso=caso, por=elenco.municipe(), resolveu=resolveu, nota=None, no_prazo="", clareza=""
    )


def pediu(caso: Solicitacao) -> Client:
    """Quem disse que não e mandou a foto, pela página."""
    disse(caso)
    navegador = com_chave(caso)
    envio = {"texto": "O buraco abriu de novo.", "fotos": [foto()], "envio": uuid4()}
    assert navegador.post(pagina(caso, "reabrir/"), envio).status_code == 302
    return navegador


def test_pelo_link_do_aviso_sem_entrar(client: Client) -> None:
    """O correio que abre o link, quantas vezes for, não responde nada; a pessoa responde uma vez só."""
    caso = finalizado()
    link = f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/"
    for _ in range(3):
        lido = Client().get(link, follow=True)
        assert "Foi resolvido?" in texto(lido)
        Client().head(link)
    assert not Satisfacao.objects.exists()
    client.get(link)
    onde = pagina(caso, "resolvido/")
    assert "checked" in client.get(f"{onde}?resolveu=nao").content.decode()
    assert not Satisfacao.objects.exists()
    assert client.post(onde, RESPOSTAS).headers["Location"] == pagina(caso, "reabrir/")
    dita = Satisfacao.objects.get()
    assert (dita.resolveu, dita.nota, dita.no_prazo, dita.clareza) == ("nao", 2, "nao", "sim")
    client.post(onde, {"resolveu": "sim"})
    assert "Você já respondeu" in texto(client.get(onde))
    assert Satisfacao.objects.get().resolveu == "nao"
    passo = caso.andamentos.latest("ordem")
    assert (passo.tipo, passo.papel, passo.usuario, passo.alcance) == (
        "satisfacao",
        Papel.INTERESSADO,
        None,
        "interessado",
    )


def test_o_que_nao_serve_se_diz_no_campo(client: Client, subtests: pytest.Subtests) -> None:
    caso = finalizado()
    com_chave(caso, client)
    for enviado, dito in {
        "resolveu=": "Diga se o problema foi resolvido",
        "resolveu=talvez": "Faça uma escolha válida",
        "resolveu=em_parte": "Faça uma escolha válida",
        "resolveu=sim&nota=9": "Faça uma escolha válida",
        "resolveu=sim&no_prazo=%00": "",
    }.items():
        with subtests.test(enviado):
            resposta = client.post(
                pagina(caso, "resolvido/"), enviado, content_type="application/x-www-form-urlencoded"
            )
            assert resposta.status_code == 422
            assert dito in texto(resposta)
    assert not Satisfacao.objects.exists()


def test_quem_disse_sim_por_engano_ainda_diz_nao(client: Client) -> None:
    caso = finalizado()
    disse(caso, "sim")
    com_chave(caso, client)
    onde = pagina(caso, "resolvido/")
    for lido in (texto(client.get(pagina(caso))), texto(client.get(onde))):
        assert "Mude a sua resposta" in lido
    assert "checked" in client.get(f"{onde}?resolveu=nao").content.decode()
    client.post(onde, {"resolveu": "sim", "nota": "5"})
    assert Satisfacao.objects.get().nota is None
    assert client.post(onde, {"resolveu": "nao"}).headers["Location"] == pagina(caso, "reabrir/")
    assert Satisfacao.objects.get().nao_foi
    client.post(onde, {"resolveu": "sim"})
    assert Satisfacao.objects.get().nao_foi
    Solicitacao.objects.filter(pk=caso.pk).update(encerrada_em=timezone.now() - timedelta(days=40))
    caso.refresh_from_db()
    disse(caso, "sim")
    assert disse(caso, "nao").resolveu == "sim"
    assert "Mude a sua resposta" not in texto(client.get(onde))


def test_so_a_parte_e_so_do_que_a_prefeitura_encerrou(client: Client, subtests: pytest.Subtests) -> None:
    caso = finalizado()
    for resto in ("resolvido/", "reabrir/"):
        for metodo in (client.get, client.post):
            assert metodo(pagina(caso, resto)).status_code == 403
    for situacao, porque in (("aberta", 409), ("cancelada", 409)):
        with subtests.test(situacao):
            outro = elenco.na_situacao(situacao)
            com_chave(outro, client)
            assert client.post(pagina(outro, "resolvido/"), RESPOSTAS).status_code == porque
            for resto in ("resolvido/", "reabrir/"):
                assert client.get(pagina(outro, resto)).headers["Location"] == pagina(outro)
            assert "Foi resolvido?" not in texto(client.get(pagina(outro)))
    assert not Satisfacao.objects.exists()
    with pytest.raises(TransicaoProibida):
        acoes.dizer_se_resolveu(
            caso=caso, por=elenco.autor(None), resolveu="sim", nota=5, no_prazo="", clareza=""
        )


def test_onde_a_foto_nao_mostra_nada_pede_se_sem_ela() -> None:
    caso = finalizado()
    disse(caso)
    navegador, onde = com_chave(caso), pagina(caso, "reabrir/")
    for lido in (texto(navegador.get(pagina(caso))), texto(navegador.get(onde))):
        assert "Com uma foto" not in lido
        assert "Sem foto a unidade" not in lido
    assert "Fotos (opcional)" in texto(navegador.get(onde))
    navegador.post(onde, {"texto": "O ônibus continua atrasado.", "envio": uuid4()})
    assert PedidoDeReabertura.objects.filter(caso=caso).exists()
    caso.refresh_from_db()
    assert not caso.com_foto


def test_sem_foto_nao_se_pede_e_a_que_veio_nao_se_perde() -> None:
    caso = finalizado(servico=elenco.servico("buraco", publica=True))
    navegador, onde, envio = com_chave(caso), pagina(caso, "reabrir/"), uuid4()
    antes = navegador.get(onde, follow=True)
    assert antes.redirect_chain == [(pagina(caso), 302)]
    assert "diga que o problema não foi resolvido" in texto(antes)
    disse(caso)
    sem_foto = navegador.post(onde, {"texto": "Continua igual.", "envio": envio})
    assert sem_foto.status_code == 422
    assert "Mande uma foto" in texto(sem_foto)
    assert "Continua igual." in texto(sem_foto)
    sem_texto = navegador.post(onde, {"texto": "", "envio": envio, "fotos": [foto()]})
    assert sem_texto.status_code == 422
    assert "Já recebemos" in texto(sem_texto)
    assert not PedidoDeReabertura.objects.exists()
    assert navegador.post(onde, {"texto": "Continua igual.", "envio": envio}).status_code == 302
    assert PedidoDeReabertura.objects.get().decidir_ate > timezone.now() + timedelta(days=8)
    outro_toque = {"texto": "Continua igual.", "envio": envio, "fotos": [foto()]}
    lido = texto(navegador.post(onde, outro_toque, follow=True))
    assert "A unidade recebeu o seu pedido" in lido
    assert caso.anexos.count() == 1
    assert navegador.get(onde).headers["Location"] == pagina(caso)
    lido = texto(navegador.get(pagina(caso)))
    assert "Você já pediu uma vez" in lido
    assert "A unidade decide até" in lido
    assert "Reclamar na Ouvidoria" in lido


def test_as_fotos_de_quem_pede_tem_limite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mensagens, "MENSAGENS_POR_PEDIDO", 1)
    caso = finalizado()
    disse(caso)
    navegador, onde, envio = com_chave(caso), pagina(caso, "reabrir/"), uuid4()
    sem_texto = navegador.post(onde, {"texto": "", "fotos": [foto()], "envio": envio})
    assert "Conte o que falta fazer" in texto(sem_texto)
    demais = navegador.post(onde, {"texto": "", "fotos": [foto(), foto()], "envio": envio})
    assert mensagens.MUITAS_MENSAGENS in texto(demais)
    assert ArquivoDeRascunho.objects.filter(rascunho=envio).count() == 1


def test_passado_o_prazo_da_cidade_ja_nao_se_pede() -> None:
    caso = finalizado()
    Solicitacao.objects.filter(pk=caso.pk).update(encerrada_em=timezone.now() - timedelta(days=40))
    caso.refresh_from_db()
    disse(caso)
    navegador = com_chave(caso)
    lido = texto(navegador.get(pagina(caso, "reabrir/"), follow=True))
    assert "O tempo de pedir que a unidade reabra já passou" in lido
    assert "Pedir que reabram" not in lido
    assert "Reclamar na Ouvidoria" in lido
    Solicitacao.objects.filter(pk=caso.pk).update(encerrada_em=timezone.now() - timedelta(days=366))
    assert "não foi resolvido" not in texto(navegador.get(pagina(caso)))


def _chefia(caso: Solicitacao, client: Client) -> str:
    client.force_login(elenco.servidor(caso.unidade, nome="Célia Chefe", papel=Papel.CHEFIA))
    return f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"


def test_a_chefia_e_chamada_acha_na_caixa_e_aceita(client: Client) -> None:
    caso = finalizado()
    pedido = _chefia(caso, client)
    pediu(caso)
    assert "Pedem que se reabra" in Notificacao.objects.get().texto
    assert "1 pede que se reabra" in texto(client.get(f"/caixa/{caso.unidade.sigla}/"))
    na_lista = texto(client.get(f"/caixa/{caso.unidade.sigla}/?situacao=reabertura"))
    assert caso.protocolo_escrito in na_lista
    lido = texto(client.get(pedido))
    assert "diz que não foi resolvido" in lido
    assert "O buraco abriu de novo." in lido
    caso.refresh_from_db()
    dados = {"versao": caso.versao, "motivo": FRASE, "confirmar": "sim"}
    assert client.post(f"{pedido}reabrir/", dados).status_code == 302
    caso.refresh_from_db()
    assert caso.aberta
    assert PedidoDeReabertura.objects.get().aceito
    pedem = f"/caixa/{caso.unidade.sigla}/?situacao=reabertura"
    client.get(pedem)  # a que diz o que se fez
    assert caso.protocolo_escrito not in texto(client.get(pedem))


def test_a_chefia_recusa_com_motivo_e_a_pessoa_le_o_caminho_da_ouvidoria(client: Client) -> None:
    caso = finalizado()
    pedido = _chefia(caso, client)
    assert client.get(f"{pedido}recusar-reabertura/").status_code == 409
    navegador = pediu(caso)
    caso.refresh_from_db()
    curto = client.post(f"{pedido}recusar-reabertura/", {"versao": caso.versao, "motivo": "não"})
    assert curto.status_code == 422
    dados = {"versao": caso.versao, "motivo": FRASE, "confirmar": "sim"}
    assert client.post(f"{pedido}recusar-reabertura/", dados).status_code == 302
    caso.refresh_from_db()
    assert not caso.aberta
    assert PedidoDeReabertura.objects.get().decidido_em
    aviso = Aviso.objects.get(modelo="reabertura_recusada")
    assert FRASE in aviso.corpo
    assert f"/ouvidoria/reclamar/{caso.protocolo}/" in aviso.corpo
    lido = texto(navegador.get(pagina(caso)))
    assert "decidiu que não" in lido
    assert FRASE in lido
    assert navegador.get(pagina(caso, "reabrir/")).status_code == 302


def test_quem_esta_no_lugar_da_chefia_decide(client: Client) -> None:
    caso = finalizado()
    ausente = elenco.servidor(caso.unidade, nome="Célia Chefe", papel=Papel.CHEFIA)
    no_lugar = elenco.servidor(caso.unidade, nome="Sueli Substituta")
    no_lugar.lotacoes.update(substitui=ausente, ate=timezone.localdate() + timedelta(days=9))
    pediu(caso)
    assert Notificacao.objects.get().usuario == no_lugar
    client.force_login(no_lugar)
    pedido = f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"
    pagina_do_pedido = client.get(pedido)
    assert "Não reabrir" in texto(pagina_do_pedido)
    assert pagina_do_pedido.context["leituras"] is None, "quem leu o contato, só a chefia vê"
    assert client.post(f"{pedido}contato/").context["leituras"] is None
    caso.refresh_from_db()
    dados = {"versao": caso.versao, "motivo": FRASE, "confirmar": "sim"}
    assert client.post(f"{pedido}recusar-reabertura/", dados).status_code == 302
    assert PedidoDeReabertura.objects.get().decidido_em
    assert "Reabrir" not in texto(client.get(pedido))  # decidido, volta a ser servidora


def test_a_pagina_depois_do_fim_le_cada_coisa_uma_vez() -> None:
    caso = finalizado()
    disse(caso)
    navegador = com_chave(caso)
    with CaptureQueriesContext(connection) as feitas:
        assert "reabr" in texto(navegador.get(pagina(caso)))
    for quem in ("solicitacoes_satisfacao", "solicitacoes_pedidodereabertura", "'REABERTURA_PEDIR'"):
        assert sum(quem in feita["sql"] for feita in feitas) == 1, quem


def test_o_prazo_de_decidir_que_passa_chama_uma_vez_a_chefia_e_a_superior() -> None:
    caso = finalizado()
    onde, acima = caso.unidade, elenco.unidade("ACIMA")
    onde.superior = acima
    onde.save()
    chefias = [
        elenco.servidor(onde, nome="Célia Chefe", papel=Papel.CHEFIA),
        elenco.servidor(acima, nome="Ana Acima", papel=Papel.CHEFIA),
    ]
    pediu(caso)
    Notificacao.objects.all().delete()
    cobrar_reaberturas()
    assert not Notificacao.objects.exists()
    PedidoDeReabertura.objects.update(decidir_ate=timezone.now() - timedelta(hours=1))
    for _ in range(2):
        cobrar_reaberturas()
    recados = Notificacao.objects.order_by("pk")
    assert [recado.usuario for recado in recados] == chefias
    assert all("Passou o prazo de decidir se reabre" in recado.texto for recado in recados)
    assert recados[1].endereco == f"/acompanhar/{caso.protocolo}/"


def test_sem_chefia_decide_quem_ha_e_sem_ninguem_a_superior_e_a_sucessora() -> None:
    hoje, caso = timezone.localdate(), finalizado()
    onde = caso.unidade
    onde.lotacoes.all().delete()
    acima, nova = elenco.unidade("ACIMA"), elenco.unidade("NOVA")
    da_acima = elenco.servidor(acima, nome="Célia Acima", papel=Papel.CHEFIA)
    da_nova = elenco.servidor(nova, nome="Nádia Nova", papel=Papel.CHEFIA)
    onde.superior = acima
    onde.save()
    assert quem_decide(onde, hoje) == [da_acima]
    onde.vigente_ate = hoje - timedelta(days=1)
    onde.save()
    Sucessao.objects.create(antiga=onde, nova=nova, em=hoje)
    assert quem_decide(onde, hoje) == [da_nova]
    pediu(caso)
    assert Notificacao.objects.get().usuario == da_nova
    onde.vigente_ate = None
    onde.save()
    sozinho = elenco.servidor(onde, nome="Sérgio Só")
    assert quem_decide(onde, hoje) == [sozinho]


def test_quem_so_serve_na_caixa_nao_decide(client: Client) -> None:
    caso = finalizado()
    elenco.servidor(caso.unidade, nome="Célia Chefe", papel=Papel.CHEFIA)
    pediu(caso)
    caso.refresh_from_db()
    servidor = elenco.servidor(caso.unidade)
    client.force_login(servidor)
    dados = {"versao": caso.versao, "motivo": FRASE, "confirmar": "sim"}
    pedido = f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"
    for ato in ("reabrir", "recusar-reabertura"):
        assert client.post(f"{pedido}{ato}/", dados).status_code == 409
    with pytest.raises(TransicaoProibida):
        acoes.recusar_reabertura(
            caso=caso, versao=caso.versao, por=elenco.autor(servidor, caso.unidade), motivo=FRASE
        )
    assert PedidoDeReabertura.objects.get().decidido_em is None


def test_encerrado_outra_vez_se_pergunta_outra_vez_mas_nao_se_pede_de_novo() -> None:
    caso = finalizado()
    navegador = pediu(caso)
    chefia = elenco.autor(elenco.servidor(caso.unidade), caso.unidade, papel=Papel.CHEFIA)
    caso.refresh_from_db()
    caso = acoes.reabrir(caso=caso, versao=caso.versao, por=chefia, motivo=FRASE)
    caso = acoes.finalizar(caso=caso, versao=caso.versao, por=chefia, desfecho="realizado", resposta=FRASE)
    assert "Foi resolvido?" in texto(navegador.get(pagina(caso)))
    depois = navegador.post(pagina(caso, "resolvido/"), {"resolveu": "nao"})
    assert depois.headers["Location"] == pagina(caso)
    assert Satisfacao.objects.count() == 2
    assert "já reabriu este pedido uma vez" in texto(navegador.get(pagina(caso)))
    assert navegador.get(pagina(caso, "reabrir/")).status_code == 302
    PedidoDeReabertura.objects.update(aceito=False)
    lido = texto(navegador.get(pagina(caso)))
    assert "decidiu que não" not in lido, "a recusa é de outro encerramento"
    assert "use a Ouvidoria" in lido


def test_por_servico_no_painel_da_chefia_e_no_guia(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ditos = [disse(finalizado(), resolveu) for resolveu in ("sim", "nao", "sim")]
    Satisfacao.objects.filter(pk=ditos[0].pk).update(nota=2, no_prazo="sim", clareza="nao")
    Satisfacao.objects.filter(pk=ditos[1].pk).update(nota=5, no_prazo="nao")
    client.force_login(elenco.servidor(ditos[0].caso.unidade, nome="Célia Chefe", papel=Papel.CHEFIA))
    contar()
    lido = texto(client.get(f"/caixa/{ditos[0].caso.unidade.sigla}/painel/"))
    for dito in (
        "2 disseram que foi resolvido: Tapa-buraco de 3 disseram se foi resolvido",
        "nota 3,5 de 5, dada em 2 deram nota",
        "no tempo dito, 1 no tempo dito: Tapa-buraco de 2 ",
        "resposta clara, 0 de 1 ",
    ):
        assert dito in lido, dito
    Satisfacao.objects.update(em=timezone.now() - timedelta(days=1))
    Satisfacao.objects.filter(pk=ditos[0].pk).update(em=timezone.now() - timedelta(days=400))
    for _ in range(2):
        assert acoes.contar_resolvidos(hoje=timezone.localdate()) == 1
    assert menos_resolvidos() == [], "são poucas respostas"
    monkeypatch.setattr(relatorio, "RESPOSTAS", 2)
    (procura,) = menos_resolvidos()
    assert (procura.resolvidos, procura.disseram, procura.parte_resolvida) == (1, 2, 50)
    assert menos_resolvidos([0]) == []
    client.force_login(elenco.pessoa("Ada", is_staff=True, is_superuser=True))
    assert "50%" in client.get("/admin/guia/servico/relatorio/").content.decode()
    Satisfacao.objects.all().delete()
    acoes.contar_resolvidos(hoje=timezone.localdate())
    assert menos_resolvidos() == []


@pytest.mark.parametrize("ato", ["reabrir", "recusar-reabertura"])
def test_o_ato_diz_que_decidiu_quem_substitui_a_chefia(client: Client, ato: str) -> None:
    caso = finalizado()
    ausente = elenco.servidor(caso.unidade, nome="Célia Chefe", papel=Papel.CHEFIA)
    no_lugar = elenco.servidor(caso.unidade, nome="Sueli Substituta")
    no_lugar.lotacoes.update(substitui=ausente, ate=timezone.localdate() + timedelta(days=9))
    pediu(caso)
    client.force_login(no_lugar)
    caso.refresh_from_db()
    pedido = f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"
    assert "“Reabrir” ou “Não reabrir”" in texto(client.get(pedido))
    dados = {"versao": caso.versao, "motivo": FRASE}
    assert FRASE in texto(client.post(f"{pedido}{ato}/", dados)), "a prévia"
    assert client.post(f"{pedido}{ato}/", {**dados, "confirmar": "sim"}).status_code == 302
    assert PedidoDeReabertura.objects.get().aceito == (ato == "reabrir")
    assert "Quem decidiu: quem está no lugar da chefia" in texto(client.get(pedido))


def test_sem_ser_substituta_nao_se_oferece_a_decisao_nem_se_assina_como_tal(client: Client) -> None:
    caso = finalizado()
    pedido = _chefia(caso, client)
    pediu(caso)
    dela, outra = Client(), elenco.servidor(caso.unidade, nome="Olga Outra")
    dela.force_login(outra)
    lido = texto(dela.get(pedido))
    assert "pede que se reabra" in lido
    assert "Não reabrir" not in lido
    caso.refresh_from_db()
    dados = {"versao": caso.versao, "motivo": FRASE, "confirmar": "sim"}
    assert dela.post(f"{pedido}recusar-reabertura/", dados).status_code == 409
    assert client.post(f"{pedido}recusar-reabertura/", dados).status_code == 302
    assert caso.andamentos.latest("ordem").mudancas == {}
