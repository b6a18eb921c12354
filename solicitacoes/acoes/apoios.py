"""Acompanhar junto um pedido público de outra pessoa: começar, deixar, e contar o que houve."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.urls import reverse

from avisos import textos
from avisos.acoes import escrever_ao_contato
from avisos.models import Aviso, ModeloDeAviso
from contas.models import Usuario
from protocolo.acoes import travar
from protocolo.erros import TransicaoProibida
from referencia.enderecos import inteiro
from solicitacoes.models import Andamento, Apoio, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica, o_publico

MODELO, SEM_CONTA = "apoio_novidade", "conta_apoio"
ACABOU = "Este pedido já foi encerrado: não há mais o que acompanhar."
E_SEU = "Este pedido é seu: os avisos dele já vão para você."
APOIOS_POR_PESSOA = 50
MUITOS = "Você já acompanha muitos pedidos. Deixe de acompanhar algum antes."
O_ULTIMO = "O pedido acabou: este é o último aviso, e depois dele apagamos o seu contato."
SAL = "solicitacoes.apoio"


@transaction.atomic
def apoiar(*, caso: Solicitacao, usuario: Usuario) -> Apoio:
    """A pessoa passa a receber as frases públicas do pedido; de novo, não muda nada."""
    caso = _ainda_aberto(caso)
    if Solicitacao.objects.da_conta(usuario).filter(pk=caso.pk).exists():
        raise TransicaoProibida(E_SEU)
    return _comecar(caso, usuario=usuario)


@transaction.atomic
def apoiar_sem_conta(*, caso: Solicitacao, contato: str) -> Apoio:
    """Quem provou este e-mail ou celular recebe nele as frases públicas do pedido; de novo, não muda nada."""
    caso = _ainda_aberto(caso)
    parte = caso.interessado
    if parte and contato in {parte.email, parte.telefone}:
        raise TransicaoProibida(E_SEU)
    return _comecar(caso, contato=contato)


def _ainda_aberto(caso: Solicitacao) -> Solicitacao:
    caso = travar(caso)
    if not caso.aberta:
        raise TransicaoProibida(ACABOU)
    return caso


def _comecar(caso: Solicitacao, **de_quem: Usuario | str) -> Apoio:
    seus = Apoio.objects.filter(**de_quem, caso__encerrada_em=None)
    if seus.exclude(caso=caso).count() >= APOIOS_POR_PESSOA:
        raise TransicaoProibida(MUITOS)
    apoio, _ = Apoio.objects.get_or_create(caso=caso, **de_quem, defaults={"ate_versao": caso.versao})
    return apoio


def deixar_de_apoiar(*, caso: Solicitacao, usuario: Usuario) -> None:
    """Nada mais lhe chega deste pedido."""
    Apoio.objects.filter(caso=caso, usuario=usuario).delete()


def deixar_sem_conta(*, apoio: Apoio) -> None:
    """O contato se apaga, e nada mais lhe chega deste pedido."""
    apoio.delete()


def chave_do_apoio(apoio: Apoio) -> str:
    """Vai só ao contato que se provou: abre o que qualquer um lê do pedido, e deixa de o acompanhar."""
    return signing.Signer(salt=SAL).sign(str(apoio.pk))


def apoio_da_chave(chave: str) -> Apoio | None:
    """O apoio sem conta a que se mandou esta chave; None se já se deixou, ou se a chave foi adulterada."""
    try:
        pk = int(signing.Signer(salt=SAL).unsign(chave))
    except (signing.BadSignature, ValueError):
        return None
    return Apoio.objects.filter(pk=pk, usuario=None).first()


@transaction.atomic
def contar_a_quem_apoia(*, apoio: Apoio) -> Aviso | None:
    """Escreve a quem apoia o que houve desde a última vez: só as frases fixas dos passos públicos.

    Nada do que alguém escreveu, nem o número, nem quem pediu. Do serviço que deixou de ser público, nada.
    Acabado o pedido, o contato de quem não tem conta se apaga.
    """
    apoio = Apoio.objects.select_for_update(of=("self",), no_key=True).get(pk=apoio.pk)
    publico, desde = o_publico(chave_publica(apoio.caso_id)), apoio.ate_versao
    caso = publico or apoio.caso
    apoio.ate_versao = caso.versao  # o que chegou depois da leitura conta-se na volta seguinte
    apoio.save(update_fields=["ate_versao"])
    aviso = _aviso(apoio, publico, desde) if publico else None
    if apoio.contato and not caso.aberta:
        deixar_sem_conta(apoio=apoio)
    return aviso


def _aviso(apoio: Apoio, caso: Solicitacao, desde: int) -> Aviso | None:
    ate = apoio.ate_versao
    passos = caso.andamentos.filter(alcance=Andamento.Alcance.PUBLICO, ordem__gt=desde, ordem__lte=ate)
    frases = "\n".join(passo.frase for passo in passos)
    if not frases:
        return None
    contexto = {"servico": caso.versao_servico.chamado, "frases": frases}
    unica = f"apoio/{apoio.pk}/{caso.versao}"
    return _ao_contato(apoio, caso, contexto, unica) if apoio.contato else _a_conta(apoio, contexto, unica)


def _a_conta(apoio: Apoio, contexto: dict[str, str], unica: str) -> Aviso:
    pagina = inteiro(reverse("solicitacoes:junto", args=[chave_publica(apoio.caso_id)]))
    modelo = ModeloDeAviso.objects.get(chave=MODELO)
    texto = textos.renderizar(modelo, {**contexto, "pagina": pagina})
    return Aviso.objects.create(
        chave=unica,
        usuario=apoio.usuario,
        modelo=MODELO,
        assunto=texto.assunto,
        corpo=texto.corpo,
        curto=modelo.curto,
        tipo=modelo.tipo,
    )


def _ao_contato(apoio: Apoio, caso: Solicitacao, contexto: dict[str, str], unica: str) -> Aviso | None:
    """O mesmo a quem não tem conta. O SMS também leva a página: é nela que se deixa de acompanhar."""
    if caso.aberta:
        pagina = reverse("solicitacoes:junto_sem_conta", args=[chave_do_apoio(apoio)])
    else:
        pagina = reverse("solicitacoes:junto", args=[chave_publica(caso.pk)])
    dito = {**contexto, "pagina": inteiro(pagina), "fim": "" if caso.aberta else O_ULTIMO}
    aviso = escrever_ao_contato(modelo=SEM_CONTA, contexto=dito, contato=apoio.contato, chave=unica)
    if aviso:  # se não, a cidade deixou de mandar SMS
        aviso.curto = f"{aviso.curto} {inteiro(pagina)}"
        aviso.save()
    return aviso
