"""A página de um atendimento: o que ela mostra, em que pé está cada parte."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assistente.comprovante import O_RESERVADO_DURA, mascarar_email
from atendimento.acoes.atender import acabou_a_meio
from atendimento.casos import conta_dela, reconhecida
from atendimento.consultas import comunicados_de_agora, turno_de_agora
from atendimento.conversa_atendente import fio
from atendimento.guardas import NaMesa
from atendimento.mesa import ditar
from atendimento.mesa.forms import TerminarForm, resultado_sugerido
from atendimento.mesa.views.passos import NA_MESA, Recusados, do_atendimento, em_curso
from atendimento.models import Atendimento, AtoDoAtendimento
from atendimento.pessoa.ficha import respostas_de
from atendimento.pessoa.quem import contexto as contexto_de_quem
from atendimento.situacoes import DE_PEDIDO, Providencia
from contas.models import Interessado, Usuario
from contas.segredos.chaves import chave_escrita
from guia import consultas as guia
from guia.models import Servico
from guia.risco import pode_haver_risco
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from roteamento.consultas import com_as_anteriores
from roteamento.models.unidades import TRIAGEM
from solicitacoes.guardas import com_relacoes
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.preenchimento import Preenchimento, no_endereco
from solicitacoes.pedir.views.passos import servico_do_guia

MAIS_ACHADOS = 8
SAIU_DO_GUIA = "O serviço deste pedido saiu do Guia e já não se pede. Procure outro que sirva à pessoa."
NADA_DO_PEDIDO: dict[str, Any] = {
    "preenchimento": None,
    "form": None,
    "fotos": [],
    "conselho": None,
    "escolha": None,
    "distrito": "",
    "iguais": [],
    "e_outro": False,
}
"""O que a página mostra quando nenhum pedido está aberto."""


def comum(mesa: NaMesa) -> dict[str, Any]:
    """O que toda página da mesa mostra: onde se atende, os abertos, que são as abas, e os comunicados."""
    lugares = com_as_anteriores([mesa.unidade.pk], timezone.localdate())
    return {
        **mesa.na_pagina,
        "comunicados": comunicados_de_agora(lugares),
        "turno": turno_de_agora(mesa.usuario, lugares),
    }


def procura(request: HttpRequest) -> dict[str, Any]:
    """Os serviços que respondem às palavras da pessoa."""
    texto = request.GET.get("q", "").replace("\0", "").strip()
    return {"texto": texto, "servicos": guia.buscar(texto, MAIS_ACHADOS) if texto else []}


def so_os_achados(request: HttpRequest) -> HttpResponse | None:
    """O fragmento da busca, a quem ainda escreve nela."""
    if "HX-Request" not in request.headers or "q" not in request.GET:
        return None
    return render(request, "atendimento/mesa/_procurar.html#achados", procura(request))


def mostrar(
    request: HttpRequest,
    atendimento: Atendimento,
    mesa: NaMesa,
    *,
    recusados: Recusados | None = None,
    terminar: TerminarForm | None = None,
    aviso: str = "",
) -> HttpResponse:
    """A página inteira; com um formulário recusado, ou o que se diz antes de o registrar, 422."""
    atos = list(atendimento.atos.select_related("servico__publicada"))
    rascunhos = list(do_atendimento(atendimento)[:MAIS_ACHADOS])
    sugerido = resultado_sugerido(atos)
    contexto = {
        "atendimento": atendimento,
        "atos": atos,
        "terminar": terminar or TerminarForm(initial={"resultado": sugerido}, conversa=atendimento.conversa),
        "sugerido": sugerido,
        "com_erro": terminar is not None,
        **contexto_de_quem(atendimento, mesa),
        **fio.contexto(atendimento),
        **comum(mesa),
        **procura(request),
        **_o_que_quer(request, atendimento, rascunhos, atos, recusados),
        "aviso": aviso,
    }
    situacao = 422 if recusados or terminar or aviso else 200
    return render(request, "atendimento/mesa/atendimento.html", contexto, status=situacao)


def _o_que_quer(
    request: HttpRequest,
    atendimento: Atendimento,
    rascunhos: list[Rascunho],
    atos: list[AtoDoAtendimento],
    recusados: Recusados | None,
) -> dict[str, Any]:
    """O pedido aberto; sem ele, o serviço que se consulta, ou o que se acabou de registrar."""
    nada = NADA_DO_PEDIDO | {"servico": None, "versao": None, "registrado": None, "conta": None}
    if not atendimento.aberto:
        por_enviar = any(not um.protocolo for um in rascunhos)
        volta = not atendimento.resultado or acabou_a_meio(atendimento, timezone.now())
        return nada | {"retoma": por_enviar and volta}
    nada["registrados"] = registrados = _registrados(rascunhos)
    preenchimento, nada["ja_nao_se_pede"] = _aberto(request, atendimento, rascunhos)
    nada["pediram"] = [ato for ato in atos if ato.tipo == Providencia.PEDIU]
    ultimo = next((ato for ato in reversed(atos) if ato.tipo in {Providencia.CONSULTOU, *DE_PEDIDO}), None)
    if preenchimento and not recusados and (lido := _que_so_se_le(request, ultimo, preenchimento)):
        return nada | _do_servico(lido) | {"do_pedido": preenchimento.servico}
    if preenchimento:
        pedido = NA_MESA.contexto(request, preenchimento, recusados)
        return nada | pedido | _do_servico(preenchimento.servico) | {"conta": conta_de(atendimento)}
    if ultimo and ultimo.tipo == Providencia.REGISTROU:
        feito = next((um for um in rascunhos if um.protocolo), None)
        dita_se = next((um for um in registrados if um["rascunho"] is feito), None)
        outros = [um for um in registrados if um is not dita_se]
        return nada | {"registrado": dita_se, "registrados": outros}
    if ultimo and ultimo.tipo == Providencia.PEDIU:
        return nada
    lido = _do_guia(ultimo.servico.slug if ultimo.servico else _reservado(request)) if ultimo else None
    return nada | _do_servico(lido) if lido else nada


def _que_so_se_le(
    request: HttpRequest, ultimo: AtoDoAtendimento | None, preenchimento: Preenchimento
) -> Servico | None:
    """O serviço que se consultou a meio do pedido de outro."""
    if ultimo is None or ultimo.tipo != Providencia.CONSULTOU:
        return None
    slug = ultimo.servico.slug if ultimo.servico else _reservado(request)
    return _do_guia(slug) if slug != preenchimento.servico.slug else None


def _reservado(request: HttpRequest) -> str:
    """O serviço sigiloso que se lê: só a página o diz, o atendimento não o guarda."""
    return request.GET.get("servico", "").replace("\0", "")


def _aberto(
    request: HttpRequest, atendimento: Atendimento, rascunhos: list[Rascunho]
) -> tuple[Preenchimento | None, str]:
    """O pedido por registrar; sem ele, a frase de que o serviço deixou de se pedir, se é isso."""
    aberto = next((um for um in rascunhos if not um.protocolo), None)
    try:
        return em_curso(request, aberto, respostas_de(atendimento)) if aberto else None, ""
    except Conflito as recusa:
        return None, str(recusa)
    except Http404:
        return None, SAIU_DO_GUIA


def _do_guia(slug: str) -> Servico | None:
    """None se já saiu do Guia: a página do atendimento abre na mesma."""
    try:
        return servico_do_guia(slug) if slug else None
    except Http404:
        return None


def _do_servico(servico: Servico) -> dict[str, Any]:
    """O que se lê à pessoa."""
    versao = servico.publicada
    return {
        "servico": servico,
        "versao": versao,
        "suspensao": guia.suspensao_de(servico, timezone.localdate()),
        "ha_risco": versao is not None and pode_haver_risco(servico, versao),
        **(guia.como_agir(versao) if versao else {}),
    }


def _registrados(rascunhos: list[Rascunho]) -> list[dict[str, Any]]:
    """Os pedidos registrados, como se ditam, o mais novo primeiro; o sigiloso só na primeira hora."""
    feitos = {um.protocolo: um for um in rascunhos if um.protocolo}
    casos = {caso.protocolo: caso for caso in com_relacoes().filter(protocolo__in=feitos)} if feitos else {}
    ditados = ((feito, casos[numero]) for numero, feito in feitos.items() if numero in casos)
    desde = timezone.now() - O_RESERVADO_DURA
    return [
        _como_se_dita(feito, caso) for feito, caso in ditados if not caso.sigilosa or caso.aberta_em >= desde
    ]


def _como_se_dita(feito: Rascunho, caso: Solicitacao) -> dict[str, Any]:
    parte, chave = caso.interessado, chave_escrita(caso.protocolo)
    return {
        "caso": caso,
        "rascunho": feito,
        "no_endereco": no_endereco(feito),
        "grupos": ditar.numero(caso.protocolo),
        "chave": chave,
        "soletrada": ditar.chave(chave),
        "email": mascarar_email(parte.email if parte else ""),
        "anonimo": parte is None or parte.anonimo,
        "em_triagem": caso.unidade.sigla == TRIAGEM,
    }


def conta_de(atendimento: Atendimento) -> Usuario | None:
    """A conta de quem foi reconhecido, se tem uma; a de quem só se declarou ao pedir, não.

    O CPF que se declarou não diz de quem é a conta com ele: só o do documento que se viu.
    """
    quem = atendimento.reconhecido
    if quem is None or not reconhecida(atendimento):
        return None
    do_cpf = quem.municipe if atendimento.identidade == Interessado.Identidade.COMPROVADA else None
    return conta_dela(quem) or (do_cpf.usuario if do_cpf else None)
