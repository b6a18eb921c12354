"""Quem junta o relatório anual e os dados abertos do ano não acha denúncias de um mês ou de um órgão."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documentos.relatorios.contagens import meses
from ouvidoria.models import Manifestacao, Relatorio
from ouvidoria.situacoes import TipoDeManifestacao as T
from tests.ataque import achadas, soma
from tests.ouvidoria import elenco as da_ouvidoria
from tests.solicitacoes import elenco
from transparencia.dados_abertos.periodos import Periodo
from transparencia.dados_abertos.publicacao import publicar

pytestmark = pytest.mark.django_db
ANO = 2025
TOTAL = "o ano"
MESES = list(meses().values())
MUNDOS: dict[str, dict[int, dict[str, int]]] = {
    "poucas no ano": {2: {"SMS": 3}, 5: {"SMSUB": 1}},
    "janeiro já se disse": {1: {"SMSUB": 9}, 2: {"SMS": 2}},
    "o fim do ano": {1: {"SMSUB": 6}, 6: {"SMSUB": 6}, 12: {"SMS": 3, "SMSUB": 1}},
    "vários": {1: {"SMSUB": 6, "SMS": 1}, 3: {"SMS": 4}, 6: {"SMSUB": 7}, 12: {"SMSUB": 7, "SME": 2}},
    "nada pequeno": {3: {"SMSUB": 6}, 4: {"SMS": 6}},
}


def registrar(mundo: Mapping[int, Mapping[str, int]]) -> Counter[str]:
    """Um pedido e uma sugestão em cada mês, e as denúncias; devolve cada conta delas, a verdade."""
    verdade = Counter[str]()
    for mes in range(1, 13):
        quando = datetime(ANO, mes, 15, 12, tzinfo=timezone.get_default_timezone())
        elenco.iguais(1, elenco.unidade(), em=quando)
        casos = [da_ouvidoria.registrada(T.SUGESTAO)]
        for sigla, quantas in mundo.get(mes, {}).items():
            orgao = da_ouvidoria.orgao(sigla, sigla)
            casos += [da_ouvidoria.registrada(T.DENUNCIA, orgao=orgao) for _ in range(quantas)]
            verdade.update({f"mês {mes}": quantas, f"órgão {orgao.nome}": quantas, TOTAL: quantas})
        Manifestacao.objects.filter(pk__in=[caso.pk for caso in casos]).update(aberta_em=quando)
    return verdade


def dos_dados_abertos() -> dict[str, int]:
    """O que se disse em cada mês, à medida que o ano passava: quem guardou os arquivos sabe tudo isto."""
    ditas = dict[str, int]()
    for mes in range(1, 13):
        with time_machine.travel(datetime(ANO + mes // 12, mes % 12 + 1, 2, 12, tzinfo=UTC), tick=False):
            for arquivo in publicar(Periodo(ANO)):
                if arquivo.leiaute == "reservados":
                    with arquivo.arquivo.open("rb") as aberto:
                        linhas = aberto.read().decode("utf-8-sig")
                    for linha in csv.DictReader(StringIO(linhas), delimiter=";"):
                        qual, dita = f"mês {int(linha['mes'][5:])}", int(linha["denuncias"] or 0)
                        assert ditas.setdefault(qual, dita) == dita, "o que se disse de um mês não muda"
    return {qual: n for qual, n in ditas.items() if n}


def do_relatorio() -> tuple[dict[str, int], dict[str, int]]:
    """Da planilha publicada: as denúncias que diz, e quantas manifestações somam as outras tabelas."""
    Relatorio.objects.create(
        ano=ANO, pontos_recorrentes="Um.", providencias="Outra.", publicado_em=timezone.now()
    )
    resposta: Any = Client().get(reverse("ouvidoria:relatorio_csv", args=[ANO]))
    texto = b"".join(resposta.streaming_content).decode("utf-8-sig")
    ditas, somas = dict[str, int](), Counter[str]()
    for linha in csv.DictReader(StringIO(texto), delimiter=";"):
        quadro, nome, coluna, valor = linha.values()
        do_que = quadro.removeprefix("Manifestações recebidas, por ")
        if not valor.isdecimal():
            continue
        if nome == "Denúncia":
            ditas[TOTAL] = int(valor)
        elif coluna == "Denúncias":
            ditas[f"mês {MESES.index(nome) + 1}" if do_que == "mês" else f"órgão {nome}"] = int(valor)
        elif coluna == "Total sem denúncias" or (coluna == "Quantas" and "manifestações" in quadro.lower()):
            somas[quadro] += int(valor)
    return ditas, dict(somas)


@pytest.mark.parametrize("mundo", MUNDOS.values(), ids=MUNDOS)
def test_as_denuncias_nao_se_acham_somando_e_tirando(
    mundo: dict[int, dict[str, int]], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    verdade = registrar(mundo)
    ditas = dos_dados_abertos()
    do_ano, somas = do_relatorio()
    ditas |= do_ano
    assert len(somas) > 3
    assert set(somas.values()) == {12}, "nenhuma outra conta tem denúncias: a diferença di-las-ia"
    assert {qual: verdade[qual] for qual in ditas} == ditas
    equacoes = [soma(TOTAL, [q for q in verdade if q.startswith(lado)]) for lado in ("mês", "órgão")]
    acham_se = achadas(equacoes, ditas.keys())
    assert {qual: verdade[qual] for qual in (*ditas, *acham_se) if verdade[qual] < 5} == {}
    if min(verdade.values()) >= 5:
        assert ditas == verdade, "o que é de muitos diz-se"
