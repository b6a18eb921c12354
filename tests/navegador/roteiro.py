"""Os passos de cada pessoa nas páginas do portal, como ela os daria: pelo que está escrito na tela."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.navegador.vigia import verificar_pagina

ROLA = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PERGUNTA = "O buraco fica na faixa da direita ou da esquerda de quem vai para o centro?"
RESPOSTA = "Fica na faixa da direita, perto da banca de jornal."
DESFECHO = "A equipe foi ao local ontem e tapou o buraco da rua."
EMAIL = "maria@exemplo.invalid"
IGUAL = "Já existe um pedido igual perto daí"


@dataclass(frozen=True)
class Protocolo:
    """O que a confirmação diz para anotar."""

    escrito: str
    chave: str

    @property
    def numero(self) -> str:
        return re.sub(r"\D", "", self.escrito)


def foto(nome: str = "buraco.jpg") -> FilePayload:
    """Uma foto de verdade, com ruído, para não encolher a nada."""
    arquivo = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(arquivo, "JPEG")
    return {"name": nome, "mimeType": "image/jpeg", "buffer": arquivo.getvalue()}


BURACO = "Pedir conserto de buraco na rua (tapa-buraco)"
"""Como o Guia chama o serviço a quem o procura."""


def conferir(pagina: Page, titulo: str) -> None:
    """Chegou à página certa, sem achado do axe, da CSP ou do console, e ela não rola de lado."""
    expect(pagina).to_have_title(re.compile(rf"^{titulo}"))
    verificar_pagina(pagina)
    assert not pagina.evaluate(ROLA), pagina.url


def continuar(pagina: Page, botao: str = "Continuar") -> None:
    pagina.get_by_role("button", name=botao, exact=True).last.click()


def seguir(pagina: Page, nome: str) -> None:
    """Aciona o link com cara de botão, que uns leem como link e outros como botão."""
    link = pagina.get_by_role("link", name=nome, exact=True)
    link.or_(pagina.get_by_role("button", name=nome, exact=True)).first.click()


def agir(pagina: Page, ato: str) -> None:
    """Escolhe o ato na página do pedido: dos três à vista ou de "Mais ações"."""
    expect(pagina.get_by_role("heading", name="O que fazer")).to_be_visible()
    acoes = pagina.locator("#acoes")
    escolhido = acoes.locator("a, button").filter(has_text=re.compile(rf"^\s*{re.escape(ato)}\s*$"))
    if not escolhido.is_visible():
        acoes.get_by_text("Mais ações").click()
    escolhido.click()


# --- quem pede ----------------------------------------------------------------------


def achar_o_servico(pagina: Page) -> None:
    """Da capa à página do Guia, pela busca."""
    pagina.goto("/")
    conferir(pagina, "")
    busca = pagina.get_by_label("O que você precisa?").last
    busca.fill("buraco na rua")
    busca.press("Enter")
    conferir(pagina, "buraco na rua")
    pagina.get_by_role("link", name=BURACO, exact=True).first.click()
    conferir(pagina, re.escape(BURACO))
    expect(pagina.get_by_text("45 dias").first).to_be_visible()
    seguir(pagina, "Solicitar")


def responder_os_passos(pagina: Page) -> None:
    """A foto, o lugar e as perguntas; depois, quem pede."""
    conferir(pagina, re.escape(BURACO))
    pagina.locator("#id_fotos").set_input_files([foto()])
    guardar = pagina.get_by_role("button", name="Guardar estas fotos")
    if guardar.is_visible():  # com JavaScript a foto sobe ao ser escolhida
        guardar.click()
    expect(pagina.get_by_role("img", name=re.compile("buraco.jpg"))).to_be_visible()
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Do tamanho de um pneu").check()
    pagina.get_by_label("Conte com as suas palavras").fill("Buraco em frente ao ponto de ônibus.")
    continuar(pagina)
    seguir_com_o_seu(pagina)
    conferir(pagina, "Confira e envie")
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    pagina.get_by_label("E-mail").fill(EMAIL)


def seguir_com_o_seu(pagina: Page) -> None:
    """Outra jornada já pediu o mesmo no mesmo lugar: o problema daqui é outro."""
    expect(pagina).to_have_title(re.compile(rf"^({IGUAL}|Confira e envie)"))
    if pagina.title().startswith(IGUAL):
        conferir(pagina, IGUAL)
        continuar(pagina, "Continuar o meu pedido")


def enviar(pagina: Page) -> Protocolo:
    """Confere as respostas, envia e anota o protocolo e a chave."""
    for resposta in ("Rua Líbero Badaró, 425", "Do tamanho de um pneu"):
        expect(pagina.get_by_text(resposta).first).to_be_visible()
    continuar(pagina, "Enviar pedido")
    conferir(pagina, "Pedido registrado")
    expect(pagina.get_by_text("O que acontece agora")).to_be_visible()
    expect(pagina.get_by_text("A cada passo mandamos um e-mail para")).to_be_visible()
    protocolo = pagina.locator(".govuk-panel .sp-numero").first.inner_text()
    chave = pagina.locator(".sp-chave .sp-numero").inner_text()
    return Protocolo(protocolo, chave)


def responder_o_complemento(pagina: Page, link: str) -> None:
    """Pelo link do e-mail, num navegador que nunca viu o pedido: com texto e foto."""
    pagina.goto(link)
    conferir(pagina, "Falta a sua resposta")
    assert pagina.url.rstrip("/") != link.rstrip("/")  # a chave sai do endereço
    expect(pagina.get_by_text(PERGUNTA).first).to_be_visible()
    seguir(pagina, "Responder")
    expect(pagina.get_by_text(PERGUNTA).first).to_be_visible()
    pagina.get_by_label("Sua mensagem").fill(RESPOSTA)
    pagina.locator("input[type=file]").set_input_files([foto("banca.jpg")])
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Enviar").click()
    expect(pagina.get_by_text("Recebemos a sua mensagem")).to_be_visible()
    verificar_pagina(pagina)


def acompanhar_sem_chave(pagina: Page, pedido: Protocolo) -> None:
    """Só com o número: a situação, e nada do que é da pessoa."""
    pagina.goto("/acompanhar/")
    conferir(pagina, "Acompanhar")
    pagina.get_by_label("Número do protocolo").fill(pedido.escrito)
    pagina.locator("main form button").last.click()
    expect(pagina.get_by_text("Finalizada").first).to_be_visible()
    verificar_pagina(pagina)
    texto = pagina.locator("main").inner_text()
    for pessoal in ("Maria", "Líbero Badaró, 425", EMAIL, RESPOSTA, DESFECHO):
        assert pessoal not in texto


def acompanhar_com_chave(pagina: Page, pedido: Protocolo) -> None:
    """Com a chave anotada, tudo: a resposta, o endereço e as duas fotos."""
    pagina.get_by_label("Chave de acesso").last.fill(pedido.chave.lower())
    pagina.locator("main form button").last.click()
    expect(pagina.get_by_text(DESFECHO)).to_be_visible()
    expect(pagina.get_by_text("Rua Líbero Badaró, 425")).to_be_visible()
    expect(pagina.locator(".sp-fotos img")).to_have_count(2)
    verificar_pagina(pagina)


# --- quem trabalha ------------------------------------------------------------------


def entrar(pagina: Page, email: str, senha: str) -> None:
    """O servidor entra com senha e chega à sua caixa."""
    pagina.goto("/conta/login/")
    conferir(pagina, "Entrar")
    pagina.get_by_label(re.compile("^E-mail, CPF|^E-mail ou CPF")).fill(email)
    pagina.get_by_label("Senha", exact=True).fill(senha)
    pagina.get_by_role("main").get_by_role("button", name="Entrar", exact=True).click()
    conferir(pagina, "Caixa SMPR-CPO-STM-Sé")


def pedir_complemento(pagina: Page, pedido: Protocolo) -> None:
    """Abre o pedido na caixa, escreve a pergunta e lê o aviso antes de mandar."""
    pagina.get_by_role("link", name=pedido.escrito).click()
    conferir(pagina, "")
    expect(pagina.get_by_text("Rua Líbero Badaró, 425").first).to_be_visible()
    expect(pagina.locator(".sp-fotos img")).to_have_count(1)
    agir(pagina, "Pedir complemento")
    pagina.get_by_label("O que o munícipe precisa responder?").fill(PERGUNTA)
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    conferir(pagina, "Confira o aviso")
    expect(pagina.get_by_role("article")).to_contain_text(PERGUNTA)
    pagina.get_by_role("button", name="e avisar").click()
    verificar_pagina(pagina)


def finalizar(pagina: Page, pedido: Protocolo) -> None:
    """Lê a resposta e as fotos, finaliza com desfecho e volta à caixa."""
    pagina.goto(f"/caixa/SMPR-CPO-STM-Sé/{pedido.numero}/")
    expect(pagina.get_by_role("group", name="O que o munícipe escreveu")).to_contain_text(RESPOSTA)
    expect(pagina.locator(".sp-fotos img")).to_have_count(2)
    verificar_pagina(pagina)
    agir(pagina, "Finalizar")
    pagina.get_by_label("Realizado", exact=True).check()
    pagina.get_by_label("Resposta ao munícipe").fill(DESFECHO)
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Conferir antes de confirmar").click()
    expect(pagina.get_by_role("article")).to_contain_text(DESFECHO)
    pagina.get_by_role("button", name="Finalizar e avisar").click()
    conferir(pagina, "Caixa SMPR-CPO-STM-Sé")
