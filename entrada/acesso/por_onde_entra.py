"""Por onde alguém entra (contato, gov.br, segundos fatores), e quem o mudou: o que a proposta confere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet
from django.utils import timezone

from contas.cpf_e_cnpj import mascarar_cpf
from contas.models import PropostaDeAcesso, RegistroDeAcesso, Usuario
from contas.registro import POR_PROPOSTA

Mudanca = RegistroDeAcesso.Mudanca
ESPERA = timedelta(days=7)
"""Por quanto tempo o que outra pessoa mudou, ou a conta nova, ainda não deixa aceitar uma proposta."""
DAO_ACESSO: Final = (PropostaDeAcesso.Tipo.GRUPOS, PropostaDeAcesso.Tipo.DESIGNACAO)
A_VISTA = timedelta(days=30)
"""De quanto tempo para cá se mostra, a quem decide, o que mudou."""
CAMPOS: Final = {
    "email": "e-mail",
    "email_novo": "e-mail novo, que ainda não vale",
    "celular": "celular",
    "celular_novo": "celular novo, que ainda não vale",
    "cpf": "CPF",
    "govbr": "entrada pelo gov.br",
    "fatores": "verificação em duas etapas",
}
"""O que se guarda → como se diz."""
FATORES: Final = {
    "totp": "aplicativo",
    "webauthn": "chave do aparelho",
    "recovery_codes": "códigos de reserva",
}
MUDAM: Final = (
    Mudanca.CONTATO,
    Mudanca.FATOR_LIGADO,
    Mudanca.FATOR_DESLIGADO,
    Mudanca.CHAVE_POSTA,
    Mudanca.CHAVE_TIRADA,
    Mudanca.CODIGOS,
    Mudanca.GOVBR_LIGADO,
    Mudanca.GOVBR_TIRADO,
    Mudanca.SENHA,
)
A_MOSTRAR: Final = (
    *MUDAM,
    Mudanca.CONTA_CRIADA,
    Mudanca.CONTA_ATIVADA,
    Mudanca.CONTA_DESATIVADA,
    Mudanca.LINK,
)
ABREM: Final = (Mudanca.CONTA_CRIADA, Mudanca.ADMINISTRACAO_DADA, Mudanca.CONTATO, Mudanca.FATOR_DESLIGADO)
DE_ANTES = "Esta proposta é de antes de se guardar por onde a pessoa entra. Recuse-a e proponha de novo."


@dataclass(frozen=True, slots=True)
class Comparado:
    """Um dos jeitos de entrar: como era ao propor e como é agora."""

    nome: str
    antes: str
    agora: str
    mudou: bool


def retrato(pessoa: Usuario) -> dict[str, Any]:
    """Por onde a pessoa entra agora, sem segredo nenhum: de cada segundo fator, só o número e o tipo."""
    fatores = Authenticator.objects.filter(user=pessoa).order_by("pk").values_list("pk", "type")
    return {
        **{
            campo: getattr(pessoa, campo)
            for campo in ("email", "email_novo", "celular", "celular_novo", "cpf")
        },
        "govbr": sorted(SocialAccount.objects.filter(user=pessoa).values_list("uid", flat=True)),
        "fatores": [list(fator) for fator in fatores],
    }


def comparar(proposta: PropostaDeAcesso) -> list[Comparado]:
    """O retrato de quando se propôs ao lado do de agora, campo a campo."""
    antes, agora = proposta.retrato, retrato(proposta.pessoa)
    return [
        Comparado(
            nome,
            _escrito(campo, antes.get(campo)),
            _escrito(campo, agora[campo]),
            antes.get(campo) != agora[campo],
        )
        for campo, nome in CAMPOS.items()
    ]


def o_que_mudou(pessoa: Usuario) -> QuerySet[RegistroDeAcesso]:
    """O que mudou por onde ela entra nos últimos `A_VISTA`, e quem o mudou, do mais novo ao mais antigo."""
    recentes = RegistroDeAcesso.objects.filter(
        pessoa=pessoa, em__gte=timezone.now() - A_VISTA, ato__in=A_MOSTRAR
    )
    return recentes.select_related("por").order_by("-em", "-pk")


def por_que_nao_se_aceita(proposta: PropostaDeAcesso) -> str:
    """A razão, em palavras, por que a pessoa de agora pode não ser a de quando se propôs; vazio se é.

    O que outra pessoa mudou sozinha espera `ESPERA`, também se foi antes de propor; o que já passou por uma
    proposta, não: duas pessoas o viram. A conta nova espera o mesmo antes de receber acesso, seja quem for
    que a fez: a que a própria pessoa cria pode ser o segundo nome de quem propõe.
    """
    pessoa = proposta.pessoa
    if not proposta.retrato:
        return DE_ANTES
    if mudados := [linha.nome for linha in comparar(proposta) if linha.mudou]:
        return (
            f"Mudou por onde {pessoa} entra desde que se propôs: {', '.join(mudados)}. "
            "Recuse, confirme com a pessoa e proponha de novo."
        )
    if proposta.tipo in DAO_ACESSO and pessoa.criado_em > timezone.now() - ESPERA:
        return f"A conta de {pessoa} é de {_dia(pessoa.criado_em)}. {_so_depois(pessoa.criado_em)}"
    de_outra = RegistroDeAcesso.objects.filter(pessoa=pessoa, em__gte=timezone.now() - ESPERA, ato__in=MUDAM)
    feito = (
        de_outra.exclude(por=None).exclude(por=pessoa).exclude(detalhe=POR_PROPOSTA).order_by("-em").first()
    )
    if feito is None:
        return ""
    return (
        f"{feito.por} mudou por onde {pessoa} entra em {_dia(feito.em)} "
        f"({feito.get_ato_display().lower()}). {_so_depois(feito.em)}"
    )


def _so_depois(em: datetime) -> str:
    return (
        f"Só se aceita depois de sete dias, a partir de {_dia(em + ESPERA)} às "
        f"{timezone.localtime(em + ESPERA):%Hh%M}; se vencer antes, proponha de novo."
    )


def _dia(em: datetime) -> str:
    return f"{timezone.localtime(em):%d/%m/%Y}"


def abriu_a_conta(quem: Usuario, de: Usuario) -> bool:
    """Se esta pessoa, sozinha, fez ou mudou a conta da outra: podem ser uma só com dois nomes."""
    feitos = RegistroDeAcesso.objects.filter(pessoa=de, por=quem, ato__in=ABREM)
    return feitos.exclude(detalhe=POR_PROPOSTA).exists()


def _escrito(campo: str, valor: Any) -> str:
    if not valor:
        return "nenhum"
    if campo == "fatores":
        return ", ".join(f"{FATORES.get(tipo, tipo)} nº {pk}" for pk, tipo in valor)
    if campo == "govbr":
        return ", ".join(map(mascarar_cpf, valor))
    return mascarar_cpf(valor) if campo == "cpf" else str(valor)
