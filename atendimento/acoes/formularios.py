"""Mandar na conversa o pedido já começado, para a pessoa o terminar no navegador dela."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assistente.rascunhos import apagar
from atendimento.acoes.da_conversa import NAO_E_SUA
from atendimento.acoes.dizer import dizer
from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import DeQuem
from contas.models import Usuario
from documentos import recebidos
from guia.models import Servico
from protocolo.erros import ArquivoRecusado, TransicaoProibida
from protocolo.models import Rascunho
from referencia.enderecos import inteiro
from solicitacoes.pedir.roteiro import DETALHES, LOCAL

VALE = timedelta(hours=24)
DA_CONVERSA = "conversa"
"""Em `dados` do rascunho: de que conversa veio; some com ela, se era denúncia."""
SO_DA_PAGINA = {"escrito"}
"""O que só a página de quem atende usa."""
SIGILOSO = "Este serviço protege quem pede. Mande o endereço dele, e a pessoa preenche sozinha."
TEXTO = """{servico}, já começado para você terminar: {endereco}
Confira o que está escrito, diga se quer se identificar, e envie. Este endereço vale por um dia."""


@transaction.atomic
def mandar_formulario(
    *, conversa: Conversa, rascunho: Rascunho, servico: Servico, chave: UUID, por: Usuario
) -> Mensagem:
    """A pessoa recebe uma cópia do que se escreveu, sem quem pede: isso é ela que diz, no navegador dela.

    Com a mesma chave, é a mesma mensagem. Levanta TransicaoProibida se o serviço é de sigilo, ou se a
    conversa já não é de quem manda.
    """
    if rascunho.sigiloso:
        raise TransicaoProibida(SIGILOSO)
    if not Conversa.objects.de(por).filter(pk=conversa.pk).exists():
        raise TransicaoProibida(NAO_E_SUA)
    if ja := Mensagem.objects.filter(conversa=conversa, chave=chave).first():
        return ja
    dados: dict[str, Any] = {DA_CONVERSA: {"codigo": str(conversa.codigo)}}
    for passo in (LOCAL, DETALHES):
        if ditas := rascunho.dados.get(passo):
            dados[passo] = {nome: dita for nome, dita in ditas.items() if nome not in SO_DA_PAGINA}
    dela = Rascunho.objects.create(
        pk=uuid4(),
        tipo=rascunho.tipo,
        assunto=rascunho.assunto,
        dados=dados,
        dono=conversa.conta,
        expira_em=timezone.now() + VALE,
    )
    _copiar_fotos(rascunho, dela)
    endereco = inteiro(reverse("conversa:formulario", args=[conversa.codigo, _assinar(dela)]))
    texto = TEXTO.format(servico=servico.titulo, endereco=endereco)
    return dizer(conversa=conversa, de=DeQuem.ATENDENTE, texto=texto, chave=chave, autor=por)


def formulario_mandado(conversa: Conversa, assinado: str) -> Rascunho | None:
    """O pedido que este endereço abre a quem é desta conversa; None se passou da hora, ou não é dela."""
    try:
        pk = signing.loads(assinado, salt=DA_CONVERSA, max_age=VALE)
    except signing.BadSignature:
        return None
    dela = Rascunho.objects.filter(pk=pk, dados__conversa__codigo=str(conversa.codigo))
    return dela.filter(expira_em__gt=timezone.now()).first()


def apagar_mandados(conversa: Conversa) -> None:
    """O que se mandou numa conversa que era denúncia não fica pela metade em lugar nenhum."""
    for um in Rascunho.objects.filter(dados__conversa__codigo=str(conversa.codigo), protocolo=""):
        apagar(um)


def _assinar(rascunho: Rascunho) -> str:
    return signing.dumps(str(rascunho.pk), salt=DA_CONVERSA)


def _copiar_fotos(de: Rascunho, para: Rascunho) -> None:
    """As que já se podem abrir; a que ainda se confere a pessoa manda de novo."""
    for foto in de.arquivos.select_related("quarentena").order_by("pk"):
        if foto.espera:
            continue
        try:
            with foto.arquivo.open("rb") as aberta:
                recebidos.guardar_foto(para, aberta, foto.nome)
        except ArquivoRecusado:
            continue  # a cópia não coube: a do atendimento fica
