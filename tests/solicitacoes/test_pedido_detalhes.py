"""O passo dos detalhes: perguntas do serviço e fotos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.guia.factories import CaminhoFactory
from tests.solicitacoes.pedindo import PEQUENO, Pedinte, erros, foto, sopa, territorio, valor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


def falsa() -> SimpleUploadedFile:
    """Um PDF com nome de foto."""
    return SimpleUploadedFile("nota.jpg", b"%PDF-1.7 isto nao e foto", "image/jpeg")


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    pedinte = Pedinte(client)
    pedinte.ate("detalhes")
    return pedinte


def nomes(quem: Pedinte) -> list[str]:
    return list(quem.rascunho.arquivos.order_by("pk").values_list("nome", flat=True))


def marcada(resposta: Resposta, campo: str) -> str:
    achada = sopa(resposta).select_one(f"input[name={campo}][checked]")
    assert achada is not None
    return str(achada["value"])


def test_respostas_validas_seguem(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**PEQUENO, "r_desde": "05/11/2026"})
    assert resposta["Location"] == quem.endereco("conferir/")
    detalhes = quem.rascunho.dados["detalhes"]
    assert detalhes["respostas"] == {"tamanho": "pequeno", "desde": "2026-11-05"}
    assert detalhes["descricao"] == PEQUENO["descricao"]


def test_pergunta_obrigatoria_e_cobrada_e_o_resto_fica(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {"descricao": "Um buraco."})
    assert resposta.status_code == 422
    assert erros(resposta) == ["Responda: Qual é o tamanho do buraco?"]
    assert valor(resposta, "descricao") == "Um buraco."


def test_condicional_so_e_cobrada_quando_se_mostra(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**PEQUENO, "r_tamanho": "grande"})
    assert erros(resposta) == ["Responda: Quantos metros ele tem?"]
    a_vista = "input[name=r_largura][data-mostrar-se][data-a-vista]"
    assert sopa(resposta).select(a_vista), "a resposta dada pede-a: já vem à vista"
    assert not sopa(quem.mandar("detalhes/", {"r_largura": "3"})).select(a_vista)
    assert quem.mandar("detalhes/", {**PEQUENO, "r_tamanho": "grande", "r_largura": "3"}).status_code == 303


def test_resposta_de_pergunta_escondida_e_esquecida_mesmo_errada(quem: Pedinte) -> None:
    assert quem.mandar("detalhes/", {**PEQUENO, "r_largura": "muitos"}).status_code == 303
    assert "largura" not in quem.rascunho.dados["detalhes"]["respostas"]


def test_sem_javascript_a_condicional_diz_quando_responder(quem: Pedinte) -> None:
    dica = sopa(quem.ver("detalhes/")).select_one("#id_r_largura_helptext")
    assert dica is not None
    assert "Responda só se escolheu “Maior que um pneu”" in dica.get_text()


def test_orientacao_para_o_pedido_com_caminho_de_volta(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**PEQUENO, "r_tamanho": "risco"})
    assert resposta["Location"] == quem.endereco("orientacao/")
    pagina = sopa(quem.ver("orientacao/"))
    assert "Ligue já para o 199." in pagina.get_text()
    assert pagina.find("a", href=quem.endereco("detalhes/"))
    assert quem.ver("conferir/")["Location"] == quem.endereco("detalhes/"), "não se contorna"
    assert marcada(quem.ver("detalhes/"), "r_tamanho") == "risco"
    quem.mandar("detalhes/", PEQUENO)
    assert quem.ver("orientacao/")["Location"] == quem.endereco("conferir/")


def test_depois_do_conselho_tambem_se_segue_com_o_pedido(quem: Pedinte) -> None:
    """O número vem grande e primeiro; quem já ligou, ou não pode, registra mesmo assim."""
    CaminhoFactory.create(urgente=True)
    quem.mandar("detalhes/", {**PEQUENO, "r_tamanho": "risco"})
    pagina = sopa(quem.ver("orientacao/"))
    numero = pagina.select_one("main a[href^='tel:']")
    assert numero is not None
    assert numero["href"] == "tel:199"
    assert numero.find_previous(string="Ligue já para o 199.") is None, "o número vem antes do texto"
    assert quem.mandar("orientacao/")["Location"] == quem.endereco("conferir/")
    assert quem.rascunho.dados["detalhes"]["respostas"]["tamanho"] == "risco"
    seguindo = quem.mandar("detalhes/", {**PEQUENO, "r_tamanho": "risco", "descricao": "Piorou."})
    assert seguindo["Location"] == quem.endereco("conferir/"), "o que já se leu não se lê de novo"
    assert quem.ver("orientacao/")["Location"] == quem.endereco("conferir/")


def test_foto_recusada_nao_custa_respostas_nem_outras_fotos(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto(), falsa()]})
    assert resposta.status_code == 422
    assert erros(resposta)[0].startswith("nota.jpg: O arquivo é um PDF.")
    assert nomes(quem) == ["buraco.jpg"]
    assert marcada(resposta, "r_tamanho") == "pequeno"
    assert valor(resposta, "descricao") == PEQUENO["descricao"]
    assert quem.mandar("detalhes/", PEQUENO)["Location"] == quem.endereco("conferir/")
    assert nomes(quem) == ["buraco.jpg"]


def test_resposta_recusada_nao_custa_a_foto(quem: Pedinte) -> None:
    assert quem.mandar("detalhes/", {"fotos": [foto()]}).status_code == 422
    assert nomes(quem) == ["buraco.jpg"]


@pytest.mark.parametrize(
    ("conteudo", "razao"),
    [
        (b"", "O arquivo está vazio"),
        (b"<svg onload=alert(1)>", "e não uma foto"),
        (b"\xff\xd8\xff\xe0 cortada", "danificado ou incompleto"),
        (b"GIF89a.......", "é um GIF"),
    ],
)
def test_arquivos_ruins_sao_recusados_com_a_razao(quem: Pedinte, conteudo: bytes, razao: str) -> None:
    arquivo = SimpleUploadedFile("x.jpg", conteudo, "image/jpeg")
    resposta = quem.mandar("detalhes/", {**PEQUENO, "fotos": [arquivo]})
    assert resposta.status_code == 422
    assert razao in erros(resposta)[0]
    assert nomes(quem) == []


def test_sao_no_maximo_cinco(quem: Pedinte) -> None:
    cores = ["red", "blue", "green", "black", "white", "gray"]
    seis = [foto(f"{cor}.jpg", cor) for cor in cores]
    resposta = quem.mandar("detalhes/", {**PEQUENO, "fotos": seis})
    assert erros(resposta) == ["Envie no máximo 5 fotos. As últimas não foram recebidas."]
    assert len(nomes(quem)) == 5
    resposta = quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto("outra.jpg", "pink")]})
    assert "Você já enviou 5 fotos" in erros(resposta)[0]


def test_a_mesma_foto_duas_vezes_vale_uma(quem: Pedinte) -> None:
    assert quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto(), foto("copia.jpg")]}).status_code == 303
    assert nomes(quem) == ["buraco.jpg"]


def test_adicionar_fotos_fica_na_pagina_e_nao_perde_o_digitado(quem: Pedinte) -> None:
    resposta = quem.mandar(
        "detalhes/", {"descricao": "Ainda escrevendo", "fotos": [foto()], "adicionar": "sim"}
    )
    assert (resposta.status_code, resposta["Location"]) == (303, quem.endereco("detalhes/") + "#fotos")
    pagina = quem.ver("detalhes/")
    assert valor(pagina, "descricao") == "Ainda escrevendo"
    assert nomes(quem) == ["buraco.jpg"]
    assert quem.ver("conferir/")["Location"] == quem.endereco("detalhes/"), "o passo não está completo"


def test_adicionar_foto_ruim_so_fala_da_foto(quem: Pedinte) -> None:
    resposta = quem.mandar("detalhes/", {"descricao": "Ainda", "fotos": [falsa()], "adicionar": "sim"})
    assert resposta.status_code == 422
    assert len(erros(resposta)) == 1
    assert valor(resposta, "descricao") == "Ainda"


def test_remover_foto_apaga_o_arquivo_e_guarda_o_digitado(quem: Pedinte, settings: Settings) -> None:
    quem.mandar("detalhes/", {"fotos": [foto()], "adicionar": "sim"})
    guardada = quem.rascunho.arquivos.get()
    quem.mandar("detalhes/", {**PEQUENO, "remover_foto": str(guardada.pk)})
    assert nomes(quem) == []
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    assert valor(quem.ver("detalhes/"), "descricao") == PEQUENO["descricao"]


def test_nao_se_remove_foto_de_outro_pedido(quem: Pedinte) -> None:
    outro = Pedinte(Client())
    outro.ate("detalhes")
    outro.mandar("detalhes/", {"fotos": [foto()], "adicionar": "sim"})
    alheia = outro.rascunho.arquivos.get()
    quem.mandar("detalhes/", {"remover_foto": str(alheia.pk)})
    assert nomes(outro) == ["buraco.jpg"]


def test_miniatura_so_para_quem_faz_o_pedido(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {"fotos": [foto()], "adicionar": "sim"})
    endereco = quem.endereco(f"foto/{quem.rascunho.arquivos.get().pk}/")
    resposta = quem.client.get(endereco)
    assert (resposta.status_code, resposta["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(resposta.streaming_content).startswith(b"\xff\xd8\xff")  # type: ignore[attr-defined]
    assert "no-store" in resposta["Cache-Control"]
    assert Client().get(endereco).status_code == 403
    assert quem.ver("foto/999999/").status_code == 404
    assert quem.client.post(endereco).status_code == 405


def test_miniatura_sem_arquivo_e_404(quem: Pedinte) -> None:
    quem.mandar("detalhes/", {"fotos": [foto()], "adicionar": "sim"})
    guardada = quem.rascunho.arquivos.get()
    guardada.miniatura.delete(save=False)
    assert quem.ver(f"foto/{guardada.pk}/").status_code == 404


def test_fotos_demais_de_um_lugar_sao_freadas(quem: Pedinte, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistente.passos.ENVIOS_DE_FOTOS_POR_LUGAR", 0)
    resposta = quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto()]})
    assert "muitas fotos" in erros(resposta)[0]
    assert nomes(quem) == []
    assert quem.mandar("detalhes/", PEQUENO).status_code == 303, "quem não manda foto não é freado"
