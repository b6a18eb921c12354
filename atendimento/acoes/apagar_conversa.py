"""Apagar o que uma conversa diz: a que era denúncia, a de quem se esqueceu, a que já não se guarda."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from atendimento.acoes.atender import esquecer_rascunhos
from atendimento.acoes.da_conversa import (
    FIM_DITO,
    NAO_E_SUA,
    encerrar,
    escrever,
    gravar,
    travar_mesmo_acabada,
)
from atendimento.acoes.formularios import apagar_mandados
from atendimento.conversa import ainda_se_apaga
from atendimento.models import ArquivoDaMensagem, Atendimento, Conversa, Mensagem, Reconhecimento
from atendimento.situacoes import DeQuem, Fim, Resultado
from contas.dados_pessoais.pessoa import Pessoa, modulos
from contas.models import LeituraDePessoal, Usuario
from documentos.acoes import apagar_anexos
from protocolo.erros import TransicaoProibida

PASSOU = "Já passou o tempo em que se apaga o que se escreveu. Fale com a Ouvidoria."
DITAS = {DeQuem.PESSOA, DeQuem.ATENDENTE, DeQuem.AUTOMATICA, DeQuem.NOTA}
"""As mensagens que dizem alguma coisa da pessoa; o aviso do portal fica."""


@transaction.atomic
def levar_a_denuncia(
    *, conversa: Conversa, por: Usuario | None = None, supervisiona: bool = False
) -> Conversa:
    """Era denúncia: some tudo o que se escreveu, fotos e notas incluídas, e quem é; manda-se o formulário.

    Também depois do fim, pelo tempo da regra, e o que ainda estava por mandar por e-mail não sai. Quem atende
    (`por`) só leva a sua, quem supervisiona qualquer uma, e sem ele é a própria pessoa; levanta
    TransicaoProibida.
    """
    travada = travar_mesmo_acabada(conversa)
    if travada.fim == Fim.DENUNCIA:
        return travada
    if not ainda_se_apaga(travada, timezone.now()):
        raise TransicaoProibida(PASSOU)
    if por and not supervisiona and travada.atendente_id != por.pk:
        raise TransicaoProibida(NAO_E_SUA)
    for atendimento in Atendimento.objects.filter(conversa=travada):
        _desligar(atendimento)
    apagar_mandados(travada)
    partes = [travada.interessado_id] if travada.interessado_id else []
    esvaziar([travada.pk])
    _esquecer(partes)
    travada.refresh_from_db()
    if travada.aberta:
        encerrar(travada, Fim.DENUNCIA, Resultado.OUVIDORIA)
    else:
        Atendimento.objects.filter(conversa=travada).update(resultado=Resultado.OUVIDORIA)
        travada.fim, travada.nota = Fim.DENUNCIA, None
        escrever(travada, de=DeQuem.AVISO, texto=FIM_DITO[Fim.DENUNCIA])
        gravar(travada)
    return travada


def _desligar(atendimento: Atendimento) -> None:
    """O que se fez enquanto se conversava não leva a um caso da pessoa, nem se guarda o que se escrevia."""
    Atendimento.objects.filter(pk=atendimento.pk).update(reconhecido=None, identidade="", servico=None)
    atendimento.atos.update(protocolo="", servico=None)
    Reconhecimento.objects.filter(atendimento=atendimento).delete()
    lidas = LeituraDePessoal.objects.filter(usuario=atendimento.atendente_id, em__gte=atendimento.comecado_em)
    lidas.filter(motivo=str(atendimento)).update(motivo="")
    esquecer_rascunhos(atendimento=atendimento, tambem_o_pedido=True)


def esvaziar(quais: Collection[int]) -> None:
    """Destas conversas não fica o que se disse, com que foto, nem de quem."""
    fotos = ArquivoDaMensagem.objects.filter(mensagem__conversa__in=quais)
    apagar_anexos(fotos)
    ditas = Mensagem.objects.filter(conversa__in=quais, de__in=DITAS)
    ditas.update(texto="", expurgada=True)
    Conversa.objects.filter(pk__in=quais).update(
        interessado=None,
        conta=None,
        servico=None,
        rede="",
        prova=None,
        contato_provado_em=None,
        comentario="",
    )


@transaction.atomic
def apagar_conversas(quais: Collection[int]) -> None:
    """As linhas, as mensagens, as fotos e quem conversou, que não é parte de nenhum caso."""
    conversas = Conversa.objects.filter(pk__in=quais)
    partes = list(conversas.exclude(interessado=None).values_list("interessado", flat=True))
    esvaziar(quais)
    Mensagem.objects.filter(conversa__in=quais).delete()
    conversas.delete()
    _esquecer(partes)


def _esquecer(partes: Collection[int]) -> None:
    """O contato, e o que se lhe mandou, some como o de quem se esquece: só havia a conversa."""
    if partes:
        pessoa = Pessoa(interessados=frozenset(partes))
        for modulo in reversed(modulos()):
            modulo.anonimizar(pessoa)
