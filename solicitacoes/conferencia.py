"""As respostas de um pedido em curso como se leem na página de conferência: nenhuma regra, só palavras."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from contas.documentos import formatar_cnpj, formatar_cpf
from contas.models import Interessado
from solicitacoes.assistente import DETALHES, IDENTIFICACAO, LOCAL, em_pares
from solicitacoes.lugar import com_traco, como_local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roteamento.enderecos import Local
    from solicitacoes.em_curso import PedidoEmCurso

type Linha = dict[str, Any]
TELEFONE_COM_DDD = (10, 11)
FORMATOS = {Interessado.Documento.CPF: formatar_cpf, Interessado.Documento.CNPJ: formatar_cnpj}


@dataclass(frozen=True, slots=True)
class Secao:
    """Um passo respondido: título, linhas (ver componentes/resumo_lista.html) e onde alterar."""

    passo: str
    titulo: str
    linhas: list[Linha]


def secoes(pedido: PedidoEmCurso) -> list[Secao]:
    """Tudo o que foi respondido, na ordem dos passos."""
    feitas = {
        LOCAL: ("O lugar", _do_lugar),
        DETALHES: ("Detalhes", _dos_detalhes),
        IDENTIFICACAO: ("Quem pede", lambda p: quem(p.rascunho.dados[IDENTIFICACAO])),
    }
    return [
        Secao(passo, titulo, _com_alterar(pedido, passo, linhas(pedido)))
        for passo, (titulo, linhas) in feitas.items()
        if passo in pedido.roteiro.passos
    ]


def _com_alterar(pedido: PedidoEmCurso, passo: str, linhas: list[Linha]) -> list[Linha]:
    do_pedido = [pedido.rascunho.assunto, pedido.rascunho.pk]

    def onde(linha: Linha) -> str:
        endereco = reverse(f"solicitacoes:{linha.get('passo', passo)}", args=do_pedido)
        return f"{endereco}?de=conferir#{linha.get('campo', 'conteudo')}"

    return [linha | {"alterar": onde(linha)} for linha in linhas]


def _do_lugar(pedido: PedidoEmCurso) -> list[Linha]:
    local = como_local(pedido.rascunho.dados[LOCAL])
    distrito: Linha = {"rotulo": "Distrito e subprefeitura", "valor": _do_distrito(local)}
    if pedido.so_distrito:
        return [distrito]
    endereco = ", ".join(parte for parte in (local.logradouro, local.numero) if parte)
    if pedido.rascunho.dados[LOCAL].get("lat") is not None:
        endereco = "\n".join(filter(None, [endereco, "(ponto marcado no mapa)"]))
    cep = com_traco(local.cep) if local.cep else ""
    opcionais: list[Linha] = [
        {"rotulo": "Complemento", "valor": local.complemento, "campo": "id_complemento"},
        {"rotulo": "Ponto de referência", "valor": local.referencia, "campo": "id_referencia"},
        {"rotulo": "CEP", "valor": cep, "campo": "id_cep"},
    ]
    return [
        {"rotulo": "Endereço", "valor": endereco, "campo": "id_logradouro"},
        *(linha for linha in opcionais if linha["valor"]),
        distrito | {"passo": "lugar"},
    ]


def _do_distrito(local: Local) -> str:
    if local.distrito is None:
        return ""
    return f"{local.distrito.nome}, na área da Subprefeitura {local.distrito.subprefeitura.nome}"


def _dos_detalhes(pedido: PedidoEmCurso) -> list[Linha]:
    respostas = em_pares(pedido.roteiro.perguntas, pedido.roteiro.respostas)
    linhas: list[Linha] = [
        {"rotulo": par["rotulo"], "valor": par["valor"], "campo": f"id_r_{par['chave']}"} for par in respostas
    ]
    descricao = pedido.rascunho.dados[DETALHES].get("descricao", "")
    linhas.append({"rotulo": "O que você contou", "valor": descricao, "campo": "id_descricao"})
    quantas = pedido.rascunho.arquivos.count()
    fotos = f"{quantas} foto" + ("s" if quantas > 1 else "") if quantas else "Nenhuma foto"
    return [*linhas, {"rotulo": "Fotos", "valor": fotos, "campo": "fotos"}]


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
