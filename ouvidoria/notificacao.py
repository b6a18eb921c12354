"""O que os avisos da manifestação dizem. De uma denúncia nenhum aviso diz o tipo, o assunto nem o texto."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from avisos.acoes import notificar
from avisos.models import Aviso, ModeloDeAviso, Notificacao
from avisos.textos import Texto, renderizar
from contas.papeis import Papel
from ouvidoria.situacoes import Destino
from protocolo.acoes import aviso_de
from protocolo.prazo_em_palavras import dia
from roteamento.designados import designados

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contas.models import Usuario
    from ouvidoria.models import Encaminhamento, Manifestacao

SO_NA_PAGINA = "O texto está na página da sua manifestação, que se abre com a chave."


def contexto(caso: Manifestacao, **extras: str) -> dict[str, str]:
    """As variáveis comuns e as deste aviso; numa denúncia, o que foi escrito fica só na página."""
    ditos = {nome: SO_NA_PAGINA if valor else "" for nome, valor in extras.items()}
    livres = {nome: valor for nome, valor in extras.items() if nome in {"responder_ate", "atraso"}}
    return {
        "protocolo": caso.protocolo_escrito,
        "servico": "manifestação à Ouvidoria"
        if caso.denuncia
        else f"{caso.nome_do_tipo.lower()} à Ouvidoria",
        "local": "",
        "prazo": dia(caso.vence_em),
        **(ditos | livres if caso.denuncia else extras),
    }


def previa(caso: Manifestacao, modelo: str, **extras: str) -> Texto:
    """O aviso como a pessoa vai lê-lo, antes de confirmar; usa a mesma função da escrita."""
    return renderizar(ModeloDeAviso.objects.get(chave=modelo), contexto(caso, **extras))


def avisar(caso: Manifestacao, modelo: str, **extras: str) -> list[Aviso]:
    """O aviso do andamento que vem a seguir; nenhum quando não há a quem avisar."""
    return aviso_de(caso, modelo, contexto(caso, **extras))


def chamar_a_ouvidoria(caso: Manifestacao, texto: str, *, chave: str = "") -> None:
    """O responsável; sem ele, ou se já não é da Ouvidoria, todos os dela."""
    todos = list(designados(Papel.OUVIDORIA, timezone.localdate()))
    pessoas = [pessoa for pessoa in todos if pessoa == caso.responsavel] or todos
    _chamar(pessoas, caso, texto, reverse("mesa:caso", args=[caso.protocolo]), chave)


def envio_novo(envio: Encaminhamento) -> str:
    """O primeiro recado a quem recebe um envio. Ao de uma denúncia não se diz nem que é uma."""
    if envio.destino == Destino.ORGAO:
        return f"Manifestação a responder até {dia(envio.vence_em)}"
    return "A Ouvidoria enviou um caso à sua mesa"


def chamar_o_orgao(envio: Encaminhamento, texto: str, *, chave: str = "") -> None:
    """Os interlocutores do órgão, ou a Corregedoria; a ninguém, se foi para fora da Prefeitura."""
    if envio.destino == Destino.EXTERNO:
        return
    papel = Papel.CORREGEDORIA if envio.destino == Destino.CORREGEDORIA else Papel.INTERLOCUTOR
    orgao = None if papel == Papel.CORREGEDORIA else envio.orgao
    pessoas = designados(papel, timezone.localdate(), orgao=orgao)
    endereco = reverse("orgao:envio", args=[envio.pk])
    _chamar(pessoas, envio.manifestacao, texto, endereco, chave, sem_protocolo=True)


def _chamar(  # noqa: PLR0913  cada argumento é um dado do recado
    pessoas: Iterable[Usuario],
    caso: Manifestacao,
    texto: str,
    endereco: str,
    chave: str,
    *,
    sem_protocolo: bool = False,
) -> None:
    notificar(
        pessoas,
        tipo=Notificacao.Tipo.OUVIDORIA,
        chave=chave or f"{caso.protocolo}/{caso.versao}/ouvidoria",
        texto=texto if sem_protocolo else f"{texto}: {caso.protocolo_escrito}",
        endereco=endereco,
        protocolo="" if sem_protocolo else caso.protocolo,
    )
