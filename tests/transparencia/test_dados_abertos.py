"""Os dados abertos: o que sai de cada pedido, o que nunca sai, a ida e a volta pelo leiaute da cidade."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contas.papeis import Papel
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao as T
from protocolo.models import Canal
from solicitacoes import acoes
from solicitacoes.importacao.importador import importar
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.ouvidoria import elenco as da_ouvidoria
from tests.solicitacoes import elenco
from transparencia import tasks
from transparencia.dados_abertos import publicacao
from transparencia.dados_abertos.periodos import Periodo, ultimos_meses
from transparencia.dados_abertos.publicacao import publicar, sortear_identificadores
from transparencia.models import ArquivoPublicado
from transparencia.vigias import dados_em_dia

if TYPE_CHECKING:
    from django.test import Client

AMOSTRA = Path(settings.BASE_DIR) / "../shared/dados/sp156/amostra_2015_2018.csv"
UMA_DE_CADA = 4
CANARIO = "Zumbaia"
"""Está em tudo o que se escreveu, e em nenhum arquivo."""


@pytest.fixture(autouse=True)
def _arquivos(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def lidas(arquivo: ArquivoPublicado) -> list[dict[str, str]]:
    with arquivo.arquivo.open("rb") as aberto:
        return list(csv.DictReader(io.StringIO(aberto.read().decode("utf-8-sig")), delimiter=";"))


def publicados(periodo: Periodo) -> dict[str, ArquivoPublicado]:
    return {arquivo.leiaute: arquivo for arquivo in publicar(periodo)}


@pytest.mark.usefixtures("conteudo_do_projeto")
@pytest.mark.skipif(not AMOSTRA.is_file(), reason="sem os dados reais em ../shared/dados")
def test_o_que_se_publica_no_leiaute_da_cidade_volta_igual(tmp_path: Path, client: Client) -> None:
    """De cada quatro linhas reais, uma: importa, publica, esvazia e importa o baixado, também em cp1252."""
    cabecalho, *linhas = AMOSTRA.read_text(encoding="utf-8").splitlines(keepends=True)
    escolhidas = tmp_path / "algumas.csv"
    escolhidas.write_text(cabecalho + "".join(linhas[::UMA_DE_CADA]), encoding="utf-8")
    assert not importar(escolhidas).recusadas
    publicaveis = Solicitacao.objects.filter(versao_servico__sigilosa=False)
    antes = _contas(publicaveis)
    arquivos = [publicados(Periodo(ano))["cidade"] for ano in range(2015, 2019)]
    assert sum(arquivo.linhas for arquivo in arquivos) == sum(antes.values())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE solicitacoes_solicitacao CASCADE")
    for arquivo, consulta in zip(arquivos, ["", "?codificacao=cp1252"] * 2, strict=True):
        caminho = tmp_path / arquivo.nome
        caminho.write_bytes(client.get(f"{arquivo.get_absolute_url()}{consulta}").getvalue())
        assert not importar(caminho).recusadas
    assert _contas(Solicitacao.objects.all()) == antes


def _contas(casos: Any) -> Counter[tuple[Any, ...]]:
    return Counter(
        (servico, timezone.localtime(em).strftime("%Y-%m"), situacao, distrito)
        for servico, em, situacao, distrito in casos.values_list(
            "servico", "aberta_em", "situacao", "distrito"
        )
    )


@pytest.fixture
def caso(db: None) -> Solicitacao:
    """Um tapa-buraco que passou a outra unidade e se finalizou, com o canário em todo texto."""
    onde = elenco.unidade(nome=CANARIO)
    outra = elenco.unidade("SMPR-CPDU-Sé")
    elenco.rua()
    elenco.servico(publica=True)
    caso = elenco.solicitacao(
        onde,
        descricao=CANARIO,
        referencia=CANARIO,
        complemento=CANARIO,
        numero="4251",
        lat=-23.547,
        lon=-46.636,
    )
    por = elenco.autor(elenco.servidor(onde, nome=CANARIO), onde)
    caso = acoes.transferir(caso=caso, versao=caso.versao, por=por, unidade=outra, motivo=CANARIO)
    de_la = elenco.autor(elenco.servidor(outra, nome=f"{CANARIO} 2"), outra, papel=Papel.SERVIDOR)
    elenco.servidor(outra, nome="Outra")
    return acoes.iniciar(caso=caso, versao=caso.versao, por=de_la)


def _periodo(caso: Solicitacao) -> Periodo:
    dia = timezone.localdate(caso.aberta_em)
    return Periodo(dia.year, dia.month)


def test_a_linha_diz_o_caminho_e_o_prazo_e_nada_de_ninguem(caso: Solicitacao) -> None:
    reservado = elenco.servico("reservado", "Reservado", sigilosa=True)
    elenco.iguais(5, caso.unidade, servico=reservado, em=caso.aberta_em)
    assert lidas(publicados(_periodo(caso))["reservados"]) == [], "só o mês que acabou"
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        arquivos = publicados(_periodo(caso))
    (linha,) = lidas(arquivos["pedidos"])
    assert linha["identificador"] == str(caso.identificador)
    assert linha["pedido_em"] == timezone.localdate(caso.aberta_em).isoformat()
    assert linha["prometido_para"] == timezone.localdate(caso.vence_em).isoformat()
    assert linha["unidades"] == "SMPR-CPDU-Sé", "a primeira, de uma pessoa só e sem superior, não se diz"
    assert (linha["transferencias"], linha["devolucoes"], linha["reaberto"]) == ("1", "0", "não")
    assert (linha["canal"], linha["resolvido"]) == ("", ""), "o canal de um pedido só não se abre"
    assert linha["latitude"].startswith("-23,54"), "com a vírgula, e sem virar texto"
    (da_cidade,) = lidas(arquivos["cidade"])
    assert da_cidade["Logradouro"] == caso.logradouro, "uma rua que a cidade tem"
    assert [da_cidade[coluna] for coluna in ("Número", "CEP", "Setor", "Quadra")] == [""] * 4
    assert [linha["pedidos"] for linha in lidas(arquivos["reservados"])] == ["5"]
    tudo = "".join(str(lidas(arquivo)) for arquivo in arquivos.values())
    for segredo in (CANARIO, caso.protocolo, "4251", "Maria", "Reservado", str(caso.lat).replace(".", ",")):
        assert segredo not in tudo


def test_o_que_nao_se_registrou_ou_nao_e_da_rua_fica_vazio(caso: Solicitacao) -> None:
    elenco.publicar_outra(caso.servico, publica=False)
    Solicitacao.objects.update(procedencia=Solicitacao.Procedencia.IMPORTADA)
    arquivos = publicados(_periodo(caso))
    (linha,), (da_cidade,) = lidas(arquivos["pedidos"]), lidas(arquivos["cidade"])
    vazias = (
        "prometido_para",
        "prorrogado",
        "transferencias",
        "devolucoes",
        "reaberto",
        "latitude",
        "longitude",
    )
    assert [linha[coluna] for coluna in vazias] == [""] * len(vazias)
    assert [da_cidade[coluna] for coluna in ("Logradouro", "Latitude", "Longitude")] == [""] * 3
    elenco.publicar_outra(caso.servico, sigilosa=True)
    assert [arquivo.linhas for arquivo in publicar(_periodo(caso))] == [0, 0, 0], (
        "nem os que são menos de cinco"
    )


def test_so_o_que_mudou_ganha_versao_e_a_antiga_ainda_se_baixa(
    caso: Solicitacao, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publicacao, "VERSOES", 2)
    periodo = _periodo(caso)
    primeira = publicados(periodo)["pedidos"]
    assert publicados(periodo)["pedidos"].pk == primeira.pk
    Solicitacao.objects.update(canal=Canal.CENTRAL, situacao=Situacao.ABERTA)
    segunda = publicados(periodo)["pedidos"]
    pagina = client.get("/transparencia/dados/").content.decode()
    assert primeira.sha256 in pagina
    assert f"sp156-reservados-{periodo}" not in pagina, "o que só tem cabeçalho não se oferece"
    baixada = client.get(primeira.get_absolute_url())
    dito = b"".join(baixada)
    assert hashlib.sha256(dito).hexdigest() == primeira.sha256
    assert len(dito) == primeira.tamanho
    assert baixada["Content-Disposition"] == f'attachment; filename="{primeira.nome}"'
    assert (
        client.get(primeira.get_absolute_url(), headers={"if-none-match": baixada["ETag"]}).status_code == 304
    )
    catalogo = client.get("/transparencia/dados/catalogo.json").json()
    arquivos = [a for conjunto in catalogo["dcat:dataset"] for a in conjunto["dcat:distribution"]]
    somas = {a["spdx:checksum"]["spdx:checksumValue"] for a in arquivos}
    assert segunda.sha256 in somas
    assert primeira.sha256 not in somas
    Solicitacao.objects.update(situacao=Situacao.EM_ANDAMENTO, transferencias=3)
    publicar(periodo)
    assert client.get(primeira.get_absolute_url()).status_code == 404, "guardam-se duas"


def test_sorteia_aos_poucos_o_identificador_de_quem_nao_tem(
    caso: Solicitacao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publicacao, "LOTE", 2)
    elenco.iguais(4, caso.unidade)
    Solicitacao.objects.exclude(pk=caso.pk).update(identificador=None)
    assert sortear_identificadores() == 4
    assert len(set(Solicitacao.objects.values_list("identificador", flat=True))) == 5
    assert Solicitacao.objects.get(pk=caso.pk).identificador == caso.identificador


def test_a_rotina_faz_o_que_falta_e_o_vigia_diz_o_que_ela_nao_fez(caso: Solicitacao) -> None:
    """O mês que acabou e o ano de antes que ainda não tinha arquivo, em qualquer madrugada."""
    passado, antes = Periodo(2026, 6), Periodo(2023)
    Solicitacao.objects.update(aberta_em=passado.limites[0])
    elenco.iguais(2, caso.unidade, em=antes.limites[0])
    with time_machine.travel(datetime(2026, 7, 15, 12, tzinfo=UTC), tick=False):
        assert dados_em_dia() == "Faltam os dados abertos de 2023, 2026-06."
        tasks.publicar_dados()
        feitos = set(ArquivoPublicado.objects.com_linhas().values_list("periodo", "leiaute"))
        periodos = {str(antes), "2026", str(passado)}
        assert feitos == {(um, leiaute) for um in periodos for leiaute in ("pedidos", "cidade")}
        assert dados_em_dia() == ""
        havia = ArquivoPublicado.objects.count()
        tasks.publicar_dados()
        assert ArquivoPublicado.objects.count() == havia


def test_do_reservado_e_da_denuncia_so_a_conta_do_mes_e_o_mes_diz_o_mesmo_que_o_ano(
    caso: Solicitacao,
) -> None:
    """A de poucos não se diz, nem a seguinte, que a deixaria achar pelo total do ano, que o relatório diz."""
    reservado = elenco.servico("reservado", "Reservado", sigilosa=True)
    for mes, pedidos, denuncias in ((3, 9, 2), (4, 5, 6), (5, 2, 8)):
        em = Periodo(2025, mes).limites[0]
        elenco.iguais(pedidos, caso.unidade, servico=reservado, em=em)
        for _ in range(denuncias):
            Manifestacao.objects.filter(pk=da_ouvidoria.registrada(T.DENUNCIA).pk).update(aberta_em=em)
    ditas = [tuple(linha.values()) for linha in lidas(publicados(Periodo(2025))["reservados"])]
    assert ditas == [("2025-03", "9", ""), ("2025-04", "5", ""), ("2025-05", "", "8")]
    (abril,) = lidas(publicados(Periodo(2025, 4))["reservados"])
    assert abril == {"mes": "2025-04", "pedidos": "5", "denuncias": ""}


def test_o_comando_faz_um_mes_e_recusa_o_que_nao_entende(caso: Solicitacao) -> None:
    saida = StringIO()
    call_command("publicar_dados", "--mes", str(_periodo(caso)), "--json", stdout=saida)
    assert [feito["linhas"] for feito in json.loads(saida.getvalue())] == [1, 1, 0]
    with pytest.raises(CommandError, match="escreva o mês"):
        call_command("publicar_dados", "--mes", "2026-13")
    assert ultimos_meses(date(2026, 2, 3), 3) == [Periodo(2025, 11), Periodo(2025, 12), Periodo(2026, 1)]
    assert Periodo(2026, 12).limites[1] - Periodo(2026, 12).limites[0] == timedelta(days=31)
