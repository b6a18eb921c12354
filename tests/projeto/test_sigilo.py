"""O pedido sigiloso cala-se em toda saída, seja qual for a história do serviço dele."""

from __future__ import annotations

import html
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from atendimento.pracas.papel import papel_de
from avisos.models import Aviso, Notificacao
from contas.models import Usuario
from guia.models import Servico
from portal.acoes import mandar_o_perdido, pedir_os_numeros
from roteamento.grade import quadrado_de
from solicitacoes.agregados.contar import contar
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import AVISOS, avisar, chamar
from solicitacoes.pedidos_iguais import iguais_publicos
from solicitacoes.pedir import perto_de_mim
from solicitacoes.situacoes import Desfecho, Situacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.bancos import desfeito
from tests.projeto.acesso import MATRIZ
from tests.projeto.papeis_de_acesso import PAPEIS, R
from tests.projeto.saidas_do_pedido import JA_O_CONHECEM, SAIDAS, SALAS, SEM_PEDIDO, Saida
from tests.solicitacoes import elenco
from transparencia.avaliacao.acoes import contar_ano
from transparencia.dados_abertos.periodos import Periodo
from transparencia.dados_abertos.publicacao import publicar as publicar_dados
from transparencia.models import ArquivoPublicado
from transparencia.paineis.acoes import publicar as publicar_paineis

pytestmark = [pytest.mark.matriz, pytest.mark.django_db]

PONTO = (-23.5456, -46.6366)
ANO = timezone.localdate().year - 1
MEIO = datetime(ANO, 6, 10, 12, tzinfo=timezone.get_default_timezone())
QUANTOS = 12
NUNCA = "nunca sigiloso"
EQUIPE = "Equipe do Tucano"


@dataclass(frozen=True)
class Pedido:
    """Um pedido de um serviço com esta história, e as palavras que só ele tem."""

    historia: str
    slug: str
    nome: str
    rua: str
    caso: Solicitacao
    ano: int = ANO

    @property
    def relato(self) -> str:
        return f"relato do {self.nome}"

    @property
    def equipe(self) -> str:
        return EQUIPE

    @property
    def identificador(self) -> str:
        return str(self.caso.identificador)

    @property
    def protocolo(self) -> str:
        return self.caso.protocolo

    @property
    def quadrado(self) -> str:
        return str(quadrado_de(*PONTO, perto_de_mim.DE_QUEM_OLHA))

    @property
    def arquivos(self) -> str:
        """O último de cada mês e ano, um por linha."""
        return "\n".join(arquivo.get_absolute_url() for arquivo in ArquivoPublicado.objects.all())


@dataclass(frozen=True)
class Mundo:
    """Um pedido aberto e doze antigos de cada história, tudo publicado antes de o terceiro ser sigiloso."""

    pedidos: tuple[Pedido, ...]
    navegadores: dict[str, Any]
    pasta: Path


def _publicar_tudo() -> None:
    agora = timezone.now()
    contar()
    publicar_paineis(agora=agora)
    contar_ano(ano=ANO, agora=agora)
    for periodo in (Periodo(ANO), Periodo(ANO, MEIO.month)):
        publicar_dados(periodo)


def _pedido(historia: str, nome: str, rua: str, dona: Usuario, *, sigilosa: bool = False) -> Pedido:
    slug = nome.lower()
    qual = elenco.servico(slug, nome, sigilosa=sigilosa, publica=not sigilosa)
    lat, lon = PONTO
    do_lugar: dict[str, Any] = {"servico": qual, "logradouro": f"Rua {rua}", "descricao": f"relato do {nome}"}
    fim: dict[str, Any] = {
        "situacao": Situacao.FINALIZADA,
        "desfecho": Desfecho.REALIZADO,
        "encerrada_em": MEIO,
    }
    elenco.iguais(QUANTOS, elenco.unidade(), em=MEIO, **do_lugar, **fim)
    de_quem = replace(elenco.MARIA, usuario=dona)
    caso = elenco.solicitacao(identificacao=de_quem, ha_dias=3, lat=lat, lon=lon, **do_lugar)
    return Pedido(historia, slug, nome, f"Rua {rua}", caso)


