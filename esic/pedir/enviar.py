"""Do rascunho ao pedido de informação: o envio, que vale uma vez só, e o perfil de quem pediu."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assistente.aparelho import canal_de
from assistente.preenchimento import BALCAO
from assistente.rascunhos import concluir
from assistente.roteiro import IDENTIFICACAO, RascunhoIncompleto
from contas.autor import Autor
from contas.identificacao import identificacao
from contas.papeis import Papel
from esic.acoes.abrir import NovoPedido, abrir
from esic.models import Pedido, Perfil
from esic.pedir.destino import orgao_escolhido
from esic.pedir.roteiro import NAO_SEI, PERFIL, SEM_DESTINO, Roteiro
from protocolo.acoes import travar_rascunho
from protocolo.models import Rascunho


@transaction.atomic
def enviar(*, rascunho: Rascunho, por: Autor, em: datetime) -> Pedido:
    """Registra o pedido uma vez só: duplo clique, reenvio e duas abas recebem o mesmo.

    Depois do envio o rascunho guarda o protocolo, se foi no balcão e se não se sabia o órgão; os dados
    pessoais ficam só no pedido. Levanta RascunhoIncompleto.
    """
    travado = travar_rascunho(rascunho.pk)
    if travado.protocolo:
        return Pedido.objects.get(protocolo=travado.protocolo)
    caso = abrir(_montar(travado, por=por, em=em), por=por, em=em)
    sem_destino = {SEM_DESTINO: True} if Roteiro(travado.dados).informacao["orgao"] == NAO_SEI else {}
    do_balcao = {BALCAO: travado.dados[BALCAO]} if BALCAO in travado.dados else {}
    concluir(travado, caso.protocolo, fica=do_balcao | sem_destino)
    return caso


def _montar(travado: Rascunho, *, por: Autor, em: datetime) -> NovoPedido:
    """O pedido pelas respostas guardadas, conferidas outra vez."""
    roteiro = Roteiro(travado.dados)
    roteiro.exigir_completo()
    pedido = roteiro.informacao
    orgao = orgao_escolhido(pedido["orgao"])
    if orgao is None:
        raise RascunhoIncompleto("O órgão escolhido não está mais na lista. Volte e escolha outro.")
    da_conta = por.usuario if por.papel == Papel.INTERESSADO else None
    return NovoPedido(
        orgao=orgao,
        texto=pedido["texto"],
        chave_de_envio=str(travado.pk),
        identificacao=identificacao(travado.dados[IDENTIFICACAO], da_conta),
        canal=travado.dados.get(BALCAO, {}).get("canal") or canal_de(travado),
        forma_de_resposta=pedido["forma_de_resposta"],
        autoriza_divulgar=pedido["autoriza_divulgar"] == "sim",
        arquivos=list(travado.arquivos.order_by("pk")),
        recebido_em=roteiro.recebido(em),
    )


@transaction.atomic
def contar_perfil(*, rascunho: Rascunho, respostas: dict[str, str]) -> bool:
    """Guarda o que a pessoa quis dizer de si, sem ligação com o pedido e só com o mês; diz se guardou.

    Uma vez por pedido enviado: o rascunho, que logo se apaga, lembra que já foi.
    """
    travado = travar_rascunho(rascunho.pk)
    if not travado.protocolo or PERFIL in travado.dados:
        return False
    Perfil.objects.create(mes=timezone.localdate().replace(day=1), **respostas)
    travado.dados = {**travado.dados, PERFIL: {"dito": True}}
    travado.save(update_fields=["dados"])
    return True
