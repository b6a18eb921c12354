"""O que os avisos da manifestação dizem ao munícipe, e quem da Prefeitura se chama no sino.

De uma denúncia nenhum aviso diz o tipo, o assunto nem o texto; da reclamação de um pedido sigiloso, nem o
texto nem o órgão.
"""

from __future__ import annotations

from django.utils import timezone

from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.o_que_acontece import no_aviso
from ouvidoria.pendencias import DO_DESTINO, MESA
from ouvidoria.situacoes import Destino, TipoDeManifestacao
from protocolo.notificacao import Avisos
from protocolo.prazos import promessa

SO_NA_PAGINA = {
    "pergunta": "A pergunta está na página da sua manifestação, que se abre com a chave.",
    "resposta": "A resposta está na página da sua manifestação, que se abre com a chave.",
    "motivo": "A razão está na página da sua manifestação, que se abre com a chave.",
    "resultado": "está na página da manifestação",
    "destino": "está na página da manifestação",
    "orgao": "o nome está na página da manifestação",
}
"""O que se diz, do que se protege, no lugar do que alguém escreveu, do resultado ou de quem cuida do caso."""

NA_FRASE: dict[str, str] = {TipoDeManifestacao.ELOGIO: "manifestação de elogio"}
"""O tipo que não cabe em "a sua …"; os avisos já dizem que é da Ouvidoria."""


def _dizer(caso: Manifestacao) -> dict[str, str]:
    tipo = "manifestação" if caso.denuncia else NA_FRASE.get(caso.tipo, caso.nome_do_tipo.lower())
    prazo = promessa.prazo_escrito(caso, timezone.now())
    return {"servico": tipo, "local": "", "o_que_acontece": no_aviso(caso, prazo)}


def _protegida(caso: Manifestacao) -> bool:
    """A denúncia, e a reclamação de um pedido sigiloso: o texto diria de que ele é."""
    return caso.denuncia or bool(caso.solicitacao and caso.solicitacao.sigilosa)


AVISOS = Avisos(_dizer, lambda caso: SO_NA_PAGINA if _protegida(caso) else None)
avisar = AVISOS.avisar


def chamar_a_ouvidoria(caso: Manifestacao, texto: str) -> None:
    """O responsável; sem ele, ou se já não é da Ouvidoria, todos os dela."""
    MESA.chamar(caso, texto, chave=f"{caso.protocolo}/{caso.versao}/{MESA.tipo}")


def chamar_o_orgao(envio: Encaminhamento, texto: str, *, chave: str) -> None:
    """Os interlocutores do órgão, ou a Corregedoria; a ninguém, se foi para fora da Prefeitura."""
    if espera := DO_DESTINO.get(Destino(envio.destino)):
        espera.chamar(envio, texto, chave=chave)
