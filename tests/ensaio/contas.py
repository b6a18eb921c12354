"""As contas do ensaio: o que o portal confirmou está lá, uma vez só, inteiro, e os avisos saíram.

Lê-se o banco, a pasta dos arquivos e o que o correio recebeu; nada do que o portal diz de si.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.ensaio.carga import Ato, Livro, Pedido
from tests.ensaio.casa import Casa

type Linhas = list[tuple[Any, ...]]

DO_ENSAIO = r"descricao ~ '^ensaio\d+x\d+x '"
PEDIDOS = f"SELECT split_part(descricao, ' ', 1), protocolo FROM solicitacoes_solicitacao WHERE {DO_ENSAIO}"
FOTOS = (
    "SELECT c.protocolo, a.arquivo, a.miniatura FROM solicitacoes_anexo a"
    f" JOIN solicitacoes_solicitacao c ON c.id = a.caso_id WHERE {DO_ENSAIO}"
)
ANDAMENTOS = (
    "SELECT c.protocolo, a.tipo, a.texto FROM solicitacoes_andamento a"
    f" JOIN solicitacoes_solicitacao c ON c.id = a.caso_id WHERE {DO_ENSAIO}"
)
AVISOS = (
    "SELECT a.protocolo, a.modelo, a.message_id, a.situacao, a.repeticoes_possiveis FROM avisos_aviso a"
    f" JOIN solicitacoes_solicitacao c ON c.protocolo = a.protocolo WHERE {DO_ENSAIO}"
)
CONVERSAS = "SELECT texto FROM atendimento_mensagem WHERE de <> 'aviso'"
MEIO_FEITOS = {
    "pedido sem o seu registro": (
        f"SELECT protocolo FROM solicitacoes_solicitacao c WHERE {DO_ENSAIO} AND NOT EXISTS"
        " (SELECT 1 FROM solicitacoes_andamento a WHERE a.caso_id = c.id AND a.ordem = 1)"
    ),
    "versão que não é a do último andamento": (
        f"SELECT protocolo FROM solicitacoes_solicitacao c WHERE {DO_ENSAIO} AND versao <>"
        " (SELECT coalesce(max(ordem), 0) FROM solicitacoes_andamento a WHERE a.caso_id = c.id)"
    ),
    "pedido sem o aviso de registro": (
        f"SELECT protocolo FROM solicitacoes_solicitacao c WHERE {DO_ENSAIO} AND NOT EXISTS"
        " (SELECT 1 FROM avisos_aviso a WHERE a.protocolo = c.protocolo AND a.modelo = 'registrado')"
    ),
    "rascunho enviado sem o pedido": (
        "SELECT uuid::text FROM protocolo_rascunho r WHERE protocolo <> '' AND tipo = 'solicitacao'"
        " AND NOT EXISTS (SELECT 1 FROM solicitacoes_solicitacao c WHERE c.protocolo = r.protocolo)"
    ),
    "pedido com o rascunho por enviar": (
        f"SELECT c.protocolo FROM solicitacoes_solicitacao c JOIN protocolo_rascunho r"
        f" ON r.uuid::text = c.chave_de_envio WHERE {DO_ENSAIO} AND r.protocolo = ''"
    ),
    "aviso reservado que ninguém entrega": "SELECT chave FROM avisos_aviso WHERE situacao = 'enviando'",
    "aviso enviado com o envio por mandar": (
        "SELECT a.chave FROM avisos_aviso a JOIN avisos_envio e ON e.aviso_id = a.id AND e.canal = a.canal"
        " WHERE a.situacao = 'enviado' AND e.situacao = 'criado'"
    ),
    "arquivo que não sai da quarentena": (
        "SELECT id::text FROM protocolo_quarentena WHERE situacao = 'a_conferir'"
    ),
    "conversa que não sabe quantas mensagens tem": (
        "SELECT codigo::text FROM atendimento_conversa c WHERE ultima <>"
        " (SELECT count(*) FROM atendimento_mensagem m WHERE m.conversa_id = c.id)"
    ),
}
"""O que nunca pode ficar pela metade → a consulta que o acha."""
PERDAS = (
    "perdidos",
    "dobrados",
    "avisos_perdidos",
    "fotos_perdidas",
    "mensagens_perdidas",
    "mensagens_dobradas",
    "atos_perdidos",
    "repeticoes_sem_conta",
    "meio_feitos",
)
"""O que tem de ser zero."""


@dataclass(frozen=True)
class Achado:
    """O resultado do ensaio, e o que falta, dito por extenso."""

    contas: dict[str, int]
    faltas: list[str]

    @property
    def perdeu(self) -> bool:
        return any(self.contas[perda] for perda in PERDAS)


def fazer(casa: Casa, livro: Livro, recebidas: Iterable[str], conversas: dict[str, int]) -> Achado:
    """As contas, depois de tudo assentar; `recebidas` são os Message-ID que o correio aceitou."""
    faltas: list[str] = []
    vezes = Counter(recebidas)
    feitos = _pedidos(livro.pedidos, casa.ler(PEDIDOS), faltas)
    avisos = _avisos(livro, casa.ler(AVISOS), vezes, faltas)
    fotos = _fotos(livro.pedidos, casa.ler(FOTOS), casa.arquivos, faltas)
    atos = _atos(livro.atos, casa.ler(ANDAMENTOS), faltas)
    faltas += [f"nas conversas: {conversas}"] * bool(conversas["perdidas"] or conversas["dobradas"])
    meio = [f"{que}: {qual}" for que, consulta in MEIO_FEITOS.items() for qual in casa.ler(consulta)]
    return Achado(
        {
            **feitos,
            **avisos,
            **fotos,
            "mensagens": conversas["mandadas"] + atos["mensagens"],
            "mensagens_perdidas": conversas["perdidas"] + atos["mensagens_perdidas"],
            "mensagens_dobradas": conversas["dobradas"] + atos["mensagens_dobradas"],
            "atos": atos["atos"],
            "atos_perdidos": atos["atos_perdidos"],
            "meio_feitos": len(meio),
        },
        faltas + meio,
    )


def _pedidos(confirmados: list[Pedido], linhas: Linhas, faltas: list[str]) -> dict[str, int]:
    """O protocolo que se mostrou existe; a mesma chave de envio, por mais que se mande, faz um só."""
    gravados = {protocolo for _, protocolo in linhas}
    perdidos = [p.protocolo for p in confirmados if p.protocolo not in gravados]
    dobrados = [marca for marca, quantos in Counter(marca for marca, _ in linhas).items() if quantos > 1]
    faltas += [f"perdido: {qual}" for qual in perdidos] + [f"dobrado: {qual}" for qual in dobrados]
    return {"protocolos": len(confirmados), "perdidos": len(perdidos), "dobrados": len(dobrados)}


def _avisos(livro: Livro, linhas: Linhas, vezes: Counter[str], faltas: list[str]) -> dict[str, int]:
    """O aviso que se deve existe e chegou ao correio; o que chegou duas vezes, o portal contou que podia."""
    devidos = {(p.protocolo, "registrado") for p in livro.pedidos}
    devidos |= {(ato.protocolo, ato.aviso) for ato in livro.atos if ato.aviso}
    chegaram = {(protocolo, modelo) for protocolo, modelo, marca, *_ in linhas if vezes[marca]}
    perdidos = devidos - chegaram
    dobrados = [linha for linha in linhas if vezes[linha[2]] > 1]
    sem_conta = [f"{protocolo} {modelo}" for protocolo, modelo, *_, contadas in dobrados if not contadas]
    faltas += [f"aviso perdido: {qual}" for qual in sorted(perdidos)]
    faltas += [f"aviso dobrado que o portal não conta: {qual}" for qual in sem_conta]
    return {
        "avisos": len(devidos),
        "avisos_perdidos": len(perdidos),
        "avisos_dobrados": len(dobrados),
        "repeticoes_sem_conta": len(sem_conta),
    }


def _fotos(pedidos: list[Pedido], linhas: Linhas, pasta: Path, faltas: list[str]) -> dict[str, int]:
    """A foto aceita está no disco, e abre-se, como a sua miniatura."""
    com_foto = {p.protocolo for p in pedidos if p.foto}
    estragadas = {qual for qual, *nomes in linhas if not all(_abre(pasta / nome) for nome in nomes if nome)}
    perdidas = (com_foto - {qual for qual, *_ in linhas}) | estragadas
    faltas += [f"foto perdida: {qual}" for qual in sorted(perdidas)]
    return {"fotos": len(com_foto), "fotos_perdidas": len(perdidas)}


def _abre(arquivo: Path) -> bool:
    try:
        with Image.open(arquivo) as imagem:
            imagem.load()
    except OSError:
        return False
    return True


def _atos(atos: list[Ato], linhas: Linhas, faltas: list[str]) -> dict[str, int]:
    """Cada ato aceito fez um andamento, e cada mensagem aceita está num, uma vez só."""
    vezes = [(ato, sum(_deste(ato, linha) for linha in linhas if linha[0] == ato.protocolo)) for ato in atos]
    faltas += [f"ato feito {quantas} vezes: {ato}" for ato, quantas in vezes if quantas != 1]
    ditas = [quantas for ato, quantas in vezes if ato.marca]
    return {
        "atos": len(atos) - len(ditas),
        "atos_perdidos": sum(quantas != 1 for ato, quantas in vezes if not ato.marca),
        "mensagens": len(ditas),
        "mensagens_perdidas": ditas.count(0),
        "mensagens_dobradas": sum(quantas > 1 for quantas in ditas),
    }


def _deste(ato: Ato, linha: tuple[Any, ...]) -> bool:
    _, tipo, texto = linha
    return ato.marca in texto if ato.marca else ato.tipo == tipo
