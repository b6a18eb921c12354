"""Ler o arquivo de dados abertos em todas as formas em que a cidade o publicou."""

from __future__ import annotations

import gzip
import tracemalloc
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from solicitacoes.importacao import leitura
from solicitacoes.importacao.leitura import COLUNAS, ArquivoInvalido, linhas
from tests.solicitacoes.dados_abertos import CABECALHO, gravar, lida, linha, texto

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("separador", [";", ","])
@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("nome", ["pedidos.csv", "pedidos.csv.gz", "pedidos.csv.xz"])
def test_le_todas_as_formas(tmp_path: Path, nome: str, codificacao: str, separador: str) -> None:
    caminho = gravar(
        tmp_path / nome,
        linha(),
        linha(Canal="PRAÇA"),
        separador=separador,
        codificacao=codificacao,
    )
    assert list(linhas(caminho)) == [lida(), lida(Canal="PRAÇA")]


def test_a_forma_vem_do_conteudo_e_nao_do_nome(tmp_path: Path) -> None:
    comprimido = gravar(tmp_path / "pedidos.gz", linha())
    comprimido.rename(tmp_path / "pedidos.csv")
    assert list(linhas(tmp_path / "pedidos.csv")) == [lida()]


def test_a_ordem_das_colunas_e_livre(tmp_path: Path) -> None:
    caminho = tmp_path / "a.csv"
    caminho.write_text(texto([linha()], colunas=CABECALHO[::-1]), encoding="utf-8")
    assert list(linhas(caminho)) == [lida()]


def test_coluna_a_mais_no_arquivo_todo_nao_atrapalha(tmp_path: Path) -> None:
    caminho = tmp_path / "a.csv"
    caminho.write_text("\r\n".join(f"{uma};x" for uma in texto([linha()]).splitlines()), encoding="utf-8")
    assert [{coluna: uma[coluna] for coluna in COLUNAS} for uma in linhas(caminho) if uma] == [lida()]


def test_aspas_protegem_o_separador_e_a_quebra(tmp_path: Path) -> None:
    caminho = gravar(tmp_path / "a.csv", linha(Logradouro='"R;João\r\nPedro"'))
    assert [uma and uma["logradouro"] for uma in linhas(caminho)] == ["R;João\r\nPedro"]


def test_linha_com_colunas_a_mais_ou_a_menos_e_none_e_a_em_branco_nao_conta(tmp_path: Path) -> None:
    caminho = gravar(tmp_path / "a.csv", linha(), depois=f"\r\nso;duas\r\n{';' * 17}x\r\n\r\n")
    assert list(linhas(caminho)) == [lida(), None, None]


@pytest.mark.parametrize(
    ("conteudo", "motivo"),
    [
        (b"", "O arquivo está vazio."),
        (b"\xef\xbb\xbf\r\n", "O arquivo está vazio."),
        (b"a;b;c\r\n", "Faltam colunas no arquivo: data de abertura, canal"),
        (texto([]).replace("Canal;", "").encode(), r"Faltam colunas no arquivo: canal\."),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "Faltam colunas no arquivo"),
        (
            gzip.compress(texto([linha()]).encode(), mtime=0)[:-30],
            "está incompleto: a compressão acaba no meio",
        ),
        (gzip.compress(texto([linha()]).encode(), mtime=0)[:12] + b"\xff" * 50, "está estragado"),
        (leitura.XZ + b"nada disto e xz de verdade", "está estragado"),
    ],
)
def test_arquivo_que_nao_serve_diz_por_que(tmp_path: Path, conteudo: bytes, motivo: str) -> None:
    (tmp_path / "a.csv").write_bytes(conteudo)
    with pytest.raises(ArquivoInvalido, match=motivo):
        list(linhas(tmp_path / "a.csv"))


@pytest.mark.parametrize("sufixo", [".gz", ".xz"])
def test_compressao_cortada_entrega_o_que_leu_e_recusa_o_resto(tmp_path: Path, sufixo: str) -> None:
    # Números diferentes, para que a compressão não junte tudo num bloco só.
    caminho = gravar(tmp_path / f"a{sufixo}", *(linha(Número=str(n), CEP=f"{n:08}") for n in range(40_000)))
    dados = caminho.read_bytes()
    caminho.write_bytes(dados[: len(dados) * 3 // 4])
    lidas = linhas(caminho)
    assert next(lidas) == lida(Número="0", CEP="00000000")
    with pytest.raises(ArquivoInvalido, match="incompleto"):
        list(lidas)


def test_aspas_abertas_dizem_a_linha(tmp_path: Path) -> None:
    caminho = gravar(tmp_path / "a.csv", linha(Logradouro='"R sem fim'), *[linha()] * 2000)
    with pytest.raises(ArquivoInvalido, match=r"aspas que se abrem e não se fecham pouco antes da linha \d+"):
        list(linhas(caminho))


def test_um_byte_estragado_nao_muda_a_codificacao_do_arquivo(tmp_path: Path) -> None:
    caminho = tmp_path / "a.csv"
    caminho.write_bytes(texto([linha(), linha(Logradouro="R @"), linha()]).encode().replace(b"@", b"\xe7"))
    assert [uma and uma["logradouro"] for uma in linhas(caminho)] == [
        "R LÍBERO BADARÓ",
        "R \ufffd",
        "R LÍBERO BADARÓ",
    ]


def test_cabecalho_sem_acento_deixa_a_amostra_decidir(tmp_path: Path) -> None:
    sem_acento = ";".join(COLUNAS) + "\r\n"
    corpo = texto([linha()]).partition("\r\n")[2]
    for codificacao in ("utf-8", "cp1252"):
        (tmp_path / codificacao).write_bytes((sem_acento + corpo).encode(codificacao))
        assert list(linhas(tmp_path / codificacao)) == [lida()]


def test_letra_partida_no_fim_da_amostra_ainda_e_utf8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caminho = tmp_path / "a.csv"
    conteudo = (";".join(COLUNAS) + "\r\n" + texto([linha()]).partition("\r\n")[2]).encode()
    caminho.write_bytes(conteudo)
    monkeypatch.setattr(leitura, "AMOSTRA", conteudo.index("Ô".encode()) + 1)
    assert list(linhas(caminho)) == [lida()]


def test_arquivo_que_nao_se_abre_diz_por_que(tmp_path: Path) -> None:
    with pytest.raises(ArquivoInvalido, match="Não foi possível ler nada: "):
        list(linhas(tmp_path / "nada"))


def test_le_em_fluxo(tmp_path: Path) -> None:
    """Ler o começo de um arquivo grande não traz o resto para a memória."""
    caminho = gravar(tmp_path / "a.csv.gz", *[linha()] * 60_000)
    tracemalloc.start()
    try:
        assert len(list(islice(linhas(caminho), 10))) == 10
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
