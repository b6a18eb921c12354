"""Depois do fim: dizer se foi resolvido, pedir que a unidade reabra, e a decisão dela."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from avisos.models import Notificacao
from contas.autor import Autor
from contas.papeis import Papel
from guia.models import Procura
from protocolo.acoes import anexar, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos.relogio import comeco_do_dia
from protocolo.prazos_legais import vencimento
from protocolo.resposta_suficiente import conferir_resposta
from roteamento.consultas import no_lugar_da_chefia
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.consultas import quem_decide
from solicitacoes.models import Andamento, PedidoDeReabertura, Satisfacao, Solicitacao
from solicitacoes.notificacao import avisar, chamar
from solicitacoes.situacoes import PARTE, Situacao, Tipo

PEDIR, DECIDIR = "REABERTURA_PEDIR", "REABERTURA_DECIDIR"
"""Até quando se pede, e em quanto tempo a unidade decide: prazos da cidade."""
ENCERRADOS_PELA_UNIDADE = (Situacao.FINALIZADA, Situacao.INDEFERIDA)
DIAS = 365
NAO_SE_DIZ = "Só se diz se foi resolvido de um pedido que a Prefeitura encerrou."
SEM_FOTO = "Mande uma foto de como está agora: é por ela que a unidade decide."
JA_PEDIU = "Você já pediu uma vez que a unidade reabra este pedido."
PASSOU = "O tempo de pedir que a unidade reabra já passou."
SO_DEPOIS_DO_NAO = "Antes, diga que o problema não foi resolvido."
NADA_POR_DECIDIR = "Ninguém pediu que este pedido se reabra, ou já se decidiu."
SO_A_CHEFIA = "Este pedido já foi encerrado. Só a chefia da unidade decide se o reabre."


def se_pergunta(caso: Solicitacao) -> bool:
    """A unidade encerrou há menos de um ano, e há quem possa dizer se foi resolvido."""
    desde = timezone.now() - timedelta(days=DIAS)
    recente = caso.encerrada_em is not None and caso.encerrada_em > desde
    return recente and caso.situacao in ENCERRADOS_PELA_UNIDADE and caso.ha_a_quem_avisar


def ja_disse(caso: Solicitacao) -> Satisfacao | None:
    """O que se respondeu deste encerramento."""
    if caso.encerrada_em is None:
        return None
    return Satisfacao.objects.filter(caso=caso, do_fim_em=caso.encerrada_em).first()


@transaction.atomic
def dizer_se_resolveu(  # noqa: PLR0913  cada argumento é uma resposta
    *, caso: Solicitacao, por: Autor, resolveu: str, nota: int | None, no_prazo: str, clareza: str
) -> Satisfacao:
    """Grava a resposta, uma vez por encerramento: depois dela, só o sim por engano passa a não."""
    caso = travar(caso)
    if por.papel not in PARTE or caso.encerrada_em is None or not se_pergunta(caso):
        raise TransicaoProibida(NAO_SE_DIZ)
    agora = timezone.now()
    valores = {"resolveu": resolveu, "nota": nota, "no_prazo": no_prazo, "clareza": clareza, "em": agora}
    dita, nova = Satisfacao.objects.get_or_create(caso=caso, do_fim_em=caso.encerrada_em, defaults=valores)
    trocou = not nova and resolveu == Satisfacao.Resolveu.NAO and troca_ate(caso, dita) is not None
    if trocou:
        Satisfacao.objects.filter(pk=dita.pk).update(**valores)
        dita.refresh_from_db()
    if nova or trocou:
        texto = f"Foi resolvido? {dita.get_resolveu_display()}."
        alcance = Andamento.Alcance.INTERESSADO
        registrar(caso, tipo=Tipo.SATISFACAO, por=por, alcance=alcance, texto=texto, em=agora)
    return dita


def pedir_ate(caso: Solicitacao) -> datetime | None:
    """O último momento de pedir que a unidade reabra."""
    return vencimento(PEDIR, inicio=caso.encerrada_em) if caso.encerrada_em else None


def troca_ate(caso: Solicitacao, dita: Satisfacao) -> datetime | None:
    """Até quando quem disse sim por engano pode dizer não; None: já não pode."""
    return None if dita.nao_foi else _ainda(pedir_ate(caso))


def por_que_nao_pede(caso: Solicitacao) -> str:
    """A razão de não se poder, agora, pedir que a unidade reabra; vazio: pode-se."""
    if not se_pergunta(caso):
        return NAO_SE_DIZ
    pediu = PedidoDeReabertura.objects.filter(caso=caso).exists()
    return _por_que_nao(ja_disse(caso), pedir_ate(caso), pediu=pediu)


def _por_que_nao(dita: Satisfacao | None, ate: datetime | None, *, pediu: bool) -> str:
    if pediu:
        return JA_PEDIU
    if dita is None or not dita.nao_foi:
        return SO_DEPOIS_DO_NAO
    return PASSOU if ate is None or ate < timezone.now() else ""


def falta_sem_foto(caso: Solicitacao) -> str:
    """O que se diz a quem pede que se reabra sem mandar foto; vazio: a foto não mostraria nada."""
    return SEM_FOTO if caso.versao_servico.a_foto_mostra else ""


@dataclass(frozen=True, slots=True)
class DepoisDoFim:
    """O que a página diz depois do fim, lido uma vez: o que se respondeu, e até quando se muda ou se pede."""

    dita: Satisfacao | None
    troca_ate: datetime | None
    reabrir_ate: datetime | None
    reabertura: PedidoDeReabertura | None
    com_foto: bool
    """Só se pede que reabra com uma foto de como está."""


def depois_do_fim(caso: Solicitacao) -> DepoisDoFim | None:
    """None: deste fim nada se pergunta."""
    if not se_pergunta(caso):
        return None
    dita, reabertura = ja_disse(caso), getattr(caso, "pedido_de_reabertura", None)
    ate = pedir_ate(caso) if dita else None
    return DepoisDoFim(
        dita=dita,
        troca_ate=_ainda(ate) if dita and not dita.nao_foi else None,
        reabrir_ate=None if _por_que_nao(dita, ate, pediu=reabertura is not None) else ate,
        reabertura=reabertura,
        com_foto=bool(falta_sem_foto(caso)),
    )


def _ainda(ate: datetime | None) -> datetime | None:
    return ate if ate and timezone.now() <= ate else None


@transaction.atomic
def pedir_reabertura(
    *, caso: Solicitacao, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho]
) -> Solicitacao:
    """Quem disse que não foi resolvido pede, uma vez, que a unidade reabra; com foto, onde ela o mostra."""
    caso, agora = travar(caso), timezone.now()
    if por.papel not in PARTE:
        raise TransicaoProibida(NAO_SE_DIZ)
    if razao := por_que_nao_pede(caso):
        raise TransicaoProibida(razao)
    if not fotos and (razao := falta_sem_foto(caso)):
        raise TransicaoProibida(razao)
    PedidoDeReabertura.objects.create(caso=caso, em=agora, decidir_ate=vencimento(DECIDIR, inicio=agora))
    caso.com_foto = caso.com_foto or bool(fotos)
    alcance = Andamento.Alcance.INTERESSADO
    caso = registrar(caso, tipo=Tipo.REABERTURA_PEDIDA, por=por, alcance=alcance, texto=texto, em=agora)
    anexar(caso, fotos, por=por, ordem=caso.versao, em=agora)
    quem = quem_decide(caso.unidade, timezone.localdate(agora))
    recado = "Pedem que se reabra, com foto" if fotos else "Pedem que se reabra"
    chamar(caso, quem, Notificacao.Tipo.RESPONDIDO, recado)
    return caso


@transaction.atomic
def cobrar_a_decisao(*, reabertura: PedidoDeReabertura) -> None:
    """Passou o tempo de decidir se reabre: quem decide fica sabendo, e quem está acima também, uma vez só."""
    caso, hoje = reabertura.caso, timezone.localdate()
    texto, chave = "Passou o prazo de decidir se reabre", f"{caso.protocolo}/reabertura-atrasada"
    quem = quem_decide(caso.unidade, hoje)
    chamar(caso, quem, Notificacao.Tipo.PRAZO, texto, chave=chave)
    if caso.unidade.superior:
        acima = [pessoa for pessoa in quem_decide(caso.unidade.superior, hoje) if pessoa not in quem]
        onde = reverse("portal:caso", args=[caso.protocolo])
        texto = f"{caso.unidade.sigla}. {texto}"
        chamar(caso, acima, Notificacao.Tipo.PRAZO, texto, chave=chave, endereco=onde)


@transaction.atomic
def recusar_reabertura(*, caso: Solicitacao, versao: int, por: Autor, motivo: str) -> Solicitacao:
    """A chefia diz por que o pedido continua encerrado; a pessoa lê o motivo e o caminho da Ouvidoria."""
    motivo = conferir_resposta(motivo)
    caso = travar(caso, versao=versao)
    if por.papel != Papel.CHEFIA:
        raise TransicaoProibida(SO_A_CHEFIA)
    if not decidir(caso, aceito=False):
        raise TransicaoProibida(NADA_POR_DECIDIR)
    avisos = avisar(caso, "reabertura_recusada", motivo=motivo)
    return registrar_ato(
        caso,
        Tipo.REABERTURA_RECUSADA,
        por,
        alcance=Andamento.Alcance.INTERESSADO,
        texto=motivo,
        mudancas=como_substituta(caso, por),
        avisos=avisos,
    )


def como_substituta(caso: Solicitacao, por: Autor) -> dict[str, list[str]]:
    """O que fica no andamento da decisão de quem está, hoje, no lugar da chefia da unidade; senão, nada."""
    no_lugar = por.usuario and caso.unidade_id in no_lugar_da_chefia(por.usuario, timezone.localdate())
    return {"decidiu": ["", "quem está no lugar da chefia"]} if no_lugar else {}


@transaction.atomic
def contar_resolvidos(*, hoje: date) -> int:
    """Refaz, para o Guia, o que se disse de cada serviço nos `DIAS` dias antes de hoje."""
    no_ano = Satisfacao.objects.filter(
        em__gte=comeco_do_dia(hoje - timedelta(days=DIAS)), em__lt=comeco_do_dia(hoje)
    )
    sim = Q(resolveu=Satisfacao.Resolveu.SIM)
    contas = (
        no_ano.order_by().values("caso__servico").annotate(todos=Count("pk"), sim=Count("pk", filter=sim))
    )
    linhas = [
        Procura(servico_id=conta["caso__servico"], disseram=conta["todos"], resolvidos=conta["sim"])
        for conta in contas
    ]
    antigas = Procura.objects.exclude(disseram=0).exclude(pk__in=[linha.pk for linha in linhas])
    antigas.update(disseram=0, resolvidos=0)
    Procura.objects.bulk_create(
        linhas,
        update_conflicts=True,
        unique_fields=["servico"],
        update_fields=["disseram", "resolvidos"],
    )
    return len(linhas)


def decidir(caso: Solicitacao, *, aceito: bool) -> bool:
    """Fecha o pedido de reabertura deste caso já travado; falso se não havia nenhum por decidir."""
    seu = PedidoDeReabertura.objects.por_decidir().filter(caso=caso)
    return bool(seu.update(decidido_em=timezone.now(), aceito=aceito))
