"""A mensagem do munícipe: as fotos ficam num rascunho até todas estarem boas; enviar duas vezes vale uma."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.utils import timezone

from assistente import rascunhos
from contas.autor import Autor
from documentos import recebidos
from protocolo.acoes import travar_rascunho
from protocolo.models import ArquivoDeRascunho, Caso, Rascunho
from referencia.limite_de_tentativas import dentro_do_limite

if TYPE_CHECKING:
    from portal.forms import MensagemForm

TIPO = "mensagem"
NADA_ESCRITO = "Escreva a sua mensagem ou escolha uma foto."
PAGINA_VELHA = "Esta página ficou velha. Copie o seu texto, recarregue a página e envie de novo."
MENSAGENS_POR_PEDIDO, HORA = 30, 3600
MUITAS_MENSAGENS = "Foram muitas mensagens seguidas. Guarde o seu texto, espere uma hora e envie de novo."
SO_FOTOS = "Só fotos, sem texto."
"""O que fica escrito no passo de quem não escreveu nada."""


class Mandar[C: Caso](Protocol):
    """A ação do processo que registra a mensagem: cada um tem a sua."""

    def __call__(self, *, caso: C, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho]) -> object: ...


def enviar_mensagem[C: Caso](
    form: MensagemForm, *, caso: C, por: Autor, mandar: Mandar[C], rede: str = "", sem_foto: str = ""
) -> bool:
    """Guarda as fotos, valha ou não o texto, e registra a mensagem; o que não serve vira erro do formulário.

    Falso também do formulário que ainda não se mandou.

    `rede` é de onde as fotos vieram. A foto sozinha é uma mensagem; com `sem_foto`, que é o que se diz a quem
    não a mandou, não há mensagem sem ela.
    """
    if not (form.is_bound and _cabe(form, caso)):
        return False
    form.full_clean()
    if (rascunho := _do_envio(form, caso)) is None:
        return False
    for recusa in recebidos.receber_fotos(rascunho=rascunho, arquivos=form.arquivos, rede=rede):
        form.add_error("fotos", recusa)
    if form.errors:
        return False
    with transaction.atomic():
        travado = travar_rascunho(rascunho.pk)
        if not travado.protocolo:
            fotos = list(travado.arquivos.order_by("pk"))
            if sem_foto and not fotos:
                form.add_error("fotos", sem_foto)
                return False
            texto = form.cleaned_data["texto"] or (SO_FOTOS if fotos else "")
            if not texto:
                form.add_error("texto", NADA_ESCRITO)
                return False
            mandar(caso=caso, por=por, texto=texto, fotos=fotos)
            travado.protocolo = caso.protocolo
            travado.save(update_fields=["protocolo"])
    return True


def _cabe(form: MensagemForm, caso: Caso) -> bool:
    """Um caso não recebe mensagens sem fim: cada foto custa disco e processador."""
    if dentro_do_limite("mensagens", caso.protocolo, vezes=MENSAGENS_POR_PEDIDO, segundos=HORA):
        return True
    form.add_error(None, MUITAS_MENSAGENS)
    return False


def _do_envio(form: MensagemForm, caso: Caso) -> Rascunho | None:
    """O rascunho deste envio; None, com o erro no formulário, se a página não traz um que seja deste caso."""
    envio = form.cleaned_data.get("envio")
    padroes = {"tipo": TIPO, "assunto": caso.protocolo, "expira_em": timezone.now() + rascunhos.VALIDADE}
    padroes["sigiloso"] = getattr(caso, "denuncia", False)
    rascunho = Rascunho.objects.get_or_create(pk=envio, defaults=padroes)[0] if envio else None
    if rascunho is None or (rascunho.tipo, rascunho.assunto) != (TIPO, caso.protocolo):
        form.add_error(None, PAGINA_VELHA)
        return None
    return rascunho


def fotos_ja_enviadas(form: MensagemForm, *, caso: Caso) -> list[ArquivoDeRascunho]:
    """As fotos boas de um envio deste caso que voltou com erro: não é preciso mandá-las de novo."""
    envio = getattr(form, "cleaned_data", {}).get("envio")
    do_caso = ArquivoDeRascunho.objects.filter(rascunho__tipo=TIPO, rascunho__assunto=caso.protocolo)
    return list(do_caso.filter(rascunho=envio)) if envio else []
