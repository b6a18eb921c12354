"""Quem ataca a área do munícipe e não consegue nada: números, CPF, links, fotos e redirecionamentos."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from contas.acoes import subir_serie
from contas.models import Municipe, Usuario
from contas.papeis import Papel
from contas.segredos import chaves
from protocolo import numero
from protocolo.models import Recuperacao
from solicitacoes import guardas
from solicitacoes.models import Anexo, Apoio, PedidoDeReabertura, Satisfacao, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica
from tests.ouvidoria.acompanhando import com_chave, pagina, texto
from tests.solicitacoes.elenco import MARIA, SENHA, na_situacao, pessoa, servico, solicitacao

pytestmark = pytest.mark.django_db
SEGREDO = "Moro sozinha nos fundos"


@pytest.fixture(autouse=True)
def sem_limites() -> None:
    cache.clear()


@pytest.fixture
def vitima() -> Solicitacao:
    """Um pedido encerrado, com foto, da conta de outra pessoa."""
    dona = replace(MARIA, usuario=pessoa("Dora Dona"))
    caso = na_situacao("finalizada", servico=servico(publica=True), identificacao=dona, descricao=SEGREDO)
    arquivo = default_storage.save("anexos/v.jpg", ContentFile(b"foto"))
    Anexo.objects.create(
        caso=caso, ordem=1, arquivo=arquivo, nome="v.jpg", sha256="7" * 64, papel=Papel.INTERESSADO
    )
    return caso


@pytest.fixture
def atacante(client: Client) -> Client:
    """Uma conta comum, que escreveu nela o CPF da vítima."""
    client.force_login(pessoa("Ari Atacante", cpf=MARIA.documento))
    return client


def test_a_conta_de_outro_nao_abre_nada(
    atacante: Client, vitima: Solicitacao, subtests: pytest.Subtests
) -> None:
    foto = vitima.anexos.get().pk
    caminhos = [pagina(vitima, resto) for resto in ("resolvido/", "reabrir/", "mandar/", "cancelar/")]
    caminhos += [reverse("solicitacoes:anexo", args=[foto, tamanho]) for tamanho in ("grande", "pequena")]
    for caminho in caminhos:
        for metodo in (atacante.get, atacante.post):
            with subtests.test(caminho):
                assert metodo(caminho, {"resolveu": "sim"}).status_code in {403, 405}
    for dito in ("", vitima.protocolo, "Dora", "fundos", MARIA.documento):
        lido = texto(atacante.get("/area/", {"busca": dito, "minhas": "sim"}))
        assert vitima.protocolo_escrito not in lido
    de_novo = atacante.get(f"/solicitar/{vitima.servico.slug}/?de_novo={vitima.protocolo}").content.decode()
    assert SEGREDO not in de_novo
    assert not Satisfacao.objects.exists()
    assert Municipe.objects.get(cpf=MARIA.documento).usuario is None


def test_adivinhar_numeros_acaba_em_porta_fechada(
    atacante: Client, vitima: Solicitacao, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Também por dentro da conta; e o número que existe deixa de responder."""
    monkeypatch.setattr(guardas, "TENTATIVAS_DE_NUMERO", 5)
    vistas = {atacante.get(f"/acompanhar/{numero.gerar('1')}/").status_code for _ in range(8)}
    assert vistas <= {404, 429}
    assert 429 in vistas
    assert atacante.get(pagina(vitima)).status_code == 429
    assert atacante.get(pagina(vitima, "resolvido/")).status_code == 403


def test_adivinhar_cpf_e_contato_nao_diz_nada(atacante: Client, vitima: Solicitacao) -> None:
    lidas: set[str] = set()
    for contato in (MARIA.email, "x@exemplo.invalid", MARIA.telefone, "11900000000"):
        resposta: Any = atacante.post(
            "/acompanhar/recuperar/", {"cpf": MARIA.documento, "contato": contato}, follow=True
        )
        lidas.add(texto(resposta))
        assert vitima.protocolo_escrito not in resposta.content.decode()
    assert len(lidas) == 1
    assert Recuperacao.objects.count() == 4


