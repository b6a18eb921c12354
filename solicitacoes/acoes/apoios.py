"""Acompanhar junto um pedido público de outra pessoa: começar, deixar, e contar o que houve."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from avisos import textos
from avisos.models import Aviso, ModeloDeAviso
from contas.models import Usuario
from protocolo.acoes import travar
from protocolo.erros import TransicaoProibida
from referencia.enderecos import inteiro
from solicitacoes.models import Andamento, Apoio, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica, o_publico

MODELO = "apoio_novidade"
ACABOU = "Este pedido já foi encerrado: não há mais o que acompanhar."
E_SEU = "Este pedido é seu: os avisos dele já vão para você."
APOIOS_POR_PESSOA = 50
MUITOS = "Você já acompanha muitos pedidos. Deixe de acompanhar algum antes."


@transaction.atomic
def apoiar(*, caso: Solicitacao, usuario: Usuario) -> Apoio:
    """A pessoa passa a receber as frases públicas do pedido; de novo, não muda nada."""
    caso = travar(caso)
    if not caso.aberta:
        raise TransicaoProibida(ACABOU)
    if Solicitacao.objects.da_conta(usuario).filter(pk=caso.pk).exists():
        raise TransicaoProibida(E_SEU)
    seus = Apoio.objects.filter(usuario=usuario, caso__encerrada_em=None)
    if seus.exclude(caso=caso).count() >= APOIOS_POR_PESSOA:
        raise TransicaoProibida(MUITOS)
    apoio, _ = Apoio.objects.get_or_create(caso=caso, usuario=usuario, defaults={"ate_versao": caso.versao})
    return apoio


def deixar_de_apoiar(*, caso: Solicitacao, usuario: Usuario) -> None:
    """Nada mais lhe chega deste pedido."""
    Apoio.objects.filter(caso=caso, usuario=usuario).delete()


@transaction.atomic
def contar_a_quem_apoia(*, apoio: Apoio) -> Aviso | None:
    """Escreve a quem apoia o que houve desde a última vez: só as frases fixas dos passos públicos.

    Nada do que alguém escreveu, nem o número, nem quem pediu. Do serviço que deixou de ser público, nada.
    """
    apoio = Apoio.objects.select_for_update(of=("self",), no_key=True).get(pk=apoio.pk)
    chave = chave_publica(apoio.caso_id)
    caso, desde = o_publico(chave), apoio.ate_versao
    apoio.ate_versao = apoio.caso.versao if caso is None else caso.versao
    apoio.save(update_fields=["ate_versao"])
    if caso is None:
        return None
    ate = apoio.ate_versao  # o que chegou depois da leitura conta-se na volta seguinte
    passos = caso.andamentos.filter(alcance=Andamento.Alcance.PUBLICO, ordem__gt=desde, ordem__lte=ate)
    frases = [passo.frase for passo in passos]
    if not frases:
        return None
    modelo = ModeloDeAviso.objects.get(chave=MODELO)
    contexto = {
        "servico": caso.versao_servico.chamado,
        "frases": "\n".join(frases),
        "pagina": inteiro(reverse("solicitacoes:junto", args=[chave])),
    }
    texto = textos.renderizar(modelo, contexto)
    return Aviso.objects.create(
        chave=f"apoio/{apoio.pk}/{caso.versao}",
        usuario=apoio.usuario,
        modelo=MODELO,
        assunto=texto.assunto,
        corpo=texto.corpo,
        curto=modelo.curto,
        tipo=modelo.tipo,
    )
