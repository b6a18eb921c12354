"""Entrega dos avisos: reserva com prazo, envio por SMTP, nova tentativa com espera crescente.

A caixa de saída no banco, não a fila, é a verdade. Uma repetição só é possível quando o
trabalhador morre entre o aceite do servidor de correio e a gravação; ela é contada.
"""

from __future__ import annotations

import logging
import re
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from avisos.models import Aviso, Cidade
from avisos.textos import LINK
from contas.acoes import abrir_selo
from contas.autor import SISTEMA
from contas.segredos import chaves
from contas.segredos.link_da_senha import link_para_escolher

registro = logging.getLogger(__name__)

LOTE = 50
RECUSA_PARA_SEMPRE = 500
"""Do 500 em diante a recusa é definitiva; 4xx é passageira (RFC 5321, 4.2.1)."""
RESERVA = timedelta(minutes=5)
ESPERAS = [timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 180, 360, 720, 1440, 1440)]
"""Espera depois de cada falha; acabada a lista, o aviso é dado como não entregue."""
ENDERECO = re.compile(r"[^\s<>()'\"]+@[^\s<>()'\",;:]+")
"""Os servidores de correio repetem na recusa o endereço de quem a receberia."""


class EnderecoRecusado(Exception):
    """O servidor recusou o destinatário para sempre: tentar de novo não adianta."""


@dataclass(frozen=True, slots=True)
class Entregues:
    """Quantos saíram e quantos ficaram para depois nesta volta."""

    enviados: int = 0
    adiados: int = 0


@transaction.atomic
def reservar(*, em: datetime, limite: int = LOTE) -> list[Aviso]:
    """Separa até `limite` avisos para este trabalhador, por `RESERVA`; os outros os pulam."""
    avisos = list(
        Aviso.objects.a_entregar(em)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("interessado", "usuario")
        .order_by("proxima_em")[:limite]
    )
    for aviso in avisos:
        if aviso.situacao == Aviso.Situacao.ENVIANDO:
            aviso.repeticoes_possiveis += 1  # quem o reservou morreu sem dizer se enviou
        aviso.situacao = Aviso.Situacao.ENVIANDO
        aviso.proxima_em = em + RESERVA
        aviso.tentativas += 1
        aviso.message_id = aviso.message_id or make_msgid(domain="avisos.sp156")
    Aviso.objects.bulk_update(
        avisos,
        ["situacao", "proxima_em", "tentativas", "message_id", "repeticoes_possiveis"],
        batch_size=LOTE,
    )
    return avisos


def entregar_pendentes(*, em: datetime | None = None) -> Entregues:
    """Uma volta da entrega: reserva um lote e envia cada aviso pela mesma conexão.

    Com o correio lento o lote para na metade da reserva e o resto volta à fila: quem passasse dela
    enviaria o que outro trabalhador já teria tomado.
    """
    inicio = em or timezone.now()
    avisos = reservar(em=inicio)
    if not avisos:
        return Entregues()
    correio, cidade, enviados = mailers.default, Cidade.atual(), 0
    for ordem, aviso in enumerate(avisos):
        if timezone.now() > inicio + RESERVA / 2:
            _devolver(avisos[ordem:])
            break
        enviados += _tentar(aviso, correio, cidade)
    correio.close()
    return Entregues(enviados=enviados, adiados=len(avisos) - enviados)


def _devolver(avisos: list[Aviso]) -> None:
    """Nem foram tentados: voltam à fila como estavam."""
    Aviso.objects.filter(pk__in=[aviso.pk for aviso in avisos]).update(
        situacao=Aviso.Situacao.PENDENTE, tentativas=F("tentativas") - 1, proxima_em=timezone.now()
    )


def _tentar(aviso: Aviso, correio: BaseEmailBackend, cidade: Cidade) -> bool:
    try:
        endereco = _endereco(aviso)
        if not endereco:
            _concluir(aviso, situacao=Aviso.Situacao.SEM_CONTATO)
            return False
        _enviar(aviso, endereco, correio, cidade)
    except EnderecoRecusado as recusa:
        _concluir(aviso, situacao=Aviso.Situacao.FALHOU, erro=str(recusa))
        return False
    except Exception as erro:  # noqa: BLE001  um aviso ruim fica para depois e não para os outros
        correio.close()
        _adiar(aviso, erro)
        return False
    _concluir(aviso, situacao=Aviso.Situacao.ENVIADO, enviado_em=timezone.now())
    return True


