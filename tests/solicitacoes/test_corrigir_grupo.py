"""Corrigir o principal de um grupo corrige todos, e o grupo continua nos que acabam no mesmo lugar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from avisos.models import Aviso
from contas.autor import Autor
from guia.models import Servico
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito, Unidade
from solicitacoes import acoes
from solicitacoes.acoes.agrupar import RecusaNoGrupo
from solicitacoes.caixa.atos import ATOS
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Tipo
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

LAPA = "SMPR-CPO-STM-Lapa"


@pytest.fixture
def caixa() -> Unidade:
    pedindo.territorio()
    return elenco.unidade()


@pytest.fixture
def por(caixa: Unidade) -> Autor:
    return elenco.autor(elenco.servidor(caixa), caixa)


@pytest.fixture
def lapa(caixa: Unidade) -> Local:
    """Um endereço de outra subprefeitura, com a sua manutenção."""
    sub = elenco.subprefeitura(8, "Lapa")
    elenco.unidade(LAPA, "Manutenção da Lapa", subprefeitura=sub, atribuicao="CPO-STM")
    distrito = Distrito.objects.create(
        codigo=39, sigla="LAP", nome="Lapa", subprefeitura=sub, lat=-23.52, lon=-46.7
    )
    return Local(logradouro="Rua Guaicurus", numero="1000", distrito=distrito)


@pytest.fixture
def grupo(caixa: Unidade, por: Autor) -> list[Solicitacao]:
    """O principal e três que o seguem, do mais antigo ao mais novo."""
    casos = [elenco.solicitacao(caixa, ha_dias=dias) for dias in (9, 7, 5, 3)]
    acoes.agrupar(principal=casos[0], versao=1, por=por, outras=casos[1:])
    return _de_novo(casos)


def _de_novo(casos: list[Solicitacao]) -> list[Solicitacao]:
    return [Solicitacao.objects.select_related("unidade").get(pk=caso.pk) for caso in casos]


def _corrigir(grupo: list[Solicitacao], por: Autor, ato: str, **argumentos: Any) -> list[Solicitacao]:
    quais = {"versao": grupo[0].versao, "por": por, "motivo": elenco.FRASE, **argumentos}
    ATOS[ato].agir(caso=grupo[0], **quais)
    return _de_novo(grupo)


def _bueiro() -> Servico:
    novo = elenco.servico("bueiro", "Limpeza de bueiro", precisa_de_endereco=True)
    pedindo.regra(novo, atribuicao="CPO-STM")
    return novo


def _tipos(caso: Solicitacao) -> list[str]:
    return list(caso.andamentos.order_by("ordem").values_list("tipo", flat=True))


def _sem_distrito(caso: Solicitacao) -> None:
    Solicitacao.objects.filter(pk=caso.pk).update(distrito=None, subprefeitura=None)


def test_o_grupo_que_muda_de_unidade_continua_com_o_mesmo_principal(
    grupo: list[Solicitacao], por: Autor, lapa: Local
) -> None:
    depois = _corrigir(grupo, por, "corrigir-endereco", local=lapa)
    assert {caso.unidade.sigla for caso in depois} == {LAPA}
    assert [caso.principal_id for caso in depois] == [None, *[grupo[0].pk] * 3]
    for caso in depois:
        assert Tipo.DESAGRUPAMENTO not in _tipos(caso)
        assert _tipos(caso).count(Tipo.ENDERECO_CORRIGIDO) == 1
    assert Aviso.objects.filter(modelo="endereco_corrigido").count() == 4


def test_o_grupo_que_muda_de_servico_continua_com_o_mesmo_principal(
    grupo: list[Solicitacao], por: Autor
) -> None:
    novo = _bueiro()
    depois = _corrigir(grupo, por, "reclassificar", servico=novo)
    assert {caso.servico_id for caso in depois} == {novo.pk}
    assert [caso.principal_id for caso in depois] == [None, *[grupo[0].pk] * 3]
    assert list(acoes.do_grupo(depois[0])) == sorted(depois[1:], key=lambda caso: caso.protocolo)


def test_quem_acaba_noutra_unidade_sai_e_fica_junto_dos_que_la_estao(
    grupo: list[Solicitacao], por: Autor, lapa: Local
) -> None:
    """O serviço novo manda cada um para a unidade do seu endereço; dois deles eram da Lapa."""
    Solicitacao.objects.filter(pk__in=[grupo[1].pk, grupo[3].pk]).update(
        distrito=lapa.distrito, subprefeitura=lapa.subprefeitura
    )
    principal, da_lapa, daqui, outro_da_lapa = _corrigir(grupo, por, "reclassificar", servico=_bueiro())
    assert (da_lapa.unidade.sigla, outro_da_lapa.unidade.sigla) == (LAPA, LAPA)
    assert daqui.principal == principal
    assert da_lapa.principal is None
    assert outro_da_lapa.principal == da_lapa
    assert _tipos(da_lapa)[-2:] == [Tipo.RECLASSIFICACAO, Tipo.DESAGRUPAMENTO]
    assert list(acoes.do_grupo(da_lapa)) == [outro_da_lapa]


def test_quem_ja_tem_o_endereco_certo_nao_impede_os_outros(
    grupo: list[Solicitacao], por: Autor, caixa: Unidade
) -> None:
    """O número certo estava num dos que seguem, e é por ele que se corrige o principal."""
    certo = replace(Local(logradouro="Rua Líbero Badaró", numero="500"), distrito=grupo[0].distrito)
    ja = acoes.desagrupar(caso=grupo[2], versao=grupo[2].versao, por=por)
    ja = acoes.corrigir_endereco(caso=ja, versao=ja.versao, por=por, local=certo, motivo=elenco.FRASE)
    acoes.juntar_ao(caso=ja, versao=ja.versao, por=por, principal=grupo[0])
    antes = _tipos(ja)
    membros = list(acoes.do_grupo(grupo[0]))
    alcancados = ATOS["corrigir-endereco"].alcancados(membros, por, {"local": certo})
    assert ja.protocolo not in [membro.protocolo for membro in alcancados]
    depois = _corrigir(grupo, por, "corrigir-endereco", local=certo)
    assert {caso.numero for caso in depois} == {"500"}
    assert [caso.principal_id for caso in depois] == [None, *[grupo[0].pk] * 3]
    assert _tipos(ja) == antes


def test_recusa_de_um_nao_corrige_nenhum(grupo: list[Solicitacao], por: Autor) -> None:
    _sem_distrito(grupo[2])
    with pytest.raises(RecusaNoGrupo, match=grupo[2].protocolo_escrito):
        _corrigir(grupo, por, "reclassificar", servico=_bueiro())
    assert len({caso.servico_id for caso in _de_novo(grupo)}) == 1


def test_corrigido_sozinho_o_que_seguia_sai_e_os_outros_ficam(
    grupo: list[Solicitacao], por: Autor, lapa: Local
) -> None:
    acoes.corrigir_endereco(caso=grupo[1], versao=grupo[1].versao, por=por, local=lapa, motivo=elenco.FRASE)
    depois = _de_novo(grupo)
    assert [caso.principal_id for caso in depois] == [None, None, grupo[0].pk, grupo[0].pk]
