"""O trabalho do SIC em equipe: achar o pedido, quem cuida dele e o que a equipe anota."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from avisos.models import Notificacao
from contas.autor import Autor
from contas.papeis import Papel
from esic import acoes
from esic.models import Andamento, Pedido
from esic.situacoes import Tipo
from protocolo.erros import TransicaoProibida
from tests.esic import elenco
from tests.esic.mesas import entrar
from tests.ouvidoria.mesa import sopa

pytestmark = pytest.mark.django_db


def lista(client: Client, **filtros: str) -> list[str]:
    pagina = sopa(client.get(reverse("sic:lista"), filtros))
    return [no.get_text(strip=True) for no in pagina.select("tbody th .sp-numero")]


def test_a_busca_acha_pelas_palavras_e_pelo_protocolo_tambem_o_encerrado(client: Client) -> None:
    entrar(client, elenco.sic())
    buracos = elenco.em_tramitacao(texto="Quantos buracos foram tapados na Sé em 2025?", chave_de_envio="a")
    elenco.em_tramitacao(texto="Quanto custou a merenda escolar em 2025?", chave_de_envio="b")
    fim = elenco.na_situacao("encerrado")
    assert len(lista(client)) == 2
    assert lista(client, busca="tapados se") == [buracos.protocolo_escrito]  # sem acento, em qualquer ordem
    assert lista(client, busca="girafa") == []
    assert lista(client, busca=fim.protocolo_escrito) == [fim.protocolo_escrito]
    assert (
        "Nenhum pedido com estes filtros"
        in client.get(reverse("sic:lista"), {"busca": "x y"}).content.decode()
    )


def test_assume_da_ao_colega_e_a_lista_filtra(client: Client) -> None:
    simone, rita = elenco.sic(), elenco.sic(nome="Rita do SIC")
    eu, colega = entrar(client, simone).usuario, rita.usuario
    assert eu is not None
    assert colega is not None
    caso, outro = elenco.em_tramitacao(chave_de_envio="a"), elenco.em_tramitacao(chave_de_envio="b")
    client.post(reverse("sic:assumir", args=[caso.protocolo]), {"versao": caso.versao})
    caso.refresh_from_db()
    assert caso.responsavel == eu
    assert lista(client, responsavel="eu") == [caso.protocolo_escrito]
    assert lista(client, responsavel="ninguem") == [outro.protocolo_escrito]
    dar = {"versao": caso.versao, "responsavel": colega.pk}
    assert client.post(reverse("sic:atribuir", args=[caso.protocolo]), dar).status_code == 302
    caso.refresh_from_db()
    assert caso.responsavel == colega
    passo = caso.andamentos.get(tipo=Tipo.RESPONSAVEL, ordem=caso.versao)
    assert (passo.mudancas["responsavel"], passo.alcance) == (
        [eu.nome, colega.nome],
        Andamento.Alcance.INTERNO,
    )
    recado = Notificacao.objects.get(tipo=Notificacao.Tipo.ATRIBUIDO)  # quem assume o seu não chama ninguém
    assert (recado.usuario, recado.endereco) == (colega, reverse("sic:pedido", args=[caso.protocolo]))
    assert recado.texto == f"{eu.nome} deu a você este pedido de informação: {caso.protocolo_escrito}"


def test_so_o_sic_do_orgao_escolhe_e_so_entre_os_seus() -> None:
    caso, de_fora = elenco.em_tramitacao(), elenco.sic("SMT", "Téo do outro SIC")
    for por in (de_fora, elenco.autoridade(), Autor(papel=Papel.OUVIDORIA, usuario=de_fora.usuario)):
        with pytest.raises(TransicaoProibida):
            acoes.dar_a(caso=caso, versao=caso.versao, por=por)
    with pytest.raises(TransicaoProibida, match="não responde pelo SIC"):
        acoes.dar_a(caso=caso, versao=caso.versao, por=elenco.sic(), responsavel=de_fora.usuario)
    fim = elenco.na_situacao("encerrado")
    with pytest.raises(TransicaoProibida):
        acoes.dar_a(caso=fim, versao=fim.versao, por=elenco.sic())


def test_o_pedido_que_muda_de_orgao_fica_sem_responsavel() -> None:
    caso = acoes.dar_a(caso=(novo := elenco.em_tramitacao()), versao=novo.versao, por=elenco.sic())
    outro = elenco.orgao("SMT", "Mobilidade")
    acoes.reencaminhar(caso=caso, versao=caso.versao, por=elenco.sic(), orgao=outro, motivo=elenco.FRASE)
    assert Pedido.objects.get(pk=caso.pk).responsavel is None


@pytest.mark.parametrize("htmx", [False, True])
def test_anota_sem_mudar_o_pedido_e_quem_pediu_nao_le(client: Client, htmx: bool) -> None:
    entrar(client, elenco.sic())
    caso = elenco.em_tramitacao()
    onde = reverse("sic:anotar", args=[caso.protocolo])
    com = {"HX-Request": "true"} if htmx else {}
    errada = client.post(onde, {"texto": " "}, follow=True, headers=com)
    assert (errada.status_code, caso.andamentos.filter(tipo=Tipo.NOTA).exists()) == (422, False)
    certa = client.post(onde, {"texto": "Falei com a área técnica."}, headers=com)
    assert certa.status_code == (200 if htmx else 302)
    nota = caso.andamentos.get(tipo=Tipo.NOTA)
    assert nota.alcance == Andamento.Alcance.INTERNO
    pagina = client.get(reverse("sic:pedido", args=[caso.protocolo]))
    assert "Falei com a área técnica." in pagina.content.decode()
    caso.refresh_from_db()
    assert caso.situacao == "em_tramitacao"
    if htmx:  # os atos chegam com a versão que a nota subiu: assumir logo em seguida não é conflito
        voltou = sopa(certa)
        assumir = voltou.select_one("#acoes[hx-swap-oob] form[action*=assumir]")
        assert assumir is not None
        assert voltou.select_one("#historia textarea[autofocus]") is not None
        versao = assumir.select_one("[name=versao]")["value"]  # type: ignore[index]
        assert client.post(str(assumir["action"]), {"versao": versao}).status_code == 302


def test_a_vista_da_historia_troca_so_a_historia(client: Client) -> None:
    entrar(client, elenco.sic())
    onde = reverse("sic:pedido", args=[elenco.em_tramitacao().protocolo])
    inteira = client.get(onde, {"historia": "municipe"})
    fragmento = client.get(onde, {"historia": "municipe"}, headers={"HX-Request": "true"})
    assert "HX-Request" in inteira["Vary"]
    assert "HX-Request" in fragmento["Vary"]
    so_ela = sopa(fragmento)
    assert so_ela.select_one("h1, main") is None
    assert [no.get_text() for no in so_ela.select("#historia h2")] == ["História"]
    assert so_ela.select("#historia li") == sopa(inteira).select("#historia li")


def test_a_base_legal_so_se_pergunta_ao_negar(client: Client) -> None:
    """Com JavaScript o campo espera a decisão que o pede; sem ele, a dica diz quando."""
    entrar(client, elenco.sic())
    caso = elenco.em_tramitacao()
    pagina = sopa(client.get(reverse("sic:responder", args=[caso.protocolo])))
    for nome in ("fundamento", "base_legal"):
        campo = pagina.select_one(f"[name={nome}]")
        assert campo is not None
        assert campo["data-mostrar-se"] == "decisao=negado,parcial"
        assert "Só ao negar" in pagina.select_one(f"#id_{nome}_helptext").get_text()  # type: ignore[union-attr]
    qual = pagina.select_one("[name=classificada]")
    assert qual is not None
    assert qual["data-mostrar-se"] == "fundamento=classificada"
    assert pagina.select_one("form[data-perguntas]") is not None
    assert pagina.select("script[src*='pedido']")
