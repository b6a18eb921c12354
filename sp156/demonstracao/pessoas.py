"""Pessoas de demonstração, que só existem no modo embutido."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from contas.models import Usuario
from guia.models import Orgao, PontoFocal
from referencia.tabelas import ler_yaml
from roteamento.models import Designacao, Lotacao, Unidade

DADOS = Path(__file__).parent.parent / "dados/demonstracao.yaml"
SENHA = "demonstracao-156"


@dataclass(frozen=True)
class UsuarioDeDemonstracao:
    """Quem entra, com que senha, em que papel, em que unidades e por que órgãos."""

    papel: str
    nome: str
    email: str
    lotacoes: dict[str, str] = field(default_factory=dict)
    designacoes: dict[str, str] = field(default_factory=dict)
    permissoes: list[str] = field(default_factory=list)
    orgao_focal: str = ""
    grupo: str = ""
    administra: bool = False
    senha: str = SENHA


USUARIOS = [UsuarioDeDemonstracao(**pessoa) for pessoa in ler_yaml(DADOS)]


def exigir_embutido(o_que: str) -> None:
    """Nada de demonstração se cria fora do modo embutido."""
    if not settings.EMBUTIDO:
        raise ImproperlyConfigured(f"{o_que} de demonstração só existem no modo embutido.")


@transaction.atomic
def criar() -> None:
    """Cria quem falta; quem já existe fica como está. Recusa rodar fora do modo embutido."""
    exigir_embutido("Usuários")
    existentes = set(Usuario.objects.values_list("email", flat=True))
    for pessoa in USUARIOS:
        if pessoa.email not in existentes:
            _criar_pessoa(pessoa)


def _criar_pessoa(pessoa: UsuarioDeDemonstracao) -> None:
    usuario = Usuario.objects.create_user(
        nome=pessoa.nome,
        email=pessoa.email,
        password=pessoa.senha,
        is_staff=pessoa.administra or bool(pessoa.orgao_focal),
        is_superuser=pessoa.administra,
    )
    hoje = timezone.localdate()
    if pessoa.grupo:
        usuario.groups.add(Group.objects.get(name=pessoa.grupo))
    if pessoa.orgao_focal:
        PontoFocal.objects.create(
            usuario=usuario, orgao=Orgao.objects.get(sigla=pessoa.orgao_focal), ato="demonstração", de=hoje
        )
    for sigla, papel in pessoa.lotacoes.items():
        Lotacao.objects.create(
            usuario=usuario, unidade=Unidade.objects.get(sigla=sigla), papel=papel, de=hoje
        )
    for sigla, papel in pessoa.designacoes.items():
        Designacao.objects.create(
            usuario=usuario, orgao=Orgao.objects.get(sigla=sigla), papel=papel, ato="demonstração", de=hoje
        )
    usuario.user_permissions.set(Permission.objects.filter(codename__in=pessoa.permissoes))
