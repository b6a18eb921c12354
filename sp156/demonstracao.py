"""Pessoas de demonstração, que só existem no modo embutido."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Orgao, PontoFocal
from roteamento.models import Designacao, Lotacao, Unidade

SENHA = "demonstracao-156"


@dataclass(frozen=True)
class UsuarioDeDemonstracao:
    """Quem entra, com que senha, em que papel, em que unidades e por que órgãos."""

    papel: str
    nome: str
    email: str
    lotacoes: dict[str, Papel] = field(default_factory=dict)
    designacoes: dict[str, Papel] = field(default_factory=dict)
    permissoes: tuple[str, ...] = ()
    orgao_focal: str = ""
    grupo: str = ""
    administra: bool = False
    senha: str = SENHA


USUARIOS = [
    UsuarioDeDemonstracao("administração", "Alice Administradora", "admin@demo.invalid", administra=True),
    UsuarioDeDemonstracao(
        "ponto focal", "Fábio Focal", "focal@demo.invalid", orgao_focal="SMSUB", grupo="Ponto focal"
    ),
    UsuarioDeDemonstracao(
        "servidor da Sé", "Sérgio da Sé", "servidor@demo.invalid", {"SMPR-CPO-STM-Sé": Papel.SERVIDOR}
    ),
    UsuarioDeDemonstracao(
        "chefia da Sé", "Célia Chefe", "chefia@demo.invalid", {"SMPR-CPO-STM-Sé": Papel.CHEFIA}
    ),
    UsuarioDeDemonstracao(
        "servidor de Pinheiros",
        "Paula de Pinheiros",
        "pinheiros@demo.invalid",
        {"SMPR-CPO-STM-Pinheiros": Papel.SERVIDOR},
    ),
    UsuarioDeDemonstracao(
        "coordenação (triagem)", "Tiago Triagem", "triagem@demo.invalid", {"TRIAGEM": Papel.SERVIDOR}
    ),
    UsuarioDeDemonstracao(
        "atendente da Central", "Cecília Central", "central@demo.invalid", {"Central 156": Papel.ATENDENTE}
    ),
    UsuarioDeDemonstracao(
        "atendente de Praça", "Pedro Praça", "praca@demo.invalid", {"SMPR-PAT-Sé": Papel.ATENDENTE}
    ),
    UsuarioDeDemonstracao(
        "Ouvidoria", "Olívia Ouvidora", "ouvidoria@demo.invalid", designacoes={"OGM": Papel.OUVIDORIA}
    ),
    UsuarioDeDemonstracao(
        "Ouvidoria, com o selo e o relatório",
        "Sílvia do Selo",
        "selo@demo.invalid",
        designacoes={"OGM": Papel.OUVIDORIA},
        permissoes=("abrir_selo",),
        grupo="Relatório da Ouvidoria",
    ),
    UsuarioDeDemonstracao(
        "Corregedoria",
        "Cora Corregedora",
        "corregedoria@demo.invalid",
        designacoes={"CGM": Papel.CORREGEDORIA},
    ),
    UsuarioDeDemonstracao(
        "interlocutor de SMSUB",
        "Ivo Interlocutor",
        "interlocutor@demo.invalid",
        designacoes={"SMSUB": Papel.INTERLOCUTOR},
    ),
    UsuarioDeDemonstracao(
        "SIC de SMSUB", "Simone do SIC", "sic@demo.invalid", designacoes={"SMSUB": Papel.SIC}
    ),
    UsuarioDeDemonstracao(
        "autoridade máxima de SMSUB",
        "Aurora Autoridade",
        "autoridade@demo.invalid",
        designacoes={"SMSUB": Papel.AUTORIDADE},
    ),
    UsuarioDeDemonstracao(
        "Comissão de Acesso à Informação",
        "Caio da Comissão",
        "comissao@demo.invalid",
        designacoes={"CGM": Papel.CMAI},
    ),
]


@transaction.atomic
def criar() -> None:
    """Cria quem falta; quem já existe fica como está. Recusa rodar fora do modo embutido."""
    if not settings.EMBUTIDO:
        raise ImproperlyConfigured("Usuários de demonstração só existem no modo embutido.")
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
