"""O que se publica de um pedido: de que textos e anexos, o que falta e em que estado está. Só leituras."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from contas.models import Interessado
from documentos import texto_marcado
from documentos.copias import limpo_de
from documentos.pessoais import Marca, trocar
from documentos.pessoais import Tipo as Dado
from esic.models import Andamento, Anexo, Pedido, Publicacao, PublicacaoQuerySet, TextoPublico
from esic.notificacao import texto_da_resposta
from esic.situacoes import ParteDoPedido, SituacaoDaPublicacao, Tipo
from mesas.paginacao import Ordem

MAIOR_TITULO = 150
MENOR_NUMERO = 5
DEIXAR = "não é dado pessoal, ou é público"
IMPEDE = {
    SituacaoDaPublicacao.PUBLICADO: "Esta resposta está publicada. Tire-a do ar para a corrigir.",
    SituacaoDaPublicacao.NAO_PUBLICAR: (
        "Decidiu-se não publicar este pedido. Reveja a decisão para o conferir."
    ),
}
ORDENS = {
    SituacaoDaPublicacao.A_REVISAR: Ordem("criada_em"),
    SituacaoDaPublicacao.PUBLICADO: Ordem("decidida_em", decrescente=True),
    SituacaoDaPublicacao.NAO_PUBLICAR: Ordem("decidida_em", decrescente=True),
}


def para_a_fila(publicacoes: PublicacaoQuerySet) -> PublicacaoQuerySet:
    """Com o pedido, o órgão e quantas partes estão conferidas."""
    return publicacoes.select_related("pedido__orgao").annotate(
        partes=Count("textos"), conferidas=Count("textos", filter=Q(textos__conferida_em__isnull=False))
    )


def montar(publicacao: Publicacao) -> list[TextoPublico]:
    """As partes do pedido na ordem em que aconteceram, já marcadas; nada se grava aqui."""
    partes = sorted(_partes(publicacao.pedido), key=lambda parte: parte[0])
    quem = publicacao.pedido.interessado
    return [
        TextoPublico(
            publicacao=publicacao,
            ordem=ordem,
            parte=parte,
            instancia=instancia,
            em=em,
            original=texto,
            marcas=_marcas(texto, quem),
        )
        for ordem, (em, parte, instancia, escrito) in enumerate(partes, 1)
        if (texto := escrito.replace("\r\n", "\n"))
    ]


def _partes(pedido: Pedido) -> Iterator[tuple[datetime, ParteDoPedido, int | None, str]]:
    """Quando, que parte, de que instância e o texto. O da resposta leva a base legal, também por conferir."""
    yield pedido.aberta_em, ParteDoPedido.PERGUNTA, None, pedido.texto
    if pedido.respondido_em:
        yield pedido.respondido_em, ParteDoPedido.RESPOSTA, None, texto_da_resposta(pedido)
    cumpridas = {}
    for recurso in pedido.recursos.order_by("instancia"):
        if recurso.texto:
            yield recurso.aberto_em, ParteDoPedido.RECURSO, recurso.instancia, recurso.texto
        if recurso.decidido_em and recurso.fundamentacao:
            yield recurso.decidido_em, ParteDoPedido.DECISAO, recurso.instancia, recurso.fundamentacao
        cumpridas[recurso.cumprido_em] = recurso.instancia
    for passo in pedido.andamentos.filter(tipo=Tipo.CUMPRIMENTO).order_by("ordem"):
        if passo.texto:
            yield passo.em, ParteDoPedido.CUMPRIMENTO, cumpridas.get(passo.em), passo.texto


def _marcas(texto: str, quem: Interessado | None) -> list[dict[str, Any]]:
    """As marcas do sistema e as do que se sabe de quem pediu, que ele pode não ver; todas por decidir."""
    marcas = texto_marcado.propor(texto)
    for marca in _de_quem_pediu(texto, quem):
        marcas = texto_marcado.absorver(marcas, marca)
    return marcas


def _de_quem_pediu(texto: str, quem: Interessado | None) -> list[Marca]:
    """Onde o texto diz o nome, o documento, o e-mail ou o telefone de quem pediu."""
    if quem is None:
        return []
    nome = quem.nome if len(quem.nome.split()) > 1 else ""  # um nome só pode ser palavra comum
    dados = ((nome, Dado.NOME), (quem.email, Dado.EMAIL), (quem.endereco, Dado.ENDERECO))
    achadas = [marca for dado, tipo in dados for marca in texto_marcado.lugares(texto, dado, tipo)]
    numeros = ((quem.documento, Dado.DOCUMENTO), (quem.telefone, Dado.TELEFONE))
    achadas += [marca for dado, tipo in numeros for marca in _numeros(texto, dado, tipo)]
    return achadas


def _numeros(texto: str, numero: str, tipo: Dado) -> list[Marca]:
    """O número onde estiver, com os pontos e traços que tiver. Os curtos demais não dizem nada."""
    algarismos = re.findall(r"\w", numero)
    if len(algarismos) < MENOR_NUMERO:
        return []
    padrao = r"(?<!\w)" + r"[\W_]{0,2}".join(map(re.escape, algarismos)) + r"(?!\w)"
    return [Marca(a.start(), a.end(), tipo) for a in re.finditer(padrao, texto, re.IGNORECASE)]


def ainda_diz_quem(texto: str, quem: Interessado | None) -> bool:
    """O texto, já conferido, ainda tem o nome, o documento, o e-mail ou o telefone de quem pediu?"""
    return bool(_de_quem_pediu(texto, quem))


def titulo_proposto(textos: Sequence[TextoPublico]) -> str:
    """A primeira frase da pergunta em que nada se tirou; se em todas se tirou, a primeira, com os rótulos.

    Sai também o que se marcou e ainda não se decidiu.
    """
    pergunta = next((texto for texto in textos if texto.parte == ParteDoPedido.PERGUNTA), None)
    if pergunta is None:
        return ""
    fora = [texto_marcado.como_marca(m) for m in pergunta.marcas if m["decisao"] != texto_marcado.DEIXAR]
    limpo = " ".join(trocar(pergunta.original, fora).split())
    frases = re.split(r"(?<=[.!?])\s", limpo)
    frase = next((inteira for inteira in frases if "[" not in inteira), frases[0])
    return frase if len(frase) <= MAIOR_TITULO else frase[: MAIOR_TITULO - 1].rsplit(" ", 1)[0] + "…"


def tirados(textos: Iterable[TextoPublico]) -> set[str]:
    """Os trechos que se decidiu tirar, em minúsculas: nenhum pode voltar pelo título."""
    return {
        texto.original[marca["inicio"] : marca["fim"]].lower()
        for texto in textos
        for marca in texto.marcas
        if marca["decisao"] == texto_marcado.TIRAR
    }


def por_que_nao_titulo(publicacao: Publicacao, titulo: str) -> str:
    """A razão por que o título não serve: traz de volta o que se tirou, ou diz quem pediu; vazio se serve."""
    escrito = titulo.lower()
    for trecho in sorted(tirados(publicacao.textos.all())):
        if re.search(rf"(?<!\w){re.escape(trecho)}(?!\w)", escrito):
            return "O título tem um trecho que se tirou do texto. Escreva-o sem dados pessoais."
    if ainda_diz_quem(titulo, publicacao.pedido.interessado):
        return "O título diz quem fez o pedido. Escreva-o sem dados pessoais."
    return ""


def por_que_nao_muda(publicacao: Publicacao) -> str:
    """A razão por que os textos e os anexos não se mexem agora; vazio se mexem."""
    return IMPEDE.get(SituacaoDaPublicacao(publicacao.situacao), "")


def faltas(publicacao: Publicacao) -> list[str]:
    """O que falta para publicar, em frases; nenhuma se nada falta."""
    textos = list(publicacao.textos.all())
    por_conferir = [texto for texto in textos if not texto.conferida_em]
    achadas = [f"Falta conferir: {nome_da_parte(texto).lower()}." for texto in por_conferir]
    if not publicacao.titulo:
        achadas.append("Falta o título.")
    elif porque := por_que_nao_titulo(publicacao, publicacao.titulo):
        achadas.append(porque)
    quem = publicacao.pedido.interessado
    achadas += [
        f"{nome_da_parte(texto)}: o texto ainda diz quem fez o pedido."
        for texto in textos
        if texto.conferida_em and ainda_diz_quem(texto.texto, quem)
    ]
    return achadas


def sem_marcas(publicacao: Publicacao) -> list[TextoPublico]:
    """As partes por conferir em que o sistema não achou nada: leem-se todas numa página só."""
    return [texto for texto in publicacao.textos.all() if not (texto.conferida_em or texto.marcas)]


def nome_da_parte(texto: TextoPublico) -> str:
    """ "Recurso, 1ª instância"; sem instância, só a parte."""
    nome = ParteDoPedido(texto.parte).label
    return f"{nome}, {texto.instancia}ª instância" if texto.instancia else nome


def originais(publicacao: Publicacao) -> QuerySet[Anexo]:
    """Os anexos que se podem publicar, com a cópia de cada um; os dos passos internos, nunca."""
    internos = publicacao.pedido.andamentos.filter(alcance=Andamento.Alcance.INTERNO).values("ordem")
    anexos = Anexo.objects.filter(caso=publicacao.pedido_id, limpo_de=None).exclude(ordem__in=internos)
    return anexos.select_related("limpo").order_by("ordem", "pk")


def copias(publicacao: Publicacao) -> list[Anexo]:
    """As cópias conferidas: os únicos arquivos que se publicam."""
    return [copia for original in originais(publicacao) if (copia := limpo_de(original))]


def estado(publicacao: Publicacao) -> str:
    """Muda sempre que muda o que se publica: é o que denuncia que outra pessoa também revê."""
    textos = [texto_marcado.estado(texto) for texto in publicacao.textos.all()]
    entram = [copia.sha256 for copia in copias(publicacao)]
    escrito = json.dumps([publicacao.situacao, publicacao.titulo, publicacao.motivo, textos, entram])
    return hashlib.sha256(escrito.encode()).hexdigest()[:20]
