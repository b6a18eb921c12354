"""Depois do envio: o comprovante, com a chave de acesso, e a sua folha para imprimir."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assistente import aparelho
from assistente.comprovante import comprovante_de, exigir_recente, link_de
from assistente.guardas import rascunho_de, rascunhos_do_navegador
from assistente.preenchimento import BALCAO
from contas.papeis import Papel
from ouvidoria import o_que_acontece
from ouvidoria.guardas import balcao
from ouvidoria.manifestar.roteiro import TIPO
from ouvidoria.manifestar.views.passos import MANIFESTAR
from ouvidoria.models import Manifestacao
from protocolo.models import Canal
from protocolo.prazos.em_palavras import dia

DA_PROPRIA_PESSOA = (Canal.PORTAL, Canal.APLICATIVO)


@MANIFESTAR.publica
@require_safe
def comprovante(request: HttpRequest, uuid: UUID, modelo: str) -> HttpResponse:
    """O protocolo, a chave de acesso, o prazo e o que acontece agora; o `recibo` é o mesmo, numa folha."""
    casos = Manifestacao.objects.select_related("interessado", "solicitacao")
    caso = casos.filter(chave_de_envio=str(uuid)).first()
    if caso is None:
        return MANIFESTAR.ao_que_falta(MANIFESTAR.achar(request, uuid))
    atendimento = ""
    if caso.denuncia:
        _exigir_ainda_aqui(request, caso, uuid)
    else:
        dados = rascunho_de(request, uuid, TIPO).dados
        atendimento = dados.get(BALCAO, {}).get("atendimento", "")
    quem, no_balcao = balcao(request), caso.canal not in DA_PROPRIA_PESSOA
    contexto = {
        "atendimento": atendimento,
        "na_mesa": quem is not None and quem[0].papel == Papel.ATENDENTE,
        "secao": "ouvidoria",
        "uuid": uuid,
        "caso": caso,
        **comprovante_de(caso),
        **(
            {"de_todos": not no_balcao and aparelho.de_todos(request)}
            if caso.denuncia
            else link_de(request, caso, no_balcao=no_balcao)
        ),
        "no_balcao": no_balcao,
        "primeiro": o_que_acontece.primeiro(caso),
        "depois": o_que_acontece.depois(caso, dia(caso.vence_em)),
        "entrou_como_solicitacao": caso.tipo != caso.tipo_original,
    }
    return render(request, f"ouvidoria/manifestar/{modelo}.html", contexto)


def _exigir_ainda_aqui(request: HttpRequest, caso: Manifestacao, uuid: UUID) -> None:
    """Do rascunho de uma denúncia nada resta: vale o cookie do navegador que a mandou, por pouco tempo."""
    if str(uuid) not in rascunhos_do_navegador(request):
        raise PermissionDenied("Este comprovante é de outra pessoa.")
    exigir_recente(caso.registrada_em)
