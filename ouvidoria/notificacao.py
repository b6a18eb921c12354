"""O que os avisos da manifestação dizem ao munícipe, e quem da Prefeitura se chama no sino.

De uma denúncia nenhum aviso diz o tipo, o assunto nem o texto.
"""

from __future__ import annotations

from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.pendencias import DO_DESTINO, MESA
from ouvidoria.situacoes import Destino
from protocolo.notificacao import Avisos

SO_NA_PAGINA = "O texto está na página da sua manifestação, que se abre com a chave."


def _dizer(caso: Manifestacao, extras: dict[str, str]) -> dict[str, str]:
    """Numa denúncia, o que foi escrito fica só na página."""
    if not caso.denuncia:
        return {"servico": f"{caso.nome_do_tipo.lower()} à Ouvidoria", "local": "", **extras}
    livres = {nome: valor for nome, valor in extras.items() if nome in {"responder_ate", "atraso"}}
    ditos = {nome: SO_NA_PAGINA if valor else "" for nome, valor in extras.items()}
    return {"servico": "manifestação à Ouvidoria", "local": "", **ditos, **livres}


AVISOS = Avisos(_dizer)
avisar = AVISOS.avisar


def chamar_a_ouvidoria(caso: Manifestacao, texto: str) -> None:
    """O responsável; sem ele, ou se já não é da Ouvidoria, todos os dela."""
    MESA.chamar(caso, texto, chave=f"{caso.protocolo}/{caso.versao}/{MESA.tipo}")


def chamar_o_orgao(envio: Encaminhamento, texto: str, *, chave: str) -> None:
    """Os interlocutores do órgão, ou a Corregedoria; a ninguém, se foi para fora da Prefeitura."""
    if espera := DO_DESTINO.get(Destino(envio.destino)):
        espera.chamar(envio, texto, chave=chave)
