"""Duas máquinas atrás do nginx: cada passo cai na outra, uma morre no meio, e nada se perde nem se dobra.

O PgBouncer, o nginx e o S3 são os de verdade, com os arquivos que se entregam.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from roteamento.models import Unidade
from tests.atendimento.test_cair_ao_vivo import ABRIR, DITAS, das_linhas
from tests.avisos.factories import AvisoFactory
from tests.avisos.test_quedas import PASSOS
from tests.implantacao.maquinas import Cidade, duas_maquinas
from tests.instalacao import esperar
from tests.medicao.carga_do_chat import percorrer
from tests.navegante import Navegante
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import Pedinte, foto

pytestmark = [pytest.mark.noturno, pytest.mark.processo, pytest.mark.timeout(300)]
ONDE = """SELECT u.sigla FROM solicitacoes_solicitacao s JOIN roteamento_unidade u ON u.id = s.unidade_id
    WHERE s.protocolo = %s"""
REPETIDOS = "SELECT aviso_id FROM avisos_envio GROUP BY aviso_id HAVING count(*) > 1"
FOTO = re.compile(r'src="(/solicitar/anexo/\d+/pequena/)"')
MUITOS = 60


@pytest.fixture(scope="module")
def cidade() -> Iterator[Cidade]:
    with duas_maquinas() as no_ar:
        yield no_ar


def pedir(cidade: Cidade, quem: Navegante, *, cai_antes_de: str = "") -> str:
    """Um pedido pelo assistente, com uma foto; a primeira máquina perde-se antes do passo que se diz.

    O envio que ela já recebia quando morreu não se repete sozinho: quem lê “tente de novo” tenta, uma vez.
    """
    pedinte = Pedinte(cast("Client", quem))
    assert pedinte.comecar().status_code == 303
    for passo, dados in PASSOS.items():
        if passo == cai_antes_de:
            cidade.perder(cidade.uma)
        situacao = mandar(pedinte, passo, dados)
        if situacao == 503 and passo == cai_antes_de:
            situacao = mandar(pedinte, passo, dados)
        assert situacao == 303, passo
    assert pedinte.ver("confirmacao/").status_code == 200
    return str(cidade.uma.ler("SELECT protocolo FROM protocolo_rascunho WHERE uuid = %s", pedinte.uuid)[0])


def mandar(pedinte: Pedinte, passo: str, dados: dict[str, str]) -> int:
    return pedinte.mandar(
        f"{passo}/", {**dados, "fotos": foto()} if passo == "detalhes" else dados
    ).status_code


def mensagens(cidade: Cidade, protocolo: str) -> list[str]:
    """O que chegou ao correio deste pedido."""
    corpos = [um.get_body(("plain",)) for um in cidade.uma.correio.mensagens]
    return [texto for corpo in corpos if corpo and protocolo in (texto := corpo.get_content())]


def acompanhar(cidade: Cidade, quem: Navegante, protocolo: str) -> str:
    """A página do pedido, aberta pelo link da primeira mensagem."""
    esperar(lambda: mensagens(cidade, protocolo), falta="o aviso do pedido")
    link = re.search(rf"/acompanhar/{protocolo}/\S+/", mensagens(cidade, protocolo)[0])
    assert link
    assert quem.get(link[0]).status_code == 302
    pagina = quem.get(f"/acompanhar/{protocolo}/")
    assert pagina.status_code == 200
    return pagina.content.decode()


def test_cada_passo_cai_na_outra_maquina(cidade: Cidade, django_db_blocker: DjangoDbBlocker) -> None:
    antes, maria, sergio = cidade.atenderam(), Navegante(cidade.porta), Navegante(cidade.porta)
    protocolo = pedir(cidade, maria)
    achada = FOTO.search(acompanhar(cidade, maria, protocolo))
    assert achada
    fotos = []
    for maquina in cidade.maquinas:
        direto = Navegante(maquina.porta)
        direto.cookies = maria.cookies
        fotos.append(direto.get(achada[1]).content)
        assert not (maquina.pasta / "arquivos").exists(), "a foto mora no S3, e não numa máquina"
    assert fotos[0] == fotos[1]
    assert fotos[0].startswith(b"\xff\xd8")
    (sigla,) = cidade.uma.ler(ONDE, protocolo)
    with django_db_blocker.unblock(), cidade.uma.daqui():
        quem = elenco.servidor(Unidade.objects.get(sigla=sigla))
    entrar = {"login": quem.email, "password": elenco.SENHA}
    assert sergio.post("/conta/login/", entrar).status_code == 302
    pedido = f"/caixa/{quote(sigla)}/{protocolo}/"
    assert sergio.get(pedido).status_code == 200
    assert sergio.post(f"{pedido}assumir/", {"versao": "1"}).status_code == 302
    final = {"versao": "2", "desfecho": "realizado", "resposta": elenco.FRASE, "confirmar": "sim"}
    assert sergio.post(f"{pedido}finalizar/", final).status_code == 302
    assert elenco.FRASE in maria.get(f"/acompanhar/{protocolo}/").content.decode()
    esperar(lambda: len(mensagens(cidade, protocolo)) == 2, falta="o aviso do que se fez")
    atenderam = cidade.atenderam() - antes
    assert min(atenderam[maquina.porta] for maquina in cidade.maquinas) >= 5, atenderam


def test_uma_maquina_perde_se_no_meio_e_o_pedido_e_o_aviso_seguem(cidade: Cidade) -> None:
    quem = Navegante(cidade.porta)
    try:
        protocolo = pedir(cidade, quem, cai_antes_de="detalhes")
        assert FOTO.search(acompanhar(cidade, quem, protocolo))
        assert quem.demorou < 5
    finally:
        cidade.subir(cidade.uma)


def test_com_duas_agendas_cada_aviso_sai_uma_vez(cidade: Cidade, django_db_blocker: DjangoDbBlocker) -> None:
    ja = len(cidade.uma.correio.mensagens)
    with django_db_blocker.unblock(), cidade.uma.daqui():
        AvisoFactory.create_batch(MUITOS)
    esperar(lambda: len(cidade.uma.correio.mensagens) - ja >= MUITOS, falta="os avisos saírem")
    time.sleep(5)  # duas voltas de cada agenda
    assert len(cidade.uma.correio.mensagens) - ja == MUITOS
    assert cidade.uma.ler(REPETIDOS) == []


def test_as_conversas_seguem_pelas_duas_e_nenhuma_mensagem_se_perde(cidade: Cidade) -> None:
    abertas = das_linhas(cidade.uma.python(ABRIR.format(quantas=12)).splitlines()[-1])
    with ThreadPoolExecutor(1) as outra:  # os processos morrem com a thread que os lançou
        feita = outra.submit(percorrer, cidade.porta, abertas, segundos=30, cpu=lambda: {"web": 0.0}, entre=4)
        time.sleep(12)
        cidade.perder(cidade.outra)
        time.sleep(3)
        cidade.subir(cidade.outra)
        medidas, durou, _ = feita.result()
    resumo = medidas.resumir(conversas=12, segundos=durou, cpu={}, gravadas=cidade.uma.ler(DITAS))
    print(resumo)  # noqa: T201
    assert resumo["mensagens"] > 50
    assert (resumo["perdidas"], resumo["dobradas"]) == (0, 0), resumo
    assert resumo["ligacoes"] == 15, "todas voltaram"
