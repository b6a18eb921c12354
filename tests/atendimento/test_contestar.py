"""Contestar em nome da pessoa: o recurso e a reclamação do e-SIC, a revisão da Ouvidoria; e ver as fotos."""

from __future__ import annotations

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from atendimento.pessoa.views.contestar import PAGINAS
from atendimento.situacoes import Providencia
from contas.models import Interessado, LeituraDePessoal
from contas.papeis import Papel
from esic.models import Recurso
from esic.situacoes import MotivoDeRecurso
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao as DaOuvidoria
from portal.consultas import Achado
from tests.atendimento.com_a_pessoa import Atendendo
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


def lendo(caso: Achado) -> Atendendo:
    """Quem é parte do caso está reconhecida, e o caso, lido."""
    mesa = Atendendo()
    este = mesa.atendimento
    este.reconhecido, este.identidade = caso.interessado, Interessado.Identidade.DECLARADA
    este.save()
    este.atos.create(tipo=Providencia.RECONHECEU)
    mesa.ler(caso)
    return mesa


def links(mesa: Atendendo, caso: Achado) -> set[str]:
    """Dos caminhos de contestar, os que a página do caso mostra."""
    pagina = BeautifulSoup(mesa.ver(f"caso/{caso.protocolo}/").content, "lxml")
    fins = {str(a["href"]).rstrip("/").rsplit("/", 1)[-1] for a in pagina.select("main a[href]")}
    return fins & set(PAGINAS)


def com_foto(mesa: Atendendo, caso: Achado) -> Atendendo:
    """A pessoa mandou uma foto."""
    dados = {"texto": "Veja.", "envio": str(uuid4()), "fotos": pedindo.foto()}
    assert mesa.mandar(f"caso/{caso.protocolo}/mandar/", dados).status_code == 302
    return mesa


def test_recorre_do_que_se_respondeu() -> None:
    """Sem dizer o motivo não se apresenta; o recurso é do atendente, e repetido não cabe."""
    caso = esic.respondido()
    mesa = lendo(caso)
    assert links(mesa, caso) == {"recorrer"}
    onde = f"caso/{caso.protocolo}/recorrer/"
    assert "Por que a pessoa recorre?" in mesa.ver(onde).content.decode()
    assert mesa.mandar(onde).status_code == 422
    dados = {"motivo": MotivoDeRecurso.OUTRO, "texto": "Falta o ano de 2024."}
    assert mesa.mandar(onde, dados).status_code == 302
    assert Recurso.objects.get(pedido=caso).texto == "Falta o ano de 2024."
    passo = caso.andamentos.order_by("-ordem")[0]
    assert (passo.tipo, passo.papel, passo.usuario) == ("recurso", Papel.ATENDENTE, mesa.usuario)
    assert mesa.atos()[-1] == ("recorreu", caso.protocolo)
    assert mesa.mandar(onde, dados).status_code == 409


def test_reclama_da_falta_de_resposta() -> None:
    caso = esic.vencido()
    mesa = lendo(caso)
    assert links(mesa, caso) == {"recorrer", "omissao"}
    assert mesa.ver(f"caso/{caso.protocolo}/omissao/").status_code == 200
    assert mesa.mandar(f"caso/{caso.protocolo}/omissao/").status_code == 302
    assert caso.reclamacoes.count() == 1
    assert mesa.atos()[-1] == ("reclamou", caso.protocolo)
    assert links(mesa, caso) == {"recorrer"}


def test_pede_a_revisao_da_ouvidoria_uma_vez() -> None:
    caso = ouvidoria.na_situacao(DaOuvidoria.CONCLUIDA)
    Manifestacao.objects.filter(pk=caso.pk).update(permite_identificar=True)
    mesa = lendo(caso)
    assert links(mesa, caso) == {"revisar"}
    onde = f"caso/{caso.protocolo}/revisar/"
    assert mesa.mandar(onde, {"texto": ""}).status_code == 422
    assert mesa.mandar(onde, {"texto": "O buraco voltou."}).status_code == 302
    assert Manifestacao.objects.get(pk=caso.pk).situacao == DaOuvidoria.EM_ANALISE
    assert mesa.atos()[-1] == ("pediu_revisao", caso.protocolo)
    assert mesa.mandar(onde, {"texto": "Outra vez."}).status_code == 409


def test_nao_se_contesta_o_que_nao_cabe_nem_sem_ler(subtests: pytest.Subtests) -> None:
    caso = elenco.solicitacao()
    lida, so_reconhecida = lendo(caso), Atendendo().reconhecida(caso)
    assert links(lida, caso) == set()
    for pagina in PAGINAS:
        with subtests.test(pagina):
            assert lida.ver(f"caso/{caso.protocolo}/{pagina}/").status_code == 409
            assert so_reconhecida.ver(f"caso/{caso.protocolo}/{pagina}/").status_code == 403


def test_as_fotos_do_caso_so_a_quem_o_leu() -> None:
    """Com a leitura escrita antes; nada fica no navegador, e a foto de outro caso não se abre."""
    caso, outro = elenco.solicitacao(), elenco.solicitacao()
    mesa = com_foto(lendo(caso), caso)
    com_foto(lendo(outro), outro)
    mesa.ler(caso)
    assert LeituraDePessoal.objects.latest("pk").o_que == "o andamento e as fotos, num atendimento"
    da_pagina = BeautifulSoup(mesa.ver(f"caso/{caso.protocolo}/").content, "lxml")
    (imagem,) = da_pagina.select(".sp-fotos img")
    resposta = mesa.client.get(str(imagem["src"]))
    assert (resposta.status_code, "no-store" in resposta["Cache-Control"]) == (200, True)
    assert resposta.getvalue()
    de_outro = outro.anexos.get()
    assert mesa.ver(f"caso/{caso.protocolo}/foto/{de_outro.pk}/pequena/").status_code == 404
    sem_ler = Atendendo().reconhecida(caso)
    assert sem_ler.ver(f"caso/{caso.protocolo}/foto/{caso.anexos.get().pk}/pequena/").status_code == 403
