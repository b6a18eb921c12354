"""As figuras da busca com o conteúdo que vem com o projeto: acertos e custo (docs/busca.md)."""

from __future__ import annotations

import os
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from guia.busca import indice, ordem, sentido, sinonimos
from guia.busca.achado import procurar
from guia.busca.aprendido import aprender, mudou
from guia.busca.respostas import responder
from guia.consultas import buscar
from guia.models import AprendidoDaBusca, RespostaDeBusca, Servico, VersaoDoServico
from tests.guia.frases import (
    AJUSTE,
    ANTIGAS,
    CONTADAS,
    DERRADEIRAS,
    DIFICEIS,
    DO_FIM,
    GUARDADAS,
    INEDITAS,
    NOVAS,
    NUNCA_VISTAS,
    PARECIDAS,
    RECENTES,
    RESERVADAS,
    SORTEADAS,
    ULTIMAS,
    Frase,
)
from tests.medicao.medidor import cronometrar

if TYPE_CHECKING:
    from django.test import Client

CONJUNTOS = {
    "ajuste": (AJUSTE, 0.90, 0.98),
    "nunca vistas": (NUNCA_VISTAS, 0.90, 0.98),
    "últimas": (ULTIMAS, 0.90, 0.98),
    "inéditas": (INEDITAS, 0.90, 0.98),
    "difíceis": (DIFICEIS, 0.90, 0.96),
    "contadas": (CONTADAS, 0.94, 0.97),
    "guardadas": (GUARDADAS, 0.85, 0.96),
    "reservadas": (RESERVADAS, 0.91, 0.95),
    "sorteadas": (SORTEADAS, 0.91, 0.98),
    "do fim": (DO_FIM, 0.93, 0.96),
    "recentes": (RECENTES, 0.86, 0.93),
    "derradeiras": (DERRADEIRAS, 0.90, 0.96),
}
"""As buscas, e a fração de que não se desce: em primeiro e entre os três primeiros."""

SERVICOS = 2000
CONTADOS = 18
"""Os relatos de cada resposta escritos para a medir, por quem não via as palavras dela."""


def _acertos(frases: list[Frase]) -> tuple[float, float]:
    """Fração em primeiro e entre os três primeiros; a resposta que vem antes dos serviços é o primeiro."""
    primeiros = entre_tres = 0
    for frase, certos in frases:
        achado = procurar(frase, 3)
        respondida = bool({f"resposta:{resposta.slug}" for resposta in achado.respostas} & {*certos})
        lista = [servico.slug for servico in achado.servicos]
        primeiros += respondida or bool({*lista[:1]} & {*certos})
        entre_tres += respondida or bool({*lista} & {*certos})
    return primeiros / len(frases), entre_tres / len(frases)


@pytest.mark.parametrize(
    ("nome", "menor_primeiro", "menor_tres"),
    [
        pytest.param("ajuste", 0.92, 0.98, marks=pytest.mark.noturno),
        ("inéditas", 0.92, 0.98),
        ("contadas", 0.76, 0.88),
    ],
)
def test_acertos_das_palavras_sozinhas(
    conteudo_do_projeto: None, nome: str, menor_primeiro: float, menor_tres: float
) -> None:
    """Uma de cada cinco, sem o que se aprendeu: com ele, à noite."""
    AprendidoDaBusca.objects.all().delete()
    primeiro, tres = _acertos(CONJUNTOS[nome][0][::5])
    print(f"\n{nome}: só as palavras, primeiro {primeiro:.1%}, três {tres:.1%}")  # noqa: T201
    assert primeiro >= menor_primeiro
    assert tres >= menor_tres


@pytest.mark.noturno
@pytest.mark.timeout(900)
def test_acertos_no_conteudo_que_vem_com_o_projeto(
    conteudo_do_projeto: None, subtests: pytest.Subtests
) -> None:
    """Todas já se viram: o teste só guarda o que se conseguiu, não prova quanto se acerta de novo."""
    existem = set(Servico.objects.no_guia().values_list("slug", flat=True))
    existem |= {f"resposta:{slug}" for slug in RespostaDeBusca.objects.values_list("slug", flat=True)}
    for nome, (frases, menor_primeiro, menor_tres) in CONJUNTOS.items():
        with subtests.test(nome):
            assert {certo for _, certos in frases for certo in certos} <= existem
            primeiro, tres = _acertos(frases)
            print(f"\n{nome}: {len(frases)} buscas, primeiro {primeiro:.1%}, três {tres:.1%}")  # noqa: T201
            assert primeiro >= menor_primeiro
            assert tres >= menor_tres


def test_a_carga_ja_deixa_aprendido_o_que_se_busca(conteudo_do_projeto: None) -> None:
    """Da primeira página em diante também se busca pelo sentido."""
    assert not mudou()
    assert "caps-alcool-e-drogas" in [
        s.slug for s in buscar("meu marido largou o serviço por causa da pinga")
    ]


