"""As pessoas do Guia vivo e os passos que as jornadas têm em comum."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from guia import acoes
from guia.models import Orgao, PontoFocal, RegraDoGuia, Servico
from tests.navegador.vigia import verificar_pagina, vigiar
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from contas.models import Usuario
    from tests.instalacao import Instalacao

FOCAL = "fabio@exemplo.invalid"
COORDENACAO = "clara@exemplo.invalid"
ORGAO = "SMSUB"
EM_REVISAO = "nivelar-rua-de-terra"
"""Serviço do órgão que espera a publicação; o texto dele mudou numa palavra."""
MOTIVO = "A equipe mudou o modo de fazer."
ROLA = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def montar() -> None:
    """Um ponto focal, quem coordena sozinha e um texto à espera. Roda dentro da instalação."""
    RegraDoGuia.objects.update_or_create(pk=1, defaults={"quem_publica": RegraDoGuia.QuemPublica.QUALQUER})
    focal = _da_administracao("Fábio Focal", FOCAL, "Ponto focal")
    _da_administracao("Clara Coordena", COORDENACAO, "Administração")
    orgao = Orgao.objects.get(sigla=ORGAO)
    PontoFocal.objects.create(usuario=focal, orgao=orgao, ato="Portaria 1", de=date(2026, 1, 1))
    quem = elenco.autor(focal)
    versao = acoes.propor(servico=Servico.objects.get(slug=EM_REVISAO), por=quem, motivo=MOTIVO)
    versao.o_que_e += "\nA máquina passa de manhã."
    acoes.enviar(versao=acoes.escrever(versao=versao, por=quem), por=quem)


def _da_administracao(nome: str, email: str, grupo: str) -> Usuario:
    pessoa = elenco.pessoa(nome, email=email, is_staff=True)
    pessoa.groups.add(Group.objects.get(name=grupo))
    return pessoa


@contextmanager
def aba(browser: Browser, no_ar: Instalacao, largura: int, *, javascript: bool = True) -> Iterator[Page]:
    """Uma aba num navegador novo, vigiada."""
    contexto = browser.new_context(
        base_url=no_ar.url,
        locale="pt-BR",
        timezone_id="America/Sao_Paulo",
        viewport={"width": largura, "height": 844},
        java_script_enabled=javascript,
    )
    contexto.set_default_timeout(15_000)
    vigiar(contexto, javascript=javascript)
    yield contexto.new_page()
    contexto.close()


def entrar(pagina: Page, email: str) -> None:
    """Pela entrada do portal, com a senha, até a página em que a pessoa trabalha."""
    pagina.goto("/conta/login/")
    pagina.get_by_label(re.compile("^E-mail, CPF|^E-mail ou CPF")).fill(email)
    pagina.get_by_label("Senha", exact=True).fill(elenco.SENHA)
    pagina.get_by_role("main").get_by_role("button", name="Entrar", exact=True).click()
    expect(pagina).to_have_title(re.compile("^(Administração|Seu trabalho no Guia)"))


def conferir(pagina: Page, titulo: str) -> None:
    """Chegou à tela certa, sem achado do axe, da CSP ou do console; e ela não rola de lado."""
    expect(pagina.get_by_role("heading", level=1)).to_have_text(re.compile(titulo))
    verificar_pagina(pagina)
    assert not pagina.evaluate(ROLA), pagina.url


def no_guia(pagina: Page, slug: str) -> str:
    """O que o munícipe lê agora na página do serviço, sem entrar."""
    resposta = pagina.request.get(f"/servicos/{slug}/")
    assert resposta.ok
    return resposta.text()
