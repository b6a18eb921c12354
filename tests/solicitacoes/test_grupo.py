"""Juntar e separar pedidos iguais na caixa: o que se confere, o que se faz e o que se recusa."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from avisos.models import Aviso
from contas.acoes import Identificacao
from contas.guardas import SESSAO
from mesas.paginacao import POR_PAGINA
from solicitacoes import acoes
from solicitacoes.caixa import grupo
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from contas.models import Usuario
    from roteamento.models import Unidade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

NOVAS = ("relacionados", "juntar", "grupo", "separar")


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
    return elenco.solicitacao(caixa, ha_dias=3)


def _endereco(caso: Solicitacao, fim: str = "", sigla: str = "SMPR-CPO-STM-Sé") -> str:
    return f"/caixa/{sigla}/{caso.protocolo}/{fim}"


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "html.parser")


def _texto(resposta: Any) -> str:
    principal = _sopa(resposta).select_one("main")
    assert principal
    return " ".join(principal.get_text(" ").split())


def _confirmar(client: Client, caso: Solicitacao, *outros: Solicitacao, **dados: Any) -> HttpResponse:
    versoes = {f"versao.{um.protocolo}": um.versao for um in (caso, *outros)}
    marcados = [outro.protocolo for outro in outros]
    enviado = {"marcados": marcados, "confirmar": "sim", **versoes, **dados}
    return client.post(_endereco(caso, "juntar/"), enviado)  # type: ignore[return-value]


def _junto(principal: Solicitacao, *outras: Solicitacao) -> None:
    equipe = elenco.autor(elenco.pessoa("Rita"), principal.unidade)
    acoes.agrupar(principal=principal, versao=principal.versao, por=equipe, outras=outras)
    for caso in (principal, *outras):
        caso.refresh_from_db()


def test_sugere_na_pagina_e_o_fragmento_e_a_mesma_regiao(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    outro = elenco.solicitacao(caso.unidade, numero="431", ha_dias=2)
    vizinho = elenco.solicitacao(caso.unidade, servico=elenco.servico("poda", "Poda de árvore"))
    pedido = _sopa(client.get(_endereco(caso)))
    elo = pedido.select_one("#relacionados a")
    assert elo
    assert (
        elo["href"]
        == elo["hx-get"]
        == _sopa(client.get(_endereco(caso))).select("#relacionados a")[0]["href"]
    )
    inteira = client.get(str(elo["href"]))
    fragmento = client.get(str(elo["href"]), headers={"HX-Request": "true"})
    assert str(_sopa(fragmento)).strip() == str(_sopa(inteira).select_one("#relacionados"))
    assert [c["value"] for c in _sopa(fragmento).select("input[name=marcados]")] == [outro.protocolo]
    assert vizinho.protocolo in fragmento.content.decode()
    assert "Poda de árvore" in _texto(inteira)


def test_na_pagina_do_principal_tambem_se_sugere(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    segue, novo = elenco.solicitacao(caso.unidade), elenco.solicitacao(caso.unidade)
    _junto(caso, segue)
    marcaveis = _sopa(client.get(_endereco(caso, "relacionados/"))).select("input[name=marcados]")
    assert [c["value"] for c in marcaveis] == [novo.protocolo]
    assert "1 pedido tratado junto com este" in _texto(client.get(_endereco(caso)))


def test_confere_antes_e_get_nao_junta(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    mais_antigo = elenco.solicitacao(caso.unidade, ha_dias=8)
    endereco = f"{_endereco(caso, 'juntar/')}?marcados={mais_antigo.protocolo}"
    with CaptureQueriesContext(connection) as feitas:
        resposta = client.get(endereco)
    assert all(c["sql"].lstrip().startswith(("SELECT", "WITH")) for c in feitas.captured_queries)
    texto = _texto(resposta)
    for dito in (
        "Juntar 2 pedidos iguais",
        "“O pedido passou a ser tratado junto com outro igual”",
        "Ninguém vê o protocolo do outro",
        "Ninguém recebe mensagem",
    ):
        assert dito in texto
    escolhido = _sopa(resposta).select_one("input[name=principal][checked]")
    assert escolhido
    assert escolhido["value"] == mais_antigo.protocolo
    sem_confirmar = client.post(_endereco(caso, "juntar/"), {"marcados": [mais_antigo.protocolo]})
    assert sem_confirmar.status_code == 200
    assert not Solicitacao.objects.exclude(principal=None).exists()


def test_junta_varios_sob_o_que_se_escolheu(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    outros = [elenco.solicitacao(caso.unidade, ha_dias=8 + n) for n in range(3)]
    resposta = _confirmar(client, caso, *outros, principal=caso.protocolo)
    assert resposta["Location"].endswith(f"/{caso.protocolo}/")
    assert "3 pedidos passaram a ser tratados junto com este." in _texto(client.get(resposta["Location"]))
    assert set(caso.agrupadas.all()) == set(outros)
    assert Andamento.objects.filter(tipo=Tipo.AGRUPAMENTO, alcance="publico").count() == 3
    assert not Aviso.objects.exists()


def test_o_juntado_que_se_encerra_aparece_nos_encerrados(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    outro = elenco.solicitacao(caixa)
    acoes.agrupar(principal=caso, versao=caso.versao, por=elenco.autor(servidor, caixa), outras=[outro])
    acoes.cancelar(caso=outro, por=elenco.municipe(outro.protocolo))
    for situacao, acha in (("encerradas", True), ("cancelada", True), ("", False)):
        pagina = client.get(f"/caixa/{caixa.sigla}/", {"situacao": situacao}).content.decode()
        assert (outro.protocolo_escrito in pagina) == acha


def test_o_novo_segue_o_principal_que_ja_existe(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    """Mesmo que haja um mais antigo: não se troca o principal de um grupo por engano."""
    principal, segue = (elenco.solicitacao(caso.unidade, ha_dias=dias) for dias in (1, 2))
    _junto(principal, segue)
    _confirmar(client, caso, principal)
    caso.refresh_from_db()
    assert caso.principal == principal
    assert Solicitacao.objects.get(pk=segue.pk).principal == principal


def test_pelo_protocolo_escrito(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    longe = elenco.solicitacao(caso.unidade, logradouro="Largo do Arouche", numero="9", ha_dias=9)
    resposta = client.get(_endereco(caso, "juntar/"), {"outro": f" {longe.protocolo_escrito} "})
    assert longe.protocolo_escrito in _texto(resposta)
    assert [c["value"] for c in _sopa(resposta).select("input[name=marcados]")] == [longe.protocolo]
    _confirmar(client, caso, longe)
    caso.refresh_from_db()
    assert caso.principal == longe


@pytest.mark.parametrize(
    "como", ["nada", "inventado", "outra unidade", "outro serviço", "encerrado", "o mesmo"]
)
def test_o_que_nao_se_junta_e_422(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao, como: str
) -> None:
    feitos = {
        "outra unidade": lambda: elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None)),
        "outro serviço": lambda: elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda")),
        "encerrado": lambda: elenco.na_situacao(Situacao.FINALIZADA, caixa),
        "o mesmo": lambda: caso,
    }
    qual = feitos[como]().protocolo if como in feitos else {"nada": "", "inventado": "123"}[como]
    bom = elenco.solicitacao(caixa, numero="427")
    for dados in ({"outro": qual}, {"marcados": [qual]} if qual else {}):
        resposta = client.post(_endereco(caso, "juntar/"), {**dados, "confirmar": "sim"})
        assert resposta.status_code == 422, dados
        elos = _sopa(resposta).select(".govuk-error-summary__list a")
        assert len(elos) == 1
        assert _sopa(resposta).select(str(elos[0]["href"]))  # o erro leva a algum lugar
        assert _sopa(resposta).select(f"input[value='{bom.protocolo}']")
    assert not Solicitacao.objects.exclude(principal=None).exists()


def test_o_que_se_marcou_volta_marcado(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    bom = elenco.solicitacao(caso.unidade)
    resposta = client.get(_endereco(caso, "juntar/"), {"marcados": [bom.protocolo], "outro": "123"})
    assert resposta.status_code == 422
    assert _sopa(resposta).select(f"input[value='{bom.protocolo}'][checked]")
    assert _sopa(resposta).select("input[name=outro][value='123']")


def test_um_colega_juntou_antes(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    """A versão do principal mudou: nada se junta, e o que se marcou volta para conferir."""
    outro = elenco.solicitacao(caso.unidade, ha_dias=1)
    acoes.assumir(caso=caso, versao=1, por=elenco.autor(elenco.pessoa("Rita"), caso.unidade))
    resposta = _confirmar(client, caso, outro, principal=caso.protocolo)
    assert resposta.status_code == 409
    assert "Nada foi juntado." in _texto(resposta)
    assert _sopa(resposta).select(f"input[name=marcados][value='{outro.protocolo}']")
    caso.refresh_from_db()
    _confirmar(client, caso, outro, principal=caso.protocolo)
    assert list(caso.agrupadas.all()) == [outro]


@pytest.mark.parametrize("como", ["segue", "encerrado"])
def test_quem_segue_ou_se_encerrou_nao_junta(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao, como: str
) -> None:
    outro = elenco.solicitacao(caixa)
    qual = caso
    if como == "segue":
        _junto(outro, caso)
    else:
        qual = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    resposta = _confirmar(client, qual, elenco.solicitacao(caixa))
    assert resposta.status_code == 302
    assert "já não se junta" in _texto(client.get(resposta["Location"]))
    assert Solicitacao.objects.exclude(principal=None).count() == (como == "segue")


def test_na_pagina_do_que_segue_ha_link_ao_principal(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    segue = elenco.solicitacao(caso.unidade)
    _junto(caso, segue)
    pagina = _sopa(client.get(_endereco(segue)))
    elos = [str(elo["href"]) for elo in pagina.select(".govuk-inset-text a")]
    assert [elo.split("/")[3:] for elo in elos] == [[caso.protocolo, ""], [segue.protocolo, "separar", ""]]
    assert not _sopa(client.get(_endereco(segue, "relacionados/"))).select("input[name=marcados]")
    assert client.get(_endereco(segue, "grupo/"))["Location"].endswith(f"/{caso.protocolo}/grupo/")


def test_juntar_todos_marca_os_que_parecem_iguais(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    """Os mais perto, até MUITOS: é o que a lista inteira mostra; nada se junta antes de confirmar."""
    iguais = [elenco.montar(caso.unidade, ha_dias=2) for _ in range(grupo.MUITOS + 2)]
    acoes.gravar(iguais, por=elenco.autor(None))
    elenco.solicitacao(caso.unidade, logradouro="Largo do Arouche", numero="9")
    pagina = _sopa(client.get(_endereco(caso, "juntar/"), {"todos": "sim"}))
    marcados = {str(campo["value"]) for campo in pagina.select("input[name=marcados]")}
    assert len(marcados) == grupo.MUITOS
    assert marcados <= {igual.protocolo for igual in iguais}
    assert not caso.agrupadas.exists()


@pytest.mark.parametrize(
    ("como", "frase"),
    [
        ("junto", "é tratado junto com"),
        ("principal em outra unidade", "já esteve junto de outro, que está em outra unidade"),
        ("principal encerrado", "é tratado sozinho, mas já esteve junto de"),
    ],
)
def test_diz_se_ainda_segue(
    client: Client, servidor: Usuario, caso: Solicitacao, como: str, frase: str
) -> None:
    segue = elenco.solicitacao(caso.unidade)
    _junto(caso, segue)
    if como == "principal em outra unidade":
        Solicitacao.objects.filter(pk=caso.pk).update(unidade=elenco.unidade("ILUME", subprefeitura=None))
    if como == "principal encerrado":
        fim = elenco.na_situacao(Situacao.FINALIZADA, caso.unidade)
        Solicitacao.objects.filter(pk=segue.pk).update(principal=fim)
    assert frase in _texto(client.get(_endereco(segue)))


def test_separar_confere_e_separa(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    segue = elenco.solicitacao(caso.unidade)
    _junto(caso, segue)
    texto = _texto(client.get(_endereco(segue, "separar/")))
    assert "“O pedido voltou a ser tratado sozinho”" in texto
    assert Solicitacao.objects.get(pk=segue.pk).principal == caso
    velha = client.post(_endereco(segue, "separar/"), {"versao": "1"})
    assert velha.status_code == 409
    assert Solicitacao.objects.get(pk=segue.pk).principal == caso
    feito = client.post(_endereco(segue, "separar/"), {"versao": segue.versao})
    assert feito["Location"].endswith(f"/{segue.protocolo}/")
    assert Solicitacao.objects.get(pk=segue.pk).principal is None
    assert segue.andamentos.order_by("-ordem")[0].mudancas == {"principal": [caso.protocolo_escrito, ""]}
    assert client.get(_endereco(segue, "separar/")).status_code == 409  # já está só


def test_o_grupo_de_qualquer_tamanho_em_paginas(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    seguem = [elenco.montar(caso.unidade, ha_dias=90 - n, principal=caso) for n in range(POR_PAGINA + 7)]
    acoes.gravar(seguem, por=elenco.autor(None))
    primeira = client.get(_endereco(caso, "grupo/"))
    assert f"{POR_PAGINA + 7} pedidos" in _texto(primeira)
    ditos = [elo.text for elo in _sopa(primeira).select(".sp-relacionados .sp-numero")]
    assert ditos == [um.protocolo_escrito for um in seguem[:POR_PAGINA]]
    assert len(_sopa(primeira).select("a[href$='/separar/']")) == POR_PAGINA
    proxima = _sopa(primeira).select_one("a[rel=next]")
    assert proxima
    segunda = client.get(_endereco(caso, "grupo/") + str(proxima["href"]))
    assert len(_sopa(segunda).select(".sp-relacionados__um")) == 7
    vazio = client.get(_endereco(elenco.solicitacao(caso.unidade), "grupo/"))
    assert "Nenhum pedido junto deste" in _texto(vazio)


def test_o_endereco_de_antes_continua_e_nenhum_elo_o_diz(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    assert client.get(_endereco(caso, "vizinhos/")).status_code == 200
    assert "/relacionados/" in (pagina := client.get(_endereco(caso)).content.decode())
    assert "/vizinhos/" not in pagina


def test_as_mesmas_consultas_com_nenhum_e_com_trinta(
    client: Client, servidor: Usuario, caso: Solicitacao, subtests: pytest.Subtests
) -> None:
    com_nenhum = {}
    for fim in ("", "relacionados/", "relacionados/?todos=sim", "grupo/"):
        client.get(_endereco(caso, fim))
        with CaptureQueriesContext(connection) as nenhum:
            client.get(_endereco(caso, fim))
        com_nenhum[fim] = len(nenhum)
    iguais = [elenco.montar(caso.unidade, ha_dias=n) for n in range(1, 31)]
    seguem = [elenco.montar(caso.unidade, ha_dias=n, principal=caso) for n in range(1, 31)]
    acoes.gravar([*iguais, *seguem], por=elenco.autor(None))
    for outro in Solicitacao.objects.exclude(pk=caso.pk):
        outro.anexos.create(ordem=1, arquivo="a", nome="a", sha256="a", papel="interessado")
    for fim, antes in com_nenhum.items():
        with subtests.test(fim):
            with CaptureQueriesContext(connection) as trinta:
                resposta = client.get(_endereco(caso, fim))
            # a última que entrou é a dos avisos que saíram: sem ela ninguém sabe se a pessoa soube
            assert antes == len(trinta) <= 14
            assert all(c["sql"].lstrip().startswith(("SELECT", "WITH")) for c in trinta.captured_queries)
            if fim.startswith("relacionados"):
                assert len(_sopa(resposta).select("input[name=marcados]")) == (30 if "todos" in fim else 5)


def test_o_municipe_so_le_a_frase(client: Client, caixa: Unidade, caso: Solicitacao) -> None:
    """Nem o outro protocolo, nem a outra pessoa, nem quantos são; com a chave ou sem ela."""
    outra_pessoa = Identificacao(nome="Josefa Lima", tipo_documento="cpf", documento="11144477735")
    principal = elenco.solicitacao(caixa, identificacao=outra_pessoa)
    _junto(principal, caso)
    for com_chave in (False, True):
        if com_chave:
            sessao = client.session
            sessao[SESSAO] = [caso.protocolo, principal.protocolo]
            sessao.save()
        for este, aquele in ((caso, principal), (principal, caso)):
            pagina = client.get(f"/acompanhar/{este.protocolo}/").content.decode()
            assert (Tipo.AGRUPAMENTO.label in pagina) is (este == caso)
            for segredo in (
                aquele.protocolo,
                aquele.protocolo_escrito,
                "Josefa" if este == caso else "Maria",
            ):
                assert segredo not in pagina
    acoes.desagrupar(caso=caso, versao=caso.versao, por=elenco.autor(elenco.pessoa("Rita"), caixa))
    pagina = client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
    assert Tipo.DESAGRUPAMENTO.label in pagina
    assert principal.protocolo not in pagina


@pytest.mark.parametrize("fim", NOVAS)
def test_quem_entra(client: Client, caixa: Unidade, caso: Solicitacao, fim: str) -> None:
    assert client.get(_endereco(caso, f"{fim}/"))["Location"].startswith("/conta/")
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    for sigla in (caixa.sigla, "ILUME"):
        assert client.get(_endereco(caso, f"{fim}/", sigla)).status_code == 403
        if fim in ("juntar", "separar"):
            assert client.post(_endereco(caso, f"{fim}/", sigla), {"confirmar": "sim"}).status_code == 403
    client.force_login(elenco.servidor(caixa))
    assert client.get(f"/caixa/{caixa.sigla}/123456789012345/{fim}/").status_code == 404
    assert client.put(_endereco(caso, f"{fim}/")).status_code == 405
    if fim in ("relacionados", "grupo"):
        assert client.post(_endereco(caso, f"{fim}/")).status_code == 405
