"""Pedir pelo aplicativo num celular: telas e toques contados, sem internet e sem JavaScript."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pillow_heif
import pytest
from django.core.cache import cache
from PIL import ExifTags, Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from guia.models import Servico
from protocolo.models import ArquivoDeRascunho
from solicitacoes.models import Solicitacao
from tests.contas.factories import UsuarioFactory
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, SEM_JAVASCRIPT
from tests.navegador.test_contar_toques import NA_SE, foto_com_lugar
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]

MAIS_TELAS, MAIS_TOQUES = 4, 6
"""Da primeira tela de pedir à do protocolo, com conta. O que é do navegador (a câmera) não conta."""
CASA = "/aplicativo/"
SERVICO = f"{CASA}servico/tapa-buraco/"
PERTO_DA_BADARO = "A foto foi tirada perto de Rua Líbero Badaró, distrito Sé."
ESTA_GUARDADA = """async (pagina) => {
  while (!(await caches.match(pagina))) await new Promise(requestAnimationFrame);
}"""
NO_PREPARO = """async (dito) => {
  const guardado = () => new Promise((pronto) => {
    indexedDB.open("sp156-preparo").onsuccess = ({ target: { result: banco } }) => {
      banco.transaction("preparo").objectStore("preparo").get("atual").onsuccess = ({ target }) => {
        banco.close();
        pronto(JSON.stringify(target.result ?? ""));
      };
    };
  });
  while (!(await guardado()).includes(dito)) await new Promise(requestAnimationFrame);
}"""
"""Espera até o que se escreveu estar no aparelho: a frase que o diz aparece com a primeira letra guardada."""
COMPARTILHAR = """document.body.insertAdjacentHTML("beforeend",
  `<form id="da-galeria" method="post" enctype="multipart/form-data" action="/aplicativo/compartilhar/">
  <input type="file" name="fotos" multiple></form>`)"""
"""O que a galeria manda ao aplicativo instalado (`share_target` do manifesto)."""
NO_CAMPO = {**CELULAR, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
def tapa_buraco() -> Servico:
    cache.clear()
    servico = territorio(publica=True)
    Servico.objects.filter(pk=servico.pk).update(no_aplicativo=True)
    return servico


def foto_heic() -> bytes:
    """Diz onde foi tirada."""
    saida = io.BytesIO()
    exif = Image.open(io.BytesIO(foto_com_lugar()["buffer"])).getexif()
    pillow_heif.from_pillow(Image.new("RGB", (640, 480), "gray")).save(saida, exif=exif.tobytes())
    return saida.getvalue()


class Celular:
    """Uma pessoa diante do aplicativo: conta os toques que dá e as telas que vê."""

    def __init__(self, pagina: Page) -> None:
        self.pagina = pagina
        self.toques = 0
        self.telas: list[str] = []

    def abrir(self, endereco: str = f"{CASA}pedir/") -> None:
        self.pagina.goto(endereco)
        self.ver("h1")

    def ver(self, onde: str) -> None:
        titulo = self.pagina.locator(onde).first.inner_text()
        if titulo not in self.telas[-1:]:
            self.telas.append(titulo)

    def tocar(self, texto: str, papel: str = "button") -> None:
        self.toques += 1
        self.pagina.locator("main").get_by_role(papel, name=texto).first.click()  # type: ignore[arg-type]

    def marcar(self, texto: str) -> None:
        self.toques += 1
        self.pagina.get_by_label(texto).check()

    def fotografar(self) -> None:
        self.toques += 1
        self.pagina.locator("[data-camera]").first.set_input_files([foto_com_lugar()])

    def ate_o_pedido(self) -> None:
        """A foto, o lugar dela e o serviço."""
        self.fotografar()
        expect(self.pagina.get_by_text(PERTO_DA_BADARO)).to_be_visible()
        self.tocar("Usar este lugar")
        expect(self.pagina).to_have_title(re.compile("^Qual é o serviço"))
        self.ver("h1")
        expect(
            self.pagina.get_by_text("A sua foto e o lugar (Rua Líbero Badaró, distrito Sé)")
        ).to_be_visible()
        self.tocar("Tapa-buraco", "link")
        expect(self.pagina.get_by_text("Ponto marcado: Rua Líbero Badaró")).to_be_visible()
        self.ver("h1")


def guardar_no_aparelho(pagina: Page) -> None:
    """Os serviços e as ruas da Sé, com internet; antes de um toque diz-se quanto pesam."""
    pagina.goto(CASA)
    oferta = pagina.get_by_role("region", name="Peça também sem internet")
    expect(oferta).to_contain_text(re.compile(r"Baixa \d+ KB e ocupa \d+ KB neste aparelho"))
    expect(pagina.get_by_text("Tire a foto, diga onde é e envie")).to_be_visible()
    oferta.get_by_role("button", name="Guardar os serviços").click()
    expect(oferta.get_by_text("Os serviços estão guardados neste aparelho.")).to_be_visible()
    expect(pagina.get_by_text("Abre sem internet, e envia quando houver rede")).to_be_visible()
    pagina.goto(f"{CASA}sem-internet/")
    pagina.get_by_label("Subprefeitura").select_option(label="Sé")
    pagina.get_by_role("button", name="Guardar as ruas").click()
    expect(pagina.get_by_text("Ruas de Sé guardadas")).to_be_visible()


def test_quem_ja_levou_os_servicos_leva_os_novos_sem_pedir(new_context: Contexto) -> None:
    contexto = new_context(**NO_CAMPO)
    contexto.add_init_script("localStorage.servicos ??= 'velha'")
    pagina = contexto.new_page()
    pagina.goto(f"{CASA}pedir/")
    pagina.wait_for_function("() => localStorage.servicos !== 'velha'")
    pagina.goto(SERVICO)
    pagina.get_by_label("Rua, avenida ou praça").press_sequentially("libero bad")
    pagina.evaluate(ESTA_GUARDADA, "/aplicativo/ruas/78.json")  # as ruas do endereço escrito
    pagina.evaluate(NO_PREPARO, "libero bad")
    contexto.set_offline(True)
    pagina.goto(SERVICO)
    rua = pagina.get_by_label("Rua, avenida ou praça")
    expect(rua).to_have_value("libero bad")
    rua.press("End")
    rua.press_sequentially("aro")
    expect(pagina.get_by_role("button", name="Rua Líbero Badaró")).to_be_visible()


def test_a_foto_compartilhada_da_galeria_abre_o_pedido_com_ela_tambem_sem_internet(
    new_context: Contexto,
) -> None:
    contexto = new_context(**NO_CAMPO)
    pagina = contexto.new_page()
    pagina.goto(CASA)
    pagina.wait_for_function("() => navigator.serviceWorker.controller")
    pagina.goto(SERVICO)
    pagina.evaluate(ESTA_GUARDADA, SERVICO)  # vista, fica
    contexto.set_offline(True)
    pagina.evaluate(COMPARTILHAR)
    pagina.locator("#da-galeria input").set_input_files([foto_com_lugar()])
    pagina.locator("#da-galeria").evaluate("galeria => galeria.submit()")
    expect(pagina.get_by_text("A sua foto vai com o pedido.")).to_be_visible()
    expect(pagina.get_by_text("A foto foi tirada perto de um ponto da cidade.")).to_be_visible()
    expect(pagina.get_by_text("Sem internet: 1 serviço está neste aparelho.")).to_be_visible()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Usar este lugar").click()
    expect(pagina.get_by_text("A sua foto e o lugar marcado vão com o pedido.")).to_be_visible()
    pagina.get_by_role("link", name="Tapa-buraco").first.click()
    expect(pagina.get_by_text("1 foto escolhida.")).to_be_visible()
    expect(pagina.get_by_text("Ponto marcado: um ponto da cidade.")).to_be_visible()


def test_com_conta_sao_quatro_telas_e_seis_toques(entrar: Entrar) -> None:
    quem = UsuarioFactory.create(nome="Maria Silva", cpf="52998224725", email="maria@exemplo.invalid")
    celular = Celular(entrar(quem, **NO_CAMPO))
    celular.abrir()
    verificar_pagina(celular.pagina)
    celular.ate_o_pedido()
    celular.marcar("Menor que um prato")
    expect(celular.pagina.locator("[data-confira]")).to_contain_text("Menor que um prato")
    verificar_pagina(celular.pagina)
    celular.tocar("Enviar pedido")
    expect(celular.pagina).to_have_title(re.compile("^Pedido registrado"))
    celular.ver("h1")
    assert len(celular.telas) <= MAIS_TELAS, celular.telas
    assert celular.toques <= MAIS_TOQUES
    caso = Solicitacao.objects.get()
    assert (caso.logradouro, caso.lat, caso.lon) == ("Rua Líbero Badaró", *NA_SE)
    assert caso.anexos.count() == 1
    celular.abrir()
    expect(celular.pagina.get_by_text("Escolher o serviço sem foto")).to_be_visible()
    expect(celular.pagina.locator("[data-fotos-lista] li")).to_have_count(0)


def test_sem_internet_desde_o_comeco_o_pedido_leva_quem_pede_e_vai_sozinho(new_context: Contexto) -> None:
    """Sem conta: o que se deixa de quem pede vai com este pedido, e apaga-se do aparelho."""
    contexto = new_context(**NO_CAMPO)
    guardar_no_aparelho(contexto.new_page())
    contexto.set_offline(True)
    celular = Celular(contexto.new_page())
    celular.abrir()
    celular.ate_o_pedido()
    expect(celular.pagina.get_by_text("até 30 dias corridos")).to_be_visible()
    pagina = celular.pagina
    pagina.get_by_label("Nome completo").fill("Maria Silva")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-26")
    celular.tocar("Enviar pedido")
    expect(pagina.get_by_role("alert")).to_contain_text("Responda: Qual é o tamanho do buraco?")
    expect(pagina.get_by_role("alert")).to_contain_text("Este CPF não existe.")
    expect(pagina).to_have_title(re.compile("^Erro: "))
    verificar_pagina(pagina)
    celular.marcar("Menor que um prato")
    pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
    celular.tocar("Enviar pedido")
    expect(pagina).to_have_url(re.compile("/aplicativo/para-enviar/"))
    expect(pagina.get_by_text("Sem internet: vai sozinho quando ela voltar.")).to_be_visible()
    expect(pagina.locator("[data-quem-dito]")).to_contain_text("CPF: 529.982.247-25")
    expect(pagina.get_by_role("button", name="Enviar agora")).to_be_hidden()
    verificar_pagina(pagina)
    assert not Solicitacao.objects.exists()
    contexto.set_offline(False)
    pagina.evaluate("dispatchEvent(new Event('online'))")  # o da página vem antes de o trabalhador ter rede
    expect(pagina.get_by_text("Enviado", exact=True)).to_be_visible()
    expect(pagina.get_by_text("529.982.247-25")).to_be_hidden()
    interessado = Solicitacao.objects.get().interessado
    assert interessado
    assert (interessado.nome, interessado.documento) == ("Maria Silva", "52998224725")


def test_sem_internet_o_lugar_e_as_ruas_guardadas_se_oferecem_e_o_conselho_aparece(
    new_context: Contexto, base_url: str
) -> None:
    contexto = new_context(**NO_CAMPO, geolocation={"latitude": NA_SE[0], "longitude": NA_SE[1]})
    contexto.grant_permissions(["geolocation"], origin=base_url)
    pagina = contexto.new_page()
    guardar_no_aparelho(pagina)
    contexto.new_cdp_session(pagina).send("Network.clearBrowserCache")  # só vale o que se quis guardar
    contexto.set_offline(True)
    pagina.goto(SERVICO)
    pagina.get_by_role("button", name="Usar onde estou").click()
    expect(pagina.get_by_text("Ponto marcado: Rua Líbero Badaró, distrito Sé.")).to_be_visible()
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    pagina.get_by_role("button", name="Desmarcar o ponto").click()
    pagina.get_by_label("Rua, avenida ou praça").fill("")
    pagina.get_by_label("Rua, avenida ou praça").press_sequentially("libero bad")
    pagina.get_by_role("button", name="Rua Líbero Badaró").click()
    expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    expect(pagina.get_by_label("Número")).to_be_focused()
    pagina.get_by_label("Maior que um pneu").check()
    expect(pagina.get_by_label("Quantos metros ele tem?")).to_be_visible()
    pagina.get_by_label("O chão está afundando").check()
    expect(pagina.get_by_label("Quantos metros ele tem?")).to_be_hidden()
    expect(pagina.get_by_text("Ligue já para o 199.")).to_be_visible()
    pagina.get_by_role("button", name="Enviar pedido").click()
    expect(pagina.get_by_role("alert").first).to_contain_text("Há perigo: ligue primeiro.")
    expect(pagina.get_by_role("alert").first).not_to_contain_text("Quantos metros")
    verificar_pagina(pagina)


def test_o_que_se_escreveu_volta_e_o_ponto_de_fora_se_recusa(new_context: Contexto, base_url: str) -> None:
    contexto = new_context(**NO_CAMPO, geolocation={"latitude": -23.40, "longitude": -46.40})
    contexto.grant_permissions(["geolocation"], origin=base_url)
    pagina = contexto.new_page()
    pagina.goto(SERVICO)
    pagina.get_by_role("button", name="Usar onde estou").click()
    expect(pagina.get_by_text("O lugar fica fora da cidade de São Paulo")).to_be_visible()
    pagina.get_by_label("Maior que um pneu").check()
    pagina.get_by_label("Conte com as suas palavras").fill("Fundo.")
    expect(pagina.locator("[data-confira]")).to_contain_text("Fundo.")
    expect(pagina.get_by_text("O que você escreveu está guardado neste aparelho")).to_be_visible()
    pagina.evaluate(NO_PREPARO, "Fundo.")
    pagina.close()
    outra = contexto.new_page()
    outra.goto(SERVICO)
    expect(outra.get_by_label("Conte com as suas palavras")).to_have_value("Fundo.")
    expect(outra.get_by_label("Maior que um pneu")).to_be_checked()
    expect(outra.get_by_label("Quantos metros ele tem?")).to_be_visible()


def test_a_foto_que_nao_diz_o_lugar_leva_ao_servico_e_a_que_nao_se_abre_se_diz(new_context: Contexto) -> None:
    """O HEIC que chega a um navegador que não o abre: o iPhone manda JPEG, outros celulares não."""
    pagina = new_context(**NO_CAMPO).new_page()
    pagina.goto(f"{CASA}pedir/")
    expect(pagina.get_by_role("link", name="Escolher o serviço sem foto")).to_be_visible()
    heic: FilePayload = {"name": "rua.heic", "mimeType": "image/heic", "buffer": foto_heic()}
    pagina.locator("[data-camera]").first.set_input_files([heic])
    expect(pagina.get_by_text("rua.heic: este aparelho não a mostra, mas ela vai")).to_be_visible()
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Escolher o serviço", exact=True).click()
    pagina.get_by_role("link", name="Tapa-buraco").first.click()
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Menor que um prato").check()
    pagina.get_by_role("button", name="Enviar pedido").click()
    pagina.get_by_label("Nome completo").wait_for()
    foto = ArquivoDeRascunho.objects.get()
    with foto.arquivo.open() as aberto, Image.open(aberto) as lida:
        assert (lida.format, lida.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == ("JPEG", {})


def test_a_procura_acha_pelas_palavras_e_diz_quando_nao_ha(new_context: Contexto) -> None:
    pagina = new_context(**NO_CAMPO).new_page()
    pagina.goto(f"{CASA}servicos/")
    pagina.get_by_label("Procurar").fill("tem buracos")
    expect(pagina.get_by_text("1 serviço encontrado.")).to_be_visible()
    expect(pagina.get_by_text("Mais pedidos na rua")).to_be_hidden()
    pagina.get_by_label("Procurar").fill("girafa")
    expect(pagina.get_by_text("Nenhum dos principais.")).to_be_visible()
    verificar_pagina(pagina)


def test_sem_javascript_vai_se_ao_pedido_comum(new_context: Contexto) -> None:
    pagina = new_context(**SEM_JAVASCRIPT).new_page()
    pagina.goto(f"{CASA}pedir/")
    pagina.get_by_role("link", name="Ver os serviços").click()
    pagina.get_by_role("link", name="Tapa-buraco").first.click()
    pagina.get_by_role("button", name="Solicitar").click()
    expect(pagina).to_have_url(re.compile("/solicitar/tapa-buraco/"))
