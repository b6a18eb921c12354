"""Nenhuma rota, servidor, grupo ou unidade fechada esconde um pedido; dois juntando os mesmos não brigam."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from contas.autor import SISTEMA
from contas.papeis import Papel
from mesas.historia import andamentos, historia
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from roteamento.consultas import papeis_de
from roteamento.models import Lotacao, Regra, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from collections.abc import Callable

    from contas.autor import Autor


def _quem_ve(caso: Solicitacao) -> set[str]:
    """Quem acha o pedido na lista de alguma das suas caixas, pela regra única."""
    hoje, achados = timezone.localdate(), set()
    for lotacao in Lotacao.objects.vigentes(hoje).select_related("usuario"):
        caixas = papeis_de(lotacao.usuario, hoje, (Papel.SERVIDOR, Papel.CHEFIA))
        por = elenco.autor(lotacao.usuario, *Unidade.objects.filter(pk__in=caixas))
        if Solicitacao.objects.visiveis_para(por).abertas().principais().filter(pk=caso.pk).exists():
            achados.add(lotacao.usuario.nome)
    return achados


@pytest.fixture
def casa() -> dict[str, Unidade]:
    """Uma superior com chefia, duas subordinadas com servidor, uma sem ninguém, e a triagem."""
    gabinete = elenco.unidade("GAB-Sé")
    unidades = {"gabinete": gabinete, "triagem": elenco.unidade(TRIAGEM, subprefeitura=None)}
    for sigla in ("a", "b", "vazia"):
        unidades[sigla] = elenco.unidade(f"UNIDADE-{sigla}", superior=gabinete)
    elenco.servidor(gabinete, nome="Gil", papel=Papel.CHEFIA)
    elenco.servidor(unidades["triagem"], nome="Tina")
    elenco.servidor(unidades["a"], nome="Ana")
    elenco.servidor(unidades["b"], nome="Bia")
    return unidades


@pytest.mark.django_db
def test_todo_pedido_aberto_aparece_para_alguem(casa: dict[str, Unidade]) -> None:
    hoje = timezone.localdate()
    sem_rota = elenco.solicitacao(casa["triagem"], rota={"sem_rota": True})
    sem_equipe = elenco.solicitacao(casa["vazia"])
    na_sucedida = elenco.solicitacao(casa["a"])
    nova = elenco.unidade("UNIDADE-nova", superior=casa["gabinete"])
    elenco.servidor(nova, nome="Nina")
    acoes.reorganizar(antigas=[casa["a"]], novas=[nova], em=hoje, por=SISTEMA)
    so_na_antiga = elenco.solicitacao(casa["a"])  # entrou por fora depois da mudança
    Lotacao.objects.filter(unidade=casa["a"]).update(ate=hoje - timedelta(days=1))
    assert _quem_ve(sem_rota) == {"Tina"}
    assert _quem_ve(sem_equipe) == {"Gil"}
    assert "Nina" in _quem_ve(na_sucedida)
    assert _quem_ve(so_na_antiga)
    for caso in Solicitacao.objects.abertas():
        assert _quem_ve(caso), caso.unidade


@pytest.mark.django_db
def test_quando_a_equipe_acaba_a_superior_ve(casa: dict[str, Unidade]) -> None:
    caso = elenco.solicitacao(casa["b"], responsavel=Lotacao.objects.get(unidade=casa["b"]).usuario)
    assert _quem_ve(caso) == {"Bia"}
    Lotacao.objects.filter(unidade=casa["b"]).delete()
    assert _quem_ve(caso) == {"Gil"}


def _grupo(onde: Unidade, quantos: int = 3) -> tuple[Autor, list[Solicitacao]]:
    por = elenco.autor(elenco.pessoa("Rita"), onde, papel=Papel.CHEFIA)
    casos = [elenco.solicitacao(onde, ha_dias=9 - n) for n in range(quantos)]
    acoes.agrupar(principal=casos[0], versao=1, por=por, outras=casos[1:])
    return por, list(Solicitacao.objects.filter(pk__in=[c.pk for c in casos]).order_by("aberta_em"))


def _transferir(caso: Solicitacao, por: Autor, para: Unidade) -> None:
    acoes.transferir(caso=caso, versao=caso.versao, por=por, unidade=para, motivo=elenco.FRASE)


def _finalizar(caso: Solicitacao, por: Autor, _para: Unidade) -> None:
    fim: dict[str, Any] = {"desfecho": Desfecho.REALIZADO, "resposta": elenco.FRASE}
    acoes.finalizar(caso=caso, versao=caso.versao, por=por, **fim)


def _reclassificar(caso: Solicitacao, por: Autor, para: Unidade) -> None:
    poda = elenco.servico("poda", "Poda de árvore")
    Regra.objects.create(servico=poda, unidade=para, vigencia=DateRange(elenco.DESDE, None))
    acoes.reclassificar(caso=caso, versao=caso.versao, por=por, servico=poda, motivo=elenco.FRASE)


@pytest.mark.django_db
@pytest.mark.parametrize("qual", [0, 1], ids=["principal", "um que segue"])
@pytest.mark.parametrize("ato", [_transferir, _finalizar, _reclassificar])
def test_nenhum_ato_num_so_do_grupo_esconde_os_outros(
    casa: dict[str, Unidade], ato: Callable[..., None], qual: int
) -> None:
    por, casos = _grupo(casa["a"])
    ato(casos[qual], por, casa["b"])
    for caso in Solicitacao.objects.abertas():
        assert _quem_ve(caso.onde_se_trata), (ato.__name__, caso)


@pytest.mark.django_db
@pytest.mark.parametrize("qual", [0, 1], ids=["principal", "um que segue"])
def test_quem_muda_de_servico_sai_do_grupo_e_os_outros_ficam_juntos(
    casa: dict[str, Unidade], qual: int
) -> None:
    por, casos = _grupo(casa["a"])
    _reclassificar(casos[qual], por, casa["b"])
    mudou = Solicitacao.objects.get(pk=casos[qual].pk)
    ficam = Solicitacao.objects.exclude(pk=mudou.pk).order_by("aberta_em")
    assert (mudou.unidade, mudou.principal, mudou.agrupadas.count()) == (casa["b"], None, 0)
    assert [caso.principal_id for caso in ficam] == [None, ficam[0].pk]
    dito = historia(andamentos(mudou))[0].texto
    assert ("Principal: " in dito) is (qual == 1)


@pytest.mark.django_db
def test_os_juntos_nao_contam_duas_vezes_e_o_separado_volta(casa: dict[str, Unidade]) -> None:
    por, (principal, um, outro) = _grupo(casa["a"])
    assert list(Solicitacao.objects.abertas().principais()) == [principal]
    acoes.desagrupar(caso=um, versao=um.versao, por=por)
    assert set(Solicitacao.objects.abertas().principais()) == {principal, um}
    assert _quem_ve(outro) == set()  # segue o principal, que a Ana vê
    assert _quem_ve(principal) == {"Ana"}


@pytest.mark.django_db
def test_cancelar_o_principal_promove_o_mais_antigo(casa: dict[str, Unidade]) -> None:
    _, (principal, mais_antigo, outro) = _grupo(casa["a"])
    acoes.cancelar(caso=principal, por=elenco.municipe(principal.protocolo))
    for caso in (mais_antigo, outro):
        caso.refresh_from_db()
    assert mais_antigo.principal is None
    assert outro.principal == mais_antigo
    assert _quem_ve(mais_antigo) == {"Ana"}
    assert Solicitacao.objects.get(pk=principal.pk).situacao == Situacao.CANCELADA


@pytest.mark.django_db
def test_agir_no_grupo_nao_alcanca_o_que_ja_foi_a_outra_unidade(casa: dict[str, Unidade]) -> None:
    por, (principal, longe, perto) = _grupo(casa["a"])
    Solicitacao.objects.filter(pk=longe.pk).update(unidade=casa["b"])
    fim: dict[str, Any] = {"desfecho": Desfecho.REALIZADO, "resposta": elenco.FRASE}
    acoes.agir_no_grupo(acoes.finalizar, caso=principal, versao=principal.versao, por=por, **fim)
    assert Solicitacao.objects.get(pk=perto.pk).situacao == Situacao.FINALIZADA
    longe.refresh_from_db()
    assert longe.aberta
    assert _quem_ve(longe) == {"Bia"}


@pytest.mark.django_db
def test_quem_chega_depois_nao_tira_do_grupo_do_colega(casa: dict[str, Unidade]) -> None:
    por, (_, segue, _) = _grupo(casa["a"])
    outro = elenco.solicitacao(casa["a"])
    with pytest.raises(TransicaoProibida, match="já foi juntado a outro"):
        acoes.agrupar(principal=outro, versao=1, por=por, outras=[segue])
    assert not outro.agrupadas.exists()


def _ao_mesmo_tempo(*fazeres: Callable[[], object]) -> list[str]:
    """Cada um na sua conexão, começando juntos; o que cada um deu: "" ou o nome da exceção."""
    juntos, deram = threading.Barrier(len(fazeres)), [""] * len(fazeres)

    def rodar(qual: int) -> None:
        try:
            juntos.wait(timeout=10)
            fazeres[qual]()
        except RecusaDeAcao as recusa:
            deram[qual] = type(recusa).__name__
        except Exception as erro:  # noqa: BLE001  uma trava cruzada tem de aparecer no teste
            deram[qual] = f"erro: {erro}"
        finally:
            connection.close()

    threads = [threading.Thread(target=rodar, args=[n]) for n in range(len(fazeres))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return deram


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("como", ["os mesmos", "cruzados", "dois principais", "grupos cruzados"])
def test_dois_servidores_juntando_os_mesmos(como: str) -> None:
    """Um dos dois, ou os dois, fazem; nunca trava cruzada, laço, nem pedido que segue quem segue."""
    onde = elenco.unidade()
    por = elenco.autor(elenco.servidor(onde), onde)
    a, b, c, d = (elenco.solicitacao(onde, ha_dias=9 - n) for n in range(4))
    if como == "grupos cruzados":
        acoes.agrupar(principal=a, versao=1, por=por, outras=[c])
        acoes.agrupar(principal=b, versao=1, por=por, outras=[d])
    pares = {
        "os mesmos": [(a, [b, c, d]), (a, [d, c, b])],
        "cruzados": [(a, [b, c]), (b, [a, d])],
        "dois principais": [(a, [c, d]), (b, [d, c])],
        "grupos cruzados": [(a, [b]), (b, [a])],
    }[como]

    def juntar(principal: Solicitacao, outras: list[Solicitacao]) -> Callable[[], object]:
        return lambda: acoes.agrupar(principal=principal, versao=1, por=por, outras=outras)

    deram = _ao_mesmo_tempo(*(juntar(*par) for par in pares))
    assert "" in deram
    assert not [dito for dito in deram if dito.startswith("erro")], deram
    assert deram.count("") == (2 if como == "os mesmos" else 1), deram
    assert not Solicitacao.objects.filter(principal__principal__isnull=False).exists()
    for caso in Solicitacao.objects.all():
        assert caso.andamentos.count() == caso.versao


@pytest.mark.django_db(transaction=True)
def test_um_encerra_o_principal_enquanto_outro_o_junta() -> None:
    onde = elenco.unidade()
    por = elenco.autor(elenco.servidor(onde), onde)
    a, b, c, d = (elenco.solicitacao(onde, ha_dias=9 - n) for n in range(4))
    acoes.agrupar(principal=a, versao=1, por=por, outras=[c, d])
    deram = _ao_mesmo_tempo(
        lambda: acoes.cancelar(caso=a, por=elenco.municipe(a.protocolo)),
        lambda: acoes.agrupar(principal=b, versao=1, por=por, outras=[a]),
    )
    assert deram[0] == ""
    assert deram[1] in ("", "TransicaoProibida")
    assert not Solicitacao.objects.filter(principal__principal__isnull=False).exists()
    assert all(c.principal is None or c.principal.aberta for c in Solicitacao.objects.abertas())
