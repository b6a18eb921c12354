"""O que há em volta de um pedido: que pedidos cada lista traz, e a quem."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from contas.acoes import Identificacao, selar
from solicitacoes import acoes, pedidos_iguais
from solicitacoes.caixa import grupo
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.contas.factories import anonimizar
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from contas.autor import Autor
    from roteamento.models import Unidade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

NUMERO_SE: dict[str, Any] = {"lat": -23.5456, "lon": -46.6366}
METRO = 1 / pedidos_iguais.METROS_POR_GRAU


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def por(caixa: Unidade) -> Autor:
    return elenco.autor(elenco.servidor(caixa), caixa)


def _iguais(caso: Solicitacao, por: Autor, **opcoes: Any) -> list[int]:
    return [outro.id for outro in grupo.iguais(caso, por, timezone.now(), **opcoes)]


@pytest.mark.parametrize(("metros", "sugere"), [(0, True), (95, True), (105, False), (140, False)])
@pytest.mark.parametrize("lado", ["lat", "lon"])
def test_o_igual_esta_a_ate_cem_metros(
    caixa: Unidade, por: Autor, metros: int, sugere: bool, lado: str
) -> None:
    caso = elenco.solicitacao(caixa, **NUMERO_SE)
    passo = metros * METRO if lado == "lat" else metros * METRO / 0.9167  # cosseno da latitude da Sé
    ponto = {**NUMERO_SE, lado: NUMERO_SE[lado] + passo}
    outro = elenco.solicitacao(caixa, logradouro="Viaduto do Chá", numero="1", **ponto)
    assert _iguais(caso, por) == ([outro.pk] if sugere else [])


def test_no_canto_do_quadrado_ja_passa_dos_cem_metros(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa, **NUMERO_SE)
    canto: dict[str, Any] = {"lat": NUMERO_SE["lat"] + 90 * METRO, "lon": NUMERO_SE["lon"] + 90 * METRO}
    elenco.solicitacao(caixa, logradouro="Viaduto do Chá", numero="1", **canto)
    assert _iguais(caso, por) == []


@pytest.mark.parametrize(
    ("numero", "sugere"), [("425", True), ("405", True), ("445", True), ("404", False), ("446", False)]
)
def test_sem_ponto_vale_a_mesma_rua_com_o_numero_vizinho(
    caixa: Unidade, por: Autor, numero: str, sugere: bool
) -> None:
    caso = elenco.solicitacao(caixa)
    outro = elenco.solicitacao(caixa, numero=numero)
    assert _iguais(caso, por) == ([outro.pk] if sugere else [])


@pytest.mark.parametrize("numero", ["", "s/n", "425-A", "²"])
def test_sem_numero_nem_ponto_nada_se_sugere(caixa: Unidade, por: Autor, numero: str) -> None:
    caso = elenco.solicitacao(caixa, numero=numero)
    elenco.solicitacao(caixa, numero=numero)
    assert _iguais(caso, por) == []


def test_so_os_que_se_podem_juntar(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    elenco.solicitacao(caixa, ha_dias=91)
    elenco.na_situacao(Situacao.FINALIZADA, caixa)
    elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda de árvore"))
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))
    principal = elenco.solicitacao(caixa, ha_dias=5)
    segue = elenco.solicitacao(caixa, ha_dias=4)
    acoes.agrupar(principal=principal, versao=1, por=por, outras=[segue])
    achados = grupo.iguais(caso, por, timezone.now())
    assert [(outro.id, outro.juntos) for outro in achados] == [(principal.pk, 1)]
    assert _iguais(Solicitacao.objects.get(pk=segue.pk), por) == []
    assert _iguais(elenco.na_situacao(Situacao.FINALIZADA, caixa), por) == []


def test_o_mais_perto_primeiro_depois_o_mais_novo(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa, **NUMERO_SE)
    sem_ponto = elenco.solicitacao(caixa)
    longe = elenco.solicitacao(caixa, lat=NUMERO_SE["lat"] + 50 * METRO, lon=NUMERO_SE["lon"])
    velho = elenco.solicitacao(caixa, ha_dias=9, **NUMERO_SE)
    novo = elenco.solicitacao(caixa, ha_dias=2, **NUMERO_SE)
    achados = grupo.iguais(caso, por, timezone.now())
    assert [outro.id for outro in achados] == [novo.pk, velho.pk, longe.pk, sem_ponto.pk]
    assert [outro.distancia for outro in achados] == ["no mesmo ponto", "no mesmo ponto", "a 50 m", ""]
    assert _iguais(caso, por, quantos=1) == [novo.pk, velho.pk]  # um a mais diz que há outros


def test_no_endereco_os_abertos_e_os_recentes(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    velho = elenco.solicitacao(caixa, ha_dias=400, servico=elenco.servico("poda", "Poda de árvore"))
    fim = elenco.na_situacao(Situacao.FINALIZADA, caixa, ha_dias=100)
    elenco.na_situacao(Situacao.FINALIZADA, caixa, ha_dias=200)
    elenco.solicitacao(caixa, numero="427")
    elenco.solicitacao(caixa, distrito=elenco.distrito(62, "Pinheiros"))
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))
    achados = grupo.no_mesmo_endereco(caso, por, timezone.now())
    assert [outro.id for outro in achados] == [fim.pk, velho.pk]
    sem_numero = elenco.solicitacao(caixa, numero="")
    assert grupo.no_mesmo_endereco(sem_numero, por, timezone.now()) == []


def test_da_mesma_pessoa_pelo_cpf_ou_pela_conta(caixa: Unidade, por: Autor) -> None:
    conta = elenco.pessoa("Maria")
    estrangeira = Identificacao(nome="Maria", tipo_documento="passaporte", documento="X1", usuario=conta)
    com_conta = Identificacao(
        nome="Maria", tipo_documento="cpf", documento=elenco.MARIA.documento, usuario=conta
    )
    caso = elenco.solicitacao(caixa, identificacao=com_conta)
    pelo_cpf = elenco.solicitacao(caixa, ha_dias=3)
    pela_conta = elenco.solicitacao(caixa, ha_dias=5, identificacao=estrangeira)
    outra = Identificacao(nome="Ana", tipo_documento="cpf", documento="11144477735")
    elenco.solicitacao(caixa, identificacao=outra)
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))  # não se pode abrir
    achados = grupo.da_mesma_pessoa(caso, por)
    assert [outro.id for outro in achados] == [pelo_cpf.pk, pela_conta.pk]


@pytest.mark.parametrize("qual", ["este", "o outro"])
@pytest.mark.parametrize("como", ["anonimo", "selado", "anonimizado", "sigiloso", "importado"])
def test_nunca_liga_quem_nao_se_pode_ligar(caixa: Unidade, por: Autor, qual: str, como: str) -> None:
    conta = elenco.pessoa("Maria")
    da_conta = Identificacao(
        nome="Maria", tipo_documento="cpf", documento=elenco.MARIA.documento, usuario=conta
    )
    feitos = {
        "anonimo": lambda: elenco.solicitacao(caixa, identificacao=Identificacao()),
        "importado": lambda: elenco.solicitacao(caixa, identificacao=None, procedencia="importada"),
        "sigiloso": lambda: elenco.solicitacao(
            caixa, identificacao=da_conta, servico=elenco.servico("violencia", "Violência", sigilosa=True)
        ),
    }
    comum = elenco.solicitacao(caixa, identificacao=da_conta)
    reservado = feitos.get(como, lambda: elenco.solicitacao(caixa, identificacao=da_conta))()
    if como in ("selado", "anonimizado"):
        assert reservado.interessado
        {"selado": selar, "anonimizado": anonimizar}[como](interessado=reservado.interessado)
    reservado = Solicitacao.objects.get(pk=reservado.pk)
    assert grupo.da_mesma_pessoa(reservado if qual == "este" else comum, por) == []


def test_quem_segue_principal_de_outra_caixa_nao_o_abre(caixa: Unidade, por: Autor) -> None:
    principal, segue = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    acoes.agrupar(principal=principal, versao=1, por=por, outras=[segue])
    segue = Solicitacao.objects.get(pk=segue.pk)
    assert grupo.principal_visivel(segue, por) == principal
    assert grupo.principal_visivel(principal, por) is None
    Solicitacao.objects.filter(pk=principal.pk).update(unidade=elenco.unidade("ILUME", subprefeitura=None))
    assert grupo.principal_visivel(Solicitacao.objects.get(pk=segue.pk), por) is None


def test_a_foto_da_lista_e_a_primeira(caixa: Unidade, por: Autor) -> None:
    caso, outro = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    fotos = [
        outro.anexos.create(
            ordem=ordem, arquivo="a", miniatura="b", nome="a", sha256=str(ordem), papel="interessado"
        )
        for ordem in (2, 1)
    ]
    assert grupo.iguais(caso, por, timezone.now())[0].foto == fotos[1].pk
    assert grupo.no_mesmo_endereco(caso, por, timezone.now() + timedelta(days=1))[0].foto == fotos[1].pk