def test_link_repetido_trocado_ou_estragado(vitima: Solicitacao) -> None:
    """O link da vítima, visto por outro: depois de trocada a chave não abre, nem na sessão que o abriu."""
    chave = chaves.chave_de(vitima.protocolo)
    navegador = com_chave(vitima)
    assert navegador.get(pagina(vitima, "resolvido/")).status_code == 200
    subir_serie(protocolo=vitima.protocolo)
    assert navegador.get(pagina(vitima, "resolvido/")).status_code == 403
    for estragada in (chave, chave[::-1], "A" * 20, "%00", "../.."):
        outro = Client()
        outro.get(f"/acompanhar/{vitima.protocolo}/{estragada}/")
        assert outro.post(pagina(vitima, "resolvido/"), {"resolveu": "sim"}).status_code == 403
    assert not Satisfacao.objects.exists()


def test_a_resposta_so_passa_de_sim_a_nao_e_quem_disse_sim_nao_pede(vitima: Solicitacao) -> None:
    dono = com_chave(vitima)
    dono.post(pagina(vitima, "resolvido/"), {"resolveu": "sim"})
    assert dono.get(pagina(vitima, "reabrir/")).headers["Location"] == pagina(vitima)
    assert dono.post(pagina(vitima, "reabrir/"), {"texto": "x"}).status_code == 409
    for resposta in ("nao", "sim"):
        dono.post(pagina(vitima, "resolvido/"), {"resolveu": resposta})
    assert Satisfacao.objects.get().resolveu == "nao"
    assert not PedidoDeReabertura.objects.exists()


def entrar_do_topo(navegador: Client, pagina: str) -> str:
    """Aonde leva o “Entrar” do cabeçalho."""
    elo = BeautifulSoup(navegador.get(pagina).content, "lxml").select_one(".sp-topo__entrar")
    return str(elo["href"]) if elo else ""


def test_redirecionamento_aberto(client: Client, vitima: Solicitacao, subtests: pytest.Subtests) -> None:
    quem = pessoa("Vera Visita")
    for fora in ("https://mau.exemplo/", "//mau.exemplo/", "/\\mau.exemplo/", "javascript:alert(1)"):
        with subtests.test(fora):
            navegador = Client()
            entrar = {"login": quem.email, "password": SENHA, "next": fora}
            resposta = navegador.post(f"/conta/login/?next={fora}", entrar)
            assert (resposta.status_code, resposta.headers["Location"]) == (302, "/area/")
            volta = navegador.post(pagina(vitima, "lembrar/"), {"volta": fora})
            assert volta.headers["Location"] == pagina(vitima)
            nesta = {"request": RequestFactory().get("/", PATH_INFO=fora)}
            dito = Template("{% entrar_e_voltar %}").render(Context(nesta))
            assert parse_qs(urlsplit(dito).query).get("next", ["/"])[0] not in {fora, "//mau.exemplo/"}
    assert entrar_do_topo(client, "/servicos/?q=poda") == "/conta/login/?next=%2Fservicos%2F%3Fq%3Dpoda"
    assert entrar_do_topo(client, "/") == "/conta/login/"


def test_sem_a_prova_do_formulario_nada_se_grava(vitima: Solicitacao) -> None:
    """O envio que outro site faria com a sessão da pessoa."""
    quem: Usuario = pessoa("Vera Visita")
    aberto = solicitacao(servico=vitima.servico)
    navegador = Client(enforce_csrf_checks=True)
    navegador.force_login(quem)
    com_chave(vitima, navegador)
    for caminho in (pagina(vitima, "resolvido/"), f"/solicitar/junto/{chave_publica(aberto.pk)}/"):
        assert navegador.post(caminho, {"resolveu": "sim"}).status_code == 403
    assert not Satisfacao.objects.exists()
    assert not Apoio.objects.exists()
