"""Importar as bases de CEPs e de logradouros: cada linha conferida, o distrito certo, e de quem a editou."""

from __future__ import annotations

import threading
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referencia.tabelas import Origem
from referencia.travas import Trava
from roteamento.importacao import gravacao
from roteamento.models import Distrito, Importacao, Logradouro, OrigemDaRua
from tests.roteamento.factories import LogradouroFactory
from tests.roteamento.importando import CABECALHO, cidade, geojson, planilha, rodar

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

DIREITA = '01002000,"Rua Direita, lado par",Centro,SE,SE,-23.545,-46.625,15'
IPIRANGA = "01045000,Avenida Ipiranga,República,REPUBLICA,SE,-23.545,-46.635,3"
SEM_NADA = '01002903,"Edifício Novo, Rua Direita, 32",Sé,,,,,0'

LOGRADOUROS = "distrito,nome,cep,numero_de,numero_ate,lado,lat,lon"


@pytest.fixture
def distritos(db: None) -> dict[str, Distrito]:
    return cidade()


def ceps(tmp_path: Path, *linhas: str, **mais: Any) -> dict[str, Any]:
    contas: dict[str, Any] = rodar(ceps=planilha(tmp_path / "c.csv", *linhas, **mais))["ceps"]
    return contas


def recusa(tmp_path: Path, *linhas: str, **mais: Any) -> str:
    """A frase com que a base de CEPs é recusada; e nada ficou gravado."""
    antes = Importacao.objects.count(), Logradouro.objects.count()
    with pytest.raises(CommandError) as erro:
        ceps(tmp_path, *linhas, **mais)
    assert (Importacao.objects.count(), Logradouro.objects.count()) == antes
    return str(erro.value)


# --- uma linha ------------------------------------------------------------------------


