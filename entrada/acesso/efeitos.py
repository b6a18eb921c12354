"""O que cada proposta faz, depois de aceita."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.module_loading import import_string

from avisos.alertas.conferir import aceitar
from contas import registro
from contas.models import PropostaDeAcesso, RegistroDeAcesso, Usuario
from contas.registro import POR_PROPOSTA
from contas.segredos.link_da_senha import esquecer_outros_enderecos
from entrada.acesso import recados, trocas
from referencia.tabelas import assinar

Tipo = PropostaDeAcesso.Tipo
Mudanca = RegistroDeAcesso.Mudanca
type Efeito = Callable[[PropostaDeAcesso, Usuario | None], None]
"""Recebe a proposta e quem a aceitou; levanta ValidationError se o que se propôs já não cabe."""


def aplicar(proposta: PropostaDeAcesso, por: Usuario | None) -> None:
    """Faz o que se propôs, na transação de quem aceita."""
    EFEITOS[Tipo(proposta.tipo)](proposta, por)


def _mudar_a_conta(proposta: PropostaDeAcesso, por: Usuario | None) -> None:
    """O e-mail, o CPF e se a conta fica ativa. O e-mail antigo é avisado; o novo recebe o link da senha."""
    pessoa, antigo = proposta.pessoa, proposta.pessoa.email
    for campo, valor in proposta.dados.items():
        setattr(pessoa, campo, valor)
    pessoa.full_clean(exclude=["password"])
    assinar(pessoa, por)
    pessoa.save()
    if registro.CONTATOS.keys() & proposta.dados.keys():
        registro.registrar(ato=Mudanca.CONTATO, pessoa=pessoa, por=por, detalhe=POR_PROPOSTA)
    if "is_active" in proposta.dados:
        registro.registrar_ficha(pessoa=pessoa, por=por, nova=False, mudados=["is_active"])
    if "email" in proposta.dados:
        esquecer_outros_enderecos(pessoa)
        trocas.esquecer(pessoa, "email")
        recados.dizer_ao_endereco_antigo(pessoa, antigo)
        recados.mandar_link(pessoa)


def _desligar_segundo_fator(proposta: PropostaDeAcesso, por: Usuario | None) -> None:
    if not Authenticator.objects.filter(user=proposta.pessoa).delete()[0]:
        raise ValidationError(f"{proposta.pessoa} não usa a verificação em duas etapas.")
    registro.registrar(ato=Mudanca.FATOR_DESLIGADO, pessoa=proposta.pessoa, por=por, detalhe=POR_PROPOSTA)
    recados.avisar(proposta.pessoa, "segundo_fator_desligado", f"proposta/{proposta.pk}/pessoa")


def _dar_grupos(proposta: PropostaDeAcesso, por: Usuario | None) -> None:
    grupos = list(Group.objects.filter(pk__in=proposta.dados["grupos"]))
    if len(grupos) != len(proposta.dados["grupos"]):
        raise ValidationError("Um destes grupos já não existe.")
    with registro.ao_mudar_grupos(proposta.pessoa, por=por):
        proposta.pessoa.groups.add(*grupos)


def _designar(proposta: PropostaDeAcesso, por: Usuario | None) -> None:
    import_string(settings.EFEITO_DA_DESIGNACAO)(proposta.dados, por)


def _aceitar_alerta(proposta: PropostaDeAcesso, por: Usuario | None) -> None:
    codigo, ate = proposta.dados["codigo"], date.fromisoformat(proposta.dados["ate"])
    if ate < timezone.localdate():
        raise ValidationError("O dia até que se aceitaria já passou.")
    aceitar(codigo=codigo, ate=ate, porque=proposta.motivo, de=proposta.pessoa, por=por)


EFEITOS: Final[dict[Tipo, Efeito]] = {
    Tipo.CONTATO: _mudar_a_conta,
    Tipo.CONTA: _mudar_a_conta,
    Tipo.SEGUNDO_FATOR: _desligar_segundo_fator,
    Tipo.GRUPOS: _dar_grupos,
    Tipo.DESIGNACAO: _designar,
    Tipo.ALERTA: _aceitar_alerta,
}
