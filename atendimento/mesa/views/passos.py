"""O pedido de um serviço numa página só: os passos, as regras e o envio do assistente de sempre."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from assistente import escritos
from assistente.formularios_da_pagina import Formularios, veio
from assistente.paginas import retomados
from assistente.rascunhos import apagar, comecar, guardar_passo, renovar
from assistente.roteiro import CONFERIR, IDENTIFICACAO
from atendimento import acoes
from atendimento.acoes.continuar import onde_se_pede
from atendimento.consultas import pagina_do_atendimento, pedidos_de
from atendimento.guardas import NaMesa, quem_conversa
from atendimento.mesa.preenchimento import PASSOS, RECONHECIDA, a_escolher
from atendimento.models import Atendimento
from atendimento.situacoes import Providencia
from contas.autor import Autor
from guia import consultas as guia
from guia.models import Servico
from protocolo.acoes import travar_rascunho
from protocolo.erros import Conflito
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes.forms.local import LocalForm, LugarForm
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.preenchimento import E_OUTRO, Preenchimento, iguais_ali
from solicitacoes.pedir.roteiro import ATENDIMENTO, LOCAL, TIPO
from solicitacoes.pedir.views.passos import PedirServico

ESCOLHA = "escolha"
"""A pergunta sobre o lugar, entre os formulários da página."""
ABA, VERSAO, MEXIDOS = "aba", "versao", "mexidos"
"""O que o navegador diz de cada envio: de que aba é, quando saiu, em que campos se mexeu nela."""
DO_LUGAR = frozenset({*LocalForm.base_fields, *LugarForm.base_fields})
"""Vão juntos: a rua de uma aba com o número de outra seria um lugar que ninguém disse."""
JA_PEDIU = "A pessoa já enviou este pedido, e o que se escrevia aqui acabou. O protocolo está na conversa."
type Recusados = dict[str, forms.Form]


class PedirNaMesa(PedirServico):
    """O assistente do pedido, com todas as partes na página do atendimento."""

    espaco, pasta = "central", "atendimento/mesa"
    passos = PASSOS

    def partes(self, rascunho: Rascunho) -> list[Any]:
        return [rascunho.dados[ATENDIMENTO]["atendimento"]]

    def abrir(
        self, request: HttpRequest, rascunho: Rascunho, *, gravado: bool = True, **partes: Any
    ) -> Preenchimento:
        base = super().abrir(request, rascunho, gravado=gravado, **partes)
        return replace(base, roteiro=replace(base.roteiro, numa_pagina=True))

    def atendente(self, request: HttpRequest) -> tuple[Autor, Unidade] | None:
        """Quem registra, e de onde: quem atende, ou a chefia na conversa que tomou."""
        mesa = quem_conversa(request)
        return mesa.autor, mesa.unidade

    # --- o rascunho ------------------------------------------------------------------------

    def comecar_pedido(self, atendimento: Atendimento, mesa: NaMesa, servico: Servico) -> None:
        """O rascunho do serviço, se ele se pede hoje; o de outro que estava aberto acaba então.

        O que só se lê não mexe no pedido. O lugar e quem pede passam de um ao outro; de sigiloso, ou para
        ele, nada.
        """
        antes = do_atendimento(atendimento).filter(protocolo="").first()
        if antes and antes.assunto == servico.slug:
            return
        versao = servico.publicada
        if versao is None or not servico.aceita_pedidos or guia.suspensao_de(servico, timezone.localdate()):
            return
        dados: dict[str, Any] = {ATENDIMENTO: onde_se_pede(atendimento, mesa.unidade.pk)}
        if antes:
            if not (versao.sigilosa or antes.sigiloso):
                dados |= _que_passam(antes.dados)
            else:
                esquecer_escrito(atendimento)
            apagar(antes)
        novo = Rascunho(pk=uuid4(), tipo=TIPO, assunto=servico.slug, dados=dados, dono=mesa.usuario)
        novo.sigiloso = versao.sigilosa
        comecar(novo)

    def o_que_veio(self, atendimento: Atendimento, uuid: str) -> Rascunho:
        """O rascunho que a página diz; 404 se não é deste atendimento, 409 se a pessoa já enviou o seu."""
        try:
            achado = do_atendimento(atendimento).filter(pk=UUID(uuid)).first()
        except ValueError:
            achado = None
        if achado is not None:
            return achado
        if atendimento.atos.filter(tipo=Providencia.PEDIU).exists():
            raise Conflito(JA_PEDIU)
        raise Http404("Este pedido não é deste atendimento.")

    # --- receber e mostrar ---------------------------------------------------------------------

    def guardar_o_escrito(self, request: HttpRequest, rascunho: Rascunho) -> datetime | None:
        """O que está na página, certo ou errado; o que já se registrou não volta."""
        with transaction.atomic():
            travado = travar_rascunho(rascunho.pk)
            if travado.protocolo:
                return None
            renovar(travado)
            dono, pagina = travado.dono_id or 0, pagina_do_atendimento(*self.partes(travado))
            antes = escritos.ler(dono, pagina)
            if antes and _chegou_tarde(antes.campos, request.POST):
                return antes.em
            campos = juntos(antes.campos if antes else None, request.POST)
            return escritos.guardar(request, dono, sigiloso=travado.sigiloso, campos=campos, onde=pagina)

    def guardar_para_quem_continua(self, request: HttpRequest, atendimento: Atendimento, uuid: str) -> None:
        """O que se escrevia sem sinal chega quando outra pessoa já continua o pedido: vai aos campos dela."""
        if MEXIDOS not in request.POST or atendimento.conversa is None:
            return
        outros = Atendimento.objects.abertos().filter(conversa=atendimento.conversa)
        for continua in outros.exclude(pk=atendimento.pk):
            with suppress(Http404):  # já o registrou, ou pede outro serviço
                rascunho = self.o_que_veio(continua, uuid)
                self.guardar_o_escrito(request, rascunho)

    def escreveu_se_noutra_aba(self, request: HttpRequest, preenchimento: Preenchimento) -> bool:
        """Outra aba guardou, num campo em que esta não mexeu, o que esta não mostra?"""
        escrito = escritos.ler(preenchimento.rascunho.dono_id or 0, escritos.desta_pagina(request))
        if escrito is None or MEXIDOS not in request.POST:
            return False
        formularios = (passo.form(preenchimento) for passo in self.da_pagina(preenchimento, CONFERIR))
        campos = {form.add_prefix(nome) for form in formularios for nome in form.fields}
        return any(
            escrito.campos.getlist(nome) != request.POST.getlist(nome)
            for nome in (campos & set(request.POST) & set(escrito.campos)) - mexidos(request.POST)
        )

    def por_o_lugar(self, request: HttpRequest, preenchimento: Preenchimento) -> Preenchimento:
        """Procura o lugar assim que o endereço está inteiro, mesmo que falte o resto."""
        passo = self.passos[0]
        de_outra_aba = "guardar" in request.POST and MEXIDOS in request.POST
        if LOCAL not in preenchimento.roteiro.passos:
            return preenchimento
        if de_outra_aba and not mexidos(request.POST) & DO_LUGAR:
            return preenchimento
        form = passo.form(preenchimento, request.POST)
        if not veio(form, request.POST) or not form.is_valid():
            return preenchimento
        respostas = passo.respostas(preenchimento, form)
        if not form.errors and respostas != preenchimento.dito(LOCAL):
            guardar_passo(rascunho=preenchimento.rascunho, passo=LOCAL, respostas=respostas)
        return preenchimento.relido()

    def receber(
        self, request: HttpRequest, preenchimento: Preenchimento, *, registra: bool = True
    ) -> tuple[Recusados, Solicitacao | None]:
        """O que se recusou, ou o pedido registrado; nenhum dos dois se a página ainda pergunta algo.

        Sem `registra`, só se guarda tudo.
        """
        preenchimento = self.por_o_lugar(request, preenchimento)
        recusados = self.receber_passos(request, preenchimento, self.da_pagina(preenchimento, CONFERIR))
        if not self.so_guarda(request) and "distrito" in request.POST:
            escolha = a_escolher(preenchimento, request.POST)
            recusados |= {ESCOLHA: escolha} if escolha and not escolha.is_valid() else {}
        preenchimento = preenchimento.relido()
        perigo = not self.so_guarda(request) and preenchimento.roteiro.perigo
        if recusados or not registra or self.so_guarda(request) or self.pergunta(preenchimento):
            self.guardar_o_escrito(request, preenchimento.rascunho)
            return {} if perigo else recusados, None
        caso = self.registrar(preenchimento)
        escritos.apagar(preenchimento.rascunho.dono_id or 0, escritos.desta_pagina(request))
        return {}, caso

    def pergunta(self, preenchimento: Preenchimento) -> bool:
        """Falta algo, ou o que se respondeu pede uma conversa antes: o lugar, os iguais, a orientação."""
        abrem = any(passo.abre(preenchimento) for passo in self.da_pagina(preenchimento, CONFERIR))
        return abrem or preenchimento.roteiro.primeiro_incompleto != CONFERIR

    @transaction.atomic
    def registrar(self, preenchimento: Preenchimento) -> Solicitacao:
        """O pedido, e o ato; o segundo envio espera na trava e recebe o mesmo."""
        dados = preenchimento.rascunho.dados
        travado = travar_rascunho(preenchimento.rascunho.pk)
        caso = self.enviar(preenchimento, timezone.now())
        if not travado.protocolo:
            atendimento = Atendimento.objects.get(codigo=dados[ATENDIMENTO]["atendimento"])
            acoes.registrou(atendimento=atendimento, caso=caso)
        return caso

    def contexto(
        self, request: HttpRequest, preenchimento: Preenchimento, recusados: Recusados | None = None
    ) -> dict[str, Any]:
        """Os formulários da página, e o que ela ainda pergunta."""
        passos = self.da_pagina(preenchimento, CONFERIR)
        pagina = pagina_do_atendimento(*self.partes(preenchimento.rascunho))
        escritos_nela = recusados or retomados(request, preenchimento, passos, pagina)
        form = self._formularios(preenchimento, passos, escritos_nela)
        onde = self.onde_fica(preenchimento, (recusados or {}).get(ESCOLHA))
        partes = form.partes if isinstance(form, Formularios) else {}
        if onde[ESCOLHA]:
            form = Formularios({**partes, ESCOLHA: onde[ESCOLHA]})
        return {
            "preenchimento": preenchimento,
            "form": form,
            "fotos": self.fotos(preenchimento),
            "conselho": preenchimento.roteiro.conselho,
            **onde,
        }

    def onde_fica(self, preenchimento: Preenchimento, recusada: forms.Form | None = None) -> dict[str, Any]:
        """O que se sabe do lugar: onde é, a pergunta sobre ele, os pedidos iguais ali perto."""
        completo = LOCAL in preenchimento.roteiro.passos and preenchimento.roteiro.completo(LOCAL)
        return {
            ESCOLHA: recusada or a_escolher(preenchimento),
            "distrito": preenchimento.distrito if completo else "",
            "iguais": iguais_ali(preenchimento) if completo else [],
            "e_outro": preenchimento.dito(LOCAL).get(E_OUTRO, False),
        }


NA_MESA = PedirNaMesa()


def do_atendimento(atendimento: Atendimento) -> QuerySet[Rascunho]:
    """Os pedidos deste atendimento, o mais novo primeiro: o aberto e os já registrados."""
    return pedidos_de(atendimento).order_by("-criado_em")


def em_curso(request: HttpRequest, rascunho: Rascunho, ja_sabido: dict[str, Any]) -> Preenchimento:
    """O pedido aberto, com o que o atendimento já sabe de quem pede."""
    rascunho.dados = {**rascunho.dados, **({RECONHECIDA: ja_sabido} if ja_sabido else {})}
    return NA_MESA.abrir(request, rascunho)


def esquecer_escrito(atendimento: Atendimento) -> None:
    """O que se escrevia na página deste atendimento não volta."""
    escritos.apagar(atendimento.atendente_id, pagina_do_atendimento(atendimento.codigo))


def por_registrar(atendimento: Atendimento, rascunhos: list[Rascunho]) -> bool:
    """Há um pedido por enviar em que já se escreveu, ou se fotografou, alguma coisa?"""
    aberto = next((um for um in rascunhos if not um.protocolo), None)
    if aberto is None:
        return False
    if set(aberto.dados) - {ATENDIMENTO} or aberto.arquivos.exists():
        return True
    return escritos.ler(atendimento.atendente_id, pagina_do_atendimento(atendimento.codigo)) is not None


def abandonar(atendimento: Atendimento) -> None:
    """O pedido que se escrevia não se registra."""
    for rascunho in do_atendimento(atendimento).filter(protocolo=""):
        apagar(rascunho)
    esquecer_escrito(atendimento)


def esquecer(atendimento: Atendimento, rascunhos: list[Rascunho]) -> None:
    """No fim nenhum rascunho fica: nem o por enviar, nem o que ligaria o atendimento ao pedido anônimo."""
    for rascunho in rascunhos:
        apagar(rascunho)
    esquecer_escrito(atendimento)


def mexidos(enviado: QueryDict) -> set[str]:
    """Os campos em que se mexeu nesta aba desde que se guardou; do lugar, todos ou nenhum."""
    ditos = set(enviado.get(MEXIDOS, "").split())
    return ditos | DO_LUGAR if ditos & DO_LUGAR else ditos


def juntos(guardado: QueryDict | None, enviado: QueryDict) -> QueryDict:
    """O que esta aba mudou, por cima do que outra guardou; quem não diz em que mexeu manda a página toda."""
    if guardado is None or MEXIDOS not in enviado:
        return enviado
    return escritos.juntos(guardado, enviado, {*mexidos(enviado), ABA, VERSAO})


def _chegou_tarde(guardado: QueryDict, enviado: QueryDict) -> bool:
    """A mesma aba mandou isto antes do que já se guardou?"""
    return guardado.get(ABA) == enviado.get(ABA) and _versao(guardado) > _versao(enviado) > 0


def _versao(campos: QueryDict) -> int:
    """Quando o navegador mandou; zero, se não o diz."""
    dita = campos.get(VERSAO, "")[:15]
    return int(dita) if dita.isascii() and dita.isdecimal() else 0


def _que_passam(dados: dict[str, Any]) -> dict[str, Any]:
    """De um serviço a outro da mesma pessoa: o lugar e quem pede."""
    passam = {passo: dict(dados[passo]) for passo in (LOCAL, IDENTIFICACAO) if dados.get(passo)}
    passam.get(LOCAL, {}).pop(E_OUTRO, None)
    return passam
