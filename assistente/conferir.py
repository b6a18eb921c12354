"""As respostas de um assistente como se leem na página de conferência: nenhuma regra, só palavras."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contas.documentos import formatar_cnpj, formatar_cpf
from contas.models import Interessado
from protocolo.models import ArquivoDeRascunho

type Linha = dict[str, Any]
VEIO_DE_CONFERIR = "conferir"
TELEFONE_COM_DDD = (10, 11)
FORMATOS = {Interessado.Documento.CPF: formatar_cpf, Interessado.Documento.CNPJ: formatar_cnpj}


@dataclass(frozen=True, slots=True)
class Secao:
    """Um passo respondido: título, linhas (ver componentes/resumo_lista.html) e onde alterar."""

    passo: str
    titulo: str
    linhas: list[Linha]


def com_alterar(passo: str, linhas: Sequence[Linha], endereco_de: Callable[[str], str]) -> list[Linha]:
    """As linhas com onde se muda cada uma: o passo, ou o que ela diz em `passo`, no campo dela."""
    return [
        linha
        | {
            "alterar": f"{endereco_de(linha.get('passo', passo))}"
            f"?de={VEIO_DE_CONFERIR}#{linha.get('campo', 'conteudo')}"
        }
        for linha in linhas
    ]


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
        {"rotulo": "Nome", "valor": dados["nome"], "campo": "id_nome"},
        {
            "rotulo": Interessado.Documento(tipo).label,
            "valor": formato(dados["documento"]),
            "campo": "id_cpf",
        },
        {"rotulo": "E-mail", "valor": dados["email"], "campo": "id_email"},
        {"rotulo": "Telefone", "valor": telefone_escrito(dados["telefone"]), "campo": "id_telefone"},
    ]


def telefone_escrito(numero: str) -> str:
    """`11912345678` → `(11) 91234-5678`; de outro país, como está."""
    if len(numero) not in TELEFONE_COM_DDD or numero.startswith("+"):
        return numero
    return f"({numero[:2]}) {numero[2:-4]}-{numero[-4:]}"
