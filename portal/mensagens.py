"""A mensagem do munícipe: as fotos ficam num rascunho até todas estarem boas; enviar duas vezes vale uma."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from protocolo import rascunhos
from protocolo.models import ArquivoDeRascunho, Rascunho
from solicitacoes import acoes

if TYPE_CHECKING:
    from contas.autor import Autor
    from portal.forms import MensagemForm
    from solicitacoes.models import Solicitacao

TIPO = "mensagem"


def enviar_mensagem(form: MensagemForm, *, caso: Solicitacao, por: Autor) -> bool:
    """Guarda as fotos e registra a mensagem; com foto recusada põe o erro no formulário e não envia."""
    envio = form.cleaned_data["envio"]
    padroes = {"tipo": TIPO, "assunto": caso.protocolo, "expira_em": timezone.now() + rascunhos.VALIDADE}
    rascunho, _ = Rascunho.objects.get_or_create(pk=envio, defaults=padroes)
    if rascunho.tipo != TIPO or rascunho.assunto != caso.protocolo:
        form.add_error(
            None, "Esta página ficou velha. Copie o seu texto, recarregue a página e envie de novo."
        )
        return False
    for recusa in acoes.receber_fotos(rascunho=rascunho, arquivos=form.cleaned_data["fotos"]):
        form.add_error("fotos", recusa)
    if form.errors:
        return False
    _registrar(rascunho, caso=caso, por=por, texto=form.cleaned_data["texto"])
    return True


@transaction.atomic
def _registrar(rascunho: Rascunho, *, caso: Solicitacao, por: Autor, texto: str) -> None:
    travado = rascunhos.travar(rascunho.pk)
    if travado.protocolo:
        return
    acoes.acrescentar(caso=caso, por=por, texto=texto, fotos=list(travado.arquivos.order_by("pk")))
    travado.protocolo = caso.protocolo
    travado.save(update_fields=["protocolo"])


def fotos_ja_enviadas(form: MensagemForm, *, caso: Solicitacao) -> list[ArquivoDeRascunho]:
    """As fotos boas de um envio deste caso que voltou com erro: não é preciso mandá-las de novo."""
    envio = getattr(form, "cleaned_data", {}).get("envio")
    do_caso = ArquivoDeRascunho.objects.filter(rascunho__tipo=TIPO, rascunho__assunto=caso.protocolo)
    return list(do_caso.filter(rascunho=envio)) if envio else []
