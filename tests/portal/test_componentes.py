"""Todo componente se escreve sem variável indefinida; os campos e a página base cumprem o prometido."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from mesas.exportacao import ColunaDescrita
from roteamento.mapa_desenhado import Desenho, Divisa, Marca, Tile
from tests.portal.formulario import Pedido

PASTA = Path(settings.BASE_DIR) / "templates" / "componentes"
EM = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)
CIDADE = SimpleNamespace(
    nome="São Paulo",
    prefeitura="Prefeitura de São Paulo",
    telefone_central="156",
    horario_central="24 horas",
)
PESSOA = SimpleNamespace(pk=1, is_authenticated=True, nome="Ana Souza", is_staff=True)
SMS_ENTREGUE = {"get_canal_display": "SMS", "o_que_houve": "Entregue", "erro": "", "final": True}
INDEFINIDA = "¡indefinida:%s!"

CASOS: dict[str, tuple[dict[str, Any], str]] = {
    "ajuda": ({"cidade": {"telefone_central": "156", "horario_central": ""}}, 'href="tel:156"'),
    "arquivo_em_espera": (
        {"arquivo": {"nome": "rua.jpg", "espera": "Aparece assim que se conferir.", "recusado": False}},
        "A conferir",
    ),
    "aviso_faixa": (
        {"texto": "A foto é grande demais.", "tipo": "erro", "titulo": "Não deu certo"},
        "sp-aviso--erro",
    ),
    "avisos_enviados": (
        {"avisos": [{"assunto": "Recebemos", "criado_em": EM, "envios": {"all": [SMS_ENTREGUE]}}]},
        "<strong>entregue</strong>",
    ),
    "barra_acessibilidade": ({}, "Alto contraste"),
    "botao_enviar": ({"texto": "Enviar"}, "data-prevent-double-click"),
    "como_calculamos": (
        {"como": ["O pedido chegou em 24/11/2026."], "numeradas": True, "base_legal": ""},
        "Como calculamos o prazo",
    ),
    "busca": ({"id": "busca-do-topo"}, "Do que você precisa?"),
    "chave": ({"protocolo": "102938475610293", "chave": "7K2M-Q9XD"}, "10293-84756-10293"),
    "dicionario": (
        {"colunas": [ColunaDescrita("dia", "em", descricao="O dia", valores="ano-mês-dia")]},
        "ano-mês-dia",
    ),
    "digitado": ({"digitado": {"texto": "O poste caiu."}}, "O poste caiu."),
    "etiqueta": ({"situacao": "aguardando_municipe", "texto": "Aguardando você"}, "sp-etiqueta--amarelo"),
    "falha": ({}, 'role="alert"'),
    "fotos": ({"fotos": [{"miniatura": "/m/1", "nome": "rua.jpg", "remover": "7"}]}, 'value="7"'),
    "linha_do_tempo": (
        {"andamentos": [{"titulo": "Pedido registrado", "em": EM, "texto": "Oi"}]},
        "às 14h05",
    ),
    "link_voltar": ({"endereco": "/volta/"}, 'href="/volta/"'),
    "mapa": ({"lat": -23.5475, "lon": -46.6361, "campo_lat": "a", "campo_lon": "b"}, 'data-lat="-23.5475"'),
    "mapa_desenhado": (
        {
            "desenho": Desenho(
                400,
                [Divisa("M0,0 9,0 9,9Z", "Sé", 4, 4)],
                [Tile(0, 0, 256, "/t/12/1/2.png")],
                [Marca(50, 60, 26, "7", "Sé: 7 pedidos", "?quadrado=8.1.1")],
            )
        },
        'href="?quadrado=8.1.1"',
    ),
    "mapa_modulo": ({}, "mapa.js"),
    "marca": ({}, "<svg"),
    "mensagens": (
        {"messages": [Message(25, "Cancelado."), Message(40, "Falhou."), Message(30, "Veja.")]},
        "Cancelado.",
    ),
    "menu": ({"secao": "servicos"}, 'aria-current="true"'),
    "migalhas": ({"caminho": [("Serviços", "/servicos/"), ("Tapa-buraco", "")]}, "Tapa-buraco"),
    "oferta_do_aplicativo": ({"quando": "sempre"}, "Adicionar à Tela de Início"),
    "nome_oficial": ({"versao": {"nome_oficial": "Tapa-buraco"}}, "Nome oficial: Tapa-buraco"),
    "paginacao": ({"anterior": "", "proxima": "?depois=9"}, 'rel="next"'),
    "pagina_de_erro": ({"titulo": "Não achamos", "texto": "Confira."}, "<h1"),
    "painel_confirmacao": ({"titulo": "Pedido registrado", "protocolo": "102938475610293"}, "<h1"),
    "progresso": ({"passo": 2, "passos": ["Local", "Detalhes"]}, "Passo 2 de 2: Detalhes"),
    "recusa": ({"recusa": "Outra pessoa mudou este texto."}, "Não foi possível"),
    "resumo_erros": ({"form": Pedido({})}, "Preencha: CEP"),
    "resumo_lista": (
        {
            "linhas": [
                {"rotulo": "CEP", "valor": "01007-040", "alterar": "/a/"},
                {"rotulo": "E-mail", "valor": ""},
            ]
        },
        "Não informado",
    ),
    "rodape": ({}, 'id="rodape"'),
    "saltos": ({}, 'accesskey="4"'),
    "segundo_fator": (
        {"user": SimpleNamespace(segundo_fator_ate=EM.date(), papeis_valem=True)},
        "até 24/11/2026",
    ),
    "sino": ({"por_ler": "99+"}, "Avisos: 99+ por ler"),
    "trechos": ({"trechos": [{"texto": "velho", "sorte": "saiu"}]}, ">velho</del>"),
    "usuario": ({"user": PESSOA}, "Sair"),
    "vazio": ({"titulo": "Nada aqui", "texto": "Peça um serviço."}, "Peça um serviço."),
}


@pytest.fixture(autouse=True)
def indefinidas() -> Iterator[None]:
    """Variável indefinida aparece no texto, para o teste a recusar."""
    motor = engines["django"]
    assert isinstance(motor, DjangoTemplates)
    antes, motor.engine.string_if_invalid = motor.engine.string_if_invalid, INDEFINIDA
    yield
    motor.engine.string_if_invalid = antes


class SemSessao:
    """Sessão que ninguém pode ler."""

    def __getattr__(self, nome: str) -> Any:
        raise AssertionError(f"a página pública leu a sessão ({nome})")


def sem_usuario() -> Any:
    raise AssertionError("a página pública leu o usuário")


def escrever(modelo: str, contexto: dict[str, Any]) -> BeautifulSoup:
    pedido = RequestFactory().get("/")
    pedido.session = SemSessao()  # type: ignore[assignment]
    pedido.user = SimpleLazyObject(sem_usuario)  # type: ignore[assignment]
    html = render_to_string(modelo, {"cidade": CIDADE, **contexto}, request=pedido)
    assert "¡indefinida" not in html, html
    return BeautifulSoup(html, "lxml")


def test_todo_componente_tem_caso() -> None:
    assert {arquivo.stem for arquivo in PASTA.glob("*.html")} == set(CASOS)


@pytest.mark.parametrize("nome", sorted(CASOS))
def test_componente(nome: str) -> None:
    contexto, esperado = CASOS[nome]
    pagina = escrever(f"componentes/{nome}.html", contexto)
    assert esperado in str(pagina)
    assert not pagina.select("[style], style, [onclick], script:not([src])")


def test_componente_vazio_nada_escreve() -> None:
    assert not escrever("componentes/paginacao.html", {"anterior": "", "proxima": ""}).get_text(strip=True)
    assert not escrever("componentes/resumo_erros.html", {"form": Pedido()}).get_text(strip=True)


@pytest.fixture
def formulario() -> BeautifulSoup:
    return escrever("django/forms/div.html", Pedido({"descricao": "oi"}).get_context())


def test_resumo_de_erros_leva_a_cada_campo(formulario: BeautifulSoup) -> None:
    resumo = escrever("componentes/resumo_erros.html", {"form": Pedido({})})
    alvos = [str(ligacao["href"]) for ligacao in resumo.select("a")]
    assert len(alvos) == 5
    assert all(len(formulario.select(alvo)) == 1 for alvo in alvos)


@pytest.mark.parametrize(
    "nome", ["cep", "senha", "descricao", "tamanho", "distrito", "quando", "fotos", "ciente"]
)
def test_campo_tem_nome_dica_e_erro_ligados(formulario: BeautifulSoup, nome: str) -> None:
    entradas = formulario.select(f"[name={nome}]")
    for entrada in entradas:
        assert formulario.select_one(f"label[for={entrada['id']}]"), "sem rótulo"
    dono = entradas[0].find_parent("fieldset") or entradas[0]
    for alvo in str(dono.get("aria-describedby") or "").split():
        assert formulario.select_one(f"#{alvo}"), f"{alvo} não existe"
    grupo = entradas[0].find_parent(class_="govuk-form-group")
    assert grupo is not None
    com_erro = nome in {"cep", "senha", "tamanho", "distrito", "quando"}
    assert ("govuk-form-group--error" in grupo["class"]) == com_erro
    assert all((entrada.get("aria-invalid") == "true") == com_erro for entrada in entradas)


def test_erro_e_dica_estao_em_describedby(formulario: BeautifulSoup) -> None:
    assert formulario.select_one("#id_cep")["aria-describedby"] == "id_cep_helptext id_cep_error"  # type: ignore[index]
    grupo = formulario.select_one("fieldset:has([name=tamanho])")
    assert grupo is not None
    assert grupo["aria-describedby"] == "id_tamanho_helptext id_tamanho_error"


def test_campo_nao_obrigatorio_diz_opcional(formulario: BeautifulSoup) -> None:
    rotulos = {str(r["for"]): r.get_text() for r in formulario.select("label[for]")}
    assert rotulos["id_fotos"] == "Fotos (opcional)"
    assert rotulos["id_cep"] == "CEP"


def test_texto_longo_conta_letras(formulario: BeautifulSoup) -> None:
    texto = formulario.select_one("textarea")
    aviso = formulario.select_one("#id_descricao-info")
    assert texto is not None
    assert aviso is not None
    assert "id_descricao-info" in str(texto["aria-describedby"])
    assert aviso.get_text() == "Escreva até 1000 letras."


def test_varios_arquivos(formulario: BeautifulSoup) -> None:
    campo = formulario.select_one("#id_fotos")
    assert campo is not None
    assert campo.has_attr("multiple")
    assert campo["accept"] == "image/*"
    assert "govuk-file-upload" in campo["class"]


def test_pagina_base_nao_le_a_sessao_e_tem_os_saltos() -> None:
    pagina = escrever("404.html", {})
    assert len(pagina.select("h1")) == 1
    assert pagina.html is not None
    assert pagina.html["lang"] == "pt-BR"
    saltos = {str(a["accesskey"][0]): str(a["href"]) for a in pagina.select("a[accesskey]")}
    assert sorted(saltos) == ["1", "2", "3", "4"]
    assert all(pagina.select_one(alvo) for alvo in saltos.values())
    assert not pagina.select("[style], style, script:not([src])")
    assert pagina.title is not None
    assert pagina.title.get_text() == "Página não encontrada – SP156"


def test_titulo_avisa_do_erro() -> None:
    for contexto in ({"form": Pedido({})}, {"com_erro": True}):
        titulo = escrever("base.html", contexto).title
        assert titulo is not None
        assert titulo.get_text().startswith("Erro: ")


def test_pagina_do_servidor() -> None:
    pedido = RequestFactory().get("/caixa/")
    pedido.resolver_match = resolve("/caixa/")
    pagina = BeautifulSoup(
        render_to_string("base_servidor.html", {"cidade": CIDADE, "user": PESSOA}, pedido),
        "lxml",
    )
    assert "Ana Souza" in pagina.get_text()
    assert pagina.select_one("body[data-csrf]")
    assert all(pagina.select_one(str(a["href"])) for a in pagina.select("a[accesskey]"))
    assert pagina.select_one("a[aria-current][href='/caixa/']")


@pytest.mark.parametrize("nome", ["403", "404", "429", "403_csrf"])
def test_paginas_de_erro(nome: str) -> None:
    pagina = escrever(f"{nome}.html", {})
    assert len(pagina.select("h1")) == 1
    assert "156" in pagina.get_text()


def test_conflito_devolve_o_que_foi_escrito() -> None:
    pagina = escrever(
        "409.html", {"erro": "Outra pessoa já assumiu.", "digitado": {"Texto da resposta": "<b>Feito"}}
    )
    assert "Outra pessoa já assumiu." in pagina.get_text()
    texto = pagina.select_one("textarea")
    assert texto is not None
    assert texto.get_text() == "<b>Feito"
    assert "Texto da resposta" in pagina.get_text()


def test_falha_nossa_se_escreve_sem_contexto() -> None:
    html = render_to_string("500.html")
    assert "¡indefinida" not in html
    assert "<h1" in html
