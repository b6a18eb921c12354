"""Servidores da rodada de testes e o que todo teste pode pedir."""

import gc
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, BrowserType, expect
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from guia import paginas
from sp156.embutido import frontend, processos, servidores
from sp156.embutido.pastas import Pastas
from sp156.embutido.processos import Filho
from tests import bancos
from tests.banco import copia
from tests.correio import Correio
from tests.duracoes.tipos import Tipo, tipo_de
from tests.navegador import chromium
from tests.navegador.entrada import Entrar, quem_entra
from tests.navegador.telas import CELULAR
from tests.navegador.vigia import vigiar
from tests.servidores import portal, s3

# As jornadas no navegador usam o ORM na mesma linha em que o Playwright tem o seu laço.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# O que se espera no navegador pode demorar numa máquina ocupada; só paga por isso o teste que falha.
ESPERA_NO_NAVEGADOR = 15_000
expect.set_options(timeout=ESPERA_NO_NAVEGADOR)

# A máquina devagar não é defeito: o tempo se mede em docs/medicoes.md, e não em cada caso sorteado.
hypothesis.settings.register_profile(
    "rodada", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("rodada")

no_ar: list[Filho] = []
_serie = count(1)
ORDEM = (Tipo.VARREDURA, Tipo.PROCESSO, Tipo.JORNADA, Tipo.MATRIZ, Tipo.UNIDADE)


def da_rodada() -> Pastas | None:
    """As pastas dos servidores, se é esta rodada que os sobe (sem DATABASE_URL de fora)."""
    rodada = os.environ.get("SP156_RODADA")
    return Pastas(Path(rodada) / "p", Path(rodada) / "s") if rodada else None


def limpar_rodadas_mortas() -> None:
    """Uma rodada morta por `kill -9` não deixa processo, mas deixa a pasta: a seguinte a apaga."""
    for pasta in Path(tempfile.gettempdir()).glob("sp156-t[0-9]*"):
        if not processos.nascimento(int(pasta.name.removeprefix("sp156-t"))):
            shutil.rmtree(pasta, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--largura", type=int, help="largura da tela, em pixels, ao percorrer todas as páginas")
    parser.addoption("--semente", type=int, help="sorteia a ordem dos arquivos e dos testes de cada um")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Cada teste leva a marca do seu tipo; os mais pesados vão na frente, para não sobrarem no fim.

    Por isso também, em cada tipo, os arquivos compridos antes dos curtos. Antes de todos, os que rodam
    enquanto a base ainda se faz. Os noturnos só rodam se `-m` fala deles.
    """
    if "noturno" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[i for i in items if i.get_closest_marker("noturno")])
        items[:] = [item for item in items if not item.get_closest_marker("noturno")]
    for item in items:
        item.add_marker(tipo_de(item).value)
    esperam = {item.path for item in items if espera_a_base(item)}
    quantos = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path in esperam, ORDEM.index(tipo_de(item)), -quantos[item.path]))
    if config.option.semente is not None:
        sortear(items, config.option.semente)


def espera_a_base(item: pytest.Item) -> bool:
    """Usa o banco, ou põe no ar quem o usa."""
    do_banco = item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ())
    return bool(do_banco) or tipo_de(item) is not Tipo.UNIDADE


def sortear(items: list[pytest.Item], semente: int) -> None:
    """Os testes de um arquivo ficam juntos, porque dividem um mundo; o resto da ordem é do acaso."""
    acaso = random.Random(semente)  # noqa: S311 - não guarda segredo
    arquivos = list(dict.fromkeys(item.path for item in items))
    acaso.shuffle(arquivos)
    acaso.shuffle(items)
    items.sort(key=lambda item: arquivos.index(item.path))


def pytest_collection_finish() -> None:
    """O que já existe fica até o fim, e o coletor de lixo passa menos vezes: um décimo da CPU era dele."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def pytest_sessionstart(session: pytest.Session) -> None:
    """O primeiro processo prepara a frente e sobe os servidores; os do xdist só os usam."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    frontend.preparar()
    limpar_rodadas_mortas()
    if pastas := da_rodada():
        no_ar.extend(servidores.subir(pastas, de_teste=True))
        (pastas.dados / "estaticos").mkdir()
        if session.config.args_source is pytest.Config.ArgsSource.TESTPATHS:
            bancos.adiantar(tudo=not session.config.option.keyword)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or not (pastas := da_rodada()):
        return
    servidores.parar(pastas, no_ar)
    shutil.rmtree(pastas.dados.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """O banco deste processo: uma cópia da base. Some com o servidor da rodada."""
    with django_db_blocker.unblock():
        bancos.usar(bancos.do_processo(bancos.BASE))
    yield
    copia.fechar_ligacoes()


@pytest.fixture
def conteudo_do_projeto(db: None) -> None:
    """O teste parte de tudo o que vem com o projeto (Guia, território, unidades, regras) e se desfaz."""


@pytest.fixture
def _qual_banco(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Antes da transação do teste, a cópia que ele pede."""
    marca = request.node.get_closest_marker("django_db")
    de_verdade = "live_server" in request.fixturenames or (marca and marca.kwargs.get("transaction"))
    outra_copia = "conteudo_do_projeto" in request.fixturenames
    if connection.in_atomic_block and (de_verdade or outra_copia):
        pytest.fail("o arquivo tem um mundo aberto, e este teste não cabe nele: ponha-o noutro arquivo.")
    if not outra_copia:
        yield
        return
    if de_verdade:
        pytest.fail("conteudo_do_projeto não serve a quem grava de verdade: o banco voltaria à base.")
    with django_db_blocker.unblock(), bancos.na_copia(bancos.do_processo(bancos.CONTEUDO)):
        yield


@pytest.fixture
def _django_db_helper(_qual_banco: None, _django_db_helper: None) -> Iterator[None]:
    """A transação de cada teste (do pytest-django), já no banco certo; acaba depois do último pedido."""
    with portal.recebendo():
        yield


@pytest.fixture(autouse=True)
def arquivos_privados(settings: Settings) -> None:
    """Cada teste guarda arquivos na sua pasta, que só nasce com o primeiro e some com a rodada."""
    settings.MEDIA_ROOT = bancos.rodada() / "arquivos" / f"{os.getpid()}-{next(_serie)}" / "privados"


@pytest.fixture(autouse=True)
def dados_abertos_por_fazer() -> None:
    """O que um teste grava se desfaz, e a marca dos dados volta à de antes: o que outro fez não serve."""
    paginas.lugar.cache_clear()


@pytest.fixture
def correio(settings: Settings) -> Iterator[Correio]:
    """Um servidor SMTP de verdade, numa porta livre, recebendo o que o portal manda."""
    with Correio.no_ar() as servidor:
        settings.MAILERS = servidor.mailers()
        yield servidor


@pytest.fixture(scope="module")
def servidor_s3() -> Iterator[s3.S3]:
    """Um S3 de verdade, o mesmo para todo o arquivo."""
    with s3.no_ar() as servidor:
        yield servidor


# --- navegador -----------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.achar().argumentos()}


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """O portal no ar, do primeiro teste que o pede ao fim da rodada."""
    with portal.no_ar() as servidor:
        yield servidor


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """O portal desta rodada; com ela `page.goto("/")` basta."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "pt-BR", "timezone_id": "America/Sao_Paulo"}


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Contextos vigiados: `verificar_pagina(page)` sabe o que cada um reclamou."""

    def criar(**opcoes: Any) -> BrowserContext:
        contexto = new_context(**opcoes)
        contexto.set_default_timeout(ESPERA_NO_NAVEGADOR)
        vigiar(contexto, javascript=opcoes.get("java_script_enabled", True))
        return contexto

    return criar


@pytest.fixture
def entrar(new_context: Callable[..., BrowserContext], base_url: str) -> Entrar:
    """`entrar(quem, **opcoes)`: uma página vigiada com a pessoa já dentro."""
    return quem_entra(new_context, base_url)


@pytest.fixture
def abrir_aparelho(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    base_url: str,
    tmp_path: Path,
) -> Iterator[Callable[[], BrowserContext]]:
    """Um celular que guarda o que se põe nele: fechado e aberto de novo, é o mesmo.

    O contexto de sempre é anônimo: o trabalhador começa, mas o aplicativo não se instala. Este custa um
    navegador inteiro a cada vez.
    """
    abertos: list[BrowserContext] = []

    def abrir() -> BrowserContext:
        opcoes = {**browser_context_args, **browser_type_launch_args, **CELULAR, "base_url": base_url}
        abertos.append(browser_type.launch_persistent_context(tmp_path / "aparelho", **opcoes))
        abertos[-1].set_default_timeout(ESPERA_NO_NAVEGADOR)
        vigiar(abertos[-1])
        return abertos[-1]

    yield abrir
    for contexto in abertos:
        contexto.close()
