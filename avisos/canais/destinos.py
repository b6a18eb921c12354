"""A quem e por onde um aviso pode ir: o que a pessoa aceita, na ordem dela, e as horas de silêncio."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from avisos.canais.base import ligado, parado
from avisos.models import Aviso, PreferenciaDeAvisos
from avisos.models.avisos import AvisoQuerySet
from avisos.situacoes import QUE_TOCAM, Canal
from contas import nome_de_gente
from contas.acoes import abrir_selo
from contas.autor import SISTEMA
from contas.models import Interessado, Usuario
from contas.segredos import chaves
from referencia.limite_de_tentativas import dentro_do_limite

COM_DDD_E_NOVE = 11
DE_QUEM_NAO_ESCOLHEU = {Canal.EMAIL, Canal.SMS}
"""O primeiro que houver."""
CALADA = (time(22), time(7))
"""As horas de silêncio de quem não escolheu outras."""
UM_DIA = 86400
PASSOU_DO_TETO = "Este contato, que ninguém provou, já teve hoje as mensagens de um dia: espera a vez."


def com_quem(avisos: AvisoQuerySet) -> AvisoQuerySet:
    """Os avisos com tudo o que diz por onde podem ir, sem uma consulta por aviso."""
    lidos = avisos.select_related(
        "interessado__usuario__preferencia_de_avisos", "usuario__preferencia_de_avisos"
    )
    return lidos.prefetch_related("interessado__usuario__assinaturas_push") if ligado(Canal.PUSH) else lidos


def destinos(aviso: Aviso) -> dict[Canal, str]:
    """Canal → endereço de agora, na ordem em que se tenta; vazio se não há por onde.

    O que a pessoa escolheu e a cidade desligou não a deixa sem aviso: vale o de quem nada escolheu.
    """
    possiveis = {canal: para for canal, para in _contatos(aviso).items() if para and ligado(canal)}
    if parado(Canal.EMAIL) and len(possiveis) > 1:
        possiveis.pop(Canal.EMAIL, None)
    return {canal: possiveis[canal] for canal in _aceitos(aviso, set(possiveis))}


def seguinte(aviso: Aviso) -> Canal | None:
    """O próximo canal que a pessoa aceita e por que este aviso ainda não passou. Do selado, nenhum."""
    if aviso.interessado is None or aviso.interessado.selado_em:
        return None
    outros = [canal for canal in destinos(aviso) if canal != aviso.canal]
    tentados = set(aviso.envios.values_list("canal", flat=True)) if outros else set()
    return next((canal for canal in outros if canal not in tentados), None)


def avisado_por(interessado: Interessado) -> str:
    """O canal por que se escreve primeiro a esta pessoa, sem abrir o selo; vazio se não há nenhum."""
    if interessado.recebe_mensagem:
        return Canal.EMAIL
    return next((canal for canal, para in _da_parte(interessado).items() if para and ligado(canal)), "")


def de_quem(aviso: Aviso) -> Usuario | None:
    """A pessoa com conta a quem o aviso vai, se há."""
    return aviso.usuario or (aviso.interessado.usuario if aviso.interessado else None)


def celular(numero: str | None) -> str:
    """O número, se é de celular brasileiro com DDD; só ele recebe SMS."""
    return numero if numero and len(numero) == COM_DDD_E_NOVE and numero[2] == "9" else ""


def contatos_da_conta(quem: Usuario) -> dict[Canal, str]:
    """Os canais por onde quem tem conta pode ser avisado, e o contato de cada um, como se mostra a ela."""
    numero = _celular_de(quem)
    escrito = f"{numero[:2]} {numero[2:7]}-{numero[7:]}"
    ditos = {
        Canal.EMAIL: quem.email_dos_avisos,
        Canal.WHATSAPP: numero and escrito,
        Canal.SMS: numero and escrito,
        Canal.PUSH: "nos que você ligou" if _aparelhos(quem) else "",
    }
    return {canal: dito for canal, dito in ditos.items() if dito and ligado(canal)}


def pode_ligar_no_aparelho(quem: Usuario) -> bool:
    """A cidade manda avisos aos aparelhos, e a pessoa ainda não os ligou em nenhum?"""
    return ligado(Canal.PUSH) and settings.APLICATIVO_LIGADO and not quem.assinaturas_push.exists()


def sem_escolha(possiveis: Collection[Canal]) -> list[Canal]:
    """Por onde vai o aviso de quem nada escolheu."""
    return [canal for canal in Canal if canal in possiveis and canal in DE_QUEM_NAO_ESCOLHEU][:1]


def fim_do_silencio(aviso: Aviso, canal: str, em: datetime) -> datetime | None:
    """Quando se pode tocar o aparelho da pessoa; None: já. O urgente não espera."""
    if aviso.urgente or canal not in QUE_TOCAM:
        return None
    escolhida = _preferencia(de_quem(aviso))
    de, ate = (escolhida.silencio_de, escolhida.silencio_ate) if escolhida else CALADA
    agora = timezone.localtime(em)
    if de is None or ate is None or not _entre(agora.time(), de, ate):
        return None
    fim = agora.replace(hour=ate.hour, minute=ate.minute, second=0, microsecond=0)
    return fim if fim > agora else fim + timedelta(days=1)


def fim_do_teto(aviso: Aviso, para: str, em: datetime) -> datetime | None:
    """Quando se pode escrever de novo a este contato; None: já.

    A quem ninguém provou que é de quem pediu vão por dia AVISOS_POR_DIA_SEM_PROVA, de todos os casos: quem
    enche o correio de outro enche-o pouco. Cada aviso conta-se uma vez, tentado quantas for.
    """
    if aviso.tentativas > 1 or not aviso.protocolo or _provado(aviso, para):
        return None
    hoje = timezone.localtime(em)
    quem = salted_hmac("avisos.teto", f"{sem_etiqueta(para)}/{hoje.date()}", algorithm="sha256").hexdigest()
    if dentro_do_limite("avisos", quem, vezes=settings.AVISOS_POR_DIA_SEM_PROVA, segundos=UM_DIA):
        return None
    return hoje.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def saudacao(aviso: Aviso, para: str) -> str:
    """Chama pelo nome da conta quem ela provou que tem este contato; a um contato por provar, só `Olá!`."""
    quem = de_quem(aviso)
    return nome_de_gente.saudacao(quem.nome if quem and _provado(aviso, para) else "")


def _provado(aviso: Aviso, para: str) -> bool:
    """É da conta, que o provou: o que só se escreveu num pedido pode ser de outra pessoa."""
    quem = de_quem(aviso)
    if aviso.interessado is None or quem is None:
        return aviso.interessado is None
    return para in {quem.email, quem.email_dos_avisos, _celular_de(quem), _aparelhos(quem)}


def sem_etiqueta(para: str) -> str:
    """maria+um@exemplo.com.br chega à mesma caixa que maria@exemplo.com.br."""
    nome, arroba, casa = para.lower().partition("@")
    return nome.partition("+")[0] + arroba + casa if arroba else para


def _entre(hora: time, de: time, ate: time) -> bool:
    return de <= hora < ate if de <= ate else hora >= de or hora < ate


def _preferencia(quem: Usuario | None) -> PreferenciaDeAvisos | None:
    return getattr(quem, "preferencia_de_avisos", None)


def _contatos(aviso: Aviso) -> dict[Canal, str]:
    """Tudo o que se sabe da pessoa. De quem está selado, e de mensagem da conta, só o que cabe."""
    if aviso.para_cifrado:
        guardado = chaves.decifrar(bytes(aviso.para_cifrado))
        return {Canal.EMAIL: guardado.get("email", ""), Canal.SMS: guardado.get("celular", "")}
    if aviso.usuario:
        return {Canal.EMAIL: aviso.usuario.email or "", Canal.SMS: celular(aviso.usuario.celular)}
    if aviso.interessado is None:
        return {}
    if aviso.interessado.selado_em:
        return {Canal.EMAIL: _email_do_selo(aviso, aviso.interessado)}
    return _da_parte(aviso.interessado)


def _da_parte(interessado: Interessado) -> dict[Canal, str]:
    """De quem tem conta, os contatos dela; sem conta, o e-mail ou, só na falta dele, o celular."""
    quem = interessado.usuario
    if quem is None:
        return {Canal.EMAIL: interessado.email, Canal.SMS: _celular_do_pedido(interessado)}
    numero = _celular_de(quem)
    return {
        Canal.EMAIL: _email_de(interessado, quem),
        Canal.WHATSAPP: numero,
        Canal.SMS: numero or _celular_do_pedido(interessado),
        Canal.PUSH: _aparelhos(quem),
    }


def _celular_do_pedido(interessado: Interessado) -> str:
    """O que se disse no pedido, na falta do e-mail ou do correio da cidade."""
    basta_o_email = interessado.email and not parado(Canal.EMAIL)
    return "" if basta_o_email else celular(interessado.telefone)


def _email_de(interessado: Interessado, quem: Usuario) -> str:
    """O que a pessoa disse neste pedido; se é o da conta, o que ela tem agora."""
    dito = interessado.email
    return dito if dito and dito != quem.email else quem.email_dos_avisos


def _celular_de(quem: Usuario) -> str:
    return celular(quem.celular_dos_avisos)


def _aparelhos(quem: Usuario) -> str:
    if not ligado(Canal.PUSH):
        return ""
    campos = ("pk", "endpoint", "p256dh", "auth")
    todos = [{campo: getattr(um, campo) for campo in campos} for um in quem.assinaturas_push.all()]
    return json.dumps(todos) if todos else ""


def _email_do_selo(aviso: Aviso, interessado: Interessado) -> str:
    valores = abrir_selo(
        selo=interessado.selo,
        por=SISTEMA,
        protocolo=aviso.protocolo,
        motivo="entrega de aviso ao interessado",
    )
    return valores.get("email", "")


def _aceitos(aviso: Aviso, possiveis: set[Canal]) -> list[Canal]:
    """Os canais que a pessoa escolheu para este assunto, começando pelo que ela disse."""
    preferencia = _preferencia(de_quem(aviso)) if aviso.interessado else None
    if preferencia and (escolhidos := possiveis & set(preferencia.canais.get(aviso.tipo, []))):
        da_cidade = [canal for canal in Canal if canal in escolhidos]
        return sorted(da_cidade, key=lambda canal: canal != preferencia.comeca_por)
    return sem_escolha(possiveis)