def _endereco(aviso: Aviso) -> str:
    """O e-mail de agora: nunca é copiado para o aviso."""
    if aviso.usuario:
        return aviso.usuario.email or ""
    if aviso.para_cifrado:
        return chaves.decifrar(bytes(aviso.para_cifrado))["email"]
    interessado = aviso.interessado
    if interessado is None:
        return ""
    if interessado.selado_em:
        valores = abrir_selo(
            selo=interessado.selo,
            por=SISTEMA,
            protocolo=aviso.protocolo,
            motivo="entrega de aviso ao interessado",
        )
        return valores.get("email", "")
    return interessado.email


def _enviar(aviso: Aviso, endereco: str, correio: BaseEmailBackend, cidade: Cidade) -> None:
    try:
        correio.send_messages([montar_mensagem(aviso, endereco, cidade)])
    except smtplib.SMTPRecipientsRefused as recusa:
        codigo, motivo = next(iter(recusa.recipients.values()))
        if codigo < RECUSA_PARA_SEMPRE:
            raise
        raise EnderecoRecusado(sem_endereco(f"{codigo} {motivo.decode(errors='replace')}")) from recusa
    except ValueError as erro:  # passou no formulário, mas não se escreve num envelope (IDN impossível)
        raise EnderecoRecusado("O endereço de e-mail não existe.") from erro


def sem_endereco(texto: str) -> str:
    """O erro do correio como se guarda e se registra: o endereço da pessoa fica só no interessado."""
    return ENDERECO.sub("(endereço)", texto)[:300]


def link_de(protocolo: str) -> str:
    """Endereço que abre o caso por inteiro: leva a chave de acesso."""
    return f"{settings.ENDERECO_PUBLICO}/acompanhar/{protocolo}/{chaves.chave_de(protocolo)}/"


def _link_do(aviso: Aviso) -> str:
    """O que o texto pede: abrir o caso ou, de quem tem conta, escolher a senha. Só existe na mensagem."""
    if LINK not in aviso.corpo:
        return ""
    return link_para_escolher(aviso.usuario) if aviso.usuario else link_de(aviso.protocolo)


def montar_mensagem(aviso: Aviso, endereco: str, cidade: Cidade, link: str = "") -> EmailMultiAlternatives:
    """Texto e HTML do mesmo aviso, com o link posto agora; `link` só é dado nos exemplos."""
    link = link or _link_do(aviso)
    paragrafos = aviso.corpo.split("\n\n")
    contexto = {
        "aviso": aviso,
        "paragrafos": paragrafos,
        "marca": LINK,
        "link": link,
        "texto_do_link": "Escolher a senha" if aviso.usuario_id else "Acompanhar",
        "cidade": cidade,
    }
    texto = render_to_string("avisos/mensagem.txt", {**contexto, "corpo": aviso.corpo.replace(LINK, link)})
    mensagem = EmailMultiAlternatives(
        subject=aviso.assunto,
        body=texto,
        to=[endereco],
        headers={"Message-ID": aviso.message_id, "Auto-Submitted": "auto-generated"},
    )
    mensagem.attach_alternative(render_to_string("avisos/mensagem.html", contexto), "text/html")
    return mensagem


def _concluir(aviso: Aviso, *, situacao: str, erro: str = "", enviado_em: datetime | None = None) -> None:
    Aviso.objects.filter(pk=aviso.pk).update(
        situacao=situacao, erro=erro, enviado_em=enviado_em, para_cifrado=None
    )


def _adiar(aviso: Aviso, erro: Exception) -> None:
    dito = sem_endereco(f"{type(erro).__name__}: {erro}")
    registro.warning("aviso %s adiado na tentativa %s: %s", aviso.pk, aviso.tentativas, dito)
    if aviso.tentativas > len(ESPERAS):
        _concluir(aviso, situacao=Aviso.Situacao.FALHOU, erro=dito)
        return
    Aviso.objects.filter(pk=aviso.pk).update(
        situacao=Aviso.Situacao.PENDENTE,
        erro=dito,
        proxima_em=timezone.now() + ESPERAS[aviso.tentativas - 1],
    )
