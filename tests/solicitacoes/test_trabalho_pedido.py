"""A página do pedido: o que mostra, o que esconde, quem entra."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contas.acoes import Identificacao, selar
from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import ENCERRADAS, NOMES_CURTOS, Desfecho, Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CORRIGIR = ["Corrigir endereço", "Corrigir serviço"]
CUIDAR = ["Marcar o dia", "Pedir complemento", "Transferir", "Atribuir", "Prorrogar"]


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(
        caixa,
        descricao="Buraco fundo na faixa da direita.",
        respostas=[
            {"chave": "tamanho", "rotulo": "Tamanho", "valor": "Maior que um prato"},
            {"chave": "riscos", "rotulo": "Riscos", "valor": ["Ônibus", "Escola"]},
            {"chave": "vazia", "rotulo": "Não respondida", "valor": ""},
        ],
        referencia="Em frente à padaria",
    )


def _endereco(caso: Solicitacao, sigla: str = "SMPR-CPO-STM-Sé", fim: str = "") -> str:
    return f"/caixa/{sigla}/{caso.protocolo}/{fim}"


def _pagina(client: Client, endereco: str) -> BeautifulSoup:
    resposta = client.get(endereco)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "html.parser")


def _principal(pagina: BeautifulSoup) -> str:
    principal = pagina.select_one("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def test_tudo_o_que_e_preciso_para_decidir(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    caso.anexos.create(
        ordem=1, arquivo="a.jpg", miniatura="p.jpg", nome="a.jpg", sha256="a", papel=Papel.INTERESSADO
    )
    Solicitacao.objects.filter(pk=caso.pk).update(lat=-23.545, lon=-46.635)
    pagina = _pagina(client, _endereco(caso))
    texto = _principal(pagina)
    for dito in (
        "Tapa-buraco",
        caso.protocolo_escrito,
        "Rua Líbero Badaró, 425",
        "Subprefeitura Sé",
        "Referência: Em frente à padaria",
        "Buraco fundo na faixa da direita.",
        "Maior que um prato",
        "Ônibus",
        "Escola",
        "Como calculamos",
        "O prazo é de 30 dias corridos.",
        "é da CPO-STM",
        "Pedido registrado",
        "por Portal",
    ):
        assert dito in texto
    assert "Não respondida" not in texto
    assert pagina.select("a[href$='/grande/'] img[src$='/pequena/']")
    assert pagina.select("[data-mapa][data-lat='-23.545']")


def test_contato_fica_escondido(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    texto = str(_pagina(client, _endereco(caso)))
    for dado in ("Maria", "maria@exemplo.invalid", "98765", "529982", "982.247"):
        assert dado not in texto
    assert not LeituraDePessoal.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_mostrar_contato_escreve_quem_leu(
    client: Client, servidor: Usuario, caso: Solicitacao, htmx: bool
) -> None:
    with CaptureQueriesContext(connection) as feitas:
        resposta = client.post(
            _endereco(caso, fim="contato/"), headers={"HX-Request": "true"} if htmx else {}
        )
    assert sum('FROM "protocolo_vinculo"' in feita["sql"][:200] for feita in feitas.captured_queries) == 1
    texto = resposta.content.decode()
    for dado in ("Maria Silva", "maria@exemplo.invalid", "(11) 98765-4321", "***.982.247-**"):
        assert dado in texto
    assert "52998224725" not in texto
    assert ("<main" in texto) is not htmx
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.usuario, leitura.papel, leitura.protocolo) == (servidor, "servidor", caso.protocolo)
    assert leitura.interessado == caso.interessado
    assert client.get(_endereco(caso, fim="contato/")).status_code == 405


def test_o_fragmento_do_contato_e_a_mesma_regiao(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    endereco = _endereco(caso, fim="contato/")
    inteira = BeautifulSoup(client.post(endereco).content, "html.parser").select_one("#contato")
    fragmento = client.post(endereco, headers={"HX-Request": "true"}).content.decode()
    assert str(BeautifulSoup(fragmento, "html.parser")).strip() == str(inteira)


def test_sem_contato_nao_ha_botao_nem_leitura(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    anonimo = elenco.solicitacao(caixa, identificacao=Identificacao())
    importado = elenco.solicitacao(caixa, identificacao=None, procedencia="importada")
    selado = elenco.solicitacao(caixa)
    assert selado.interessado
    selar(interessado=selado.interessado)
    frases = {
        anonimo: "não se identificou",
        importado: "base histórica, sem contato",
        selado: "identidade desta pessoa é protegida",
    }
    for caso, frase in frases.items():
        assert frase in _principal(_pagina(client, _endereco(caso)))
        assert frase in client.post(_endereco(caso, fim="contato/")).content.decode()
    assert not LeituraDePessoal.objects.exists()


def test_a_historia_diz_quem_fez_e_o_que_so_a_equipe_ve(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    acoes.assumir(caso=caso, versao=1, por=elenco.autor(servidor, caixa))
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto="Piorou com a chuva.")
    passos = _pagina(client, _endereco(caso)).select(".sp-linha__passo")
    textos = [" ".join(passo.get_text(" ").split()) for passo in passos]
    assert len(textos) == 3
    assert "Munícipe" in textos[0]
    assert "Piorou com a chuva." in textos[0]
    for dito in ("Sérgio Souza, SMPR-CPO-STM-Sé", "só a equipe vê", "Responsável: Sérgio Souza"):
        assert dito in textos[1]
    assert "só a equipe vê" not in textos[2]


@pytest.mark.parametrize(
    ("situacao", "esperados"),
    [
        (
            Situacao.ABERTA,
            ["Finalizar", "Iniciar", "Assumir", *CUIDAR, "Indeferir", *CORRIGIR],
        ),
        (
            Situacao.EM_ANDAMENTO,
            ["Finalizar", "Assumir", *CUIDAR, "Indeferir", *CORRIGIR],
        ),
        (
            Situacao.AGUARDANDO_MUNICIPE,
            ["Finalizar", "Assumir", "Marcar o dia", "Transferir", "Atribuir", *CORRIGIR],
        ),
        (Situacao.FINALIZADA, ["Corrigir as fotos"]),
        (Situacao.INDEFERIDA, []),
        (Situacao.CANCELADA, []),
    ],
)
def test_so_oferece_o_que_cabe(
    client: Client, caixa: Unidade, servidor: Usuario, situacao: str, esperados: list[str]
) -> None:
    caso = elenco.na_situacao(situacao, caixa)
    pagina = _pagina(client, _endereco(caso))
    botoes = [" ".join(b.text.split()) for b in pagina.select(".sp-atos .govuk-button")]
    assert botoes == [*esperados, *(["Pôr na lista do dia"] if len(esperados) > 3 else [])]
    a_vista = pagina.select("#acoes > .sp-atos .govuk-button")
    assert [" ".join(b.text.split()) for b in a_vista] == esperados[:3]
    assert len(pagina.select("#acoes .govuk-button:not(.govuk-button--secondary)")) == len(esperados[:1])
    assert ("Este pedido está encerrado" in _principal(pagina)) is (situacao in ENCERRADAS)


def test_quem_encerra_leva_o_credito(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    """Sem responsável, passa a ser quem encerrou; com outro, a página diz os dois."""
    por = elenco.autor(servidor, caixa)
    final: dict[str, Any] = {"desfecho": Desfecho.REALIZADO, "resposta": elenco.FRASE, "por": por}
    sem_dono = elenco.solicitacao(caixa)
    acoes.finalizar(caso=sem_dono, versao=1, **final)
    sem_dono.refresh_from_db()
    assert sem_dono.responsavel == servidor
    do_ivo = elenco.solicitacao(caixa, responsavel=elenco.servidor(caixa, nome="Ivo Ilha"))
    acoes.finalizar(caso=do_ivo, versao=1, **final)
    texto = _principal(_pagina(client, _endereco(do_ivo)))
    assert f"por {servidor.nome}, {caixa.sigla}" in texto
    assert "Responsável Ivo Ilha" in texto
    desistido = elenco.solicitacao(caixa)
    acoes.cancelar(caso=desistido, por=elenco.municipe(desistido.protocolo))
    desistido.refresh_from_db()
    assert desistido.responsavel is None
    antigo = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    assert "Ninguém ainda" not in _principal(_pagina(client, _endereco(antigo)))


def test_o_atendente_nao_aparece_como_da_unidade_do_pedido(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    ana = elenco.autor(elenco.pessoa("Ana Atende"), papel=Papel.ATENDENTE)
    caso = elenco.solicitacao(caixa)
    acoes.cancelar(caso=caso, por=ana)
    texto = _principal(_pagina(client, _endereco(caso)))
    assert "Ana Atende, atendente" in texto
    assert f"Ana Atende, {caixa.sigla}" not in texto


def test_quem_ja_e_responsavel_nao_ve_assumir(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa, responsavel=servidor)
    assert not _pagina(client, _endereco(caso)).select("form[action$='/assumir/']")


def test_importado_nao_oferece_complemento(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa, identificacao=None, procedencia="importada")
    assert not _pagina(client, _endereco(caso)).select("a[href*='pedir-complemento']")


def test_quem_nao_entrou_vai_a_entrada(client: Client, caso: Solicitacao) -> None:
    for fim in ("", "finalizar/"):
        assert client.get(_endereco(caso, fim=fim))["Location"].startswith("/conta/")
    assert client.post(_endereco(caso, fim="contato/"))["Location"].startswith("/conta/")


def test_de_outra_unidade_nao_entra_nem_age(client: Client, caso: Solicitacao) -> None:
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    for sigla in ("SMPR-CPO-STM-Sé", "ILUME"):
        assert client.get(_endereco(caso, sigla)).status_code == 403
        assert client.post(_endereco(caso, sigla, "contato/")).status_code == 403
        for ato in ("assumir", "finalizar", "transferir"):
            assert client.post(_endereco(caso, sigla, f"{ato}/"), {"versao": "1"}).status_code == 403
    assert not LeituraDePessoal.objects.exists()
    caso.refresh_from_db()
    assert caso.versao == 1


def test_protocolo_que_nao_existe_e_404(client: Client, servidor: Usuario) -> None:
    assert client.get("/caixa/SMPR-CPO-STM-Sé/123456789012345/").status_code == 404
    assert client.get("/caixa/SMPR-CPO-STM-Sé/qualquer/finalizar/").status_code == 404


def test_metodo_errado(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    assert client.post(_endereco(caso)).status_code == 405
    assert client.put(_endereco(caso, fim="finalizar/")).status_code == 405


def test_quem_teve_o_pedido_na_caixa_volta_a_lista_sabendo_para_onde_foi(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    outra = elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    acoes.transferir(
        caso=caso, versao=1, por=elenco.autor(servidor, caixa), unidade=outra, motivo=elenco.FRASE
    )
    resposta = client.get(_endereco(caso), follow=True)
    assert resposta.redirect_chain[0][0].startswith("/caixa/SMPR-CPO-STM-S")
    assert "passou para Iluminação pública (ILUME)" in resposta.content.decode()
    # e quem recebeu o vê
    client.force_login(elenco.servidor(outra, nome="Iara"))
    assert "Devolver" in _principal(_pagina(client, _endereco(caso, "ILUME")))


def test_as_mesmas_consultas_com_uma_historia_curta_e_uma_longa(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    client.get(_endereco(caso))
    with CaptureQueriesContext(connection) as curta:
        client.get(_endereco(caso))
    for numero in range(5):
        acoes.acrescentar(caso=caso, por=elenco.municipe(), texto=f"Mais {numero}")
        caso.anexos.create(
            ordem=1, arquivo="a", miniatura="p", nome="a", sha256=str(numero), papel=Papel.INTERESSADO
        )
    client.get(_endereco(caso))  # marca lido o que se escreveu
    with CaptureQueriesContext(connection) as longa:
        client.get(_endereco(caso))
    # as mensagens, quantas forem, e se o recado delas ainda chama saem do que a página já leu
    assert (len(curta), len(longa)) == (14, 14)
    assert all(c["sql"].lstrip().startswith(("SELECT", "WITH")) for c in longa.captured_queries)


def test_a_volta_leva_aos_filtros_de_onde_se_veio(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    pagina = _pagina(client, f"{_endereco(caso)}?volta=servico%3Dtapa-buraco%26mal%3Dhttps://mal.invalid")
    volta = pagina.select_one("a.govuk-back-link")
    assert volta
    assert str(volta["href"]).endswith("/?servico=tapa-buraco")
    for elo in pagina.select(".sp-atos a"):
        assert str(elo["href"]).endswith("/?volta=servico%3Dtapa-buraco")


@pytest.mark.parametrize("situacao", ["aberta", "em_andamento", "aguardando_municipe", "finalizada"])
def test_a_situacao_tem_o_mesmo_nome_na_lista_e_no_pedido(
    client: Client, caixa: Unidade, servidor: Usuario, situacao: str
) -> None:
    """A palavra é a da equipe nas duas telas; o munícipe continua a ler a dele."""
    feito = elenco.na_situacao(Situacao(situacao), caixa)
    lista = _pagina(client, f"/caixa/{caixa.sigla}/?situacao={situacao}")
    pedido = _pagina(client, _endereco(feito))
    na_lista, no_pedido = (pagina.select_one(".sp-etiqueta") for pagina in (lista, pedido))
    assert na_lista
    assert no_pedido
    assert na_lista.text == no_pedido.text == NOMES_CURTOS[situacao]
    if situacao == "aberta":
        publica = client.get(f"/acompanhar/{feito.protocolo}/").content.decode()
        assert "Aguardando atendimento" in publica
