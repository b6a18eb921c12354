"""A publicação de um pedido encerrado: nasce por revisar, confere-se parte a parte, e só então se publica.

Nada se publica sem uma pessoa conferir, e o original nunca muda. Todo ato trava o pedido: a segunda pessoa a
rever vê que a primeira agiu. Cada ato fica na história do pedido, que só a equipe lê.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Func, TextField, Value
from django.utils import timezone
from django.utils.text import slugify

from contas.autor import Autor
from documentos import copias, texto_marcado
from documentos.fotos import Foto
from documentos.pdf import Documento
from documentos.pessoais import Tipo as Dado
from esic import o_que_se_publica
from esic.models import Andamento, Anexo, Pedido, Publicacao, TextoPublico
from esic.situacoes import ParteDoPedido, SituacaoDaPublicacao, Tipo
from guia.vetor_de_busca import CONFIGURACAO
from protocolo.acoes import registrar, travar
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.resposta_suficiente import conferir_resposta
from protocolo.situacoes import permitida

MUDOU = "Outra pessoa mudou esta publicação enquanto você a revia. Confira o que mudou e decida de novo."
NAO_CABE = "Na situação em que está, esta publicação não aceita esta ação."
NAO_E_DELE = "Este anexo não é um original que se possa publicar deste pedido."
MAIOR_SLUG = 80


def preparar(pedido: Pedido, *, em: datetime) -> Publicacao | None:
    """A publicação por revisar, com as partes marcadas; None se a pessoa não autorizou divulgar."""
    if not pedido.autoriza_divulgar:
        return None
    publicacao = Publicacao.objects.create(pedido=pedido, criada_em=em)
    TextoPublico.objects.bulk_create(o_que_se_publica.montar(publicacao))
    return publicacao


@transaction.atomic
def decidir_texto(
    *, texto: TextoPublico, por: Autor, estado: str, decisoes: Mapping[int, str], concluir: bool = False
) -> TextoPublico:
    """Guarda as decisões, pela posição da marca; `concluir`, com todas decididas, deixa escrito quem foi."""
    texto = _texto_travado(texto, por, estado)
    agora = timezone.now()
    texto_marcado.decidir(texto, decisoes, concluir=concluir, por=por, em=agora)
    texto.save()
    if concluir:
        _escrever(texto.publicacao, Tipo.PARTE_CONFERIDA, por, o_que_se_publica.nome_da_parte(texto), agora)
    return texto


@transaction.atomic
def confirmar_sem_marcas(*, publicacao: Publicacao, por: Autor, estado: str) -> int:
    """Quem revê leu, de uma vez, as partes em que o sistema não achou nada; devolve quantas eram.

    Cada uma fica conferida por essa pessoa, como se aberta uma a uma; a que tem marca não entra.
    """
    publicacao, agora = _a_mexer(publicacao, por, estado), timezone.now()
    lidas = o_que_se_publica.sem_marcas(publicacao)
    if not lidas:
        raise TransicaoProibida("Não há parte por conferir sem marcas.")
    for texto in lidas:
        texto_marcado.decidir(texto, {}, concluir=True, por=por, em=agora)
        texto.save()
    nomes = ", ".join(o_que_se_publica.nome_da_parte(texto) for texto in lidas)
    _escrever(publicacao, Tipo.PARTE_CONFERIDA, por, f"Sem marcas, lidas de uma vez: {nomes}", agora)
    return len(lidas)


@transaction.atomic
def acrescentar_trecho(*, texto: TextoPublico, por: Autor, estado: str, trecho: str, tipo: Dado) -> int:
    """Marca um trecho que o sistema não viu, e devolve em quantos lugares. ValueError se não está."""
    texto = _texto_travado(texto, por, estado)
    vezes = texto_marcado.acrescentar(texto, trecho, tipo)
    texto.save()
    return vezes


@transaction.atomic
def confirmar_copia(*, publicacao: Publicacao, anexo: Anexo, por: Autor) -> Anexo:
    """Quem revê olhou a cópia do sistema e ela não tem dados pessoais."""
    return _por_copia(publicacao, anexo, copias.refazer(anexo), por, "Entra a cópia do sistema")


@transaction.atomic
def substituir_copia(*, publicacao: Publicacao, anexo: Anexo, por: Autor, arquivo: IO[bytes]) -> Anexo:
    """A cópia é um arquivo tarjado por quem revê; também ele é refeito. Levanta ArquivoRecusado."""
    return _por_copia(publicacao, anexo, copias.tratar(arquivo), por, "Entra um arquivo tarjado")


@transaction.atomic
def deixar_de_fora(*, publicacao: Publicacao, anexo: Anexo, por: Autor) -> None:
    """O anexo não se publica."""
    publicacao = _a_mexer(publicacao, por)
    _exigir_original(publicacao, anexo)
    if copias.deixar_de_fora(anexo):
        _escrever(publicacao, Tipo.COPIA_PUBLICA, por, f"Fica de fora: anexo {anexo.pk}.")


@transaction.atomic
def intitular(*, publicacao: Publicacao, por: Autor, estado: str, titulo: str) -> Publicacao:
    """O título público. Levanta ValueError se traz de volta um dado pessoal."""
    publicacao = _a_mexer(publicacao, por, estado)
    if porque := o_que_se_publica.por_que_nao_titulo(publicacao, titulo):
        raise ValueError(porque)
    publicacao.titulo = titulo
    publicacao.save()
    return publicacao


@transaction.atomic
def publicar(*, publicacao: Publicacao, por: Autor, estado: str) -> Publicacao:
    """Põe no acervo. Levanta TransicaoProibida se alguma parte não foi conferida, ou falta o título."""
    publicacao = _travada(publicacao, estado)
    _exigir(publicacao, SituacaoDaPublicacao.PUBLICADO, por)
    if faltas := o_que_se_publica.faltas(publicacao):
        raise TransicaoProibida(" ".join(faltas))
    publicacao.slug = slugify(publicacao.titulo)[:MAIOR_SLUG].strip("-") or "resposta"
    publicacao = _levar(publicacao, SituacaoDaPublicacao.PUBLICADO, por, Tipo.PUBLICACAO, publicacao.titulo)
    Publicacao.objects.filter(pk=publicacao.pk).update(busca=_vetor(publicacao))
    return publicacao


@transaction.atomic
def nao_publicar(*, publicacao: Publicacao, por: Autor, estado: str, motivo: str) -> Publicacao:
    """Fica guardada, com o motivo, e pode ser revista."""
    motivo = conferir_resposta(motivo)
    publicacao = _travada(publicacao, estado)
    _exigir(publicacao, SituacaoDaPublicacao.NAO_PUBLICAR, por)
    publicacao.motivo = motivo
    return _levar(publicacao, SituacaoDaPublicacao.NAO_PUBLICAR, por, Tipo.NAO_PUBLICACAO, motivo)


@transaction.atomic
def rever(*, publicacao: Publicacao, por: Autor, estado: str, motivo: str) -> Publicacao:
    """Sai do ar, ou deixa de estar recusada: volta à revisão na mesma hora, com tudo o que já se conferiu."""
    motivo = conferir_resposta(motivo)
    publicacao = _travada(publicacao, estado)
    _exigir(publicacao, SituacaoDaPublicacao.A_REVISAR, por)
    publicacao.motivo, publicacao.busca = "", None
    return _levar(publicacao, SituacaoDaPublicacao.A_REVISAR, por, Tipo.VOLTA_A_REVISAO, motivo)


def _levar(
    publicacao: Publicacao, para: SituacaoDaPublicacao, por: Autor, tipo: Tipo, texto: str
) -> Publicacao:
    agora, decidida = timezone.now(), para != SituacaoDaPublicacao.A_REVISAR
    publicacao.situacao = para
    publicacao.decidida_em = agora if decidida else None
    publicacao.decidida_por = por.usuario if decidida else None
    publicacao.save()
    _escrever(publicacao, tipo, por, texto, agora)
    return publicacao


def _escrever(publicacao: Publicacao, tipo: Tipo, por: Autor, texto: str, em: datetime | None = None) -> None:
    """Na história do pedido: quem, quando e o quê."""
    registrar(publicacao.pedido, tipo=tipo, por=por, alcance=Andamento.Alcance.INTERNO, texto=texto, em=em)


def _por_copia(
    publicacao: Publicacao, anexo: Anexo, tratado: Foto | Documento, por: Autor, que: str
) -> Anexo:
    publicacao = _a_mexer(publicacao, por)
    _exigir_original(publicacao, anexo)
    copia: Anexo = copias.guardar(anexo, tratado, por)
    _escrever(publicacao, Tipo.COPIA_PUBLICA, por, f"{que}: anexo {anexo.pk}.")
    return copia


def _travada(publicacao: Publicacao, estado: str = "") -> Publicacao:
    """Como está agora, com o pedido travado; com `estado` de outra hora, Conflito."""
    pedido = travar(publicacao.pedido)
    relida = Publicacao.objects.get(pk=publicacao.pk)
    relida.pedido = pedido
    if estado and o_que_se_publica.estado(relida) != estado:
        raise Conflito(MUDOU)
    return relida


def _a_mexer(publicacao: Publicacao, por: Autor, estado: str = "") -> Publicacao:
    """Travada, e ainda por revisar por quem a revê."""
    relida = _travada(publicacao, estado)
    if porque := o_que_se_publica.por_que_nao_muda(relida):
        raise TransicaoProibida(porque)
    _exigir(relida, SituacaoDaPublicacao.PUBLICADO, por)
    return relida


def _texto_travado(texto: TextoPublico, por: Autor, estado: str) -> TextoPublico:
    publicacao = _a_mexer(texto.publicacao, por)
    relido = TextoPublico.objects.get(pk=texto.pk)
    relido.publicacao = publicacao
    if texto_marcado.estado(relido) != estado:
        raise Conflito(texto_marcado.OUTRA_PESSOA)
    return relido


def _exigir(publicacao: Publicacao, para: str, por: Autor) -> None:
    if not permitida(publicacao.TRANSICOES, publicacao.situacao, para, por.papel):
        raise TransicaoProibida(NAO_CABE)


def _exigir_original(publicacao: Publicacao, anexo: Anexo) -> None:
    if anexo not in o_que_se_publica.originais(publicacao):
        raise TransicaoProibida(NAO_E_DELE)


def _vetor(publicacao: Publicacao) -> Any:
    """Só do título e dos textos conferidos: o que se tirou não se acha."""
    textos = list(publicacao.textos.all())
    pergunta = " ".join(texto.texto for texto in textos if texto.parte == ParteDoPedido.PERGUNTA)
    resto = " ".join(texto.texto for texto in textos if texto.parte != ParteDoPedido.PERGUNTA)
    pesos: dict[str, Any] = {"A": publicacao.titulo, "B": pergunta, "D": resto}
    titulo, perguntado, respondido = (
        SearchVector(
            Func(Value(escrito), function="public.guia_normalizar", output_field=TextField()),
            config=CONFIGURACAO,
            weight=peso,
        )
        for peso, escrito in pesos.items()
    )
    return titulo + perguntado + respondido
