"""A lista do dia de um colega: o que se faz nela fica nela; e a do pedido que mudou de unidade no dia."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from avisos.models import Cidade
from contas.papeis import Papel
from protocolo.erros import RecusaDeAcao
from solicitacoes import acoes
from solicitacoes.campo.lista import paradas
from solicitacoes.models import Solicitacao, Visita
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from contas.models import Usuario
    from roteamento.models import Unidade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
DE_FORA = "/caixa/ILUME/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def rita(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Rita Rua")


@pytest.fixture
def chefe(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def _por_na_de(quem: Usuario, onde: Unidade, *casos: Solicitacao) -> list[Visita]:
    return acoes.por_na_lista(unidade=onde, casos=casos, quem=quem, dia=timezone.localdate())


def _concluir(client: Client, caso: Solicitacao, consulta: str = "", **dados: Any) -> Any:
    htmx = {"HX-Request": "true"} if dados.pop("htmx", True) else {}
    dados = {"versao": caso.versao, "resposta": elenco.FRASE, "envio": str(uuid4()), **dados}
    return client.post(f"{CAIXA}{caso.protocolo}/concluir/{consulta}", dados, headers=htmx)


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _na_lista(client: Client, endereco: str) -> set[str]:
    artigos = _sopa(client.get(endereco)).select("article.sp-parada")
    return {str(artigo["id"]).removeprefix("parada-") for artigo in artigos}


def test_o_que_se_faz_na_lista_de_um_colega_fica_nela(
    client: Client, caixa: Unidade, rita: Usuario, chefe: Usuario
) -> None:
    dela, outro, meu, nao_deu = (elenco.solicitacao(caixa) for _ in range(4))
    _por_na_de(rita, caixa, dela, outro, nao_deu)
    _por_na_de(chefe, caixa, meu)
    de = f"?de={rita.pk}"
    cartao = _sopa(client.get(f"{CAIXA}campo/{de}")).select_one(f"#parada-{dela.protocolo}")
    assert cartao
    enderecos = [str(no[onde]) for onde in ("action", "hx-post") for no in cartao.select(f"[{onde}]")]
    enderecos += [str(elo["href"]) for elo in cartao.select("a[href$='nao-deu/'], a[href*='nao-deu/?']")]
    assert len(enderecos) == 4
    assert all(endereco.endswith(de) for endereco in enderecos), enderecos
    confirmar = _sopa(_concluir(client, dela, de)).select_one("form")
    assert confirmar
    assert str(confirmar["action"]).endswith(de)
    assert str(confirmar["hx-post"]).endswith(de)
    corrigir = _sopa(_concluir(client, dela, de, corrigir="sim"))
    assert corrigir.select_one(f"form[action$='/tirar/{de}']"), "corrigir não perde o “Tirar da lista”"
    assert "Tirar da lista" not in _sopa(_concluir(client, meu, de, corrigir="sim")).text
    for caso in (dela, outro):
        feitos = _sopa(_concluir(client, caso, de, confirmar="sim")).select_one("#feitos")
    assert feitos
    assert {dela.protocolo_escrito, outro.protocolo_escrito} == {a.text for a in feitos.select("a")}
    volta = _concluir(client, meu, de, confirmar="sim", htmx=False)["Location"]
    assert volta == f"{iri_to_uri(CAIXA)}campo/{de}"
    pagina = f"{CAIXA}{nao_deu.protocolo}/nao-deu/{de}"
    assert _sopa(client.get(pagina)).select_one(f"main form[action$='/nao-deu/{de}']")
    assert client.post(pagina, {"versao": 1, "motivo": "sem_acesso"})["Location"] == volta


def test_o_transferido_no_dia_entra_na_lista_da_outra_unidade(
    client: Client, caixa: Unidade, rita: Usuario
) -> None:
    fora = elenco.unidade("ILUME", subprefeitura=None)
    beto, colega = elenco.servidor(fora, nome="Beto"), elenco.servidor(fora, nome="Colega")
    marcado, posto, dado = (elenco.solicitacao(caixa) for _ in range(3))
    _por_na_de(rita, caixa, marcado, posto, dado)
    for caso in (marcado, posto, dado):
        com, vista = elenco.autor(rita, caixa), caso.versao
        acoes.transferir(caso=caso, versao=vista, por=com, unidade=fora, motivo=elenco.FRASE)
    hoje = timezone.localdate()
    deles = Solicitacao.objects.filter(pk__in=[marcado.pk, dado.pk])
    deles.update(responsavel=beto, agendada_para=hoje)
    client.force_login(beto)
    assert _na_lista(client, f"{DE_FORA}campo/") == {marcado.protocolo, dado.protocolo}
    assert _por_na_de(beto, fora, posto) == []
    assert posto.protocolo in _na_lista(client, f"{DE_FORA}campo/")
    dados = {"colega": colega.pk, "p": [dado.protocolo]}
    client.post(f"{DE_FORA}campo/dar/", dados)
    assert _na_lista(client, f"{DE_FORA}campo/?de={colega.pk}") == {dado.protocolo}
    assert _na_lista(client, f"{DE_FORA}campo/") == {marcado.protocolo, posto.protocolo}


def test_dar_o_que_ja_saiu_da_lista_diz_que_ela_mudou(caixa: Unidade, rita: Usuario, chefe: Usuario) -> None:
    caso, hoje = elenco.solicitacao(caixa), timezone.localdate()
    _por_na_de(rita, caixa, caso)
    outro, por = elenco.servidor(caixa, nome="Outro"), elenco.autor(chefe, caixa)
    with pytest.raises(RecusaDeAcao, match="A lista mudou"):
        acoes.dar_da_lista(unidade=caixa, casos=[caso], de=chefe, para=outro, dia=hoje, por=por)
    assert Visita.objects.get().quem == rita


def test_o_que_ja_parou_leva_a_pagina_inteira(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    """O htmx seguiria o desvio e poria uma página dentro do cartão."""
    feito, foi = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    _concluir(client, feito, confirmar="sim")
    com, fora = elenco.autor(chefe, caixa), elenco.unidade("ILUME", subprefeitura=None)
    acoes.transferir(caso=foi, versao=foi.versao, por=com, unidade=fora, motivo=elenco.FRASE)
    for caso, para in ((feito, f"{CAIXA}{feito.protocolo}/"), (foi, CAIXA)):
        resposta = _concluir(client, caso, confirmar="sim")
        assert resposta.status_code == 200
        assert resposta["HX-Redirect"] == iri_to_uri(para)
        assert _concluir(client, caso, confirmar="sim", htmx=False)["Location"] == iri_to_uri(para)


def test_so_diz_que_avisa_a_quem_recebe(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    sem_email = replace(elenco.MARIA, email="")
    for quem, avisa in ((elenco.MARIA, True), (sem_email, False), (None, False)):
        caso = elenco.solicitacao(caixa, identificacao=quem)
        botoes = [botao.text.strip() for botao in _sopa(_concluir(client, caso)).select("button")]
        assert botoes[-1] == ("Concluir e avisar" if avisa else "Concluir"), quem
        recado = _sopa(_concluir(client, caso, confirmar="sim")).select_one("#recado-do-dia")
        assert recado
        assert ("foi avisado" in recado.text) is avisa, quem
        assert ("fica na página do pedido" in recado.text) is not avisa, quem


def test_quanto_se_le(client: Client, caixa: Unidade, rita: Usuario, chefe: Usuario) -> None:
    """As paradas, cinco consultas; dar e concluir não leem o que não mostram."""
    casos = [elenco.solicitacao(caixa, lat=-23.5, lon=-46.6) for _ in range(3)]
    _por_na_de(chefe, caixa, *casos)
    lidos = list(Solicitacao.objects.select_related("versao_servico", "distrito", "unidade", "interessado"))
    with CaptureQueriesContext(connection) as feitas:
        paradas(lidos, timezone.now(), Cidade.atual())
    assert len(feitas) - 1 == 5, "a cidade é de quem pede"

    def lidas_de(pedir: Any) -> list[str]:
        with CaptureQueriesContext(connection) as lidas:
            assert pedir().status_code == 200
        return [consulta["sql"] for consulta in lidas]

    da_pagina = lidas_de(lambda: client.get(f"{CAIXA}campo/"))
    assert sum("mapa_de_um_ponto" in sql for sql in da_pagina) == 1, "uma vez, para o mapa e para o rodapé"
    do_dar = lidas_de(lambda: client.get(f"{CAIXA}campo/dar/"))
    assert not [sql for sql in do_dar if "solicitacoes_anexo" in sql or "modeloderesposta" in sql]
    de_concluir = lidas_de(lambda: _concluir(client, casos[0], confirmar="sim"))
    assert sum('"agendada_para" <=' in sql for sql in de_concluir) == 1, "só os feitos, e não o que falta"