@pytest.fixture(scope="module")
def mundo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mundo]:
    pasta = tmp_path_factory.mktemp("sigilo")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=pasta), desfeito():
        unidade, dona = elenco.unidade(nome=EQUIPE), elenco.pessoa("Dora Dona")
        pedidos = (
            _pedido(NUNCA, "Aroeira", "Andorinha", dona),
            _pedido("sigiloso desde que se pediu", "Bracatinga", "Bacurau", dona, sigilosa=True),
            _pedido("sigiloso depois", "Cambuci", "Curruira", dona),
            _pedido("sigiloso quando se pediu, e hoje não", "Dedaleiro", "Dourado", dona, sigilosa=True),
        )
        _publicar_tudo()
        elenco.publicar_outra(pedidos[2].caso.servico, sigilosa=True, publica=False)
        elenco.publicar_outra(pedidos[3].caso.servico, sigilosa=False, publica=True)
        pessoas = {
            "conta": dona,
            "servidor": elenco.servidor(unidade),
            "servidor_de_fora": elenco.servidor(elenco.unidade("OUTRA", subprefeitura=None)),
            "administracao": elenco.pessoa("Ada", is_staff=True, is_superuser=True),
        }
        navegadores: dict[str, Any] = {"anonimo": Client(), "atendente": Atendendo()}
        for quem, pessoa in pessoas.items():
            navegadores[quem] = Client()
            navegadores[quem].force_login(pessoa)
        yield Mundo(pedidos, navegadores, pasta)


@pytest.fixture(autouse=True)
def _do_mundo(mundo: Mundo, settings: Any) -> None:
    settings.MEDIA_ROOT = mundo.pasta
    cache.clear()


def _que_outros_abrem() -> set[str]:
    """Os endereços das salas que leem pedidos, que a matriz abre a mais alguém que quem já conhece um."""

    def de(padroes: list[Any], espaco: str = "") -> Iterator[tuple[str, Any]]:
        for padrao in padroes:
            if isinstance(padrao, URLResolver):
                dentro = f"{espaco}{padrao.namespace}:" if padrao.namespace else espaco
                yield from de(padrao.url_patterns, dentro)
            else:
                yield f"{espaco}{padrao.name}", padrao.callback

    achados = set()
    for nome, view in de(get_resolver().url_patterns):
        linha = MATRIZ.get(nome)
        if linha is None or linha.metodo != "GET":
            continue
        if inspect.unwrap(view).__module__.split(".")[0] not in SALAS:
            continue
        outros = [papel for papel in PAPEIS if papel not in JA_O_CONHECEM]
        if linha.padrao == R.SUMIU or any(linha.esperado(papel) == R.PODE for papel in outros):
            achados.add(nome)
    return achados


def test_toda_saida_tem_a_sua_linha_ou_a_sua_razao() -> None:
    sem = [nome for nomes in SEM_PEDIDO.values() for nome in nomes.split()]
    assert len(sem) == len(set(sem))
    assert not set(sem) & set(SAIDAS)
    assert _que_outros_abrem() - set(SAIDAS) == set(sem)


def _texto(mundo: Mundo, nome: str, saida: Saida, pedido: Pedido) -> str:
    navegador, onde = mundo.navegadores[saida.quem], saida.onde(pedido)
    if isinstance(navegador, Atendendo):
        return html.unescape(navegador.procurar(onde).content.decode())
    pedir = navegador.post if nome in MATRIZ and MATRIZ[nome].metodo == "POST" else navegador.get
    respostas = [pedir(um) for um in onde.split()]
    assert {resposta.status_code for resposta in respostas} <= {200, 302, 404}, onde
    return html.unescape("".join(resposta.getvalue().decode() for resposta in respostas))


