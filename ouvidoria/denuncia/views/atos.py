"""A página de um ato que só a denúncia tem: escrever e fazer, sem aviso que se leia antes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assistente.escritos import retoma
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from mesas.atos import Ato, Onde, PaginasDoAto, Passo, conduzir
from ouvidoria import versao_sem_nomes
from ouvidoria.denuncia.atos import ATOS
from ouvidoria.denuncia.forms import (
    ApurarForm,
    ComplementarForm,
)
from ouvidoria.denuncia.o_que_falta import originais
from ouvidoria.guardas import com_relacoes, da_denuncia
from ouvidoria.models import Manifestacao

MUDOU = "A denúncia mudou enquanto você escrevia. O que você escreveu está aqui: confira e confirme de novo."


@de_trabalho(*LER_E_MANDAR)
@retoma
@da_denuncia
def agir(request: HttpRequest, caso: Manifestacao, por: Autor, ato: str) -> HttpResponse:
    """O formulário do ato e, conferido, o ato. O que se escreveu volta em toda recusa."""
    return conduzir(request, DENUNCIA, ATOS[ato], caso, por)


def _em_volta(passo: Passo[Manifestacao, Ato[Manifestacao]]) -> dict[str, Any]:
    """Por que o ato não cabe, o que mudou e, no envio, o que vai."""
    caso, envia = passo.caso, passo.ato.form in {ApurarForm, ComplementarForm}
    impede = passo.ato.por_que_nao(caso, passo.por)
    return {
        "recusa": (impede or passo.recusa or MUDOU) if passo.onde == Onde.CONFLITO else "",
        "impede": impede,
        "versao": versao_sem_nomes.atual(caso) if envia else None,
        "anexos": originais(caso) if envia else [],
    }


DENUNCIA = PaginasDoAto[Manifestacao, Ato[Manifestacao]](
    modelos=dict.fromkeys((Onde.FORMULARIO, Onde.CONFLITO), "ouvidoria/denuncia/ato.html"),
    em_volta=_em_volta,
    reler=lambda _request, caso: com_relacoes().get(pk=caso.pk),
    para_onde=lambda passo: reverse("mesa:caso", args=[passo.caso.protocolo]),
    dizer=lambda passo: passo.ato.feito,
    sigilosa=lambda _caso: True,
)
"""Nenhum aviso se lê antes: nenhum diz o que se escreveu."""
