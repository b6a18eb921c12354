"""O registro do que se deu, tirou ou mudou no acesso de alguém."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group, Permission

from contas.models import RegistroDeAcesso, Usuario

Mudanca = RegistroDeAcesso.Mudanca
MAIOR_DETALHE = 300
POR_PROPOSTA = "por proposta aceita"
"""O detalhe do que se fez por uma proposta que outra pessoa aceitou."""
CONTATOS = {"email": "e-mail", "cpf": "CPF"}
VERBOS = {"add": "criar", "change": "alterar", "delete": "apagar", "view": "ver"}
DA_CONTA = {
    "account/email/password_changed": Mudanca.SENHA,
    "account/email/password_set": Mudanca.SENHA,
    "account/email/password_reset": Mudanca.SENHA,
    "mfa/email/totp_activated": Mudanca.FATOR_LIGADO,
    "mfa/email/totp_deactivated": Mudanca.FATOR_DESLIGADO,
    "mfa/email/webauthn_added": Mudanca.CHAVE_POSTA,
    "mfa/email/webauthn_removed": Mudanca.CHAVE_TIRADA,
    "mfa/email/recovery_codes_generated": Mudanca.CODIGOS,
    "socialaccount/email/account_connected": Mudanca.GOVBR_LIGADO,
}
"""O aviso que o allauth manda à pessoa → o que ele diz que mudou: nenhum dos dois sai sem o outro."""
PELO_LINK = {"account/email/password_reset"}


def registrar(*, ato: str, pessoa: Usuario | None, por: Any, detalhe: str = "") -> None:
    """Escreve uma linha; `por` sem conta (quem chega pelo link) fica em branco."""
    RegistroDeAcesso.objects.create(
        ato=ato,
        pessoa=pessoa,
        por=por if isinstance(por, Usuario) else None,
        detalhe=detalhe[:MAIOR_DETALHE],
    )


def registrar_da_conta(aviso: str, pessoa: Usuario, por: Any) -> None:
    """O que a pessoa, ou a administração por ela, mudou na conta; o que não está na tabela não é acesso."""
    if ato := DA_CONTA.get(aviso):
        detalhe = "pelo link" if aviso in PELO_LINK else ""
        registrar(ato=ato, pessoa=pessoa, por=por, detalhe=detalhe)


def foi_cadastrada(pessoa: Usuario) -> bool:
    """A administração criou a conta: é de quem trabalha. O munícipe cria a sua."""
    return RegistroDeAcesso.objects.filter(pessoa=pessoa, ato=Mudanca.CONTA_CRIADA).exists()


def registrar_ficha(*, pessoa: Usuario, por: Any, nova: bool, mudados: Collection[str]) -> None:
    """O que a ficha da pessoa mudou no acesso dela: a conta, o contato, a administração."""
    if nova:
        registrar(ato=Mudanca.CONTA_CRIADA, pessoa=pessoa, por=por)
    atos = {
        "is_active": Mudanca.CONTA_ATIVADA if pessoa.is_active else Mudanca.CONTA_DESATIVADA,
        "is_staff": Mudanca.ADMINISTRACAO_DADA if pessoa.is_staff else Mudanca.ADMINISTRACAO_TIRADA,
        "email": Mudanca.CONTATO,
        "cpf": Mudanca.CONTATO,
    }
    da_criacao = {Mudanca.CONTATO, Mudanca.CONTA_ATIVADA, Mudanca.ADMINISTRACAO_TIRADA} if nova else set()
    feitos = dict.fromkeys(atos[campo] for campo in mudados if campo in atos)
    contatos = " e ".join(nome for campo, nome in CONTATOS.items() if campo in mudados)
    for ato in feitos:
        if ato not in da_criacao:
            registrar(ato=ato, pessoa=pessoa, por=por, detalhe=contatos if ato == Mudanca.CONTATO else "")


@contextmanager
def ao_mudar_grupos(pessoa: Usuario, *, por: Any) -> Iterator[None]:
    """Registra os grupos que a pessoa ganhou ou perdeu dentro do bloco."""
    antes = _nomes(pessoa.groups)
    yield
    _registrar_diferenca(Mudanca.GRUPO_DADO, Mudanca.GRUPO_TIRADO, antes, _nomes(pessoa.groups), pessoa, por)


@contextmanager
def ao_mudar_permissoes(grupo: Group, *, por: Any) -> Iterator[None]:
    """Registra as permissões que o grupo ganhou ou perdeu dentro do bloco."""
    antes = _permissoes(grupo)
    yield
    _registrar_diferenca(
        Mudanca.PERMISSAO_DADA, Mudanca.PERMISSAO_TIRADA, antes, _permissoes(grupo), None, por
    )


def _nomes(grupos: Any) -> set[str]:
    return set(grupos.values_list("name", flat=True))


def _permissoes(grupo: Group) -> set[str]:
    todas = grupo.permissions.select_related("content_type")
    return {f"{grupo.name}: {p.content_type.name}, {verbo_de(p)}" for p in todas}


def verbo_de(permissao: Permission) -> str:
    """O que a permissão deixa fazer, em português."""
    return VERBOS.get(permissao.codename.partition("_")[0], permissao.name)


def _registrar_diferenca(  # noqa: PLR0913, PLR0917  são os dois lados da mesma conta
    dado: str, tirado: str, antes: set[str], depois: set[str], pessoa: Usuario | None, por: Any
) -> None:
    for ato, nomes in ((dado, depois - antes), (tirado, antes - depois)):
        for nome in sorted(nomes):
            registrar(ato=ato, pessoa=pessoa, por=por, detalhe=nome)
