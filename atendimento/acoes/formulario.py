"""O pedido já começado, que se manda na conversa: a pessoa termina-o, e o que ela envia volta à conversa."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from assistente import escritos
from assistente.preenchimento import CONVERSA
from assistente.rascunhos import apagar
from atendimento.acoes.atender import SEM_QUEM_ATENDE, anotar, ja_somado
from atendimento.acoes.da_conversa import NAO_E_SUA, escrever, gravar, travar_mesmo_acabada
from atendimento.acoes.dizer import dizer
from atendimento.acoes.pedidos import reservado
from atendimento.consultas import pagina_do_atendimento
from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import PEDIDO_ENVIADO, SEM_NADA_DEPOIS, DeQuem, Providencia, Resultado
from contas.models import Usuario
from documentos import recebidos
from guia.models import Servico
from protocolo.erros import ArquivoRecusado, TransicaoProibida
from protocolo.models import Rascunho
from referencia.enderecos import inteiro
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.roteiro import ATENDIMENTO, DETALHES, LOCAL

VALE = timedelta(hours=24)
SO_DA_PAGINA = {"escrito"}
"""O que só a página de quem atende usa."""
SIGILOSO = "Este serviço protege quem pede. Mande o endereço dele, e a pessoa preenche sozinha."
TEXTO = """{servico}, já começado para você terminar: {endereco}
Confira o que está escrito, diga se quer se identificar, e envie. Este endereço vale por um dia."""
COM_PROTOCOLO = PEDIDO_ENVIADO + ": {servico}.\nProtocolo {protocolo}"
SEM_PROTOCOLO = PEDIDO_ENVIADO + ". O protocolo e a chave estão só na página de quem pediu."


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
    do_endereco = str(uuid4())
    dados: dict[str, Any] = {CONVERSA: {"codigo": str(conversa.codigo), "chave": do_endereco}}
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
    assinado = signing.dumps(do_endereco, salt=CONVERSA)
    endereco = inteiro(reverse("conversa:formulario", args=[conversa.codigo, assinado]))
    texto = TEXTO.format(servico=servico.titulo, endereco=endereco)
    return dizer(conversa=conversa, de=DeQuem.ATENDENTE, texto=texto, chave=chave, autor=por)


def formulario_mandado(conversa: Conversa, assinado: str) -> Rascunho | None:
    """O pedido que este endereço abre a quem é desta conversa; None se passou da hora, ou não é dela.

    O endereço fica na conversa e não diz a chave de envio: o pedido sem identificação não se acha por ela.
    """
    try:
        chave = signing.loads(assinado, salt=CONVERSA, max_age=VALE)
    except signing.BadSignature:
        return None
    dela = _mandados(conversa).filter(dados__conversa__chave=chave)
    return dela.filter(expira_em__gt=timezone.now()).first()


def apagar_mandados(conversa: Conversa) -> None:
    """O que se mandou numa conversa que era denúncia não fica pela metade, nem diz de que conversa foi."""
    for um in _mandados(conversa).filter(protocolo=""):
        apagar(um)
    _mandados(conversa).update(dados={CONVERSA: {}})


def _mandados(conversa: Conversa) -> QuerySet[Rascunho]:
    return Rascunho.objects.filter(dados__conversa__codigo=str(conversa.codigo))


def _copiar_fotos(de: Rascunho, para: Rascunho) -> None:
    """Copia as fotos que já se podem abrir; a que ainda se confere a pessoa manda de novo."""
    for foto in de.arquivos.select_related("quarentena").order_by("pk"):
        if foto.espera:
            continue
        try:
            with foto.arquivo.open("rb") as aberta:
                recebidos.guardar_foto(para, aberta, foto.nome)
        except ArquivoRecusado:
            continue  # a cópia não coube: a do atendimento fica


# --- o que ela enviou -------------------------------------------------------------------


@transaction.atomic
def pediu(*, codigo: str, chave: str = "", caso: Solicitacao) -> None:
    """A pessoa enviou o que se lhe mandou: a conversa di-lo aos dois lados, e o que a mesa escrevia acaba.

    Uma vez só, e ainda que a conversa já tenha acabado ou passado a outra pessoa; a que era denúncia não o
    diz. Do sigiloso e do anônimo nem a conversa nem o atendimento guardam o protocolo. O rascunho de antes
    não tem `chave`.
    """
    achada = Conversa.objects.filter(codigo=codigo).first()
    if achada is None:
        return
    travada, do_aviso = travar_mesmo_acabada(achada), UUID(chave) if chave else uuid4()
    if travada.fim in SEM_NADA_DEPOIS or travada.mensagens.filter(chave=do_aviso).exists():
        return
    texto = SEM_PROTOCOLO if reservado(caso) else COM_PROTOCOLO
    dito = texto.format(servico=caso.versao_servico.chamado, protocolo=caso.protocolo_escrito)
    mensagem = escrever(travada, de=DeQuem.AVISO, texto=dito, chave=do_aviso)
    if travada.aberta:  # quem preenche não está parado
        travada.avisada_em, travada.ultima_em = None, mensagem.em
    atendimentos = list(Atendimento.objects.filter(conversa=travada).order_by("pk"))
    _acabar_o_da_mesa(atendimentos, caso.servico)
    if atendimentos:
        _anotar_que_pediu(atendimentos[-1], travada, caso)
    gravar(travada, campos=["ultima", "avisada_em", "ultima_em"])


def _acabar_o_da_mesa(atendimentos: list[Atendimento], servico: Servico) -> None:
    """O mesmo pedido, que se escrevia na mesa, já não se registra; o que se registra agora fica."""
    deles = Rascunho.objects.filter(
        dono__in={um.atendente_id for um in atendimentos},
        dados__atendimento__atendimento__in=[str(um.codigo) for um in atendimentos],
        assunto=servico.slug,
        protocolo="",
    )
    for um in deles.select_for_update(of=("self",), no_key=True):
        onde = pagina_do_atendimento(um.dados[ATENDIMENTO]["atendimento"])
        escritos.apagar(um.dono_id or 0, onde)
        apagar(um)


def _anotar_que_pediu(ultimo: Atendimento, travada: Conversa, caso: Solicitacao) -> None:
    """No último da conversa; o que acabou sem quem atendia dizer como acaba com o pedido."""
    if ja_somado(ultimo):
        return
    if reservado(caso):
        anotar(atendimento=ultimo, tipo=Providencia.PEDIU)
    else:
        anotar(atendimento=ultimo, tipo=Providencia.PEDIU, protocolo=caso.protocolo, servico=caso.servico)
    if travada.fim in SEM_QUEM_ATENDE and ultimo.resultado not in {"", Resultado.TRANSFERIDO}:
        Atendimento.objects.filter(pk=ultimo.pk).update(resultado=Resultado.PEDIDO)