def test_linha_vira_trecho_com_faixa_lado_e_edificacao(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    contas = ceps(tmp_path, DIREITA, SEM_NADA)
    assert contas["criados"] == 2
    direita, predio = Logradouro.objects.order_by("cep")
    assert (direita.nome, direita.lado, direita.bairro, direita.cep) == (
        "Rua Direita",
        "par",
        "Centro",
        "01002000",
    )
    assert (direita.distrito, direita.origem) == (distritos["Sé"], OrigemDaRua.IMPORTACAO)
    assert direita.importacao == Importacao.objects.get(tipo="ceps")
    assert (predio.nome, predio.edificacao, predio.numero_de, predio.numero_ate) == (
        "Rua Direita",
        "Edifício Novo",
        32,
        32,
    )
    assert (predio.distrito, predio.lat) == (None, None)


def test_sem_contornos_vale_o_declarado(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    contas = ceps(tmp_path, DIREITA, SEM_NADA)
    assert (contas["distrito"]["declarado"], contas["distrito"]["desconhecido"]) == (1, 1)


@pytest.mark.parametrize(
    ("lat", "lon", "declarado", "esperado"),
    [
        ("-23.545", "-46.625", "SE", "Sé"),
        ("-23.545", "-46.625", "", "Sé"),
        ("-23.545", "-46.635", "SE", "República"),
        ("-23.545", "-46.6303", "SE", "Sé"),
        ("-23.545", "-46.6307", "SE", "República"),
        ("-23.50", "-46.625", "SE", "Sé"),
        ("-23.50", "-46.625", "", None),
        ("", "", "LIBERDADE", "Liberdade"),
    ],
    ids=[
        "concordam",
        "so-ponto",
        "discordam",
        "a-30-metros",
        "a-70-metros",
        "fora-declarado",
        "fora",
        "so-declarado",
    ],
)
def test_o_poligono_vence_salvo_junto_da_divisa(
    distritos: dict[str, Distrito], tmp_path: Path, lat: str, lon: str, declarado: str, esperado: str | None
) -> None:
    rodar(distritos=geojson(tmp_path / "d.geojson"))
    contas = ceps(tmp_path, f"01002000,Rua Direita,Sé,{declarado},,{lat},{lon},1")
    rua = Logradouro.objects.get()
    assert (rua.distrito.nome if rua.distrito else None) == esperado
    fora = lat == "-23.50"
    assert (rua.lat is None) == (fora or not lat)
    assert contas["pontos_fora_da_cidade"] == {"total": int(fora), "linhas": [2] if fora else []}


def test_as_fontes_e_os_distritos_se_contam(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    """Contornos e CEPs no mesmo comando: os contornos valem já para os CEPs."""
    arquivo = planilha(
        tmp_path / "c.csv",
        DIREITA,
        SEM_NADA,
        "01002001,Rua do Ouvidor,Sé,REPUBLICA,MOOCA,-23.545,-46.625,1",
        "01002002,Rua Senador,Sé,LIBERDADE,SE,-23.5497,-46.6298,1",
        "01002003,,Sé,LIBERDADE,SE,-23.5505,-46.6298,1",
        "08503340,Rua de Ferraz,,,,,,1",
        '05577100,"Rodovia Raposo Tavares, do km 13,001 ao km 15,151 - lado ímpar",,SE,SE,,,1',
    )
    contas = rodar(distritos=geojson(tmp_path / "d.geojson"), ceps=arquivo)["ceps"]
    assert contas["distrito"] == {
        "ponto": 2,
        "declarado": 2,
        "desconhecido": 1,
        "discordam": 2,
        "mantido_junto_da_divisa": 1,
    }
    assert (contas["linhas"], contas["criados"]) == (7, 5)
    assert (contas["sem_rua"], contas["de_outra_cidade"], contas["em_km"]) == (1, 1, 1)
    assert contas["subprefeitura_diferente"] == 1
    assert contas["por_distrito"] == {"Liberdade": 1, "Sé": 3}


def test_le_cp1252_com_ponto_e_virgula_e_virgula_decimal(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    contas = ceps(
        tmp_path,
        "01001-000;R. Líbero Badaró;-23,545;-46,625",
        cabecalho="CEP;Logradouro;Lat;Lon",
        codificacao="cp1252",
    )
    assert contas["criados"] == 1
    rua = Logradouro.objects.get()
    assert (rua.nome, rua.cep, rua.lat) == ("Rua Líbero Badaró", "01001000", -23.545)


def test_le_utf8_com_marca(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    assert ceps(tmp_path, DIREITA, codificacao="utf-8-sig")["criados"] == 1


@pytest.mark.parametrize(
    ("linha", "frase"),
    [
        ("1002000,Rua A,,,,,,1", "linha 3: o CEP “1002000” não tem oito algarismos; a planilha comeu"),
        ("abc,Rua A,,,,,,1", "linha 3: o CEP “abc” não tem oito algarismos"),
        (",Rua A,,,,,,1", "linha 3: o CEP “” não tem oito algarismos"),
        ("01002000,Rua A,,,,,,1", "linha 3: o CEP 01002000 já veio na linha 2"),
        ("01002001,Rua A,,MOEMA,,,,1", "linha 3: não há distrito “MOEMA”"),
        ("01002001,Rua A,,,,x,-46.6,1", "linha 3: latitude e longitude “x”, “-46.6” não são dois números"),
        ("01002001,Rua A,,,,-23.5,,1", "não são dois números"),
        ("01002001,Rua A,,,,nan,-46.6,1", "linha 3: latitude e longitude “nan”, “-46.6” não são graus"),
        ("01002001,Rua A,,,,7395000,333000,1", "não são graus; parecem metros (UTM)"),
        (
            "01002001,Rua A,,,,-46.6,-23.5,1",
            "linha 3: latitude e longitude “-46.6”, “-23.5” parecem trocadas",
        ),
        ('01002001,"Rua A, de 99 a 1",,,,,,1', "linha 3: a faixa vai de 99 a 1: está ao contrário"),
        ("01002001,Rua A,,,", "linha 3: tem 5 colunas; o cabeçalho tem 8. “01002001,Rua A"),
        (f"01002001,Rua {'A' * 120},,,,,,1", "linha 3: nome com 124 letras; cabem 120"),
        ("01002001,Rua\x00 A,,,,,,1", "linha 3: nome com caractere de controle"),
        ('01002001,"Rua A,,,,,,1', "linha 3: não se lê como CSV"),
    ],
)
def test_linha_errada_e_dita_pelo_numero(
    distritos: dict[str, Distrito], tmp_path: Path, linha: str, frase: str
) -> None:
    assert frase in recusa(tmp_path, DIREITA, linha)


def test_o_numero_e_o_da_linha_do_arquivo_ainda_que_uma_tenha_quebra(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    frase = recusa(tmp_path, '01002000,"Rua\nDireita",,,,,,1', "", "x,Rua A,,,,,,1")
    assert "linha 5: o CEP “x”" in frase


def test_cabecalho_errado_arquivo_vazio_e_codificacao(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    assert "linha 1: falta no cabeçalho cep e logradouro" in recusa(tmp_path, cabecalho="a,b")
    assert "linha 1: coluna repetida: cep" in recusa(tmp_path, cabecalho="cep,cep,logradouro")
    assert "só tem o cabeçalho" in recusa(tmp_path)
    assert "texto em UTF-16" in recusa(tmp_path, DIREITA, codificacao="utf-16")
    (tmp_path / "c.csv").write_bytes(b"cep,logradouro\n01002000,Rua \x81\n")
    with pytest.raises(CommandError, match="nem em Windows-1252"):
        rodar(ceps=tmp_path / "c.csv")


# --- o arquivo outra vez --------------------------------------------------------------


def test_de_novo_nao_muda_nada_e_diz(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    ceps(tmp_path, DIREITA, IPIRANGA, SEM_NADA)
    antes = list(Logradouro.objects.order_by("pk").values())
    contas = ceps(tmp_path, DIREITA, IPIRANGA, SEM_NADA)
    assert (contas["iguais"], contas["mudou"], contas["arquivo_igual"]) == (3, False, True)
    assert list(Logradouro.objects.order_by("pk").values()) == antes
    assert Importacao.objects.count() == 1
    assert not Logradouro.history.exists()


def test_base_nova_cria_atualiza_e_remove(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    ceps(tmp_path, DIREITA, IPIRANGA, SEM_NADA)
    contas = ceps(tmp_path, DIREITA.replace("Direita", "da Direita"), IPIRANGA, "01010000,Rua Nova,,,,,,1")
    assert [contas[sorte] for sorte in ("criados", "atualizados", "iguais", "removidos")] == [1, 1, 1, 1]
    assert set(Logradouro.objects.values_list("cep", "nome")) == {
        ("01002000", "Rua da Direita"),
        ("01045000", "Avenida Ipiranga"),
        ("01010000", "Rua Nova"),
    }


def test_custa_as_mesmas_consultas_com_uma_e_com_cinquenta_linhas(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    muitas = [f"010{n:05d},Rua {n},,SE,SE,,,1" for n in range(50)]
    quantas = []
    for linhas in ([DIREITA], muitas):
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            ceps(tmp_path, *linhas)
        quantas.append(len(consultas))
    # A segunda também tira a linha da primeira.
    assert quantas[1] <= quantas[0] + 1


# --- os donos da linha ----------------------------------------------------------------


def test_a_linha_da_carga_da_lugar_a_da_base(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    LogradouroFactory(nome="Rua Direita", distrito=distritos["República"], origem=Origem.CARGA)
    outra = LogradouroFactory(nome="Rua Augusta", distrito=distritos["Sé"], origem=Origem.CARGA)
    contas = ceps(tmp_path, DIREITA)
    assert contas["da_carga_substituidos"] == 1
    assert set(Logradouro.objects.values_list("nome", "origem")) == {
        ("Rua Direita", "importacao"),
        (outra.nome, "carga"),
    }


def test_o_que_uma_pessoa_editou_fica_e_nao_se_duplica(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    """Ainda que a edição tenha mudado o nome e o distrito: o CEP diz que é a mesma linha."""
    ceps(tmp_path, DIREITA, IPIRANGA)
    rua = Logradouro.objects.get(cep="01002000")
    rua.nome, rua.distrito, rua.origem = "Rua Direita da Sé", distritos["Liberdade"], OrigemDaRua.EDICAO
    rua.save()
    contas = ceps(tmp_path, DIREITA, IPIRANGA)
    assert (contas["editados_mantidos"], contas["iguais"], contas["mudou"]) == (1, 1, False)
    assert Logradouro.objects.get(cep="01002000").nome == "Rua Direita da Sé"
    assert ceps(tmp_path, IPIRANGA)["removidos"] == 0
    assert Logradouro.objects.count() == 2


def test_a_linha_que_uma_pessoa_escreveu_igual_fica(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    minha = LogradouroFactory(
        nome="Rua Direita", cep="01002000", lado="par", distrito=distritos["Sé"], origem=OrigemDaRua.EDICAO
    )
    contas = ceps(tmp_path, DIREITA)
    assert (contas["editados_mantidos"], contas["criados"]) == (1, 0)
    assert Logradouro.objects.get() == minha


def test_o_que_uma_pessoa_apagou_nao_volta(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    ceps(tmp_path, DIREITA, IPIRANGA)
    Logradouro.objects.get(cep="01002000").delete()
    contas = ceps(tmp_path, DIREITA, IPIRANGA)
    assert (contas["apagados_mantidos"], contas["mudou"]) == (1, False)
    assert Logradouro.objects.count() == 1


def test_as_duas_bases_convivem_e_a_de_logradouros_manda(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    """O trecho que as duas têm é da base de logradouros; rodar uma ou outra de novo não muda nada."""
    ruas = planilha(tmp_path / "l.csv", "1,Rua Direita,01002000,,,par,-23.544,-46.624", cabecalho=LOGRADOUROS)
    ceps(tmp_path, DIREITA, IPIRANGA)
    contas = rodar(logradouros=ruas)["logradouros"]
    assert (contas["criados"], contas["da_outra_base"]) == (1, 1)
    assert Logradouro.objects.get(cep="01002000").lat == -23.544
    assert Logradouro.objects.count() == 2
    contas = ceps(tmp_path, DIREITA, IPIRANGA)
    assert (contas["da_outra_base"], contas["iguais"], contas["mudou"]) == (1, 1, False)
    assert rodar(logradouros=ruas)["logradouros"]["mudou"] is False


def test_os_logradouros_repetidos_no_mesmo_distrito_se_juntam(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    """Dois distritos declarados, um polígono só: vira uma linha."""
    ruas = planilha(
        tmp_path / "l.csv",
        "1,R. Dr. Falcão,,1,99,Ímpar,-23.545,-46.625",
        "República,Rua Doutor Falcão,,1,99,impar,-23.5451,-46.625",
        cabecalho=LOGRADOUROS,
    )
    contas = rodar(distritos=geojson(tmp_path / "d.geojson"), logradouros=ruas)["logradouros"]
    assert (contas["criados"], contas["repetidos"]) == (1, 1)
    rua = Logradouro.objects.get()
    assert (rua.nome, rua.distrito, rua.numero_ate, rua.lado) == (
        "Rua Doutor Falcão",
        distritos["Sé"],
        99,
        "impar",
    )


@pytest.mark.parametrize(
    ("linha", "frase"),
    [
        ("1,Rua B,,x,,,,", "linha 3: numero_de “x” não é um número"),
        ("1,Rua B,,,1234567,,,", "linha 3: numero_ate “1234567” não é um número"),
        ("1,Rua B,,9,1,,,", "linha 3: a faixa vai de 9 a 1"),
        ("1,Rua B,,,,cima,,", "linha 3: lado “cima”; escreva par, impar"),
        ("99,Rua B,,,,,,", "linha 3: não há distrito “99”"),
        ("1,Rua A,,,,,,", "linha 3: Rua A: este trecho já veio na linha 2"),
    ],
)
def test_logradouro_errado_e_dito_pela_linha(
    distritos: dict[str, Distrito], tmp_path: Path, linha: str, frase: str
) -> None:
    ruas = planilha(tmp_path / "l.csv", "1,Rua A,,,,,,", linha, cabecalho=LOGRADOUROS)
    with pytest.raises(CommandError, match="nada foi importado") as erro:
        rodar(logradouros=ruas)
    assert frase in str(erro.value)


# --- tudo ou nada ---------------------------------------------------------------------


def test_um_arquivo_errado_desfaz_os_outros(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    errado = planilha(tmp_path / "c.csv", "x,Rua A,,,,,,1")
    with pytest.raises(CommandError) as erro:
        rodar(distritos=geojson(tmp_path / "d.geojson", []), ceps=errado)
    assert "d.geojson: 4 problemas" in str(erro.value)
    assert "c.csv: 1 problema" in str(erro.value)
    with pytest.raises(CommandError):
        rodar(distritos=geojson(tmp_path / "d.geojson"), ceps=errado)
    assert not Importacao.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_duas_ao_mesmo_tempo_a_segunda_e_recusada(tmp_path: Path) -> None:
    cidade()
    arquivo = planilha(tmp_path / "c.csv", DIREITA)
    entrou, saia = threading.Event(), threading.Event()

    def segurar() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Trava.TERRITORIO])
            entrou.set()
            saia.wait(20)
            cursor.execute("ROLLBACK")
        connection.close()

    outra = threading.Thread(target=segurar)
    outra.start()
    try:
        assert entrou.wait(20)
        with pytest.raises(CommandError, match="Outra importação do território está em andamento"):
            rodar(ceps=arquivo)
    finally:
        saia.set()
        outra.join()
    assert rodar(ceps=arquivo)["ceps"]["criados"] == 1


def test_em_palavras_e_o_progresso(distritos: dict[str, Distrito], tmp_path: Path) -> None:
    arquivo = planilha(tmp_path / "c.csv", DIREITA, "01002009,Rua Longe,,,,-23.4,-46.625,1")
    saida, progresso = StringIO(), StringIO()
    call_command("importar_territorio", ceps=arquivo, stdout=saida, stderr=progresso)
    texto = saida.getvalue()
    assert "Base de CEPs: c.csv" in texto
    assert "linhas lidas: 2" in texto
    assert "criados: 2" in texto
    assert "Nada mudou" not in texto
    assert "Lendo c.csv…" in progresso.getvalue()
    saida = StringIO()
    rodar(distritos=geojson(tmp_path / "d.geojson"))
    call_command("importar_territorio", ceps=arquivo, stdout=saida, stderr=progresso)
    assert "pontos fora da cidade, descartados: 1 (linhas 3)" in saida.getvalue()


def test_a_ajuda_diz_as_colunas(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("importar_territorio", "--help")
    ajuda = capsys.readouterr().out
    for palavra in (*CABECALHO.split(",")[:7], *LOGRADOUROS.split(","), "nm_distrito", "WGS84", "UTF-8"):
        assert palavra in ajuda


def test_base_grande_deixa_os_indices_de_busca_como_eram(
    distritos: dict[str, Distrito], tmp_path: Path
) -> None:
    """Sem fila no índice: a busca não pode ficar mais lenta depois de uma importação."""

    def opcoes() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, reloptions FROM pg_class WHERE relname LIKE 'logradouro_nome%' ORDER BY 1"
            )
            return list(cursor.fetchall())

    antes = opcoes()
    muitas = [f"010{n:05d},Rua Número {n},,SE,SE,,,1" for n in range(gravacao.MUITAS + 1)]
    assert ceps(tmp_path, *muitas)["criados"] == gravacao.MUITAS + 1
    assert opcoes() == antes
    with connection.cursor() as cursor:
        for nome, _ in antes:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [nome])
            assert cursor.fetchone() == (0,), f"{nome} ficou com linhas na fila"
    assert Logradouro.objects.filter(nome_busca__contains="numero 1000").count() == 1
