"""A lista da caixa em CSV e em XLSX, com os mesmos filtros do endereço: por POST, que se registra."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify

from contas.acoes import registrar_leitura_em_massa
from contas.guardas import de_trabalho
from documentos.planilha import TETO, Linha, resposta_csv, resposta_xlsx
from solicitacoes.caixa import exportacao
from solicitacoes.caixa.filtros import Caixa
from solicitacoes.caixa.lista import opcoes_de_filtro
from solicitacoes.guardas import equipe
from solicitacoes.models import Solicitacao

COM_TEXTOS, SEM_TEXTOS = "planilha de pedidos, com o que se escreveu", "planilha de pedidos"


@de_trabalho("POST")
def em_csv(request: HttpRequest, sigla: str) -> HttpResponseBase:
    """Sai enquanto se lê."""
    nome, linhas = _escolhidas(request, sigla)
    return resposta_csv(linhas, f"{nome}.csv")


@de_trabalho("POST")
def em_xlsx(request: HttpRequest, sigla: str) -> HttpResponseBase:
    """Sai quando a planilha fica pronta."""
    nome, linhas = _escolhidas(request, sigla)
    return resposta_xlsx(linhas, "Pedidos", f"{nome}.xlsx")


def _escolhidas(request: HttpRequest, sigla: str) -> tuple[str, Iterator[Linha]]:
    unidade, por = equipe(request, sigla)
    agora = timezone.now()
    filtros = Caixa.ler(request.GET)
    escolhidas = filtros.aplicar(Solicitacao.objects.filter(unidade=unidade), por=por, agora=agora)
    nome = f"caixa-{slugify(unidade.sigla)}-{timezone.localdate(agora):%Y-%m-%d}"
    textos = request.GET.get("textos") == "sim"
    opcoes = opcoes_de_filtro(unidade, timezone.localdate(agora))
    registrar_leitura_em_massa(
        por=por.usuario,
        papel=por.papel,
        o_que=COM_TEXTOS if textos else SEM_TEXTOS,
        filtro=f"Caixa {unidade.sigla}: {filtros.no_registro(opcoes)}",
        quantos=escolhidas.order_by()[:TETO].count(),
    )
    return nome, exportacao.linhas(escolhidas, filtros.ordem_pedida, agora, textos=textos)
