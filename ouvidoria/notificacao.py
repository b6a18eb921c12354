"""O que os avisos da manifestação dizem. De uma denúncia nenhum aviso diz o tipo, o assunto nem o texto."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avisos.models import Aviso, ModeloDeAviso
from avisos.textos import Texto, renderizar
from ouvidoria.esperas import DO_DESTINO, MESA
from ouvidoria.situacoes import Destino
from protocolo.acoes import aviso_de
from protocolo.prazo_em_palavras import dia

if TYPE_CHECKING:
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


def chamar_a_ouvidoria(caso: Manifestacao, texto: str) -> None:
    """O responsável; sem ele, ou se já não é da Ouvidoria, todos os dela."""
    MESA.chamar(caso, texto, chave=f"{caso.protocolo}/{caso.versao}/{MESA.tipo}")


def chamar_o_orgao(envio: Encaminhamento, texto: str, *, chave: str) -> None:
    """Os interlocutores do órgão, ou a Corregedoria; a ninguém, se foi para fora da Prefeitura."""
    if espera := DO_DESTINO.get(Destino(envio.destino)):
        espera.chamar(envio, texto, chave=chave)
