"""Trocar o contato da conta: o novo já recebe avisos, o antigo é avisado e tem 72 horas para recusar.

Até lá só o antigo prova quem é a pessoa: quem rouba a sessão, ou um celular perdido, não fica com a conta
(ADR 0053). O CPF provado numa Praça espera e recusa-se do mesmo jeito (ADR 0067).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from contas.models import Interessado, RegistroDeAcesso, Usuario
from contas.registro import registrar
from contas.segredos.link_da_senha import esquecer_outros_enderecos
from entrada.acesso import recados
from referencia.enderecos import inteiro

PRAZO = timedelta(hours=72)
SAL = "contas.troca"
CONTATOS: Final = ("email", "celular")
NOMES: Final = {"email": "e-mail", "celular": "celular", "cpf": "CPF"}
"""O campo da conta → como se diz."""
CONTATO = RegistroDeAcesso.Mudanca.CONTATO


@transaction.atomic
def trocar(*, usuario: Usuario, qual: str, novo: str) -> bool:
    """O contato novo, provado agora. Falso se ele vale já, porque não havia contato que o recusasse."""
    if not (usuario.email or usuario.celular):
        _gravar(usuario, qual, novo, None)
        setattr(usuario, qual, novo)
        usuario.save(update_fields=[qual])
        registrar(ato=CONTATO, pessoa=usuario, por=usuario, detalhe=f"{NOMES[qual]} provado")
        return False
    link = esperar(usuario=usuario, qual=qual, novo=novo, por=usuario)
    recados.dizer_da_troca(usuario, NOMES[qual], link, ate=vale_desde(usuario, qual))
    return True


def esperar(*, usuario: Usuario, qual: str, novo: str, por: Usuario) -> str:
    """O novo fica à espera das 72 horas; devolve o link com que se recusa."""
    _gravar(usuario, qual, novo, timezone.now())
    registrar(ato=CONTATO, pessoa=usuario, por=por, detalhe=f"{NOMES[qual]} novo, a valer em 72 horas")
    return _link(usuario, qual)


def vale_desde(usuario: Usuario, qual: str) -> datetime | None:
    """Quando o contato novo passa a ser o da conta; None se não há nenhum."""
    desde: datetime | None = getattr(usuario, f"{qual}_novo_em")
    return desde and desde + PRAZO


def da_recusa(token: str) -> tuple[Usuario, str] | None:
    """De quem e de que contato é o link; None se foi adulterado, se o prazo acabou ou se já se recusou."""
    try:
        pk, qual, instante = signing.Signer(salt=SAL).unsign(token).split("-")
        usuario = Usuario.objects.filter(pk=int(pk), is_active=True).first()
    except (signing.BadSignature, ValueError):
        return None
    if usuario is None or instante != _instante(usuario, qual):
        return None
    desde = vale_desde(usuario, qual)
    return (usuario, qual) if desde and timezone.now() < desde else None


@transaction.atomic
def recusar(token: str) -> bool:
    """Quem tem o contato antigo recusa: volta tudo a ser como antes. Falso se já não se pode."""
    achado = da_recusa(token)
    if achado is None:
        return False
    usuario, qual = achado
    travado = Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)
    if _instante(travado, qual) != _instante(usuario, qual):
        return False
    _gravar(travado, qual, None, None)
    registrar(ato=CONTATO, pessoa=travado, por=None, detalhe=f"{NOMES[qual]} novo recusado pelo antigo")
    return True


def a_valer(qual: str, contato: str) -> datetime | None:
    """Quando este contato passa a entrar na conta que já o provou; None se não é o novo de nenhuma."""
    usuario = Usuario.objects.filter(**{f"{qual}_novo": contato}).first()
    return vale_desde(usuario, qual) if usuario else None


def esquecer(usuario: Usuario, qual: str) -> None:
    """A administração, ou a pessoa, mudou o contato de outro jeito: o que esperava já não vale."""
    _gravar(usuario, qual, None, None)


def efetivar(em: datetime) -> int:
    """Passadas as 72 horas sem recusa, o contato novo é o da conta; diz quantos."""
    return sum(_efetivar(usuario, qual) for qual in CONTATOS for usuario in vencidas(qual, em))


def vencidas(qual: str, em: datetime) -> QuerySet[Usuario]:
    """As contas em que o novo já pode passar a valer."""
    return Usuario.objects.filter(is_active=True, **{f"{qual}_novo_em__lte": em - PRAZO})


def _efetivar(usuario: Usuario, qual: str) -> bool:
    """O que outra conta provou entretanto não passa a esta; o que se trocou outra vez ainda espera."""
    antigo, novo = getattr(usuario, qual), getattr(usuario, f"{qual}_novo")
    try:
        with transaction.atomic():
            travado = Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)
            if _instante(travado, qual) != _instante(usuario, qual):
                return False
            _gravar(usuario, qual, None, None)
            setattr(usuario, qual, novo)
            usuario.save(update_fields=[qual])
            if qual == "email":
                _o_do_correio(usuario, antigo)
            registrar(ato=CONTATO, pessoa=usuario, por=usuario, detalhe=f"{NOMES[qual]} novo passou a valer")
    except IntegrityError:
        _gravar(usuario, qual, None, None)
        return False
    return True


def _o_do_correio(usuario: Usuario, antigo: str | None) -> None:
    """O endereço por que o allauth confirma quem é, e o que se disse nos pedidos da conta, seguem o novo."""
    esquecer_outros_enderecos(usuario)
    EmailAddress.objects.update_or_create(
        user=usuario, email=usuario.email, defaults={"verified": True, "primary": True}
    )
    if antigo:
        dela = Interessado.objects.filter(usuario=usuario, selado_em=None, email=antigo)
        dela.update(email=usuario.email)


def _gravar(usuario: Usuario, qual: str, novo: str | None, em: datetime | None) -> None:
    campos = {f"{qual}_novo": novo, f"{qual}_novo_em": em}
    for campo, valor in campos.items():
        setattr(usuario, campo, valor)
    Usuario.objects.filter(pk=usuario.pk).update(**campos)


def _link(usuario: Usuario, qual: str) -> str:
    token = signing.Signer(salt=SAL).sign(f"{usuario.pk}-{qual}-{_instante(usuario, qual)}")
    return inteiro(reverse("conta_recusar_troca", args=[token]))


def _instante(usuario: Usuario, qual: str) -> str:
    """O que torna cada link de uma troca só."""
    if qual not in NOMES:
        return ""
    desde = getattr(usuario, f"{qual}_novo_em")
    return str(int(desde.timestamp() * 1_000_000)) if desde else ""
