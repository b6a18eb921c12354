"""Arquivos no formato dos dados abertos do SP156, feitos para os testes."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path

CABECALHO = (
    "Data de abertura",
    "Canal",
    "Tema",
    "Assunto",
    "Serviço",
    "Logradouro",
    "Número",
    "CEP",
    "Subprefeitura",
    "Distrito",
    "Setor",
    "Quadra",
    "Latitude",
    "Longitude",
    "Data do parecer",
    "Status da solicitação",
    "Órgão",
)
MODELO = {
    "Data de abertura": "2018-07-06 08:42:00",
    "Canal": "CENTRAL TELEFÔNICA",
    "Tema": "Rua e bairro",
    "Assunto": "Asfalto",
    "Serviço": "Tapa-buraco",
    "Logradouro": "R LÍBERO BADARÓ",
    "Número": "425",
    "CEP": "01009000",
    "Subprefeitura": "SE",
    "Distrito": "SE",
    "Setor": "1",
    "Quadra": "73",
    "Latitude": "-23.5470",
    "Longitude": "-46.6360",
    "Data do parecer": "2018-08-09 12:30:44",
    "Status da solicitação": "FINALIZADA",
    "Órgão": "SMSUB",
}


def linha(**mudancas: str) -> dict[str, str]:
    """Uma linha boa com outras colunas; `_` no nome vale espaço ("Data_do_parecer")."""
    novas = {coluna.replace("_", " "): valor for coluna, valor in mudancas.items()}
    assert novas.keys() <= MODELO.keys(), novas.keys() - MODELO.keys()
    return {**MODELO, **novas}


def lida(**mudancas: str) -> dict[str, str]:
    """A mesma linha como `leitura.linhas` a entrega: colunas sem acento, em minúsculas."""
    sem_acento = str.maketrans("çãéúóíôÓ", "caeuoioo")
    return {
        coluna.lower().translate(sem_acento): valor.strip() for coluna, valor in linha(**mudancas).items()
    }


def texto(linhas: list[dict[str, str]], separador: str = ";", colunas: tuple[str, ...] = CABECALHO) -> str:
    registros = [colunas, *(tuple(uma[coluna] for coluna in colunas) for uma in linhas)]
    return "".join(separador.join(registro) + "\r\n" for registro in registros)


def gravar(
    caminho: Path, *linhas: dict[str, str], separador: str = ";", codificacao: str = "utf-8", depois: str = ""
) -> Path:
    """Grava as linhas; a extensão .gz ou .xz comprime. `depois` vai como está ao fim do texto."""
    dados = (texto(list(linhas), separador) + depois).encode(codificacao)
    if caminho.suffix == ".gz":
        dados = gzip.compress(dados)
    elif caminho.suffix == ".xz":
        dados = lzma.compress(dados)
    caminho.write_bytes(dados)
    return caminho
