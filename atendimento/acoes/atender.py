"""Começar um atendimento, anotar o que se fez nele e terminá-lo; e o número de onde a pessoa liga."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assistente import escritos
from assistente.rascunhos import apagar, renovar
from atendimento.consultas import esquecidos, fora_do_turno, pagina_do_atendimento
from atendimento.models import Atendimento, AtoDoAtendimento, Chamada, Conversa, Ramal, RegraDaConversa
from atendimento.situacoes import Fim, Providencia, Resultado
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from guia.models import Servico
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.acoes import travar_rascunho
from protocolo.erros import TransicaoProibida
from protocolo.models import Canal, Rascunho
from roteamento.models import Lotacao, Unidade
from solicitacoes.pedir.roteiro import canal_da

POR_VEZ = 500
DE_NOVO = 3
"""Os últimos dias se contam outra vez: o resultado de um atendimento esquecido pode chegar depois."""
SEM_QUEM_ATENDE = {Fim.PESSOA, Fim.DESISTIU, Fim.PARADA}
"""Os fins de uma conversa que quem atende não deu."""
JA_ACABOU = "Este atendimento já acabou. Comece outro."
JA_SOMADO = "Este atendimento é de um dia que já se somou: já não se diz como ele acabou."
JUNTO = timedelta(minutes=2)
"""O atendimento que se começou até este tempo antes da chamada é dela; o mais velho é de outra pessoa."""
ESPERA = timedelta(minutes=10)
"""A chamada atendida há mais do que isto já não espera o começo de um atendimento."""
GUARDA, UM_DIA = timedelta(hours=4), timedelta(days=1)
"""A central que nunca disse que desligaram não deixa aqui o número."""


def comecar(
    *,
    atendente: Usuario,
    unidade: Unidade,
    telefone: str = "",
    de_saida: bool = False,
    conversa: Conversa | None = None,
) -> Atendimento:
    """Alguém chegou, ligou, ou conversa pelo portal. O telefone é o que a central telefônica disse.

    Não prova quem é. `de_saida`: foi a Central que ligou, e a chamada que alguém espera não é esta.
    """
    agora = timezone.now()
    novo = Atendimento.objects.create(
        atendente=atendente,
        unidade=unidade,
        canal=Canal.CHAT if conversa else canal_da(unidade),
        conversa=conversa,
        comecado_em=agora,
        telefone=telefone,
        fora_do_turno=fora_do_turno(atendente, unidade, agora),
    )
    if settings.SEGREDO_DA_TELEFONIA and not (telefone or de_saida or conversa):
        telefone_de_quem_espera(novo)
    return novo


@transaction.atomic
def anotar(
    *, atendimento: Atendimento, tipo: Providencia, protocolo: str = "", servico: Servico | None = None
) -> AtoDoAtendimento:
    """Escreve o que se fez. De denúncia, quem chama não passa o protocolo (ADR 0018).

    Do serviço sigiloso não se guarda qual: ficaria ao lado de quem se reconhece.
    """
    if servico and servico.publicada and servico.publicada.sigilosa:
        servico = None
    if tipo == Providencia.CONSULTOU and atendimento.servico != servico:
        atendimento.servico = servico
        atendimento.save(update_fields=["servico"])
    return AtoDoAtendimento.objects.create(
        atendimento=atendimento, tipo=tipo, protocolo=protocolo, servico=servico, em=timezone.now()
    )


def declarou(*, atendimento: Atendimento, parte: Interessado) -> None:
    """Quem se identificou no que registrou aqui fica reconhecido, como declarou, se ninguém ainda o foi."""
    if atendimento.reconhecido_id is None:
        atendimento.reconhecido, atendimento.identidade = parte, Interessado.Identidade.DECLARADA
        atendimento.save(update_fields=["reconhecido", "identidade"])


@transaction.atomic
def terminar(*, atendimento: Atendimento, resultado: Resultado) -> Atendimento:
    """O atendimento acaba, com o que a pessoa levou; o telefone de onde ligou se apaga.

    O que acabou esquecido ganha o resultado que faltava, e fica com a hora em que acabou. Levanta
    TransicaoProibida se já tinha outro resultado, ou se o dia dele já não se soma outra vez.
    """
    travado = _travar(atendimento)
    if travado.resultado:
        if travado.resultado == resultado:
            return travado
        raise TransicaoProibida(JA_ACABOU)
    if ja_somado(travado):
        raise TransicaoProibida(JA_SOMADO)
    return _acabar(travado, resultado)


def ja_somado(atendimento: Atendimento) -> bool:
    """Acabou, e o dia em que começou já não entra nas contas que a rotina refaz?"""
    desde = timezone.localdate() - timedelta(days=DE_NOVO)
    return not atendimento.aberto and timezone.localdate(atendimento.comecado_em) < desde


@transaction.atomic
def retomar(*, atendimento: Atendimento, rascunho: Rascunho) -> Atendimento:
    """O que acabou com um pedido por enviar volta a estar aberto, no mesmo dia.

    O esquecido, e o da conversa que acabou enquanto se escrevia o pedido, pelo tempo da regra. Levanta
    TransicaoProibida se alguém já disse como acabou, ou se o dia dele já se contou.
    """
    travado = _travar(atendimento)
    hoje = timezone.localdate()
    if travado.resultado and not acabou_a_meio(travado, timezone.now()):
        raise TransicaoProibida(JA_ACABOU)
    if travado.terminado_em and timezone.localdate(travado.terminado_em) != hoje:
        raise TransicaoProibida(JA_ACABOU)
    _reabrir(travado)
    renovar(travar_rascunho(rascunho.pk))
    return travado


def seguir(*, conversa: Conversa, atendente: Usuario, unidade: Unidade) -> bool:
    """A conversa parou há pouco e continua: o atendimento desta pessoa segue, com o que se escrevia nele.

    Falso se o último da conversa é de outra pessoa, lugar ou dia, ou se ela a passou.
    """
    agora = timezone.now()
    travados = Atendimento.objects.select_for_update(of=("self",), no_key=True)
    ultimo = travados.filter(conversa=conversa).order_by("-pk").first()
    if ultimo is None or (ultimo.atendente_id, ultimo.unidade_id) != (atendente.pk, unidade.pk):
        return False
    if ultimo.resultado == Resultado.TRANSFERIDO or not _ha_pouco(ultimo, agora):
        return False
    if timezone.localdate(ultimo.comecado_em) != timezone.localdate(agora):
        return False
    _reabrir(ultimo)
    return True


def acabou_a_meio(atendimento: Atendimento, em: datetime) -> bool:
    """Acabou porque a conversa acabou, há pouco: quem atendia ainda pode registrar o que escrevia."""
    conversa = atendimento.conversa
    return conversa is not None and conversa.fim in SEM_QUEM_ATENDE and _ha_pouco(atendimento, em)


def _ha_pouco(atendimento: Atendimento, em: datetime) -> bool:
    """Acabou há menos do que a regra dá para registrar?"""
    acabou = atendimento.terminado_em
    if acabou is None:
        return False
    return em < acabou + timedelta(minutes=RegraDaConversa.atual().minutos_para_registrar)


@transaction.atomic
def acabar_esquecidos(*, em: datetime) -> int:
    """Os abertos em que nada se fez por tempo demais acabam sem resultado; diz quantos.

    O que se registrou e o pedido que se escrevia nele ficam como estão; o que se começou na Ouvidoria ou no
    e-SIC acaba com ele. O que alguém está a gravar agora fica para a volta seguinte.
    """
    achados = esquecidos(em).select_for_update(of=("self",), no_key=True, skip_locked=True)
    quais = list(achados[:POR_VEZ])
    for atendimento in quais:
        _acabar(atendimento, "")
        esquecer_rascunhos(atendimento=atendimento)
    return len(quais)


def esquecer_rascunhos(*, atendimento: Atendimento, tambem_o_pedido: bool = False) -> None:
    """Nenhum rascunho da Ouvidoria ou do e-SIC fica: nem o por enviar, nem o que diria o que se registrou.

    `tambem_o_pedido`: nem o pedido que se escrevia, com as fotos, nem o que ainda estava na página.
    """
    codigo = str(atendimento.codigo)
    deste = Q(dados__balcao__atendimento=codigo)
    if tambem_o_pedido:
        deste |= Q(dados__atendimento__atendimento=codigo, protocolo="")
        escritos.apagar(atendimento.atendente_id, pagina_do_atendimento(codigo))
    for rascunho in Rascunho.objects.filter(deste, dono=atendimento.atendente_id):
        apagar(rascunho)


def _travar(atendimento: Atendimento) -> Atendimento:
    return Atendimento.objects.select_for_update(of=("self",), no_key=True).get(pk=atendimento.pk)


def _reabrir(travado: Atendimento) -> None:
    travado.resultado, travado.terminado_em = "", None
    travado.save(update_fields=["resultado", "terminado_em"])


def _acabar(travado: Atendimento, resultado: str) -> Atendimento:
    travado.terminado_em = travado.terminado_em or timezone.now()
    travado.resultado, travado.telefone = resultado, ""
    travado.save(update_fields=["terminado_em", "resultado", "telefone"])
    return travado


# --- a chamada, como a central telefônica a conta ---------------------------------------


def quem_atende(quem: str) -> Usuario | None:
    """Quem atende hoje na Central ou numa Praça, pelo e-mail ou pelo ramal."""
    if "@" in quem:
        achado = Usuario.objects.filter(email__iexact=quem, is_active=True).first()
    else:
        ramal = Ramal.objects.filter(numero=quem, usuario__is_active=True).select_related("usuario").first()
        achado = ramal.usuario if ramal else None
    lotacoes = Lotacao.objects.vigentes(timezone.localdate()).filter(papel=Papel.ATENDENTE)
    return achado if achado and lotacoes.filter(usuario=achado).exists() else None


@transaction.atomic
def contar_chamada(
    *, codigo: str, passo: Chamada.Passo, telefone: str = "", atendente: Usuario | None = None
) -> Chamada:
    """O passo de uma chamada; o que já passou por ele, ou por um depois, fica como está."""
    chamada, nova = Chamada.objects.get_or_create(
        codigo=codigo, defaults={"passo": passo, "telefone": telefone}
    )
    chamada = Chamada.objects.select_for_update(of=("self",)).get(pk=chamada.pk)
    if not nova and chamada.passo >= passo:
        return chamada
    chamada.passo, chamada.telefone = passo, telefone or chamada.telefone
    if passo == Chamada.Passo.ATENDIDA and atendente:
        chamada.atendente = atendente
        _passar(chamada, _que_se_acaba_de_comecar(chamada, atendente))
    elif passo == Chamada.Passo.ACABOU:
        chamada.telefone = ""
    chamada.save()
    return chamada


def telefone_de_quem_espera(atendimento: Atendimento) -> None:
    """O atendimento que começa leva o número da chamada que quem atende acabou de atender."""
    esperam = Chamada.objects.filter(
        atendente=atendimento.atendente_id,
        passo=Chamada.Passo.ATENDIDA,
        atendimento=None,
        em__gt=atendimento.comecado_em - ESPERA,
    ).exclude(telefone="")
    with transaction.atomic():
        if chamada := esperam.select_for_update(of=("self",)).order_by("-em").first():
            _passar(chamada, atendimento)
            chamada.save(update_fields=["telefone", "atendimento"])


def esquecer_chamadas(*, em: datetime) -> int:
    """Apaga o número da chamada de que nunca se disse o fim, e a que é de ontem."""
    Chamada.objects.filter(em__lt=em - UM_DIA).delete()
    velhas = Chamada.objects.filter(em__lt=em - GUARDA).exclude(telefone="")
    return velhas.update(telefone="", passo=Chamada.Passo.ACABOU)


def _que_se_acaba_de_comecar(chamada: Chamada, atendente: Usuario) -> Atendimento | None:
    """O último que a pessoa tem aberto, se começou com a chamada e ainda não tem número.

    Nunca o de uma ligação de saída, nem aquele em que se escreve uma denúncia.
    """
    denuncias = Rascunho.objects.filter(dono=atendente, assunto=TipoDeManifestacao.DENUNCIA)
    delas = denuncias.values_list("dados__balcao__atendimento", flat=True)
    abertos = Atendimento.objects.abertos().de(atendente).filter(retorno=None)
    de_entrada = abertos.exclude(codigo__in=[codigo for codigo in delas if codigo])
    ultimo = de_entrada.order_by("-comecado_em").first()
    if ultimo is None or ultimo.telefone or ultimo.comecado_em < chamada.em - JUNTO:
        return None
    return ultimo


def _passar(chamada: Chamada, atendimento: Atendimento | None) -> None:
    """O número deixa a chamada e passa ao atendimento."""
    if atendimento is None or not chamada.telefone:
        return
    abertos = Atendimento.objects.abertos().filter(pk=atendimento.pk, telefone="")
    if abertos.update(telefone=chamada.telefone):
        atendimento.telefone = chamada.telefone
        chamada.atendimento, chamada.telefone = atendimento, ""
