"""O construtor das perguntas: os botões não perdem nada, gravar confere, e o munícipe vê o mesmo."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.forms import JSONField
from django.test import Client, RequestFactory

from contas.autor import SISTEMA
from guia import acoes, perguntas
from guia.forms.construtor import Construtor
from guia.forms.detalhes import DetalhesForm
from guia.models import Lugar, VersaoDoServico
from guia.perguntas import Tipo
from guia.publicacao import por_extenso
from tests.contas.factories import UsuarioFactory
from tests.guia.escrevendo import campos, entra, lido, mandar, mostrado, sopa, tela
from tests.guia.factories import PERGUNTAS, ServicoFactory, no_ar

pytestmark = pytest.mark.django_db
UMA: dict[str, Any] = {"p-0-rotulo": "Qual é o tamanho?", "p-0-tipo": "uma", "p-0-linhas": "3"}
UMA |= {"perguntas": "1", "p-0-opcao_0": "Pequeno", "p-0-opcao_1": "Grande"}


@pytest.fixture
def rascunho(client: Client) -> VersaoDoServico:
    entra(client)
    return acoes.propor(servico=ServicoFactory.create(), por=SISTEMA)


def _guardadas(versao: VersaoDoServico) -> list[dict[str, Any]]:
    versao.refresh_from_db()
    return list(versao.perguntas)


def _mandar(client: Client, versao: VersaoDoServico, **dados: Any) -> Any:
    return client.post(tela(versao, "perguntas"), {nome.replace("__", "-"): v for nome, v in dados.items()})


def test_as_chaves_saem_do_que_se_escreveu_e_nao_mudam(client: Client, rascunho: VersaoDoServico) -> None:
    assert _mandar(client, rascunho, **UMA).status_code == 302
    (pergunta,) = _guardadas(rascunho)
    assert pergunta["chave"] == "p_qual_e_o_tamanho"
    assert [opcao["valor"] for opcao in pergunta["opcoes"]] == ["pequeno", "grande"]
    assert not pergunta["obrigatoria"]
    mandar(client, tela(rascunho, "perguntas"), **{"p-0-rotulo": "De que tamanho?", "p-0-opcao_1": "Enorme"})
    (mudada,) = _guardadas(rascunho)
    assert (mudada["chave"], mudada["rotulo"]) == ("p_qual_e_o_tamanho", "De que tamanho?")
    assert mudada["opcoes"][1] == {"valor": "grande", "rotulo": "Enorme"}


def test_um_de_cada_tipo_e_a_que_depende_de_uma_resposta(client: Client, rascunho: VersaoDoServico) -> None:
    for slug in ("se", "lapa"):
        Lugar.objects.create(slug=slug, nome=slug, endereco="Rua")
    dados = dict(UMA)
    for i, tipo in enumerate(Tipo.values):
        if tipo != "uma":
            dados |= {f"p-{i}-rotulo": f"Pergunta de {tipo}", f"p-{i}-tipo": tipo, f"p-{i}-obrigatoria": "on"}
    varias, lugar = Tipo.values.index("varias"), Tipo.values.index("lugar")
    dados |= {f"p-{varias}-linhas": "2", f"p-{varias}-opcao_0": "A", f"p-{varias}-opcao_1": "B"}
    dados |= {f"p-{lugar}-lugares": ["se", "lapa"], f"p-{lugar}-mostrar_se": "p_qual_e_o_tamanho=grande"}
    assert _mandar(client, rascunho, **dados | {"perguntas": len(Tipo)}).status_code == 302
    gravadas = _guardadas(rascunho)
    assert perguntas.erros(gravadas) == []
    assert [pergunta["tipo"] for pergunta in gravadas] == Tipo.values
    assert gravadas[lugar]["mostrar_se"] == {"pergunta": "p_qual_e_o_tamanho", "valor": "grande"}
    assert set(DetalhesForm(lista=perguntas.ler(gravadas)).fields) >= {f"r_{p['chave']}" for p in gravadas}


@pytest.mark.parametrize("tipo", Tipo.values)
def test_adicionar_traz_a_pergunta_em_branco_com_o_foco(
    client: Client, rascunho: VersaoDoServico, tipo: str
) -> None:
    pagina = sopa(_mandar(client, rascunho, **UMA, adicionar=tipo))
    assert [campo["name"] for campo in pagina.select("[autofocus]")] == ["p-1-rotulo"]
    assert bool(pagina.select('[name="p-1-opcao_0"][type=text]')) == (tipo in ("uma", "varias"))
    assert _guardadas(rascunho) == []


def test_os_botoes_ordenam_tiram_e_nada_se_perde(client: Client, rascunho: VersaoDoServico) -> None:
    duas = UMA | {"perguntas": "2", "p-1-rotulo": "", "p-1-tipo": "numero", "p-1-ajuda": "Em metros"}
    subiu = mostrado(_mandar(client, rascunho, **duas, subir="1"))
    assert (subiu["p-0-ajuda"], subiu["p-1-rotulo"]) == ("Em metros", "Qual é o tamanho?")
    assert subiu["p-1-opcao_1"] == "Grande"
    desceu = mostrado(_mandar(client, rascunho, **duas, descer="0"))
    assert desceu["p-1-rotulo"] == "Qual é o tamanho?"
    tirou = mostrado(_mandar(client, rascunho, **duas, tirar="0"))
    assert (tirou["perguntas"], tirou["p-0-ajuda"]) == ("1", "Em metros")
    mais = mostrado(_mandar(client, rascunho, **duas, opcoes="0"))
    assert (mais["p-0-linhas"], mais["p-0-opcao_0"]) == ("7", "Pequeno")
    de_outro_tipo = mostrado(_mandar(client, rascunho, **duas | {"p-0-tipo": "texto"}, refazer="0"))
    assert de_outro_tipo["p-0-opcao_1"] == "Grande"
    for botao in ("subir", "descer", "tirar", "opcoes", "refazer"):
        for estranho in ("99", "9" * 5000):
            assert _mandar(client, rascunho, **duas, **{botao: estranho}).status_code == 200


@pytest.mark.parametrize(
    ("mudanca", "errado", "frase"),
    [
        ({"p-0-rotulo": ""}, "p-0-rotulo", "Escreva a pergunta."),
        ({"p-0-opcao_1": ""}, "p-0-opcao_1", "Escreva ao menos duas opções."),
        ({"p-0-opcao_1": "pequeno"}, "p-0-opcao_1", "Esta opção já está na lista."),
        ({"p-0-conselho_2": "Ligue 199."}, "p-0-opcao_2", "Escreva a opção a que se dá este conselho."),
        ({"p-0-conselho_1": "Ligue 199."}, "p-0-tipo_do_conselho_1", "Diga se é perigo ou se não é aqui."),
        ({"p-0-tipo_do_conselho_1": "nao_e_aqui"}, "p-0-conselho_1", "Escreva o que lê quem escolhe"),
        (
            {"p-0-conselho_1": "Corra.", "p-0-tipo_do_conselho_1": "perigo"},
            "p-0-conselho_1",
            "Diga o número a chamar",
        ),
        ({"p-0-tipo": "lugar"}, "p-0-lugares", "Escolha ao menos dois lugares."),
        ({"p-0-tipo": "outro"}, "p-0-tipo", ""),
        ({"p-0-mostrar_se": "p_outra=sim"}, "p-0-mostrar_se", "já não está antes desta pergunta"),
    ],
)
def test_o_erro_e_do_campo_e_o_escrito_fica(
    client: Client, rascunho: VersaoDoServico, mudanca: dict[str, str], errado: str, frase: str
) -> None:
    Lugar.objects.create(slug="se", nome="Sé", endereco="Rua")
    resposta = _mandar(client, rascunho, **UMA | mudanca)
    assert resposta.status_code == 422
    assert frase in campos(resposta)[errado]
    assert mostrado(resposta)["p-0-opcao_0"] == "Pequeno"
    assert sopa(resposta).select(f'.govuk-error-summary a[href^="#id_{errado}"]')
    assert _guardadas(rascunho) == []


@pytest.mark.parametrize(
    "estranho",
    [
        {"perguntas": "²"},
        {"perguntas": "-1"},
        {"perguntas": "99999"},
        {"p-0-linhas": "9999999"},
        {"p-0-chave": "Com Espaço"},
        {"p-0-valor_0": "{}"},
        {"p-0-rotulo": "a\0b", "p-0-chave": "x" * 400},
        {"p-0-rotulo": "x" * 5000},
        {"p-0-mostrar_se": "===="},
        {
            "perguntas": "2",
            "p-1-rotulo": "Outra",
            "p-1-tipo": "texto",
            "p-0-chave": "p_outra",
        },
        {"perguntas": "2", "p-1-rotulo": "B", "p-1-tipo": "texto", "p-1-chave": "a", "p-0-chave": "a"},
        {"adicionar": "nada"},
    ],
)
def test_o_que_um_estranho_manda_nao_derruba_nem_grava_dado_ruim(
    client: Client, rascunho: VersaoDoServico, estranho: dict[str, str]
) -> None:
    assert _mandar(client, rascunho, **UMA | estranho).status_code in {200, 302, 422}
    assert perguntas.erros(_guardadas(rascunho)) == []
    previa = client.post(tela(rascunho, "previa"), UMA | estranho)
    assert previa.status_code == 200


def test_o_que_so_se_ve_nas_perguntas_juntas_tambem_se_diz(client: Client, rascunho: VersaoDoServico) -> None:
    """Cada formulário está certo e a lista não: a recusa nunca é calada."""
    outra = {"p-1-rotulo": "B", "p-1-tipo": "texto", "p-1-chave": "igual", "p-0-chave": "igual"}
    resposta = _mandar(client, rascunho, **UMA | outra | {"perguntas": "2"})
    assert resposta.status_code == 422
    assert "a chave se repete" in sopa(resposta).select(".govuk-error-summary")[0].get_text()
    assert mostrado(resposta)["p-1-rotulo"] == "B"
    assert _guardadas(rascunho) == []


def test_todo_endereco_de_lugar_serve_numa_pergunta(client: Client, rascunho: VersaoDoServico) -> None:
    """O do lugar pode ter maiúscula e sublinhado, como o modelo deixa."""
    for slug in ("Praca_da-Se", "lapa"):
        Lugar.objects.create(slug=slug, nome=slug, endereco="Rua")
    lugares = {"p-0-rotulo": "Onde?", "p-0-tipo": "lugar", "p-0-lugares": ["Praca_da-Se", "lapa"]}
    assert _mandar(client, rascunho, **lugares, perguntas="1").status_code == 302
    assert _guardadas(rascunho)[0]["lugares"] == ["Praca_da-Se", "lapa"]


def test_o_que_nao_cabe_se_diz_e_nada_se_perde(client: Client, rascunho: VersaoDoServico) -> None:
    """Nem as opções nem as perguntas a mais somem: os botões de adicionar é que saem da página."""
    muitas = {"perguntas": "1", "p-0-rotulo": "Qual?", "p-0-tipo": "uma", "p-0-linhas": "62"}
    muitas |= {f"p-0-opcao_{i}": f"Opção {i}" for i in range(62)}
    pagina = _mandar(client, rascunho, **muitas, opcoes="0")
    assert mostrado(pagina)["p-0-opcao_61"] == "Opção 61"
    assert "Não cabem mais opções" in lido(pagina)
    assert not sopa(pagina).select("button[name=opcoes]")
    assert mandar(client, tela(rascunho, "perguntas")).status_code == 302
    assert _mandar(client, rascunho, **muitas).status_code == 302
    assert len(_guardadas(rascunho)[0]["opcoes"]) == 62

    muitas = {"perguntas": "41"}
    for i in range(41):
        muitas |= {f"p-{i}-rotulo": f"Pergunta {i}", f"p-{i}-tipo": "texto"}
    pagina = _mandar(client, rascunho, **muitas, adicionar="texto")
    assert (mostrado(pagina)["perguntas"], mostrado(pagina)["p-40-rotulo"]) == ("41", "Pergunta 40")
    assert "Não cabem mais perguntas" in lido(pagina)
    assert not sopa(pagina).select("button[name=adicionar]")


def test_a_previa_e_o_html_do_municipe(client: Client) -> None:
    entra(client)
    versao = acoes.propor(servico=ServicoFactory.create(com_perguntas=True), por=SISTEMA)
    pagina = client.get(tela(versao, "perguntas"))
    previa = sopa(pagina).select_one("#previa")
    pedido = sopa(client.get(f"/solicitar/{versao.servico.slug}/")).select_one("#detalhes")
    assert previa
    assert pedido
    assert [str(grupo) for grupo in previa.select(".govuk-form-group")] == [
        str(grupo) for grupo in pedido.select(".govuk-form-group")
    ]
    escrita = mostrado(pagina) | {"p-0-rotulo": "De que tamanho é?", "p-1-rotulo": ""}
    fragmento = client.post(tela(versao, "previa"), escrita)
    assert "De que tamanho é?" in lido(fragmento)
    assert "profundidade" not in lido(fragmento)
    assert b"<html" not in fragmento.content
    assert not sopa(fragmento).select("form")


def test_o_que_se_guarda_volta_igual() -> None:
    """Nenhuma pergunta que já está no Guia se perde por passar pelo construtor."""
    sem_vazias = [{campo: dito for campo, dito in p.items() if dito != ""} for p in PERGUNTAS]
    assert Construtor.da_versao(PERGUNTAS).dados == sem_vazias


def test_o_tipo_do_conselho_se_guarda_e_se_le_por_extenso(client: Client, rascunho: VersaoDoServico) -> None:
    conselho = {"p-0-conselho_1": "Ligue 199.", "p-0-tipo_do_conselho_1": "perigo"}
    assert _mandar(client, rascunho, **UMA | conselho).status_code == 302
    (pergunta,) = _guardadas(rascunho)
    assert pergunta["opcoes"][1]["orientacao_tipo"] == "perigo"
    assert "orientacao_tipo" not in pergunta["opcoes"][0]
    assert mostrado(client.get(tela(rascunho, "perguntas")))["p-0-tipo_do_conselho_1"] == "perigo"
    dito = por_extenso.texto(rascunho, "perguntas")
    assert "• Grande → é perigo, interrompe o pedido e diz: Ligue 199." in dito


def test_a_publicada_continua_com_as_suas_perguntas(client: Client) -> None:
    entra(client)
    servico = ServicoFactory.create(com_perguntas=True)
    nova = acoes.propor(servico=servico, por=SISTEMA)
    mandar(client, tela(nova, "perguntas"), **{"p-0-rotulo": "Outra pergunta"})
    assert _guardadas(nova)[0]["rotulo"] == "Outra pergunta"
    assert no_ar(servico).perguntas == PERGUNTAS


def test_nenhuma_tela_da_administracao_aceita_dados_crus(rf: RequestFactory) -> None:
    """Do Guia nem de ninguém: o que é JSON no banco tem um formulário, ou só se lê."""
    pedido = rf.get("/")
    pedido.user = UsuarioFactory.create(is_staff=True, is_superuser=True)
    vistas = 0
    for modelo, telas in admin.site._registry.items():  # noqa: SLF001  o admin não diz de outro jeito
        for pode in (telas.has_add_permission(pedido), telas.has_change_permission(pedido)):
            if pode:
                formulario = telas.get_form(pedido)
                crus = [n for n, campo in formulario.base_fields.items() if isinstance(campo, JSONField)]
                assert not crus, f"{modelo.__name__}: {crus}"
                vistas += 1
    assert vistas > 10
