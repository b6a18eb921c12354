"""Abrir o pedido que outro sistema manda: as regras das páginas, o mesmo `abrir`, e uma vez só.

O envio repetido não faz dois pedidos: o que traz o cabeçalho Idempotency-Key, nunca; o que não o traz, se é
igual em tudo e vem em minutos.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from assistente.rascunhos import apagar, concluir, inserir
from assistente.roteiro import IDENTIFICACAO
from contas.acoes import Identificacao
from contas.autor import Autor
from contas.papeis import Papel
from documentos import recebidos
from guia.forms.detalhes import PREFIXO, DetalhesForm
from guia.models import Servico, VersaoDoServico
from guia.perguntas import COM_ARQUIVO, COM_DIA, Pergunta, orientacoes
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho, Canal, Rascunho
from referencia.enderecos import inteiro
from solicitacoes import lugar
from solicitacoes.acoes.abrir import NovaSolicitacao, abrir
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.enviar import responder_com_arquivo
from solicitacoes.pedir.roteiro import DETALHES, LIDAS, LOCAL, TIPO, Roteiro, em_pares
from transparencia.models import Parceiro, PedidoDoParceiro
from transparencia.open311 import endereco, midia
from transparencia.open311.pedidos import dia_de
from transparencia.open311.recusas import Recusa

POR = Autor(papel=Papel.INTEGRACAO)
MINUTOS = 10
"""Por quanto tempo o envio igual, sem Idempotency-Key, é o mesmo."""
MAIOR_DESCRICAO = 4000
"""Letras: o que o padrão manda aceitar."""
MAIOR_CHAVE = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Envio:
    """O que veio num POST, de quem e com que Idempotency-Key; `rede` é de onde vieram os arquivos."""

    parceiro: Parceiro
    dados: QueryDict
    arquivos: MultiValueDict[str, UploadedFile[Any]]
    chave: str = ""
    rede: str = ""

    def da_pergunta(self, chave: str) -> list[str]:
        """`attribute[chave]` e `attribute[chave][]`, sem os vazios: o vazio é como ausente."""
        nome = f"attribute[{chave}]"
        return [um for um in (*self.dados.getlist(nome), *self.dados.getlist(f"{nome}[]")) if um.strip()]


@dataclass(frozen=True, slots=True)
class Aberto:
    """O pedido, se o envio era repetido, e o que o parceiro deve mostrar a quem pediu."""

    caso: Solicitacao
    repetido: bool
    avisos: Sequence[str] = ()


def abrir_do_parceiro(envio: Envio, *, quem: Identificacao, qual: tuple[Servico, VersaoDoServico]) -> Aberto:
    """Abre o pedido, ou acha o que este envio já abriu. Levanta Recusa, ou ServicoSuspenso."""
    em = timezone.now()
    chaves = _chaves_de_envio(envio, em)
    if ja := _ja_aberto(chaves, envio, em):
        return ja
    servico, versao = qual
    onde = _onde(envio, servico, versao, em)
    fotos = _fotos(envio)
    novo = Rascunho(
        pk=chaves[0], tipo=TIPO, assunto=servico.slug, dados={LOCAL: onde, IDENTIFICACAO: {"dita": True}}
    )
    try:
        with transaction.atomic():
            return _gravar(inserir(novo), envio, fotos=fotos, quem=quem, qual=qual, em=em)
    except IntegrityError:  # o mesmo envio chegou duas vezes ao mesmo tempo
        if ja := _ja_aberto(chaves, envio, em):
            return ja
        raise


def _gravar(  # noqa: PLR0913  cada argumento é uma parte já conferida
    rascunho: Rascunho,
    envio: Envio,
    *,
    fotos: Sequence[UploadedFile[Any]],
    quem: Identificacao,
    qual: tuple[Servico, VersaoDoServico],
    em: datetime,
) -> Aberto:
    """Numa transação, que segura a chave do envio: quem o repete espera por esta."""
    try:
        roteiro = _responder(rascunho, envio, qual[1], fotos)
        nova = NovaSolicitacao(
            servico=qual[0],
            local=lugar.como_local(rascunho.dados[LOCAL]),
            chave_de_envio=str(rascunho.pk),
            canal=Canal.INTEGRACAO,
            descricao=rascunho.dados[DETALHES]["descricao"],
            respostas=em_pares(roteiro.perguntas, roteiro.respostas),
            identificacao=quem,
            fotos=list(rascunho.arquivos.order_by("pk")),
        )
        caso = abrir(nova, por=POR, em=em)
    except (Recusa, RecusaDeAcao):
        apagar(rascunho)  # os arquivos não se desfazem com a transação
        raise
    PedidoDoParceiro.objects.create(caso=caso, parceiro=envio.parceiro)
    concluir(rascunho, caso.protocolo)
    return Aberto(caso, repetido=False, avisos=roteiro.lidas)


# --- o mesmo envio, outra vez ---------------------------------------------------------------


def _chaves_de_envio(envio: Envio, em: datetime) -> list[UUID]:
    """A deste envio e, sem Idempotency-Key, a que ele teria se viesse minutos antes."""
    if envio.chave:
        if len(envio.chave) > MAIOR_CHAVE:
            raise Recusa(f"São no máximo {MAIOR_CHAVE} letras.", onde="Idempotency-Key")
        return [_chave(envio, f"chave/{envio.chave}")]
    resumo = _resumo(envio)
    vez = int(em.timestamp()) // (MINUTOS * 60)
    return [_chave(envio, f"{resumo}/{vez - atras}") for atras in (0, 1)]


def _chave(envio: Envio, dita: str) -> UUID:
    return uuid5(NAMESPACE_URL, inteiro(f"/open311/{envio.parceiro.pk}/{dita}"))


def _resumo(envio: Envio) -> str:
    """De tudo o que veio, menos a chave, que se troca."""
    soma = hashlib.sha256()
    lidos = sorted((nome, valores) for nome, valores in envio.dados.lists() if nome != "api_key")
    soma.update(json.dumps(lidos).encode())
    for nome, arquivos in sorted(envio.arquivos.lists()):
        for arquivo in arquivos:
            soma.update(nome.encode(errors="replace"))
            for parte in arquivo.chunks():
                soma.update(hashlib.sha256(parte).digest())
            arquivo.seek(0)
    return soma.hexdigest()


def _ja_aberto(chaves: Sequence[UUID], envio: Envio, em: datetime) -> Aberto | None:
    achados = Solicitacao.objects.filter(chave_de_envio__in=[str(um) for um in chaves])
    if not envio.chave:
        achados = achados.filter(aberta_em__gte=em - timedelta(minutes=MINUTOS))
    caso = achados.select_related("versao_servico").first()
    return Aberto(caso, repetido=True) if caso else None


# --- o que veio, conferido ------------------------------------------------------------------


def _onde(envio: Envio, servico: Servico, versao: VersaoDoServico, em: datetime) -> dict[str, Any]:
    """O lugar; vazio onde o serviço não o pede."""
    so_distrito = lugar.pede_distrito(servico, versao, timezone.localdate(em))
    if not versao.precisa_de_endereco and not so_distrito:
        return {}
    return endereco.decidir(envio.dados, so_distrito=so_distrito)


def _fotos(envio: Envio) -> list[UploadedFile[Any]]:
    """Os arquivos que não respondem a uma pergunta e, depois, os de media_url."""
    soltas = [
        um
        for nome in envio.arquivos
        if not nome.startswith("attribute[")
        for um in envio.arquivos.getlist(nome)
    ]
    enderecos = [url for url in envio.dados.getlist(midia.ONDE) if url.strip()]
    if len(soltas) + len(enderecos) > recebidos.MAXIMO_DE_FOTOS:
        raise Recusa(f"São no máximo {recebidos.MAXIMO_DE_FOTOS} fotos.", onde="media")
    return [*soltas, *(midia.buscar(url.strip(), envio.parceiro) for url in enderecos)]


def _responder(
    rascunho: Rascunho, envio: Envio, versao: VersaoDoServico, fotos: Sequence[UploadedFile[Any]]
) -> Roteiro:
    """Guarda os arquivos e as respostas no rascunho; as perguntas são as da versão em vigor."""
    roteiro = Roteiro(versao, {}, pede_lugar=bool(rascunho.dados[LOCAL]))
    arquivos = _respondidas(rascunho, envio, roteiro.perguntas)
    if recusas := recebidos.receber_fotos(rascunho=rascunho, arquivos=fotos, rede=envio.rede):
        raise Recusa(recusas[0], onde="media")
    form = DetalhesForm(
        _preenchido(envio, roteiro.perguntas),
        lista=roteiro.perguntas,
        arquivos=arquivos,
        maior_descricao=MAIOR_DESCRICAO,
    )
    if not form.is_valid():
        campo, frases = next(iter(form.errors.items()))
        onde = f"attribute[{campo.removeprefix(PREFIXO)}]" if campo.startswith(PREFIXO) else "description"
        raise Recusa(str(frases[0]), onde=onde)
    ditas = orientacoes(roteiro.perguntas, form.cleaned_data["respostas"])
    lidas = {"conferido": True, LIDAS: [opcao.orientacao for opcao in ditas]}
    rascunho.dados |= {DETALHES: form.cleaned_data | lidas}
    completo = Roteiro(versao, rascunho.dados, pede_lugar=roteiro.pede_lugar)
    completo.exigir_completo()
    return completo


def _respondidas(
    rascunho: Rascunho, envio: Envio, perguntas: Sequence[Pergunta]
) -> dict[str, ArquivoDeRascunho]:
    """O arquivo que responde a cada pergunta de arquivo."""
    ditas = {}
    for pergunta in (um for um in perguntas if um.tipo in COM_ARQUIVO):
        onde = f"attribute[{pergunta.chave}]"
        arquivo = envio.arquivos.get(onde)
        if not arquivo:
            continue
        if recusa := responder_com_arquivo(
            rascunho=rascunho, pergunta=pergunta, arquivo=arquivo, rede=envio.rede
        ):
            raise Recusa(recusa, onde=onde)
        pk = rascunho.dados[DETALHES]["arquivos"][pergunta.chave]
        ditas[pergunta.chave] = rascunho.arquivos.get(pk=pk)
    return ditas


def _preenchido(envio: Envio, perguntas: Sequence[Pergunta]) -> QueryDict:
    """O formulário dos detalhes como a página o mandaria."""
    escrito = QueryDict(mutable=True)
    escrito["descricao"] = envio.dados.get("description", "")
    for pergunta in perguntas:
        respostas = envio.da_pergunta(pergunta.chave)
        if pergunta.tipo in COM_DIA:
            respostas = [_dia(um) for um in respostas]
        escrito.setlist(f"{PREFIXO}{pergunta.chave}", respostas)
    return escrito


def _dia(escrito: str) -> str:
    """O dia de uma data do W3C; o que não é uma fica como veio, e o formulário o diz."""
    try:
        return dia_de(escrito.strip()).isoformat()
    except (ValueError, OverflowError):
        return escrito
