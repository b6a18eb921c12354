"""O filtro guardado que se partilha com a unidade: quem o vê, quem o tira, e o nome que não se confunde."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client

from contas.models import Usuario
from contas.papeis import Papel
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes import filtros as acoes_de_filtros
from solicitacoes.models import FiltroGuardado
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
FILTROS = f"{CAIXA}filtros/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def dono(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Dora Dias")


@pytest.fixture
def colega(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Célia Costa")


def _guardar(quem: Usuario, caixa: Unidade, nome: str, consulta: str = "foto=sim") -> FiltroGuardado:
    por = elenco.autor(quem, caixa)
    return acoes.guardar_filtro(por=por, unidade=caixa, nome=nome, consulta=consulta)


def _nomes(client: Client, endereco: str = CAIXA) -> list[str]:
    pagina = BeautifulSoup(client.get(endereco).content, "lxml")
    return [" ".join(a.text.split()) for a in pagina.select(".sp-guardados li:not(:last-child) a")]


def test_quem_guardou_partilha_e_o_colega_o_usa_como_seu(
    client: Client, caixa: Unidade, dono: Usuario, colega: Usuario
) -> None:
    filtro = _guardar(dono, caixa, "Comigo", "responsavel=eu")
    endereco = f"{FILTROS}{filtro.pk}/"
    client.force_login(colega)
    assert _nomes(client) == []
    client.force_login(dono)
    resposta = client.post(endereco, {"partilhar": "sim"}, follow=True)
    assert "agora é de todos os que servem nesta caixa" in resposta.content.decode()
    client.force_login(colega)
    do_colega = elenco.solicitacao(caixa, responsavel=colega)
    elenco.solicitacao(caixa, responsavel=dono)
    assert _nomes(client) == ["Comigo, da unidade"]
    contada = client.get(FILTROS, headers={"HX-Request": "true"}).content.decode()
    assert "<strong>1</strong>" in contada  # “com você” é o de quem abre
    lista = client.get(f"{CAIXA}?responsavel=eu").content.decode()
    assert do_colega.protocolo_escrito in lista
    pagina = " ".join(client.get(FILTROS).content.decode().split())
    assert "da unidade, posto por Dora Dias" in pagina
    assert endereco not in pagina  # quem não guardou não muda


def test_so_o_dono_e_a_chefia_o_tiram_e_so_o_dono_o_muda(
    client: Client, caixa: Unidade, dono: Usuario, colega: Usuario
) -> None:
    filtro = acoes.partilhar_filtro(filtro=_guardar(dono, caixa, "Com foto"))
    so_meu = _guardar(dono, caixa, "Só meu")
    endereco = f"{FILTROS}{filtro.pk}/"
    client.force_login(colega)
    for dados in ({"recolher": "sim"}, {"apagar": "sim"}, {"nome": "Outro"}):
        assert client.post(endereco, dados).status_code == 404
    client.force_login(elenco.servidor(caixa, papel=Papel.CHEFIA))
    assert client.get(f"{FILTROS}{so_meu.pk}/").status_code == 404
    assert client.get(endereco).status_code == 200
    for dados in ({"apagar": "sim"}, {"nome": "Outro"}, {"partilhar": "sim"}):
        assert client.post(endereco, dados).status_code == 403
    assert client.post(endereco, {"recolher": "sim"}).status_code == 302
    filtro.refresh_from_db()
    assert (filtro.partilhado, filtro.nome, filtro.usuario) == (False, "Com foto", dono)  # não se perde
    client.force_login(dono)
    assert _nomes(client) == ["Com foto", "Só meu"]


def test_dois_da_unidade_nunca_tem_o_mesmo_nome(caixa: Unidade, dono: Usuario, colega: Usuario) -> None:
    acoes.partilhar_filtro(filtro=_guardar(dono, caixa, "Com foto"))
    with pytest.raises(RecusaDeAcao, match="A unidade já tem um filtro com este nome"):
        _guardar(colega, caixa, "Com foto")
    outro = _guardar(colega, caixa, "Outro")
    with pytest.raises(RecusaDeAcao, match="A unidade já tem"):
        acoes.renomear_filtro(filtro=outro, nome="Com foto")
    with pytest.raises(IntegrityError), transaction.atomic():  # nem se as duas chegarem juntas
        FiltroGuardado.objects.filter(pk=outro.pk).update(nome="Com foto", partilhado=True)
    de_outra = elenco.unidade("ILUME", subprefeitura=None)
    acoes.partilhar_filtro(filtro=_guardar(colega, de_outra, "Com foto"))  # o nome é de cada unidade


def test_o_nome_que_o_colega_ja_tinha_recusa_a_partilha_com_a_frase(
    client: Client, caixa: Unidade, dono: Usuario, colega: Usuario
) -> None:
    meu = _guardar(dono, caixa, "Com foto")
    acoes.partilhar_filtro(filtro=_guardar(colega, caixa, "Com foto"))
    client.force_login(dono)
    resposta = client.post(f"{FILTROS}{meu.pk}/", {"partilhar": "sim"}, follow=True)
    assert "A unidade já tem um filtro com este nome" in resposta.content.decode()
    assert sorted(_nomes(client)) == ["Com foto", "Com foto, da unidade"]  # ditos cada um pelo que é


def test_a_unidade_tem_um_limite(
    caixa: Unidade, dono: Usuario, colega: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acoes_de_filtros, "MAXIMO", 1)
    acoes.partilhar_filtro(filtro=_guardar(dono, caixa, "A"))
    with pytest.raises(RecusaDeAcao, match="deixe de partilhar um antes"):
        acoes.partilhar_filtro(filtro=_guardar(colega, caixa, "B"))
