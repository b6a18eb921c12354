"""A conversa do portal num telefone: com e sem JavaScript, com a rede cortada no meio, fora de hora."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from atendimento import acoes
from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import DeQuem, Estado, Fim, SituacaoDaConversa
from contas.models import Usuario
from guia.busca import indice
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import assunto
from tests.navegador.roteiro import foto
from tests.navegador.telas import CELULAR, SEM_JAVASCRIPT
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import central, territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]

ESCREVER, ENVIAR = "Sua mensagem", "Enviar"


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    conversando.sempre_aberta()
    assunto("Dúvida sobre um serviço")
    assunto("Outro assunto")
    indice.atualizar([territorio().pk])


@pytest.fixture
def atendente() -> Usuario:
    """Com a página das conversas aberta; quem as dá é o teste."""
    return conversando.quem_atende(recebe=False)


@pytest.fixture
def celular(new_context: Contexto) -> Page:
    return new_context(**CELULAR).new_page()


def comecar(pagina: Page, texto: str = "tem um buraco na rua") -> None:
    pagina.goto("/conversa/")
    pagina.get_by_label("Conte o que você precisa").fill(texto)
    pagina.get_by_role("button", name="Começar a conversa").click()
    expect(fala(pagina, texto)).to_be_visible()


def com_quem_atende(pagina: Page, atendente: Usuario) -> Conversa:
    """Na conversa, já com alguém."""
    comecar(pagina)
    esta = Conversa.objects.get()
    Conversa.objects.update(situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=esta.comecada_em)
    acoes.tomar(conversa=esta, por=atendente)
    pagina.get_by_role("button", name="Atualizar").click()
    expect(estado(pagina)).to_contain_text("Você está falando com")
    esta.refresh_from_db()
    return esta


def estado(pagina: Page) -> Locator:
    """Em que pé está a conversa, acima de onde se escreve."""
    return pagina.locator("#estado")


def fala(pagina: Page, texto: str) -> Locator:
    return pagina.locator(".sp-fala", has_text=texto)


def dizer(pagina: Page, texto: str) -> None:
    pagina.get_by_label(ESCREVER).fill(texto)
    pagina.get_by_role("button", name=ENVIAR, exact=True).click()


def do_banco(esta: Conversa) -> list[str]:
    """O que a pessoa disse, na ordem."""
    return list(esta.mensagens.filter(de=DeQuem.PESSOA).order_by("ordem").values_list("texto", flat=True))


def terminar(pagina: Page) -> None:
    """Acaba, e dá a maior nota."""
    pagina.get_by_text("Mais opções").click()
    pagina.get_by_role("link", name="Terminar a conversa").click()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Terminar").click()
    pagina.get_by_label("Muito bom").check()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Enviar a nota").click()
    expect(pagina.get_by_text("Obrigado. A sua nota entra sem nome")).to_be_visible()


def test_do_rodape_a_nota(celular: Page, atendente: Usuario, monkeypatch: pytest.MonkeyPatch) -> None:
    conversando.depressa(monkeypatch)
    celular.goto("/")
    celular.get_by_role("link", name="Conversar por escrito", exact=True).click()
    verificar_pagina(celular)
    celular.get_by_label("Conte o que você precisa").fill("tem um buraco na rua")
    celular.get_by_role("button", name="Começar a conversa").click()
    expect(celular.locator(".sp-fala--automatica").get_by_role("link", name="Tapa-buraco")).to_be_visible()
    verificar_pagina(celular)
    acoes.por_a_disposicao(usuario=atendente, unidade=central(), estado=Estado.RECEBE)
    conversando.regra(conversas_por_atendente=1)
    conversando.atendida(atendente)
    celular.get_by_role("button", name="Falar com uma pessoa").click()
    celular.get_by_label("Outro assunto").check()
    verificar_pagina(celular)
    celular.get_by_role("button", name="Entrar na fila").click()
    expect(estado(celular)).to_contain_text("Você é a próxima pessoa da fila.")
    verificar_pagina(celular)
    esta = acoes.tomar(conversa=Conversa.objects.na_fila().get(), por=atendente)
    conversando.diz(esta, "Olá! Qual é o endereço?", por=atendente)
    expect(fala(celular, "Qual é o endereço?")).to_be_visible()  # ninguém toca em nada
    expect(celular.get_by_role("log")).to_contain_text("Qual é o endereço?")
    celular.get_by_text("Mandar fotos").click()
    celular.get_by_label("Fotos").set_input_files(foto())
    dizer(celular, "Rua Líbero Badaró, 425")
    minha = fala(celular, "Rua Líbero Badaró, 425")
    expect(minha).to_contain_text("Enviada")
    expect(celular.locator(".sp-fala--minha").last.get_by_role("img")).to_be_visible()
    expect(celular.get_by_label(ESCREVER)).to_have_value("")
    acoes.ver_ate(conversa=esta, ate=Mensagem.objects.latest("pk").ordem, lado=DeQuem.ATENDENTE)
    celular.get_by_role("button", name="Atualizar").click()
    expect(minha).to_contain_text("Vista")
    verificar_pagina(celular)
    terminar(celular)
    assert Conversa.objects.get(pk=esta.pk).nota == 5


def test_sem_javascript(new_context: Contexto, atendente: Usuario) -> None:
    pagina = new_context(**SEM_JAVASCRIPT).new_page()
    esta = com_quem_atende(pagina, atendente)
    pagina.get_by_label(ESCREVER).fill("escrito pela metade")
    conversando.diz(esta, "Estou aqui.", por=atendente)
    pagina.get_by_role("button", name="Atualizar").click()
    expect(fala(pagina, "Estou aqui.")).to_be_visible()
    expect(pagina.get_by_label(ESCREVER)).to_have_value("escrito pela metade")
    pagina.get_by_text("Mandar fotos").click()
    pagina.get_by_label("Fotos").set_input_files(foto())
    pagina.get_by_role("button", name=ENVIAR, exact=True).click()
    expect(fala(pagina, "escrito pela metade").get_by_role("img")).to_be_visible()
    expect(pagina.get_by_label(ESCREVER)).to_be_in_viewport()
    expect(fala(pagina, "escrito pela metade")).to_be_in_viewport()
    pagina.reload()
    assert do_banco(esta)[1:] == ["escrito pela metade"]


def test_a_foto_que_nao_sai_nao_segura_o_texto(celular: Page, atendente: Usuario) -> None:
    """Numa rede fraca a foto grande fica a tentar; o que se escreve depois dela vai logo."""
    esta = com_quem_atende(celular, atendente)
    sem_foto = lambda rota: (  # noqa: E731
        rota.abort() if b"filename=" in (rota.request.post_data_buffer or b"") else rota.continue_()
    )
    celular.route(f"**/conversa/{esta.codigo}/", sem_foto)
    celular.get_by_text("Mandar fotos").click()
    celular.get_by_label("Fotos").set_input_files(foto())
    dizer(celular, "é na esquina")
    dizer(celular, "perto da padaria")
    for texto in ("é na esquina", "perto da padaria"):
        expect(fala(celular, texto)).to_contain_text("Enviada")
    expect(fala(celular, "1 foto")).to_contain_text("Não saiu ainda")
    celular.unroute(f"**/conversa/{esta.codigo}/", sem_foto)
    # Sozinha ela tenta de novo daqui a segundos: numa máquina ocupada, antes de se apertar.
    fala(celular, "1 foto").locator("[data-de-novo]").dispatch_event("click")
    expect(celular.locator(".sp-fala--minha").last.get_by_role("img")).to_be_visible()
    assert do_banco(esta)[1:] == ["é na esquina", "perto da padaria", ""]


def test_a_rede_que_cai_no_meio_nao_perde_nem_dobra(celular: Page, atendente: Usuario) -> None:
    esta = com_quem_atende(celular, atendente)
    celular.context.set_offline(True)
    for texto in ("primeira", "segunda"):
        dizer(celular, texto)
    expect(fala(celular, "primeira")).to_contain_text("Não saiu ainda")
    expect(fala(celular, "primeira").get_by_role("button", name="Tentar de novo")).to_be_visible()
    expect(fala(celular, "segunda").get_by_text("Enviando…")).to_be_in_viewport()
    expect(celular.locator("[data-sem-rede]")).to_be_in_viewport()
    assert "primeira" not in do_banco(esta)
    celular.context.set_offline(False)
    expect(fala(celular, "segunda")).to_contain_text("Enviada")
    expect(fala(celular, "primeira")).to_contain_text("Enviada")
    assert do_banco(esta)[1:] == ["primeira", "segunda"]
    expect(celular.locator(".sp-fala--minha")).to_have_count(3)


def test_a_resposta_que_se_perde_nao_dobra_a_mensagem(celular: Page, atendente: Usuario) -> None:
    """O portal guardou, e a resposta não chegou: tenta-se de novo com a mesma chave."""
    esta = com_quem_atende(celular, atendente)
    perdidas: list[str] = []

    def perder(rota: Route) -> None:
        if rota.request.method != "POST" or perdidas:
            rota.continue_()
            return
        perdidas.append(rota.request.url)
        rota.fetch()
        rota.abort()

    celular.route(re.compile(r"/conversa/[0-9a-f-]{36}/$"), perder)
    dizer(celular, "só uma vez")
    expect(fala(celular, "só uma vez")).to_contain_text("Enviada")
    assert perdidas
    assert do_banco(esta)[1:] == ["só uma vez"]
    expect(fala(celular, "só uma vez")).to_have_count(1)


def test_fechar_a_aba_guarda_o_que_ficou_por_mandar(celular: Page, atendente: Usuario) -> None:
    esta = com_quem_atende(celular, atendente)
    celular.route("**/*", lambda rota: rota.abort() if rota.request.method == "POST" else rota.continue_())
    dizer(celular, "ficou por mandar")
    expect(fala(celular, "ficou por mandar")).to_contain_text("Não saiu ainda")
    expect(celular.get_by_role("log")).to_contain_text("A mensagem não saiu ainda")
    celular.get_by_label(ESCREVER).fill("rascunho")
    celular.close()
    outra_aba = celular.context.new_page()
    outra_aba.goto("/conversa/")
    expect(fala(outra_aba, "ficou por mandar")).to_contain_text("Enviada")
    expect(outra_aba.get_by_label(ESCREVER)).to_have_value("rascunho")
    assert do_banco(esta)[1:] == ["ficou por mandar"]
    # acabada a conversa, no aparelho nada fica
    acoes.acabar(conversa=esta, fim=Fim.ATENDENTE, por=atendente)
    outra_aba.reload()
    expect(estado(outra_aba)).to_contain_text("A conversa acabou")
    assert (
        outra_aba.evaluate("Object.keys(localStorage).filter((nome) => nome.startsWith('conversa:'))") == []
    )


def test_fora_de_hora_deixa_se_a_pergunta(celular: Page) -> None:
    conversando.fechada()
    celular.goto("/conversa/")
    expect(celular.get_by_text("Agora não há quem converse.")).to_be_visible()
    verificar_pagina(celular)
    celular.get_by_role("button", name="Falar com uma pessoa").click()
    celular.get_by_label("Outro assunto").check()
    celular.get_by_role("button", name="Deixar a pergunta").click()
    expect(celular.get_by_role("alert")).to_contain_text("Escreva um e-mail ou um telefone")
    verificar_pagina(celular)
    celular.get_by_label("E-mail").fill("maria@exemplo.invalid")
    celular.get_by_role("button", name="Deixar a pergunta").click()
    expect(estado(celular)).to_contain_text("Respondemos até")
    dizer(celular, "Como tiro a carteirinha?")
    expect(fala(celular, "Como tiro a carteirinha?")).to_contain_text("Enviada")
    verificar_pagina(celular)


def test_a_que_acaba_enquanto_se_escreve_guarda_o_texto_e_mostra_o_fim(
    celular: Page, atendente: Usuario
) -> None:
    esta = com_quem_atende(celular, atendente)
    celular.get_by_label(ESCREVER).fill("ainda não mandei")
    celular.get_by_role("button", name="Atualizar").focus()  # some com o fim, e o foco vai ao que se diz
    acoes.levar_a_denuncia(conversa=esta, por=atendente)
    expect(celular.get_by_role("heading", name="A conversa acabou")).to_be_focused()
    expect(celular.get_by_label(ESCREVER)).to_have_value("ainda não mandei")
    celular.get_by_label(ESCREVER).dispatch_event("input")
    assert not celular.evaluate("Object.keys(localStorage).filter((nome) => nome.startsWith('conversa:'))")
    expect(celular.get_by_role("button", name=ENVIAR, exact=True)).to_be_hidden()
    verificar_pagina(celular)


def test_o_telefone_apagado_volta_a_uma_conversa_que_parou_e_um_toque_a_continua(
    celular: Page, atendente: Usuario
) -> None:
    esta = com_quem_atende(celular, atendente)
    celular.get_by_label(ESCREVER).fill("é na rua Um")
    Conversa.objects.update(avisada_em=timezone.now() - timedelta(minutes=6))
    assert acoes.acabar_paradas(em=timezone.now()) == 1
    celular.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(celular.get_by_role("heading", name="A conversa parou")).to_be_visible()
    expect(celular.get_by_role("button", name="Continuar a conversa")).to_be_in_viewport()
    verificar_pagina(celular)
    celular.reload()  # o celular deita fora a página que ficou atrás
    expect(celular.get_by_role("heading", name="A conversa parou")).to_be_visible()
    acoes.por_a_disposicao(usuario=atendente, unidade=central(), estado=Estado.RECEBE)
    celular.get_by_role("button", name="Continuar a conversa").click()
    expect(estado(celular)).to_contain_text("Você está falando com")
    expect(fala(celular, "tem um buraco na rua")).to_be_visible()
    expect(celular.get_by_label(ESCREVER)).to_have_value("é na rua Um")
    celular.get_by_role("button", name=ENVIAR, exact=True).click()
    expect(fala(celular, "é na rua Um")).to_contain_text("Enviada")
    assert do_banco(esta) == ["tem um buraco na rua", "é na rua Um"]
