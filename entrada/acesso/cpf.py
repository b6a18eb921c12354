"""O CPF da conta visto numa Praça: quem tem outro contato dele é avisado e pode recusar (ADR 0067)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localtime

from avisos.acoes import escrever_sms_da_conta
from contas.cpf_e_cnpj import validar_cpf
from contas.models import Interessado, Municipe, Usuario
from entrada.acesso import trocas
from entrada.municipes import RecusaDeJuncao, deixados, dizer, provar_cpf, travados

A_VALER = "SP156: um CPF está para passar a uma conta"
TEXTO_A_VALER = (
    "Este contato está em pedidos feitos à Prefeitura com um CPF. Numa Praça de Atendimento, alguém mostrou "
    "um documento com esse CPF para os ver numa conta do SP156. Em {ate} essa conta passa a vê-los."
    "\n\nSe foi você, não faça nada. Se não foi, recuse até lá, sem precisar entrar: {link}\n"
)
SMS_A_VALER = (
    "SP156: numa Praça comprovaram numa conta um CPF que tem este celular. Se não foi você, recuse até {ate}:"
    " {link}"
)
E_CELULAR = r"^\d{2}9\d{8}$"
O_NOME_MUDOU_HA_POUCO = timedelta(hours=24)


@transaction.atomic
def provar_na_praca(*, usuario: Usuario, cpf: str, por: Usuario) -> datetime | None:
    """`por` viu o documento. Devolve quando o CPF passa a valer na conta; None se vale já.

    Quem já tem o CPF, ou deixou outro contato com ele, tem 72 horas para recusar; outro atendente que também
    veja o documento não espera por elas (ADR 0067). Levanta ValidationError e RecusaDeJuncao.
    """
    numero = validar_cpf(cpf)
    municipe, conta = travados(usuario, numero)
    vale_desde = trocas.vale_desde(conta, "cpf") if conta.cpf_novo == numero else None
    outra_pessoa = vale_desde and conta.cpf_novo_por_id not in {None, por.pk}
    emails, celulares = _outros_contatos(municipe, conta)
    if outra_pessoa or municipe.usuario_id == conta.pk or not (emails or celulares):
        provar_cpf(usuario=usuario, cpf=numero, como=Municipe.Prova.DOCUMENTO, por=por)
        return None
    if vale_desde is None:
        link = trocas.esperar(usuario=conta, qual="cpf", novo=numero, por=por)
        Usuario.objects.filter(pk=conta.pk).update(cpf_novo_por=por)
        vale_desde = trocas.vale_desde(conta, "cpf")
        _dizer_que_se_recusa(emails, celulares, ate=f"{localtime(vale_desde):%d/%m às %Hh%M}", link=link)
    return vale_desde


def efetivar(em: datetime) -> int:
    """Passadas as 72 horas sem recusa, o CPF visto na Praça é o da conta; diz quantos."""
    return sum(_efetivar(conta) for conta in trocas.vencidas("cpf", em))


def mudou_o_nome(conta: Usuario, por: Usuario) -> bool:
    """Esta pessoa escreveu o nome da conta nas últimas 24 horas? É por ele que se confere o documento."""
    historico: Any = Usuario.history
    desde, antes = timezone.now() - O_NOME_MUDOU_HA_POUCO, None
    linhas = historico.filter(id=conta.pk).order_by("history_id")
    for nome, quem, em in linhas.values_list("nome", "history_user", "history_date"):
        if nome != antes and quem == por.pk and em >= desde:
            return True
        antes = nome
    return False


def _efetivar(conta: Usuario) -> bool:
    """A que se recusou, ou se fez outra vez, entretanto não passa."""
    try:
        with transaction.atomic():
            _, travada = travados(conta, conta.cpf_novo or "")
            if travada.cpf_novo_em != conta.cpf_novo_em:
                return False
            provar_cpf(
                usuario=travada,
                cpf=conta.cpf_novo or "",
                como=Municipe.Prova.DOCUMENTO,
                por=travada.cpf_novo_por,
                avisados_em=travada.cpf_novo_em,
            )
    except RecusaDeJuncao:
        trocas.esquecer(conta, "cpf")
        return False
    return True


def _outros_contatos(municipe: Municipe, conta: Usuario) -> tuple[list[str], list[str]]:
    """Os e-mails e os celulares que temos deste CPF e não são os da conta nem do que se pediu com ela."""
    outras = Usuario.objects.filter(Q(municipe=municipe) | Q(cpf=municipe.cpf), is_active=True)
    outras = outras.exclude(pk=conta.pk)
    partes = Interessado.objects.filter(municipe=municipe).exclude(usuario=conta, guardado_em=None)
    emails = {*outras.values_list("email", flat=True), *deixados(partes, "email")}
    com_sms = "sms" in settings.CANAIS
    de_celular = partes.filter(telefone__regex=E_CELULAR)
    celulares = {*outras.values_list("celular", flat=True), *deixados(de_celular, "telefone")}
    return (
        sorted(filter(None, emails - {conta.email})),
        sorted(filter(None, celulares - {conta.celular})) if com_sms else [],
    )


def _dizer_que_se_recusa(emails: list[str], celulares: list[str], **ditos: str) -> None:
    for email in emails:
        dizer(email, A_VALER, TEXTO_A_VALER.format(**ditos))
    for celular in celulares:
        escrever_sms_da_conta(celular=celular, texto=SMS_A_VALER.format(**ditos))