@pytest.mark.noturno
@pytest.mark.timeout(900)
def test_acertos_das_respostas_pelo_sentido(conteudo_do_projeto: None) -> None:
    """Contam-se os últimos dezoito relatos de cada resposta, depois de aprender sem eles, e os parecidos."""
    contadas: dict[str, int] = {}
    for resposta in RespostaDeBusca.objects.all():
        contadas |= dict.fromkeys(resposta.relatos[-CONTADOS:], resposta.pk)
        resposta.relatos = resposta.relatos[:-CONTADOS]
        resposta.save()
    assert aprender()
    ditas = {frase: sentido.ler(frase).resposta for frase in contadas}
    certas = sum(ditas[frase] == qual for frase, qual in contadas.items())
    erradas = sum(qual is not None for qual in ditas.values()) - certas
    a_mais = [frase for frase in PARECIDAS if _pelo_sentido(frase)]
    print(f"\nde {len(ditas)}: {certas} certas, {erradas} erradas; parecidas: {a_mais}")  # noqa: T201
    assert (len(ditas), len(PARECIDAS)) == (558, 186)
    assert certas >= 304
    assert erradas <= 12
    assert len(a_mais) <= 1


def _pelo_sentido(frase: str) -> bool:
    """Responde-se à frase, e não pelas palavras que a resposta tem."""
    return bool(responder(frase)) and not responder(frase, lido=sentido.Lido({}, None))


def test_as_buscas_sao_muitas_e_nenhuma_se_repete() -> None:
    assert len(NOVAS) >= 180
    assert len({sinonimos.simplificar(frase) for frase, _ in ANTIGAS + NOVAS}) == len(ANTIGAS + NOVAS)
    assert not {*AJUSTE} & {*NUNCA_VISTAS}
    assert not {*AJUSTE, *NUNCA_VISTAS} & {*ULTIMAS}
    assert not {*AJUSTE, *NUNCA_VISTAS, *ULTIMAS} & {*INEDITAS}
    assert not {frase for frase, _ in DIFICEIS} & {frase for frase, _ in GUARDADAS}
    todas = [sinonimos.simplificar(frase) for frase, _ in SORTEADAS + DO_FIM + RECENTES + DERRADEIRAS]
    assert len(set(todas)) == len(todas)


def test_todo_sinonimo_leva_a_algum_servico(conteudo_do_projeto: None) -> None:
    vazios = {vale for s in sinonimos.todos() for vale in s.vale if not _existe(vale)}
    assert vazios == set()


def _existe(palavra: str) -> bool:
    if sinonimos.simplificar(palavra) in ordem.SEM_PESO:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM guia_textodebusca"
            " WHERE vetor @@ plainto_tsquery('portuguese', public.guia_normalizar(%s)))",
            [palavra],
        )
        return bool(cursor.fetchone()[0])


def _copiar_ate(quantos: int) -> None:
    """Cópias dos serviços do Guia, com o mesmo texto e outro endereço."""
    originais = list(Servico.objects.no_guia().select_related("publicada").order_by("pk"))
    for n, original in zip(range(quantos - len(originais)), cycle(originais)):
        versao = original.publicada
        assert versao
        copia = Servico.objects.get(pk=original.pk)
        copia.pk, copia.codigo, copia.slug, copia.publicada = None, None, f"copia-{n}", None
        copia._state.adding = True
        Servico.objects.bulk_create([copia])
        nova = VersaoDoServico.objects.get(pk=versao.pk)
        nova.pk, nova.servico, nova.nome = None, copia, f"{nova.nome} {n}"
        nova._state.adding = True
        VersaoDoServico.objects.bulk_create([nova])
        Servico.objects.filter(pk=copia.pk).update(publicada=nova)
    indice.atualizar(Servico.objects.no_guia().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.skipif("MEDIR" not in os.environ, reason="medida de tempo: rode com MEDIR=1")
@pytest.mark.timeout(900)
def test_uma_busca_entre_dois_mil_servicos_custa_pouco(conteudo_do_projeto: None, client: Client) -> None:
    _copiar_ate(SERVICOS)
    assert aprender()
    assert Servico.objects.no_guia().count() == SERVICOS
    textos = cycle(frase for frase, _ in AJUSTE)
    so_busca = cronometrar(lambda: buscar(next(textos)), 250)
    pagina = cronometrar(lambda: client.get("/servicos/", {"q": next(textos)}), 100)
    for nome, custo in (("busca", so_busca), ("página", pagina)):
        print(f"\n{nome}: web {custo.web:.1f} ms, PostgreSQL {custo.postgres or 0:.1f} ms")  # noqa: T201
        assert custo.total > 0
