"""As respostas de um assistente como se leem na página de conferência: nenhuma regra, só palavras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contas.cpf_e_cnpj import formatar_cnpj, formatar_cpf
from contas.models import Interessado
from protocolo.models import ArquivoDeRascunho

type Linha = dict[str, Any]
VEIO_DE_CONFERIR = "conferir"
TELEFONE_COM_DDD = (10, 11)
FORMATOS = {Interessado.Documento.CPF: formatar_cpf, Interessado.Documento.CNPJ: formatar_cnpj}


@dataclass(frozen=True, slots=True)
class Secao:
    """Um passo respondido: título, linhas (ver componentes/resumo_lista.html) e onde se altera, se pode."""

    passo: str
    titulo: str
    linhas: list[Linha]
    alterar: str = ""


def em_arquivos(arquivos: Sequence[ArquivoDeRascunho]) -> str:
    """`2 fotos e 1 PDF`, `1 foto` ou `Nenhum arquivo`."""
    pdfs = sum(str(arquivo.arquivo).endswith(".pdf") for arquivo in arquivos)
    fotos = len(arquivos) - pdfs
    partes = [f"{fotos} foto{'s' if fotos > 1 else ''}"] if fotos else []
    return " e ".join([*partes, *([f"{pdfs} PDF"] if pdfs else [])]) or "Nenhum arquivo"


def quem(dados: Mapping[str, Any]) -> list[Linha]:
    """A identificação guardada de quem pede ou se manifesta."""
    if dados.get("anonima"):
        return [{"rotulo": "Identificação", "valor": "Sem identificação: não guardamos nenhum dado pessoal"}]
    tipo = dados["tipo_documento"]
    formato = FORMATOS.get(tipo, str)
    return [
        {"rotulo": "Nome", "valor": dados["nome"]},
        {"rotulo": Interessado.Documento(tipo).label, "valor": formato(dados["documento"])},
        {"rotulo": "E-mail", "valor": dados["email"]},
        {"rotulo": "Telefone", "valor": telefone_escrito(dados["telefone"])},
    ]


def telefone_escrito(numero: str) -> str:
    """`11912345678` → `(11) 91234-5678`; de outro país, como está."""
    if len(numero) not in TELEFONE_COM_DDD or numero.startswith("+"):
        return numero
    return f"({numero[:2]}) {numero[2:-4]}-{numero[-4:]}"