def _faltas(mundo: Mundo, texto: Callable[[Pedido], str], saida: Saida) -> list[str]:
    """O que se leu e não se devia, dos sigilosos; e se do outro não se leu nada."""
    nunca, *sigilosos = mundo.pedidos
    faltas = [
        f"{pedido.historia}: {sinal}"
        for pedido in sigilosos
        for lido in [texto(pedido)]
        for sinal in saida.calados
        if getattr(pedido, sinal) in lido
    ]
    if saida.mostra and getattr(nunca, saida.mostra) not in texto(nunca):
        faltas.append(f"{NUNCA}: não se lê nada")
    return faltas


def test_nenhuma_pagina_planilha_ou_api_o_diz(mundo: Mundo, subtests: pytest.Subtests) -> None:
    """No minuto em que o serviço se torna sigiloso, e depois de tudo se contar e publicar outra vez."""
    with desfeito():
        for refeito in (False, True):
            if refeito:
                _publicar_tudo()
            for nome, saida in SAIDAS.items():
                dita = saida if refeito or not saida.se_refaz else replace(saida, mostra="")
                with subtests.test(nome, refeito=refeito):
                    assert _faltas(mundo, partial(_texto, mundo, nome, dita), dita) == []


def _avisos(pedido: Pedido) -> str:
    """O aviso é um só, e todo canal o manda: o e-mail e o aparelho, `corpo`; o SMS e o WhatsApp, `curto`."""
    (escrito,) = avisar(pedido.caso, "registrado")
    return " ".join((escrito.assunto, escrito.corpo, escrito.curto, *AVISOS.valores(pedido.caso).values()))


def _recado(pedido: Pedido) -> str:
    pessoa = Usuario.objects.get(nome="Ada")
    chamar(pedido.caso, [pessoa], Notificacao.Tipo.RECEBIDO, "Chegou", chave=f"sigilo/{pedido.slug}")
    return Notificacao.objects.get(chave__contains=f"sigilo/{pedido.slug}").texto


def _numeros(_pedido: Pedido) -> str:
    mandar_o_perdido(recuperacao=pedir_os_numeros(cpf=elenco.MARIA.documento, contato=elenco.MARIA.email))
    return Aviso.objects.filter(modelo="conta_protocolos").latest("pk").corpo


def _iguais(pedido: Pedido) -> str:
    servico = Servico.objects.select_related("publicada").get(slug=pedido.slug)
    lat, lon = PONTO
    novo = Solicitacao(servico=servico, versao_servico=servico.publicada, lat=lat, lon=lon)
    return str(iguais_publicos(novo, timezone.now()))


def _que_se_ligam(_pedido: Pedido) -> str:
    return " ".join(Solicitacao.objects.que_se_ligam().values_list("protocolo", flat=True))


FORA_DAS_PAGINAS: dict[str, tuple[Callable[[Pedido], str], Saida]] = {
    "aviso, por todo canal": (_avisos, Saida(str)),
    "recado a quem trabalha": (_recado, Saida(str)),
    "números perdidos": (_numeros, Saida(str)),
    "comprovante impresso": (lambda p: str(papel_de(p.caso)), Saida(str)),
    "pedidos iguais": (_iguais, Saida(str)),
    "a quem se liga": (_que_se_ligam, Saida(str, calados=("protocolo",), mostra="protocolo")),
}
"""O que não tem endereço: quem o faz, e o que ali se cala."""


@pytest.mark.parametrize("qual", FORA_DAS_PAGINAS)
def test_nenhuma_mensagem_nem_papel_o_diz(mundo: Mundo, qual: str) -> None:
    fazer, saida = FORA_DAS_PAGINAS[qual]
    for pedido in mundo.pedidos:
        pedido.caso.refresh_from_db()
    assert _faltas(mundo, fazer, saida) == []
