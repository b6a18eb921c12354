"""O mesmo ato em muitos pedidos: o formulário, uma confirmação só e uma resposta por pedido."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assistente import escritos
from assistente.escritos import Escrito, retoma
from avisos.textos import Texto
from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho, usuario_da_sessao
from mesas import provas, repetidos
from mesas.atos import SO_REESCREVER, responder_guardado
from protocolo.erros import RecusaDeAcao
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa import fazer_lote, selecao
from solicitacoes.caixa.atos import DO_LOTE, JUNTAR, AtoDaCaixa
from solicitacoes.caixa.fazer_lote import do_pedido
from solicitacoes.caixa.forms.atos import AtoForm, EncerrarForm
from solicitacoes.caixa.forms.finalizar import FinalizarForm
from solicitacoes.caixa.mensagens import desde_o_ultimo_ato
from solicitacoes.caixa.recusas import por_motivo
from solicitacoes.caixa.respostas_prontas import exemplo as escrever_exemplo
from solicitacoes.caixa.respostas_prontas import prontas
from solicitacoes.caixa.selecao import Selecao
from solicitacoes.caixa.views.atos import modelo_escolhido, valores_do_modelo
from solicitacoes.caixa.views.caso import lista_de_onde_veio
from solicitacoes.caixa.views.lote_feito import lote_meu, ver_o_feito
from solicitacoes.guardas import equipe
from solicitacoes.models import Solicitacao

MODELO = "solicitacoes/caixa/lote.html"
PREVIA = "solicitacoes/caixa/lote_previa.html"
OK, CONFLITO = 200, 409
NA_RUA = ("campo", "ordens")
ENVIADOS = frozenset({"ver", "confirmar"})
REESCRITOS = SO_REESCREVER | {"modelo", "repetir"}


@dataclass(frozen=True, slots=True)
class Lote:
    """O que se pediu: que ato, em que pedidos, por quem, e o envio que não se repete."""

    ato: AtoDaCaixa
    unidade: Unidade
    por: Autor
    envio: UUID
    escolha: Selecao
    retomado: Escrito | None = None
    """O que a pessoa escreveu num lote deste ato, nesta caixa, e não enviou."""


@de_trabalho(*LER_E_MANDAR)
@retoma
def agir(request: HttpRequest, sigla: str) -> HttpResponse:
    """Do que se marcou na lista ao formulário, à confirmação e ao que se fez.

    O que se escreve fica guardado até o lote se fazer, como em todo ato (ADR 0048): volta no lote seguinte do
    mesmo ato e, com os pedidos que se tinham marcado, a quem abre o endereço.
    """
    unidade, por = equipe(request, sigla)
    if request.method != "POST":
        return _retomar(request, unidade, por)
    if "guardar" in request.POST:
        return _so_guardar(request, unidade, por)
    if "descartar" in request.POST:
        escritos.apagar(usuario_da_sessao(request).pk, escritos.desta_pagina(request))
    resposta = _agir(request, unidade, por)
    ato = DO_LOTE.get(request.POST.get("ato", ""))
    escreveu = ato and ato.tem_campos and (ENVIADOS | REESCRITOS) & request.POST.keys()
    if escreveu and resposta.status_code != HTTPStatus.SEE_OTHER:
        _guardar(request, selecao.ler(request.POST, unidade, por))
    return resposta


def _agir(request: HttpRequest, unidade: Unidade, por: Autor) -> HttpResponse:
    """O passo a que este envio leva."""
    sigla = unidade.sigla
    ato, escolha = DO_LOTE.get(request.POST.get("ato", "")), selecao.ler(request.POST, unidade, por)
    if escolha.casos and request.POST.get("ato") in NA_RUA:
        return _para_a_rua(request, unidade, escolha)
    if ato is None or not escolha.marcados:
        messages.warning(request, "Marque ao menos um pedido e escolha o que fazer.")
        return HttpResponseRedirect(lista_de_onde_veio(request, sigla)[0], status=303)
    novo = ato.tem_campos and not (ENVIADOS | REESCRITOS) & request.POST.keys()
    retomado = _por_enviar(request, unidade, ato) if novo else None
    na_hora = _se_faz_na_hora(request, ato)
    confirmando = na_hora or "confirmar" in request.POST
    do_envio = provas.envio_em(retomado.campos if retomado else request.POST)
    envio = repetidos.deste_envio(request) if na_hora else do_envio or uuid4()
    lote = Lote(ato, unidade, por, envio, escolha, retomado)
    if confirmando and lote_meu(request, sigla, lote.envio):
        return ver_o_feito(request, unidade=lote.unidade, envio=lote.envio)
    if escolha.demais or not escolha.casos:
        return _mostrar(request, MODELO, lote, None, status=422)
    _dizer_o_que_nao_cabe(lote, confirmando=confirmando)
    form = _formulario(request, lote)
    if ato.tem_campos and not ENVIADOS & request.POST.keys():
        form.esquecer_erros()
        return _mostrar(request, MODELO, lote, form)
    if not form.is_valid():
        return _mostrar(request, MODELO, lote, form, status=422)
    _dizer_o_que_o_escrito_recusa(lote, form)
    if confirmando and escolha.cabem and not _outro_principal(request, escolha):
        return _fazer(request, lote, form)
    return _mostrar(request, PREVIA, lote, form, status=CONFLITO if confirmando else OK)


def _se_faz_na_hora(request: HttpRequest, ato: AtoDaCaixa) -> bool:
    """Da lista, o ato que nada pergunta faz-se já nos que se marcaram; "todos" confere-se antes."""
    da_lista = "visto" in request.POST and "todos" not in request.POST
    return da_lista and not ato.tem_pagina and ato is not JUNTAR


def _retomar(request: HttpRequest, unidade: Unidade, por: Autor) -> HttpResponse:
    """O lote que ficou por enviar nesta caixa, com os mesmos pedidos; à lista, se não há nenhum."""
    escrito = _por_enviar(request, unidade)
    ato = DO_LOTE.get(escrito.campos.get("ato", "")) if escrito else None
    escolha = selecao.ler(escrito.campos, unidade, por) if escrito and ato else None
    if not escrito or not ato or not escolha or not escolha.casos:
        return HttpResponseRedirect(lista_de_onde_veio(request, unidade.sigla)[0])
    lote = Lote(ato, unidade, por, provas.envio_em(escrito.campos) or uuid4(), escolha, escrito)
    _dizer_o_que_nao_cabe(lote, confirmando=False)
    form = _formulario(request, lote)
    form.esquecer_erros()
    return _mostrar(request, MODELO, lote, form)


def _por_enviar(request: HttpRequest, unidade: Unidade, ato: AtoDaCaixa | None = None) -> Escrito | None:
    """O que a pessoa deixou nesta caixa; só deste ato, se se diz qual."""
    escrito = escritos.ler(usuario_da_sessao(request).pk, escritos.desta_pagina(request))
    if escrito is None or escrito.campos.get("caixa") != unidade.sigla:
        return None
    return None if ato and escrito.campos.get("ato") != ato.nome else escrito


def _so_guardar(request: HttpRequest, unidade: Unidade, por: Autor) -> HttpResponse:
    """Guarda sem conferir nada; sem o htmx, que não as manda, também as fotos que vieram."""
    ato, escolha = DO_LOTE.get(request.POST.get("ato", "")), selecao.ler(request.POST, unidade, por)
    guardado_em = _guardar(request, escolha)
    if ato and escolha.casos and request.FILES:
        form = _formulario(request, Lote(ato, unidade, por, uuid4(), escolha))
        provas.receber_do_formulario(request, form, unidade.sigla, por)
    return responder_guardado(request, guardado_em)


def _guardar(request: HttpRequest, escolha: Selecao) -> datetime | None:
    sigiloso = any(caso.sigilosa for caso in escolha.casos)
    return escritos.guardar(request, usuario_da_sessao(request).pk, sigiloso=sigiloso)


def _para_a_rua(request: HttpRequest, unidade: Unidade, escolha: Selecao) -> HttpResponse:
    """As folhas dos marcados, ou a lista do dia com eles: a de quem os marcou, no servidor."""
    pagina = reverse(f"caixa:{request.POST['ato']}", args=[unidade.sigla])
    if request.POST["ato"] == "ordens":
        marcados = urlencode([("p", caso.protocolo) for caso in escolha.casos[:MAXIMO]])
        return HttpResponseRedirect(f"{pagina}?{marcados}", status=303)
    cabem = [caso for caso in escolha.casos if caso.aberta and not caso.segue_o_principal]
    de_colegas = acoes.por_na_lista(
        unidade=unidade, casos=cabem, quem=usuario_da_sessao(request), dia=timezone.localdate()
    )
    if postos := len(cabem) - len(de_colegas):
        oque = "1 pedido está" if postos == 1 else f"{postos} pedidos estão"
        messages.success(request, f"{oque} na sua lista do dia, aqui e no celular.")
    for colega, deles in groupby(
        sorted(de_colegas, key=lambda v: (v.quem.nome, v.quem_id)), lambda v: v.quem
    ):
        primeira, *outras = deles
        oque = (
            f"{1 + len(outras)} pedidos já estão"
            if outras
            else f"O pedido {primeira.caso.protocolo_escrito} já está"
        )
        messages.info(request, f"{oque} na lista de {colega.nome}.")
    if fora := len(escolha.casos) - len(cabem):
        oque = "1 pedido marcado não entrou" if fora == 1 else f"{fora} pedidos marcados não entraram"
        messages.info(request, f"{oque} na lista: já encerrado, ou segue outro.")
    return HttpResponseRedirect(pagina, status=303)


def _dizer_o_que_nao_cabe(lote: Lote, *, confirmando: bool) -> None:
    """A recusa que já se conhece, e o que mudou desde que a pessoa viu cada pedido, com quem fez o quê.

    Só ao confirmar a mudança recusa: nas páginas de antes ela é dita, e vale a versão que passa a ser vista.
    """
    for item in lote.escolha.itens:
        if item.caso is None:
            continue
        item.recusa = lote.ato.por_que_nao(item.caso, lote.por)
        if item.versao != item.caso.versao:
            item.mudou = selecao.o_que_mudou(item)
            item.recusa = item.mudou if confirmando else item.recusa
            item.versao = item.versao if confirmando else item.caso.versao
        if confirmando and item.mudou:
            item.recusa = item.recusa or item.mudou
    if lote.ato is JUNTAR:
        lote.escolha.principal = selecao.dizer_o_que_se_junta(lote.escolha.itens)


def _outro_principal(request: HttpRequest, escolha: Selecao) -> bool:
    """O pedido a que se ia juntar já não serve: junta-se a outro, e isso se confere antes."""
    agora = escolha.principal
    return agora is not None and request.POST.get("principal", agora.protocolo) != agora.protocolo


def _dizer_o_que_o_escrito_recusa(lote: Lote, form: AtoForm) -> None:
    """A prova que um pedido exige, ou a turma em que ele já está: diz-se na conferência, e não só depois."""
    for item in lote.escolha.cabem:
        if item.caso:
            item.recusa = form.recusa_de(item.caso)


def _formulario(request: HttpRequest, lote: Lote) -> AtoForm:
    """Feito sobre o primeiro pedido que aceita o ato; o que se enviou volta como estava."""
    caso = _exemplo(lote.escolha)
    extras: dict[str, Any] = {"caso": caso, "por": lote.por, "em_lote": True}
    if lote.ato.form is FinalizarForm:
        pedidas = [set(um.versao_servico.prova) for um in lote.escolha.casos]
        extras |= {"provas": sorted(set.intersection(*pedidas)), "lugares": lote.escolha.lugares}
    if issubclass(lote.ato.form, EncerrarForm):
        em_quais = [item.caso for item in lote.escolha.cabem if item.caso]
        extras["mensagens"] = [m for escritas in desde_o_ultimo_ato(em_quais).values() for m in escritas]
    if lote.retomado:
        form = lote.ato.form(lote.retomado.campos.copy(), **extras)
        form.guardadas = provas.ja_mandadas(form, lote.por)
        return form
    if lote.ato.tem_campos and not (ENVIADOS | REESCRITOS) & request.POST.keys():
        return lote.ato.form(None, **extras)
    dados = request.POST.copy()
    oferecidas = prontas(caso, lote.ato.nome, timezone.now(), escrever=False)
    escolhida = modelo_escolhido(dados.get("modelo", ""), oferecidas)
    for campo, valor in valores_do_modelo(lote.ato, escolhida).items():
        dados[campo] = valor
    form = lote.ato.form(dados, **extras)
    provas.receber_do_formulario(request, form, lote.unidade.sigla, lote.por)
    return form


def _exemplo(escolha: Selecao) -> Solicitacao:
    """O primeiro que aceita o ato: é o do aviso que se lê antes de confirmar."""
    return next((item.caso for item in escolha.cabem if item.caso), escolha.casos[0])


def _mostrar(
    request: HttpRequest, modelo: str, lote: Lote, form: AtoForm | None, *, status: int = OK
) -> HttpResponse:
    if status != OK:
        _dizer_o_que_nao_cabe(lote, confirmando=False)
    lista, consulta = lista_de_onde_veio(request, lote.unidade.sigla)
    contexto: dict[str, Any] = {
        "ato": lote.ato,
        "unidade": lote.unidade,
        "envio": lote.envio,
        "escolha": lote.escolha,
        "maximo": MAXIMO,
        "form": form,
        "mudaram": status == CONFLITO and any(item.mudou for item in lote.escolha.itens),
        "retomado": lote.retomado,
        "lista": lista,
        "consulta": consulta,
    }
    if form is not None:
        if modelo == PREVIA:
            contexto["previa"] = _previa(lote, form)
        exemplo, agora = _exemplo(lote.escolha), timezone.now()
        escrito = form[lote.ato.texto].value() if lote.ato.texto else ""
        contexto |= {
            "exemplo": exemplo,
            "modelos": prontas(exemplo, lote.ato.nome, agora, escrever=False),
            "escrito_no_exemplo": escrever_exemplo(escrito or "", exemplo, agora),
        }
    contexto["motivos"] = por_motivo(lote.escolha.itens)  # depois da prévia, que também recusa
    return render(request, modelo, contexto, status=status)


def _previa(lote: Lote, form: AtoForm) -> Texto | None:
    """O aviso do primeiro pedido que aceita o ato; o que a ação recusaria já se diz."""
    for item in lote.escolha.cabem:
        if caso := item.caso:
            argumentos = do_pedido(lote.ato, caso, form.argumentos)
            try:
                return lote.ato.previa(caso=caso, versao=caso.versao, por=lote.por, **argumentos)
            except RecusaDeAcao as recusa:
                item.recusa = str(recusa)
    return None


def _fazer(request: HttpRequest, lote: Lote, form: AtoForm) -> HttpResponse:
    """Começa uma vez só e leva à página da resposta, que o continua; repetido, leva à mesma página."""
    dono, dados = usuario_da_sessao(request), _por_fazer(lote, form)
    if acoes.comecar_lote(envio=lote.envio, assunto=lote.unidade.sigla, dono=dono, dados=dados):
        escritos.apagar(dono.pk, escritos.desta_pagina(request))
        if comecado := lote_meu(request, lote.unidade.sigla, lote.envio):
            fazer_lote.continuar(comecado, lote.por, segundos=fazer_lote.PASSO)
    return ver_o_feito(request, unidade=lote.unidade, envio=lote.envio)


def _por_fazer(lote: Lote, form: AtoForm) -> dict[str, Any]:
    """O lote antes do primeiro pedido: sem resposta (None) os que se vão fazer; os outros, com a recusa.

    O principal vai por último: não age, e está feito se algum se juntou a ele.
    """
    escrito = {c.name: str(v) for c in form if isinstance(v := form.data.get(c.html_name), str)}
    principal = lote.escolha.principal.protocolo if lote.escolha.principal else ""
    em_ordem = sorted(lote.escolha.itens, key=lambda item: item.protocolo == principal)
    return {
        "ato": lote.ato.nome,
        "itens": [[item.protocolo, item.recusa or None] for item in em_ordem],
        "versoes": {item.protocolo: item.versao for item in lote.escolha.cabem},
        "escrito": escrito | {"envio": str(uuid4())},
        "fotos": bool(form.guardadas),
        "principal": principal,
    }
