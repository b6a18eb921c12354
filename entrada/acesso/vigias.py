"""O que se vigia no acesso de quem administra."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.utils import timezone

from contas.models import ExigenciaDeSegundoFator, PropostaDeAcesso, Usuario
from contas.papeis import ADMINISTRACAO
from entrada.acesso.guarda_sigilo import quem_aceita
from referencia.vigias import Vigia

GRUPO = "Pessoas e acesso"
DUAS_PESSOAS = 2
ESPERA = timedelta(days=5)
"""Quanto uma proposta pode esperar por quem a aceite."""


def segundo_administrador() -> str:
    ha = quem_aceita().count()
    return "" if ha >= DUAS_PESSOAS else f"Pessoas que aceitam propostas de acesso: {ha}; o certo são duas."


def fatores_de_quem_administra() -> str:
    """Quem entra na administração sem a verificação em duas etapas."""
    tem = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    sem = Usuario.objects.filter(~Exists(tem), is_staff=True, is_active=True).count()
    return f"Entram na administração só com a senha: {sem}." if sem else ""


def fator_exigido() -> str:
    exige = ExigenciaDeSegundoFator.objects.em_vigor(timezone.localdate()).filter(papel=ADMINISTRACAO)
    return "" if exige.exists() else "Não se exige a verificação em duas etapas de quem administra."


def propostas_decididas() -> str:
    esperam = PropostaDeAcesso.objects.a_espera().filter(proposta_em__lt=timezone.now() - ESPERA).count()
    return f"Há propostas de acesso à espera há mais de {ESPERA.days} dias: {esperam}." if esperam else ""


VIGIAS = (
    Vigia(
        codigo="segundo_administrador",
        nome="Duas pessoas aceitam propostas de acesso",
        porque="O acesso de quem guarda sigilo só muda com duas; se a única perde o seu, ninguém o devolve.",
        conferir=segundo_administrador,
        conserto="Crie o segundo no servidor, com manage.py criar_administrador, e veja as pessoas",
        pagina="admin:contas_usuario_changelist",
        seguranca=True,
    ),
    Vigia(
        codigo="fatores_da_administracao",
        nome="Quem administra entra com verificação em duas etapas",
        porque="Uma senha roubada abriria os dados da cidade toda.",
        conferir=fatores_de_quem_administra,
        conserto="Peça a cada pessoa que ligue a verificação na conta dela e veja quem são",
        pagina="admin:contas_usuario_changelist",
        seguranca=True,
    ),
    Vigia(
        codigo="fator_exigido",
        nome="A verificação em duas etapas é exigida de quem administra",
        porque="O que não se exige, alguém deixa para depois.",
        conferir=fator_exigido,
        conserto="Diga desde quando se exige",
        pagina="admin:contas_exigenciadesegundofator_changelist",
        seguranca=True,
    ),
    Vigia(
        codigo="propostas_decididas",
        nome="As propostas de acesso se decidem",
        porque="Quem precisa do acesso não trabalha enquanto ninguém aceita nem recusa.",
        conferir=propostas_decididas,
        conserto="Decida as propostas",
        pagina="admin:contas_propostadeacesso_changelist",
    ),
)
