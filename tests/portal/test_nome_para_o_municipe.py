"""Depois de enviar, o serviço tem o nome que a pessoa escolheu, com o oficial embaixo, no Guia do projeto."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atendimento.pracas.papel import papel_de
from avisos.models import Aviso
from contas.models import Interessado, Usuario
from contas.segredos import chaves
from guia.models import Servico
from ouvidoria.situacoes import TipoDeManifestacao
from portal.acoes import mandar_o_perdido, pedir_os_numeros
from portal.area import lista
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar
from solicitacoes.pedidos_iguais import chave_publica
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, Pedinte, sopa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("conteudo_do_projeto")]

ENTULHO = "retirada-de-entulho-e-grandes-objetos"
TITULO = "Pedir retirada de entulho ou móvel velho jogado na rua"
OFICIAL = "Entulho e grandes objetos em via pública - solicitar remoção"


@pytest.fixture
def maria() -> Usuario:
    return elenco.pessoa("Maria Silva")


@pytest.fixture
def caso(maria: Usuario) -> Solicitacao:
    servico = Servico.objects.get(slug=ENTULHO)
    feito = elenco.solicitacao(servico=servico)
    Interessado.objects.filter(pk=feito.interessado_id or 0).update(usuario=maria)
    return Solicitacao.objects.select_related("interessado__usuario", "versao_servico").get(pk=feito.pk)


def ler(client: Client, endereco: str) -> BeautifulSoup:
    resposta = client.get(endereco, follow=True)
    assert resposta.status_code == 200
    return sopa(resposta)


def dito(pagina: BeautifulSoup) -> str:
    principal = pagina.select_one("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def antes_do_oficial(texto: str) -> None:
    assert TITULO in texto
    assert OFICIAL in texto
    assert texto.index(TITULO) < texto.index(OFICIAL)


def test_status_com_e_sem_a_chave(client: Client, caso: Solicitacao) -> None:
    com_chave = f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/"
    for endereco in (f"/acompanhar/{caso.protocolo}/", com_chave):
        pagina = ler(client, endereco)
        assert pagina.h1
        assert pagina.h1.get_text(strip=True) == TITULO
        antes_do_oficial(dito(pagina))


def test_vale_a_versao_do_caso_e_nao_a_de_hoje(client: Client, caso: Solicitacao) -> None:
    elenco.publicar_outra(Servico.objects.select_related("publicada").get(slug=ENTULHO), titulo="Outro nome")
    assert TITULO in dito(ler(client, f"/acompanhar/{caso.protocolo}/"))


def test_do_sigiloso_nem_um_nome_nem_outro(client: Client, caso: Solicitacao, maria: Usuario) -> None:
    elenco.publicar_outra(caso.servico, publica=False, sigilosa=True)
    client.force_login(maria)
    for endereco in (f"/acompanhar/{caso.protocolo}/", "/area/", "/area/?busca=entulho"):
        pagina = dito(ler(client, endereco))
        assert TITULO not in pagina
        assert OFICIAL not in pagina


def test_a_area_diz_os_dois_e_acha_por_qualquer_um(client: Client, caso: Solicitacao, maria: Usuario) -> None:
    client.force_login(maria)
    for palavra in ("", "movel velho", "via publica"):
        pagina = ler(client, f"/area/?busca={palavra}")
        titulo = pagina.select_one(".sp-lista h2")
        assert titulo
        assert titulo.get_text().startswith(TITULO)
        antes_do_oficial(dito(pagina))
    assert TITULO not in dito(ler(client, "/area/?busca=poda"))


def test_quem_acompanha_junto_le_o_titulo(client: Client, caso: Solicitacao) -> None:
    vito = elenco.pessoa("Vito Vizinho")
    apoio = acoes.apoiar(caso=caso, usuario=vito)
    assert lista.que_acompanha(vito)[0][0] == TITULO
    assert TITULO in dito(ler(client, f"/solicitar/junto/{chave_publica(caso.pk)}/"))
    por = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    aviso = acoes.contar_a_quem_apoia(apoio=apoio)
    assert aviso
    assert aviso.corpo.startswith(f"No pedido que você acompanha junto ({TITULO}):")


def test_o_aviso_de_registro_diz_os_dois_e_os_outros_so_o_titulo(caso: Solicitacao) -> None:
    (registrado,) = avisar(caso, "registrado")
    assert registrado.assunto == f"Pedido registrado: {TITULO} ({caso.protocolo_escrito})"
    antes_do_oficial(registrado.corpo)
    assert OFICIAL not in registrado.curto
    (andando,) = avisar(caso, "em_andamento")
    assert f"({TITULO})" in andando.corpo
    assert OFICIAL not in andando.corpo


def test_a_lista_dos_numeros_perdidos_e_o_papel_da_praca(caso: Solicitacao) -> None:
    mandar_o_perdido(recuperacao=pedir_os_numeros(cpf=elenco.MARIA.documento, contato=elenco.MARIA.email))
    assert f"{caso.protocolo_escrito}: {TITULO}," in Aviso.objects.get(modelo="conta_protocolos").corpo
    assert papel_de(caso).linhas[:2] == [("Serviço", TITULO), ("Nome oficial", OFICIAL)]


def test_a_ouvidoria_diz_o_titulo_do_pedido_de_que_se_reclama(client: Client, caso: Solicitacao) -> None:
    antes_do_oficial(dito(ler(client, f"/ouvidoria/reclamar/{caso.protocolo}/")))
    reclamada = ouvidoria.registrada(TipoDeManifestacao.RECLAMACAO, solicitacao=caso)
    com_chave = f"/acompanhar/{reclamada.protocolo}/{chaves.chave_de(reclamada.protocolo)}/"
    antes_do_oficial(dito(ler(client, com_chave)))


def test_o_recibo_e_o_comprovante(client: Client) -> None:
    pedinte = Pedinte(client, ENTULHO)
    pedinte.comecar()
    detalhes = {"r_material": ["entulho"], "r_volume": "carro", "descricao": "Na esquina."}
    passos: list[tuple[str, dict[str, Any]]] = [
        ("local/", {"logradouro": "Rua Líbero Badaró", "numero": "425", "distrito": "78"}),
        ("detalhes/", detalhes),
        ("identificacao/", MARIA),
        ("conferir/", {}),
    ]
    for passo, dados in passos:
        assert pedinte.mandar(passo, dados).status_code == 303, passo
    for pagina in ("confirmacao/", "recibo/"):
        antes_do_oficial(dito(sopa(pedinte.ver(pagina))))
