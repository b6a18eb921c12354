"""Importar os contornos: os distritos certos, inteiros, em graus, sem sobras nem buracos; ou nada."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from roteamento.importacao.leitura import ERROS_MOSTRADOS, ArquivoInvalido
from roteamento.models import Contorno, Distrito, Importacao
from roteamento.ruas.contornos import contornos
from tests.roteamento.importando import CANTOS, LADO, cidade, com, feicao, geojson, quadra, rodar

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def distritos() -> dict[str, Distrito]:
    return cidade()


def recusa(caminho: Path) -> str:
    """A frase com que o arquivo é recusado; e nada ficou gravado."""
    with pytest.raises(CommandError) as erro:
        rodar(distritos=caminho)
    assert not Importacao.objects.exists()
    assert not Contorno.objects.exists()
    return str(erro.value)


def test_importa_e_acha_o_distrito_de_um_ponto(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    contas = rodar(distritos=geojson(tmp_path / "d.geojson"))["distritos"]
    assert (contas["criados"], contas["atualizados"], contas["iguais"]) == (4, 0, 0)
    assert contas["avisos"] == []
    achados = contornos()
    assert achados is not None
    assert achados.distrito_em(-23.545, -46.625) == distritos["Sé"].pk
    assert achados.distrito_em(-23.50, -46.625) is None
    assert Importacao.objects.get().relatorio == contas


def test_de_novo_nao_muda_nada_e_diz(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    arquivo = geojson(tmp_path / "d.geojson")
    rodar(distritos=arquivo)
    contas = rodar(distritos=arquivo)["distritos"]
    assert (contas["iguais"], contas["mudou"], contas["arquivo_igual"]) == (4, False, True)
    assert Importacao.objects.count() == 1


def test_so_o_contorno_que_mudou_se_atualiza(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    rodar(distritos=geojson(tmp_path / "d.geojson"))
    fino = feicao("Sé", [[*quadra("Sé")[:2], [-46.6205, -23.545], *quadra("Sé")[2:]]])
    contas = rodar(distritos=geojson(tmp_path / "d2.geojson", com(fino)))["distritos"]
    assert contas["distritos_atualizados"] == ["Sé"]
    assert contas["iguais"] == 3
    assert Contorno.objects.get(distrito=distritos["Sé"]).importacao == Importacao.objects.latest("pk")
    achados = contornos()
    assert achados is not None
    assert achados.distrito_em(-23.545, -46.6202) is None


def test_aceita_multipoligono_codigo_sem_nome_e_altura(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    com_altura = [[*ponto, 760.0] for ponto in quadra("Sé")]
    trocada = feicao("Sé", [[com_altura]], "MultiPolygon")
    feicoes = com(trocada)
    feicoes[1]["properties"] = {"cd_distrito": "02"}
    contas = rodar(distritos=geojson(tmp_path / "d.geojson", feicoes))["distritos"]
    assert contas["criados"] == 4


def test_subprefeitura_diferente_se_avisa(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    arquivo = geojson(tmp_path / "d.geojson", com(feicao("Sé", nm_subprefeitura="MOOCA")))
    assert rodar(distritos=arquivo)["distritos"]["avisos"] == [
        "Sé: o arquivo diz subprefeitura MOOCA; aqui é Sé"
    ]


def utm(nome: str) -> list[list[list[float]]]:
    return [[[333_000 + lon, 7_395_000 + lat] for lon, lat in quadra(nome)]]


def trocadas(nome: str) -> list[list[list[float]]]:
    return [[[lat, lon] for lon, lat in quadra(nome)]]


@pytest.mark.parametrize(
    ("feicoes", "frase"),
    [
        ([feicao(nome) for nome in list(CANTOS)[:3]], "falta o distrito Liberdade"),
        (
            [*com(feicao("Sé")), feicao("Sé")],
            "o distrito Sé vem 2 vezes",
        ),
        (
            [*com(feicao("Sé")), feicao("Sé", nm_distrito="Santos")],
            "feição 5: não há distrito “Santos”",
        ),
        (com(feicao("Sé", cd_distrito="3")), "Sé: o arquivo diz código 3; o nosso é 1"),
        (com(feicao("Sé", [-46.6, -23.5], "Point")), "Sé: a geometria é Point"),
        (com(feicao("Sé", [[[1, 2]]])), "Sé: as coordenadas não formam um polígono"),
        (com(feicao("Sé", "abc")), "Sé: as coordenadas não formam um polígono"),
        (com(feicao("Sé", utm("Sé"))), "parecem metros (UTM, SIRGAS 2000 23S)"),
        (com(feicao("Sé", trocadas("Sé"))), "parecem latitude e longitude trocadas"),
        (
            com(feicao("Sé", [[[lon + 3, lat] for lon, lat in quadra("Sé")]])),
            "Sé: as coordenadas (-43.63, -23.55) ficam fora de São Paulo",
        ),
        (
            com(feicao("Sé", [[quadra("Sé")[i] for i in (0, 2, 1, 3, 0)]])),
            "Sé: o polígono não é válido (Self-intersection",
        ),
        ([1, "x", *com(feicao("Sé"))], "feição 1: não tem `properties`"),
    ],
)
def test_feicao_errada_e_dita_pelo_nome(
    distritos: dict[str, Distrito], tmp_path: Path, feicoes: list[Any], frase: str
) -> None:
    assert frase in recusa(geojson(tmp_path / "d.geojson", feicoes))


def test_sobreposicao_se_diz_com_a_area(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    gorda = feicao("República", [quadra("República", encolhe=-LADO / 100)])
    frase = recusa(geojson(tmp_path / "d.geojson", com(gorda)))
    assert "Sé e República se sobrepõem em 11." in frase
    assert frase.endswith(" m²")


def test_fresta_entre_vizinhos_se_recusa(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    """Oito metros entre República e Sé, aberta ao norte."""
    fina = feicao("República", [quadra("República", encolhe=0.00008)])
    assert "há uma fresta de 9." in recusa(geojson(tmp_path / "d.geojson", com(fina)))


def test_buraco_no_meio_se_recusa(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    meio = [[lon + dx, lat + dy] for lon, lat in [(-46.6299, -23.5499)] for dx, dy in
            ((0, 0), (0, 0.001), (0.001, 0.001), (0.001, 0), (0, 0))]  # fmt: skip
    furada = feicao("Sé", [quadra("Sé"), meio])
    assert "há um buraco de 11." in recusa(geojson(tmp_path / "d.geojson", com(furada)))


def test_distrito_solto_se_recusa(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    longe = [[lon + 0.02, lat] for lon, lat in quadra("Sé")]
    Distrito.objects.filter(nome="Sé").update(lon=-46.605)
    assert "Sé: 1." in recusa(geojson(tmp_path / "d.geojson", com(feicao("Sé", [longe]))))


def test_abaixo_da_tolerancia_se_aceita(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    """Menos de 100 m²: quatro centímetros por um quilômetro são arredondamento."""
    fina = feicao("República", [quadra("República", encolhe=0.0000004)])
    assert rodar(distritos=geojson(tmp_path / "d.geojson", com(fina)))["distritos"]["criados"] == 4


def test_nomes_trocados_entre_si_se_descobrem(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    feicoes = [feicao(nome) for nome in CANTOS]
    feicoes[0]["geometry"], feicoes[1]["geometry"] = feicoes[1]["geometry"], feicoes[0]["geometry"]
    frase = recusa(geojson(tmp_path / "d.geojson", feicoes))
    assert "Sé: o ponto interno conhecido" in frase
    assert "República: o ponto interno conhecido" in frase


def test_projecao_dita_no_arquivo(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    metros = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::31983"}}
    assert "EPSG::31983; converta para graus" in recusa(geojson(tmp_path / "d.geojson", crs=metros))
    graus = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert rodar(distritos=geojson(tmp_path / "d.geojson", crs=graus))["distritos"]["criados"] == 4


@pytest.mark.parametrize(
    ("texto", "frase"),
    [
        ("", "O arquivo está vazio."),
        ('{"type": "FeatureCollection",\n"features": [}', "linha 2, coluna 14: não é JSON"),
        ("[1, 2]", "Não é um GeoJSON do tipo FeatureCollection."),
        ('{"type": "FeatureCollection", "features": 3}', "não tem a lista `features`"),
        ("[" * 200_000, "O JSON tem níveis demais"),
        ("PK\x03\x04", "Parece uma planilha ou um arquivo compactado"),
    ],
)
def test_arquivo_que_nao_e_geojson(
    distritos: dict[str, Distrito], tmp_path: Path, texto: str, frase: str
) -> None:
    (tmp_path / "d.geojson").write_text(texto)
    assert frase in recusa(tmp_path / "d.geojson")


def test_arquivo_que_nao_existe_e_comando_sem_arquivo(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    assert "Não foi possível ler o arquivo" in recusa(tmp_path / "nada.geojson")
    with pytest.raises(CommandError, match="Diga o que importar"):
        call_command("importar_territorio")


def test_sem_distritos_no_banco_diz_o_que_fazer(db: None, tmp_path: Path) -> None:
    assert "rode carregar_referencia antes" in recusa(geojson(tmp_path / "d.geojson"))


def test_muitos_problemas_mostra_vinte_e_o_total() -> None:
    frase = str(ArquivoInvalido("x.csv", [f"linha {n}: ruim" for n in range(1, 31)]))
    assert frase.startswith("x.csv: 30 problemas; nada foi importado.")
    assert f"linha {ERROS_MOSTRADOS}: ruim" in frase
    assert frase.endswith("… e mais 10.")
