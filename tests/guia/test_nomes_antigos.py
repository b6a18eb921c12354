"""Todo nome que a cidade já usou tem destino: um serviço, um nome antigo dele, um posto, ou o arquivo."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.utils import timezone

from guia.conteudo.leitura import ler_arquivados
from guia.models import Servico
from guia.situacoes import Situacao
from roteamento.localizacao.grafias import simplificar
from solicitacoes.importacao.servicos import SUBSTITUIDO, Servicos
from tests.guia.lidos import SERVICOS

REAIS = Path(__file__).parents[3] / "shared" / "dados" / "servicos"
CARTA = "servicos_carta_2026.csv"
POR_ANO = "servicos_2015_2020_por_ano.csv"
HISTORICO = "servicos_historico_tema_assunto_canal.csv"
ARQUIVADOS = ler_arquivados()
MORTOS = {simplificar(arquivado["nome"]) for arquivado in ARQUIVADOS}


def _reais(arquivo: str) -> list[dict[str, str]]:
    if not (REAIS / arquivo).exists():
        pytest.skip("sem os dados reais da cidade")
    with (REAIS / arquivo).open(encoding="utf-8") as lido:
        return list(csv.DictReader(lido))


def _postos() -> set[str]:
    """Os nomes que eram um por posto e por tipo, e hoje são um serviço com duas perguntas."""
    descomplica = next(s for s in SERVICOS if s["slug"] == "descomplica-elogio-reclamacao-ou-sugestao")
    tipo, posto = descomplica["perguntas"][:2]
    return {
        simplificar(f"Descomplica SP {p['rotulo']} {t['rotulo']}")
        for p in posto["opcoes"]
        for t in tipo["opcoes"]
    }


def _recentes() -> set[str]:
    """Os nomes com pedido em 2018 ou depois."""
    return {
        simplificar(linha["servico"])
        for linha in _reais(POR_ANO)
        if any(int(linha[f"n_{ano}"] or 0) for ano in (2018, 2019, 2020))
    }


@pytest.mark.parametrize("arquivo", [CARTA, POR_ANO, HISTORICO])
def test_todo_nome_tem_destino(arquivo: str) -> None:
    vivos = {simplificar(nome) for s in SERVICOS for nome in [s["nome"], *s["palavras"]]}
    destinos = vivos | MORTOS | _postos()
    nomes = {SUBSTITUIDO.sub("", linha["servico"]) for linha in _reais(arquivo)}
    codigos = {s["codigo"] for s in SERVICOS}
    pelo_codigo = {linha["servico"] for linha in _reais(CARTA) if int(linha["codigo_servico"]) in codigos}
    assert sorted(nome for nome in nomes - pelo_codigo if simplificar(nome) not in destinos) == []


def test_o_que_esta_na_carta_de_2026_nao_esta_arquivado() -> None:
    assert sorted({simplificar(linha["servico"]) for linha in _reais(CARTA)} & MORTOS) == []


def test_sem_pedido_desde_2018_e_fora_da_carta_nao_e_nome_de_servico() -> None:
    carta = {simplificar(linha["servico"]) for linha in _reais(CARTA)}
    mortos = {simplificar(linha["servico"]) for linha in _reais(POR_ANO)} - _recentes() - carta
    assert [s["slug"] for s in SERVICOS if simplificar(s["nome"]) in mortos] == []


def test_a_razao_de_arquivar_e_verdadeira() -> None:
    recentes = _recentes()
    sem_pedido = {a["nome"] for a in ARQUIVADOS if a["razao"].startswith("Sem pedido desde 2018")}
    assert [nome for nome in sem_pedido if simplificar(nome) in recentes] == []
    da_pandemia = {simplificar(a["nome"]) for a in ARQUIVADOS if "pandemia" in a["razao"]}
    antes_de_2020 = {
        simplificar(linha["servico"])
        for linha in _reais(POR_ANO)
        if any(int(linha[f"n_{ano}"] or 0) for ano in range(2015, 2020))
    }
    assert da_pandemia & antes_de_2020 == set()


def test_arquivado_nao_e_tambem_nome_de_um_servico_do_tema() -> None:
    temas = {(s["tema"], simplificar(nome)) for s in SERVICOS for nome in [s["nome"], *s["palavras"]]}
    pares = [(simplificar(a["tema"]).replace(" ", "-"), simplificar(a["nome"])) for a in ARQUIVADOS]
    assert [par for par in pares if par in temas] == []
    assert len(pares) == len(set(pares))


def test_a_importacao_acha_todo_nome(conteudo_do_projeto: None) -> None:
    """Nenhum nome da carta, nem dos pedidos de 2015 a 2020, cria um serviço."""
    linhas = [*_reais(HISTORICO), *_reais(CARTA)]
    antes = Servico.objects.count()
    servicos = Servicos(timezone.now())
    achados = {
        linha["servico"]: servicos.achar(tema=linha["tema"], assunto=linha["assunto"], nome=linha["servico"])
        for linha in linhas
    }
    assert list(Servico.objects.order_by("pk").values_list("slug", flat=True)[antes:]) == []
    assert achados["Limpeza de córrego"].servico.slug == "limpeza-de-corrego"
    assert achados["Execução de serviços em árvore localizada em área pública"].solicitavel
    morto = achados["Queda de aeronave"]
    assert (morto.situacao, morto.servico.arquivado) == (Situacao.PUBLICADA, True)
    assert morto.motivo.startswith("Ocorrência fora da lista")
