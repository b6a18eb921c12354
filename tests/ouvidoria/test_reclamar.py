"""A segunda instância pelas páginas: quando cabe, o que se preenche e o que fazer quando ainda não cabe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import SISTEMA
from contas.papeis import Papel
from contas.segredos.chaves import chave_de
from ouvidoria.models import Manifestacao
from protocolo.models import Vinculo
from protocolo.numero import Processo, gerar
from protocolo.prazos.contagem import Contagem
from solicitacoes import acoes as pedidos
from solicitacoes import guardas
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao
from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import ANONIMA, IDENTIFICADA, MAU, TEXTO, Manifestante
from tests.solicitacoes import elenco as solicitacoes
from tests.solicitacoes.pedindo import erros, sopa, valor

pytestmark = pytest.mark.django_db
S = Situacao


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()


@pytest.fixture
def quem(client: Client) -> Manifestante:
    return Manifestante(client)


def _no_prazo(**campos: object) -> Solicitacao:
    return solicitacoes.solicitacao(**campos)  # type: ignore[arg-type]


def _endereco(pedido: Solicitacao) -> str:
    return f"/ouvidoria/reclamar/{pedido.protocolo}/"


def _marcada(quem: Manifestante, endereco: str) -> str | None:
    escolhida = sopa(quem.client.get(endereco)).select_one("input[name=falha][checked]")
    return str(escolhida["value"]) if escolhida else None


# --- quando cabe ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situacao", "campos", "falha"),
    [
        (S.ABERTA, {"ha_dias": 90}, "prazo_vencido"),
        (S.FINALIZADA, {"desfecho": Desfecho.REALIZADO}, "mal_feito"),
        (S.INDEFERIDA, {}, "indeferido"),
    ],
)
def test_o_pedido_preenche_protocolo_falha_e_orgao(
    quem: Manifestante, situacao: str, campos: dict[str, Any], falha: str
) -> None:
    pedido = solicitacoes.na_situacao(situacao, **campos)
    pagina = quem.client.get(_endereco(pedido))
    assert valor(pagina, "protocolo") == pedido.protocolo
    assert _marcada(quem, _endereco(pedido)) == falha
    orgao = sopa(pagina).select_one("select[name=orgao] option[selected]")
    assert orgao is not None
    assert orgao["value"] == str(pedido.unidade.orgao_id)


def test_do_botao_do_pedido_ate_a_reclamacao_ligada_a_ele(quem: Manifestante) -> None:
    pedido = elenco.pedido_vencido()
    botao = sopa(quem.client.get(f"/acompanhar/{pedido.protocolo}/")).find(
        "a", string="Reclamar na Ouvidoria"
    )
    assert botao is not None
    quem.comecar(str(botao["href"]), {"protocolo": pedido.protocolo_escrito, **MAU, "falha": "prazo_vencido"})
    quem.mandar("identificacao/", ANONIMA)
    quem.mandar("conferir/")
    caso = quem.caso
    assert (caso.tipo, caso.solicitacao, caso.falha) == ("reclamacao", pedido, "prazo_vencido")
    assert not Vinculo.objects.get(para_protocolo=pedido.protocolo).reservado


def test_a_reclamacao_ja_aberta_leva_a_ela(quem: Manifestante) -> None:
    pedido = elenco.pedido_vencido()
    quem.comecar(_endereco(pedido), {"protocolo": pedido.protocolo, "falha": "prazo_vencido", "o_que": TEXTO})
    quem.mandar("identificacao/", ANONIMA)
    quem.mandar("conferir/")
    assert quem.client.get(_endereco(pedido))["Location"] == f"/acompanhar/{quem.caso.protocolo}/"
    assert Client().get(_endereco(pedido)).status_code == 200


def test_de_servico_sigiloso_so_o_protocolo_aparece(quem: Manifestante) -> None:
    servico = solicitacoes.servico("abrigo", "Abrigo secreto", sigilosa=True)
    pedido = elenco.pedido_vencido(servico=servico)
    pagina = quem.client.get(_endereco(pedido)).content.decode()
    assert "Abrigo secreto" not in pagina
    assert _marcada(quem, _endereco(pedido)) is None
    assert "selected" not in pagina or 'value="nao_sei" selected' in pagina


def test_mau_atendimento_cabe_sem_protocolo_e_sem_prazo(quem: Manifestante) -> None:
    assert quem.enviar("reclamacao").tipo == "reclamacao"
    pedido = _no_prazo()
    outro = Manifestante(quem.client)
    assert _marcada(outro, f"{_endereco(pedido)}?falha=mau_atendimento") == "mau_atendimento"
    outro.comecar(f"{_endereco(pedido)}?falha=mau_atendimento", {"protocolo": pedido.protocolo, **MAU})
    outro.mandar("identificacao/", ANONIMA)
    outro.mandar("conferir/")
    assert (outro.caso.tipo, outro.caso.solicitacao) == ("reclamacao", pedido)


# --- quando ainda não cabe ------------------------------------------------------------------


def test_no_prazo_explica_ate_quando_e_o_que_fazer(quem: Manifestante) -> None:
    pedido = _no_prazo()
    pagina = quem.client.get(_endereco(pedido))
    dito = sopa(pagina).get_text(" ")
    assert pagina.status_code == 200
    assert f"{timezone.localtime(pedido.vence_em):%d/%m/%Y}" in dito
    for saida in ("Esperar", "Procurar o serviço", "Registrar como solicitação"):
        assert saida in dito
    assert not Manifestacao.objects.exists()


def test_o_pedido_sem_prazo_nunca_vence(quem: Manifestante) -> None:
    pedido = elenco.pedido_vencido()
    Solicitacao.objects.update(contagem=Contagem.SEM_PRAZO)
    assert "Reclamar na Ouvidoria" not in quem.client.get(f"/acompanhar/{pedido.protocolo}/").text
    dito = quem.client.get(_endereco(pedido)).text
    assert "Este pedido não tem prazo definido" in dito
    assert "O órgão tem até" not in dito


def test_registrar_assim_mesmo_entra_como_solicitacao(quem: Manifestante) -> None:
    pedido = _no_prazo()
    endereco = f"{_endereco(pedido)}?registrar=sim"
    assert "vai entrar como" in quem.client.get(endereco).content.decode()
    quem.comecar(endereco, {"protocolo": pedido.protocolo, "falha": "nao_feito", "o_que": TEXTO})
    quem.mandar("identificacao/", IDENTIFICADA)
    assert "registrada como" in quem.ver("conferir/").content.decode()
    quem.mandar("conferir/")
    assert (quem.caso.tipo, quem.caso.tipo_original) == ("solicitacao", "reclamacao")
    assert quem.caso.solicitacao == pedido
    assert "Entrou como solicitação" in quem.ver("comprovante/").content.decode()


@pytest.mark.parametrize(
    ("situacao", "frase"),
    [
        (None, "Reclamação precisa de um pedido feito antes"),
        (S.ABERTA, "O prazo deste pedido ainda não passou"),
        (S.AGUARDANDO_MUNICIPE, "A contagem está parada"),
        (S.CANCELADA, "Este pedido foi cancelado"),
    ],
)
def test_pelo_formulario_tambem_se_explica_e_nada_se_recusa(
    quem: Manifestante, situacao: str | None, frase: str
) -> None:
    protocolo = solicitacoes.na_situacao(situacao).protocolo if situacao else ""
    resposta = quem.comecar("reclamacao", {"protocolo": protocolo, "falha": "nao_feito", "o_que": TEXTO})
    assert resposta["Location"] == quem.endereco("caminho/")
    assert frase in quem.ver("caminho/").content.decode()
    assert quem.ver("identificacao/")["Location"] == quem.endereco("caminho/")
    assert quem.mandar("caminho/")["Location"] == quem.endereco("identificacao/")
    quem.mandar("identificacao/", ANONIMA)
    quem.mandar("conferir/")
    assert quem.caso.tipo == "solicitacao"


def test_quem_corrige_para_o_que_cabe_nao_passa_mais_pela_explicacao(quem: Manifestante) -> None:
    quem.comecar("reclamacao", {"falha": "nao_feito", "o_que": TEXTO})
    assert quem.mandar("perguntas/", MAU)["Location"] == quem.endereco("identificacao/")
    assert quem.ver("caminho/")["Location"] == quem.endereco("identificacao/")


def test_o_prazo_que_vence_enquanto_se_escreve_ja_vale(quem: Manifestante) -> None:
    pedido = _no_prazo()
    quem.comecar("reclamacao", {"protocolo": pedido.protocolo, "falha": "prazo_vencido", "o_que": TEXTO})
    Solicitacao.objects.filter(pk=pedido.pk).update(vence_em=timezone.now() - timedelta(days=1))
    assert quem.ver("")["Location"] == quem.endereco("identificacao/")


# --- protocolo errado -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protocolo", "frase"),
    [
        ("12345", "tem 15 algarismos"),
        ("123456789012345", "Confira os números"),
        ("abc", "só tem algarismos"),
        (Processo.SOLICITACAO, "Não encontramos pedido com este número"),
        (Processo.MANIFESTACAO, "de uma manifestação"),
        (Processo.PEDIDO, "de um pedido de informação"),
    ],
)
def test_protocolo_errado_diz_por_que_e_nao_perde_nada(
    quem: Manifestante, protocolo: str, frase: str
) -> None:
    if isinstance(protocolo, Processo):
        protocolo = gerar(protocolo)
    resposta = quem.comecar("reclamacao", MAU | {"protocolo": protocolo})
    assert resposta.status_code == 422
    assert frase in erros(resposta)[0]
    assert valor(resposta, "o_que") == TEXTO
    assert valor(resposta, "protocolo") == protocolo


def test_protocolo_que_nao_existe_no_endereco(client: Client) -> None:
    assert client.get(f"/ouvidoria/reclamar/{gerar(Processo.SOLICITACAO)}/").status_code == 404
    assert client.get("/ouvidoria/reclamar/xyz/").status_code == 404


def test_o_endereco_aceita_o_protocolo_escrito_em_grupos(client: Client) -> None:
    pedido = elenco.pedido_vencido()
    assert client.get(f"/ouvidoria/reclamar/{pedido.protocolo_escrito}/").status_code == 200


def test_quem_tenta_numeros_em_serie_para_e_nao_aprende_nada(
    quem: Manifestante, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guardas, "TENTATIVAS_DE_NUMERO", 3)
    pedido = elenco.pedido_vencido()
    for _ in range(guardas.TENTATIVAS_DE_NUMERO + 1):
        quem.client.post("/ouvidoria/reclamacao/", MAU | {"protocolo": gerar(Processo.SOLICITACAO)})
    for protocolo in (pedido.protocolo, gerar(Processo.SOLICITACAO)):
        resposta = quem.client.post("/ouvidoria/reclamacao/", {"protocolo": protocolo, "o_que": TEXTO})
        assert "Foram muitos números de protocolo seguidos" in " ".join(erros(resposta))
        assert "Não encontramos" not in resposta.content.decode()
    assert quem.client.get(_endereco(pedido)).status_code == 429
    assert quem.client.post("/ouvidoria/reclamacao/", MAU).status_code == 303


# --- a página do pedido e os avisos -----------------------------------------------------------


@pytest.mark.parametrize("com_chave", [False, True])
def test_a_pagina_do_pedido_diz_a_partir_de_quando(client: Client, *, com_chave: bool) -> None:
    vencido, no_prazo = elenco.pedido_vencido(), _no_prazo()
    parado, cancelado = (solicitacoes.na_situacao(s) for s in (S.AGUARDANDO_MUNICIPE, S.CANCELADA))
    ditos = {}
    for pedido in (vencido, no_prazo, parado, cancelado):
        if com_chave:
            client.get(f"/acompanhar/{pedido.protocolo}/{chave_de(pedido.protocolo)}/")
        ditos[pedido.pk] = client.get(f"/acompanhar/{pedido.protocolo}/").content.decode()
    assert "Reclamar na Ouvidoria</a>" in ditos[vencido.pk]
    for pedido in (no_prazo, parado, cancelado):
        assert "Reclamar na Ouvidoria</a>" not in ditos[pedido.pk]
    assert (
        f"{timezone.localtime(no_prazo.vence_em):%d/%m/%Y}</strong>, depois desse dia" in ditos[no_prazo.pk]
    )
    assert "A contagem está parada" in ditos[parado.pk]


def test_os_avisos_de_atraso_e_de_encerramento_levam_a_reclamar(client: Client) -> None:
    vencido = elenco.pedido_vencido()
    pedidos.avisar_vencimento(caso=vencido, por=SISTEMA)
    for situacao in ("finalizar", "indeferir"):
        caso = solicitacoes.na_situacao(S.EM_ANDAMENTO)
        por = solicitacoes.autor(solicitacoes.servidor(caso.unidade), caso.unidade, papel=Papel.SERVIDOR)
        campos: dict[str, Any] = {"resposta": solicitacoes.FRASE}
        if situacao == "finalizar":
            pedidos.finalizar(caso=caso, versao=caso.versao, por=por, desfecho=Desfecho.REALIZADO, **campos)
        else:
            pedidos.indeferir(
                caso=caso, versao=caso.versao, por=por, motivo=MotivoDeRecusa.values[0], **campos
            )
    avisos = Aviso.objects.filter(corpo__contains="/ouvidoria/reclamar/")
    assert avisos.count() == 3
    for aviso in avisos:
        assert f"/ouvidoria/reclamar/{aviso.protocolo}/" in aviso.corpo
        assert client.get(f"/ouvidoria/reclamar/{aviso.protocolo}/").status_code == 200


def test_a_reclamacao_do_meu_pedido_traz_nome_e_contato_e_a_de_outro_nao(client: Client) -> None:
    """Só a quem provou, com a chave, que o pedido é seu; a pessoa confere antes de enviar."""
    pedido = solicitacoes.solicitacao(vence_em=timezone.now() - timedelta(days=2))
    dele, estranho = Manifestante(client), Manifestante(Client())
    client.get(f"/acompanhar/{pedido.protocolo}/{chave_de(pedido.protocolo)}/")
    lidos = []
    for quem in (dele, estranho):
        dados = {"falha": "prazo_vencido", "protocolo": pedido.protocolo, "o_que": TEXTO}
        assert quem.comecar(_endereco(pedido), dados).status_code == 303
        pagina = quem.ver("identificacao/")
        lidos.append((valor(pagina, "nome"), valor(pagina, "email")))
    assert pedido.interessado
    assert lidos == [(pedido.interessado.nome, pedido.interessado.email), ("", "")]
