"""O que se apaga: o que já não se guarda, a conversa que era denúncia, e quem não se pode mais saber."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
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
from atendimento.acoes.formulario import apagar_mandados
from atendimento.conversa import ainda_se_apaga
from atendimento.models import (
    ArquivoDaMensagem,
    Atendimento,
    AtoDoAtendimento,
    Bloqueio,
    BuscaDePessoa,
    Chamada,
    Conversa,
    Mensagem,
    Reconhecimento,
    RegraDaConversa,
    Retorno,
    TentativaDeRetorno,
)
from atendimento.situacoes import PEDIDO_ENVIADO, DeQuem, Fim, Resultado
from contas.dados_pessoais.pessoa import Pessoa, modulos
from contas.models import Interessado, LeituraDePessoal, Usuario
from documentos.acoes import apagar_anexos
from protocolo.dados_pessoais.retencao import anos_depois, regras
from protocolo.erros import TransicaoProibida
from protocolo.models import OrdemDeGuarda, Retencao

POR_VEZ = 1_000
DO_ATENDIMENTO = (AtoDoAtendimento, BuscaDePessoa, Reconhecimento, Chamada, TentativaDeRetorno)
PASSOU = "Já passou o tempo em que se apaga o que se escreveu. Fale com a Ouvidoria."
DITAS = {DeQuem.PESSOA, DeQuem.ATENDENTE, DeQuem.AUTOMATICA, DeQuem.NOTA}
"""As mensagens que dizem alguma coisa da pessoa; o aviso do portal fica, menos o do pedido que ela enviou."""


def aplicar_a_guarda(*, em: datetime, voltas: int = 100) -> int:
    """Apaga, aos poucos, os que passaram do tempo da tabela; sem linha nela, nenhum. Diz quantos.

    Os bloqueios que acabaram apagam-se antes, no tempo que a regra da conversa diz.
    """
    _apagar_bloqueios(em)
    regra = regras().get((Retencao.Processo.ATENDIMENTO, ""))
    if regra is None:
        return 0
    antes_de, apagados = anos_depois(em, -regra.anos), 0
    for _ in range(voltas):
        if not (quantos := _apagar(antes_de)):
            break
        apagados += quantos
    return apagados


def _apagar_bloqueios(em: datetime) -> None:
    antes_de = em - timedelta(days=RegraDaConversa.atual().dias_do_bloqueio)
    Bloqueio.objects.filter(Q(ate__lt=antes_de) | Q(levantado_em__lt=antes_de)).delete()


@transaction.atomic
def _apagar(antes_de: datetime) -> int:
    """Apaga os mais antigos, com o que se escreveu neles, e os retornos acabados que ficam sem ligação."""
    por_ordem = OrdemDeGuarda.objects.em_vigor().values("protocolo")
    de_um_guardado = AtoDoAtendimento.objects.filter(atendimento=OuterRef("pk"), protocolo__in=por_ordem)
    velhos = Atendimento.objects.terminados().filter(comecado_em__lt=antes_de).order_by("comecado_em")
    velhos = velhos.exclude(Exists(de_um_guardado))
    quais = list(velhos.values_list("pk", flat=True)[:POR_VEZ])
    for modelo in DO_ATENDIMENTO:
        modelo._default_manager.filter(atendimento__in=quais).delete()
    Atendimento.objects.filter(pk__in=quais).delete()
    ligacoes = TentativaDeRetorno.objects.filter(retorno=OuterRef("pk"))
    Retorno.objects.filter(acabou_em__lt=antes_de).exclude(Exists(ligacoes)).delete()
    sem_atendimento = Conversa.objects.filter(encerrada_em__lt=antes_de, atendimentos=None)
    conversas = list(sem_atendimento.order_by("pk").values_list("pk", flat=True)[:POR_VEZ])
    apagar_conversas(conversas)
    return len(quais) + len(conversas)


# --- o que uma conversa diz -------------------------------------------------------------


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
    dela = Q(de__in=DITAS) | Q(de=DeQuem.AVISO, texto__startswith=PEDIDO_ENVIADO)
    ditas = Mensagem.objects.filter(dela, conversa__in=quais)
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
    """Apaga as linhas, as mensagens, as fotos e quem conversou, que não é parte de nenhum caso."""
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


# --- quem se atendeu --------------------------------------------------------------------


@transaction.atomic
def desligar(*, quais: Collection[int]) -> None:
    """Nenhum atendimento diz mais que se atendeu a pessoa, e ninguém lhe liga nem escreve."""
    Reconhecimento.objects.filter(interessado__in=quais).delete()
    Atendimento.objects.filter(reconhecido__in=quais).update(reconhecido=None, identidade="")
    esperam = Retorno.objects.filter(interessado__in=quais, acabou_em=None)
    esperam.update(situacao=Retorno.Situacao.SEM_CONTATO, acabou_em=timezone.now(), com=None, pego_ate=None)


@transaction.atomic
def desligar_do_selado(*, interessado: Interessado) -> None:
    """Desliga a pessoa selada, e o caso: nem a leitura diz em que atendimento foi, nem o ato diz o protocolo.

    A pessoa pode estar reconhecida ali por outro caso seu, que continua.
    """
    desligar(quais=[interessado.pk])
    num_atendimento = rf"^{Atendimento.ESCRITO}\d{{1,18}}$"
    lidas = LeituraDePessoal.objects.filter(interessado=interessado, motivo__regex=num_atendimento)
    ditas = list(lidas.values_list("motivo", "protocolo"))
    onde = {int(motivo.removeprefix(Atendimento.ESCRITO)) for motivo, _ in ditas}
    atos = AtoDoAtendimento.objects.filter(
        atendimento__in=onde, protocolo__in={protocolo for _, protocolo in ditas}
    )
    atos.update(protocolo="")
    lidas.update(motivo="")
