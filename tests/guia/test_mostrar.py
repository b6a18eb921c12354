"""As páginas do Guia: para qualquer pessoa, sem sessão, com poucas consultas."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from contas.autor import SISTEMA
from guia import acoes, paginas
from guia.busca.respostas import responder
from guia.models import Servico
from guia.publicacao import por_extenso
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import AssuntoFactory, ServicoFactory, TemaFactory, VersaoFactory, no_ar

pytestmark = pytest.mark.django_db

MARCA, CIDADE, COMUNICADOS = 1, 1, 1
"""Consultas de toda página do Guia: a da ETag, a da cidade do cabeçalho e a dos recados do dia."""
SUSPENSAO, TEMPOS = 1, 1
"""A mais de um serviço que se pede."""
RESPOSTAS = 1
"""A mais da busca: se alguém mudou uma resposta."""
SENTIDO = 1
"""A mais da busca: se mudou o que se aprendeu."""
VOCABULARIO = 1
"""As palavras da busca que o Guia não conhece, cada uma com a mais parecida."""


def _ler(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _texto(resposta: Any) -> str:
    return " ".join(_ler(resposta).get_text(" ").split())


@pytest.fixture
def servico() -> Servico:
    feito: Servico = ServicoFactory.create(slug="tapa-buraco", com_perguntas=True)
    return feito


PAGINAS = ["/servicos/", "/servicos/?q=buraco", "/servicos/tema/rua-e-bairro/", "/servicos/tapa-buraco/"]


@pytest.mark.parametrize("endereco", PAGINAS)
def test_abre_sem_login_e_sem_tocar_na_sessao(client: Client, servico: Servico, endereco: str) -> None:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    assert len(_ler(resposta).find_all("h1")) == 1
    assert not resposta.cookies
    assert "Cookie" not in resposta.headers.get("Vary", "")


def test_quem_entrou_ve_quem_e_e_o_caminho_da_sua_mesa(client: Client, servico: Servico) -> None:
    """A página dele não se guarda, e a que o navegador tinha de antes de entrar não vale."""
    anonima = client.get("/servicos/")
    client.force_login(UsuarioFactory.create(nome="Ana Lima"))
    dele = client.get("/servicos/", headers={"If-None-Match": anonima.headers["ETag"]})
    assert dele.status_code == 200
    assert "no-store" in dele.headers["Cache-Control"]
    topo = _ler(dele).header
    assert topo
    assert "Ana Lima" in topo.get_text()
    assert topo.find("a", href="/conta/area/") or topo.find("a", string="Minha área")
    client.logout()
    assert client.get("/servicos/").content == anonima.content


@pytest.mark.parametrize("endereco", PAGINAS)
def test_so_aceita_leitura(client: Client, servico: Servico, endereco: str) -> None:
    assert client.post(endereco).status_code == 405
    assert client.head(endereco).status_code == 200


def test_etag_muda_quando_o_guia_muda(client: Client, servico: Servico) -> None:
    etag = client.get(servico.get_absolute_url()).headers["ETag"]
    versao = acoes.propor(servico=servico, por=SISTEMA)
    versao.nome = "Fechar buraco"
    acoes.escrever(versao=versao, por=SISTEMA)
    acoes.por_no_ar(versao=versao, por=SISTEMA)
    resposta = client.get(servico.get_absolute_url(), headers={"If-None-Match": etag})
    assert resposta.status_code == 200
    assert _ler(resposta).h1.get_text() == "Fechar buraco"  # type: ignore[union-attr]


def test_pagina_diz_todos_os_campos(client: Client) -> None:
    servico = ServicoFactory.create(
        versao__legislacao=[{"norma": "Lei 1.234/2020", "fonte": "Diário"}],
        versao__observacoes="Não vale para rodovia.",
        versao__custo="pago",
        versao__taxas="R$ 10 por metro.",
    )
    versao = no_ar(servico)
    texto = _texto(client.get(servico.get_absolute_url()))
    for parte in [
        versao.nome,
        versao.o_que_e,
        versao.quando_solicitar,
        versao.publico_alvo,
        versao.requisitos,
        *versao.etapas,
        "até 45 dias corridos",
        "Lei 1.234/2020",
        "Não vale para rodovia.",
        "R$ 10 por metro.",
        "Secretaria Municipal das Subprefeituras",
        "Praças de Atendimento",
        "Atualizado em 02/03/2026",
        "ainda não revisado pelo órgão",
    ]:
        assert parte in texto, parte
    assert "Falta confirmar" not in texto


def test_um_so_botao_de_solicitar(client: Client, servico: Servico) -> None:
    pagina = _ler(client.get(servico.get_absolute_url()))
    destino = reverse("solicitacoes:comecar", args=["tapa-buraco"])
    assert len(pagina.find_all("a", href=destino)) == 1
    assert "Pedir aqui é de graça." in pagina.get_text()
    assert pagina.find("main").find("form") is None  # type: ignore[union-attr]


def test_so_informativo_explica_onde_e_nao_tem_botao(client: Client) -> None:
    servico = ServicoFactory.create(so_informa=True)
    resposta = client.get(servico.get_absolute_url())
    assert "Este serviço não se pede por este portal." in _texto(resposta)
    assert "Onde conseguir" in _texto(resposta)
    assert "/solicitar/" not in resposta.content.decode()


def test_so_informativo_de_outro_canal_diz_logo_as_etapas(client: Client) -> None:
    servico = ServicoFactory.create(
        so_informa=True, versao__canais=["outro"], versao__a_confirmar=["taxas"], versao__custo=""
    )
    pagina = _ler(client.get(servico.get_absolute_url()))
    titulos = [h2.get_text() for h2 in pagina.find("article").find_all("h2")]  # type: ignore[union-attr]
    assert titulos[:4] == ["Onde conseguir", "O que fazer", "O que é", "Quando procurar"]
    assert titulos.count("O que fazer") == 1
    assert pagina.find(class_="sp-fatos") is None
    assert pagina.find("a", href="#etapas") is not None


def test_sigiloso_diz_o_que_o_numero_nao_mostra(client: Client) -> None:
    aberto = _texto(client.get(ServicoFactory.create().get_absolute_url()))
    sigiloso = _texto(client.get(ServicoFactory.create(versao__sigilosa=True).get_absolute_url()))
    assert "Pedido sigiloso" in sigiloso
    assert "Pedido sigiloso" not in aberto


def test_o_prazo_na_hora_nao_se_conta(client: Client) -> None:
    na_hora = ServicoFactory.create(versao__prazo_quantidade=None, versao__prazo_contagem="imediato")
    assert "a contar do pedido" not in _texto(client.get(na_hora.get_absolute_url()))
    assert "a contar do pedido" in _texto(client.get(ServicoFactory.create().get_absolute_url()))


def test_o_que_nao_se_sabe_e_dito_uma_vez_no_pe_numa_frase(client: Client) -> None:
    servico = ServicoFactory.create(
        provisorio=True, versao__a_confirmar=["legislacao", "orgao", "codigo", "regra", "taxas"]
    )
    pagina = _ler(client.get(servico.get_absolute_url()))
    dito = (
        "Texto ainda não revisado pelo órgão responsável. "
        "Falta confirmar: o prazo, o órgão responsável e as leis e normas."
    )
    assert [" ".join(p.get_text().split()) for p in pagina.find_all("p") if "onfirmar" in p.get_text()] == [
        dito
    ]
    assert pagina.get_text().count("não revisado") == 1
    depois = [h2.get_text() for h2 in pagina.find(id="falta").find_all_next("h2")]  # type: ignore[union-attr]
    assert "O que é" not in depois, "está no pé do texto"


@pytest.mark.parametrize("campo", por_extenso.FALTAS)
def test_cada_campo_a_confirmar_entra_na_frase(campo: str) -> None:
    versao = VersaoFactory.build(a_confirmar=[campo], servico=None)
    assert por_extenso.falta_confirmar(versao, []) == por_extenso.FALTAS[campo]


def test_so_o_texto_que_ninguem_do_orgao_reviu_diz_isso(client: Client) -> None:
    servico = ServicoFactory.create()
    assert _texto(client.get(servico.get_absolute_url())).count("Texto ainda não revisado pelo órgão") == 1
    versao = acoes.escrever(versao=acoes.propor(servico=servico, por=SISTEMA), por=SISTEMA)
    acoes.por_no_ar(versao=versao, por=SISTEMA)
    assert "ainda não revisado" not in _texto(client.get(servico.get_absolute_url()))


@pytest.mark.parametrize(
    ("quantidade", "contagem", "escrito"),
    [
        (45, "corridos", "até 45 dias corridos"),
        (1, "uteis", "até 1 dia útil"),
        (120, "horas", "até 120 horas"),
        (1, "horas", "até 1 hora"),
        (None, "imediato", "na hora"),
    ],
)
def test_prazo_em_palavras(quantidade: int | None, contagem: str, escrito: str) -> None:
    servico = ServicoFactory.create(versao__prazo_quantidade=quantidade, versao__prazo_contagem=contagem)
    assert no_ar(servico).prazo_escrito == escrito


def test_anonimo_diz_que_a_identificacao_e_opcional(client: Client) -> None:
    texto = _texto(client.get(ServicoFactory.create(anonimo=True).get_absolute_url()))
    assert "Precisa se identificar? Só se quiser" in texto


def test_endereco_desconhecido_404(client: Client, servico: Servico) -> None:
    assert client.get("/servicos/nao-ha/").status_code == 404
    assert client.get("/servicos/tema/nao-ha/").status_code == 404


def test_sem_versao_publicada_404(client: Client) -> None:
    servico = ServicoFactory.create(versao=False)
    assert client.get(servico.get_absolute_url()).status_code == 404


def test_endereco_antigo_leva_ao_novo(client: Client, servico: Servico) -> None:
    acoes.mudar_endereco(servico=servico, slug="fechar-buraco", por=SISTEMA)
    resposta = client.get("/servicos/tapa-buraco/")
    assert (resposta.status_code, resposta.headers["Location"]) == (301, "/servicos/fechar-buraco/")


def test_arquivado_diz_que_nao_existe_mais(client: Client, servico: Servico) -> None:
    acoes.arquivar(servico=servico, por=SISTEMA)
    resposta = client.get("/servicos/tapa-buraco/")
    assert resposta.status_code == 410
    assert "não é mais oferecido" in _texto(resposta)
    assert f"em {date_format(timezone.localdate(), 'd/m/Y')}. Os pedidos" in _texto(resposta)
    assert "/solicitar/" not in resposta.content.decode()
    assert "tapa-buraco" not in client.get("/servicos/?q=buraco").content.decode()
    assert "/servicos/tapa-buraco/" not in client.get("/servicos/tema/rua-e-bairro/").content.decode()


def test_nome_antigo_nao_diz_um_dia_que_ninguem_sabe(client: Client) -> None:
    """O dia em que a carga ou a importação o criou não é o dia em que a cidade deixou de oferecê-lo."""
    versao = acoes.criar_arquivado(tema="Urgência", assunto="Geral", nome="Pombo", em=timezone.now())
    resposta = client.get(versao.servico.get_absolute_url())
    assert resposta.status_code == 410
    assert "A cidade deixou de oferecer “Pombo”. Os pedidos" in _texto(resposta)


def test_relacionados_do_assunto_ou_se_for_o_unico_do_tema(client: Client, servico: Servico) -> None:
    outro_assunto = AssuntoFactory.create(slug="calcadas", nome="Calçadas")
    ServicoFactory.create(slug="do-tema", assunto=outro_assunto, pedidos=9000)
    ServicoFactory.create(
        slug="de-outro", assunto__tema__slug="x", assunto__tema__nome="X", assunto__slug="y"
    )
    assert _relacionados(client) == ["/servicos/do-tema/"]
    ServicoFactory.create(slug="do-assunto", pedidos=1)
    assert _relacionados(client) == ["/servicos/do-assunto/"]


def _relacionados(client: Client) -> list[str]:
    links = _ler(client.get("/servicos/tapa-buraco/")).select("aside a[href^='/servicos/']")
    return [str(link["href"]) for link in links]


def test_tema_mostra_os_servicos_por_assunto(client: Client, servico: Servico) -> None:
    ServicoFactory.create(assunto=AssuntoFactory.create(slug="arvores", nome="Árvores"))
    pagina = _ler(client.get("/servicos/tema/rua-e-bairro/"))
    titulos = [h2.get_text() for h2 in pagina.find("main").find_all("h2")]  # type: ignore[union-attr]
    assert titulos[:2] == ["Árvores", "Reparos em asfalto"]


def test_todos_os_servicos_mostra_so_temas_com_servico(client: Client, servico: Servico) -> None:
    TemaFactory.create(slug="vazio", nome="Tema vazio")
    texto = _texto(client.get("/servicos/"))
    assert "Rua e bairro" in texto
    assert "Tema vazio" not in texto
    assert "Nenhum serviço neste tema" in _texto(client.get("/servicos/tema/vazio/"))


@pytest.mark.parametrize(
    ("endereco", "consultas"),
    [
        ("/servicos/", MARCA + CIDADE + COMUNICADOS + 2),
        ("/servicos/sem-prazo/", MARCA + CIDADE + 3),
        ("/servicos/?q=buraco", MARCA + CIDADE + COMUNICADOS + RESPOSTAS + SENTIDO + VOCABULARIO + 2),
        ("/servicos/tema/rua-e-bairro/", MARCA + CIDADE + COMUNICADOS + 2),
        ("/servicos/tapa-buraco/", MARCA + CIDADE + COMUNICADOS + SUSPENSAO + TEMPOS + 2),
    ],
)
def test_consultas_nao_crescem_com_os_servicos(
    client: Client, servico: Servico, django_assert_num_queries: Any, endereco: str, consultas: int
) -> None:
    responder("buraco")  # as respostas leem-se inteiras uma vez por processo
    ServicoFactory.create(provisorio=True)  # de um só achado não se pergunta o sentido
    with django_assert_num_queries(consultas):
        client.get(endereco)
    ServicoFactory.create_batch(4, provisorio=True)
    with django_assert_num_queries(consultas):
        client.get(endereco)


def test_fragmento_do_htmx_e_igual_a_mesma_parte_da_pagina(client: Client, servico: Servico) -> None:
    inteira = client.get("/servicos/?q=buraco")
    fragmento = client.get("/servicos/?q=buraco", headers={"HX-Request": "true"})
    pedaco = _ler(fragmento)
    contagem = pedaco.find("div", attrs={"hx-swap-oob": True})
    assert contagem is not None
    assert contagem.extract().get_text() == "1 serviço encontrado"
    na_pagina = _ler(inteira).find(id="resultados")
    assert na_pagina is not None
    assert pedaco.get_text(" ", strip=True) == na_pagina.get_text(" ", strip=True)
    assert [a["href"] for a in pedaco.find_all("a")] == [a["href"] for a in na_pagina.find_all("a")]
    assert fragmento.headers["ETag"] != inteira.headers["ETag"]
    assert "HX-Request" in inteira.headers["Vary"]


def test_busca_vazia_pelo_htmx_limpa_os_resultados(client: Client, servico: Servico) -> None:
    resposta = client.get("/servicos/?q=", headers={"HX-Request": "true"})
    assert _texto(resposta) == ""


def test_busca_sem_resultado_diz_o_que_fazer(client: Client, servico: Servico) -> None:
    resposta = client.get("/servicos/?q=<b>xqzwkj</b>")
    assert "Nenhum serviço com “<b>xqzwkj</b>”" in _texto(resposta)
    assert "&lt;b&gt;xqzwkj" in resposta.content.decode()
    links = [a["href"] for a in _ler(resposta).find(id="resultados").find_all("a")]  # type: ignore[union-attr]
    assert {"tel:156", "/pracas/", "/ouvidoria/", "/servicos/"} <= set(links)


def test_busca_por_dados_oferece_o_esic_e_por_atraso_a_ouvidoria(client: Client, servico: Servico) -> None:
    resultados = _ler(client.get("/servicos/?q=contratos")).find(id="resultados")
    assert resultados.find("a")["href"] == "/e-sic/"  # type: ignore[union-attr,index]
    resultados = _ler(client.get("/servicos/?q=ja reclamei do buraco")).find(id="resultados")
    links = [a["href"] for a in resultados.find_all("a")]  # type: ignore[union-attr]
    assert links[:3] == ["/acompanhar/", "/ouvidoria/quando-procurar/", "/servicos/tapa-buraco/"]


@pytest.mark.parametrize(
    ("custo", "ao_lado"),
    [
        ("gratuito", "Custo Gratuito"),
        ("pago", "Custo Tem taxa"),
        ("depende", "Custo Depende do caso"),
        ("informa", ""),
        ("", ""),
    ],
)
def test_o_custo_so_se_diz_ao_lado_do_botao_quando_se_sabe(client: Client, custo: str, ao_lado: str) -> None:
    servico = ServicoFactory.create(versao__custo=custo, versao__a_confirmar=["taxas"])
    texto = _texto(client.get(servico.get_absolute_url()))
    assert ao_lado in texto
    assert ("Custo" in texto) is bool(ao_lado)
    assert ("Quanto custa O órgão informa se houver taxa." in texto) is (custo == "informa")
    assert ("Quanto custa" in texto) is (custo == "informa")
    assert ao_lado in _texto(client.get(reverse("solicitacoes:comecar", args=[servico.slug])))


def test_o_prazo_que_o_orgao_nao_deu_nao_se_promete(client: Client, subtests: pytest.Subtests) -> None:
    """Onde pode haver risco vem primeiro a quem ligar, e da Ouvidoria não se fala antes do pedido."""
    servico = ServicoFactory.create(provisorio=True, versao__solicitavel=True)
    nao_informou = "O órgão responsável ainda não informou o prazo deste serviço."
    reclamar = "Se o pedido não for concluído em 30 dias, você pode reclamar na Ouvidoria."
    for ha_risco in (False, True):
        with (
            subtests.test(ha_risco=ha_risco),
            patch("guia.views.paginas.pode_haver_risco", return_value=ha_risco),
        ):
            paginas.lugar.cache_clear()
            pagina = " ".join(client.get(f"/servicos/{servico.slug}/").content.decode().split())
            assert nao_informou in pagina
            assert "dias corridos" not in pagina
            assert (reclamar in pagina) is not ha_risco
            assert ("190 Polícia" in pagina) is ha_risco
