"""Recorrer e decidir, nas três instâncias e de ofício; a reclamação pela omissão; desistir e encerrar.

LAI, arts. 15 e seguintes; Decreto municipal 53.623/2012 (artigos a confirmar). A ordem não se pula, e quem
respondeu não julga.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.papeis import Papel
from esic import pendencias
from esic.acoes.julgamento import exigir_isencao, por_que_nao_decide
from esic.acoes.pautar import por_na_pauta, proxima_reuniao
from esic.acoes.publicar import preparar
from esic.acoes.sic import a_cumprir, fechar_reclamacao, proxima_instancia
from esic.models import Andamento, Pedido, ReclamacaoPorOmissao, Recurso
from esic.notificacao import (
    Efeito,
    avisar,
    efeito_da_decisao,
    quando_decide,
    quem_decide,
    resultado_da_reclamacao,
)
from esic.situacoes import (
    A_CUMPRIR,
    RECORRE,
    Instancia,
    MotivoDeRecurso,
    Resultado,
    ResultadoDaReclamacao,
    Situacao,
    Tipo,
)
from protocolo import prazos_legais
from protocolo.acoes import exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.notificacao import quem_pediu
from protocolo.prazos.atraso import venceu
from protocolo.prazos.em_palavras import dia
from protocolo.resposta_suficiente import conferir_resposta

Alcance = Andamento.Alcance
RELOGIOS = {
    Instancia.PRIMEIRA: "ESIC_RECURSO_1_DECISAO",
    Instancia.SEGUNDA: "ESIC_RECURSO_2_DECISAO",
    Instancia.TERCEIRA: "ESIC_RECURSO_3_DECISAO",
}

AMANHA = timedelta(days=1)
"""A pauta de uma reunião de hoje já está feita: quem recorre hoje entra na seguinte."""


def pode_recorrer(caso: Pedido, em: datetime) -> Instancia | None:
    """A instância que cabe agora, ou None.

    Cabe depois da resposta ou de uma decisão que não deu tudo, no prazo da pessoa; e, sem resposta ou sem
    decisão no prazo, enquanto durar o silêncio.
    """
    proxima = proxima_instancia(caso)
    if proxima is None or not caso.aberta:
        return None
    if caso.situacao == Situacao.EM_TRAMITACAO:
        return proxima if venceu(caso, em) else None
    if caso.situacao == Situacao.EM_RECURSO:
        return proxima if venceu(caso.recursos.get(decidido_em=None), em) else None
    return proxima if caso.recorrer_ate and em <= caso.recorrer_ate else None


@transaction.atomic
def recorrer(*, caso: Pedido, por: Autor, motivo: str, texto: str = "", de_oficio: bool = False) -> Recurso:
    """Abre o recurso na instância que cabe, com o seu relógio; o que não foi decidido no prazo sobe.

    De ofício só o abre o sistema, e ele só abre de ofício.
    """
    if de_oficio != (por.papel == Papel.SISTEMA):
        raise TransicaoProibida("O recurso de ofício é só o que o sistema abre.")
    caso = travar(caso)
    agora = timezone.now()
    instancia = pode_recorrer(caso, agora)
    if instancia is None:
        raise TransicaoProibida("Agora não cabe recurso deste pedido.")
    exigir(caso, Situacao.EM_RECURSO, por)
    caso.recursos.filter(decidido_em=None).update(
        resultado=Resultado.PERDA_DE_OBJETO,
        decidido_em=agora,
        fundamentacao="A instância não decidiu no prazo, e o recurso subiu.",
    )
    recurso = Recurso(
        pedido=caso,
        instancia=instancia,
        motivo=MotivoDeRecurso(motivo),
        texto=texto,
        de_oficio=de_oficio,
        aberto_em=agora,
    )
    prazos_legais.partir(recurso, RELOGIOS[instancia], inicio=agora)
    recurso.save()
    caso.situacao, caso.recorrer_ate = Situacao.EM_RECURSO, None
    registrar(
        caso,
        tipo=Tipo.RECURSO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=texto,
        mudancas={"instancia": ["", instancia.label], "motivo": ["", recurso.get_motivo_display()]},
        avisos=_aviso_do_recurso(caso, recurso),
    )
    pendencias.RECURSO[instancia].contar(recurso)
    if instancia == Instancia.TERCEIRA and (reuniao := proxima_reuniao(timezone.localdate(agora) + AMANHA)):
        por_na_pauta(caso, recurso, reuniao)
    return recurso


def _aviso_do_recurso(caso: Pedido, recurso: Recurso) -> list[Aviso]:
    """A quem recorreu, que se recebeu; a quem nada fez, que o recurso subiu sozinho e por quê."""
    dito = {"instancia": quem_decide(recurso.instancia), "quando": quando_decide(recurso)}
    if recurso.de_oficio:
        return avisar(caso, "esic_de_oficio", porque=recurso.texto, **dito)
    return avisar(caso, "esic_recurso", **dito)


def efeito(caso: Pedido, resultado: str, em: datetime) -> Efeito:
    """O que uma decisão de agora causa: até quando se recorre dela, e até quando o órgão a cumpre."""
    proxima = proxima_instancia(caso)
    recorre = proxima and resultado != Resultado.DEFERIDO
    cumpre = resultado in A_CUMPRIR
    return Efeito(
        proxima=proxima,
        recorrer_ate=prazos_legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=em) if recorre else None,
        cumprir_ate=prazos_legais.vencimento("ESIC_CUMPRIMENTO", inicio=em) if cumpre else None,
    )


@transaction.atomic
def decidir(*, recurso: Recurso, versao: int, por: Autor, resultado: str, fundamentacao: str) -> Pedido:
    """A decisão fundamentada da instância, por quem é dela; deferido, o órgão tem um prazo para cumprir.

    Levanta QuemRespondeuNaoJulga se quem decide respondeu o pedido ou decidiu a instância anterior, e
    TransicaoProibida se a Comissão ainda não se reuniu.
    """
    fundamentacao = conferir_resposta(fundamentacao)
    caso = travar(recurso.pedido, versao=versao)
    recurso = Recurso.objects.select_related("reuniao").get(pk=recurso.pk)
    recurso.pedido = caso
    exigir(caso, Situacao.DECIDIDO, por)
    agora = timezone.now()
    aberto = None if recurso.decidido_em else recurso
    if recusa := por_que_nao_decide(aberto, por, timezone.localdate(agora)):
        raise TransicaoProibida(recusa)
    exigir_isencao(caso, por)
    causa = efeito(caso, resultado, agora)
    recurso.resultado, recurso.fundamentacao = Resultado(resultado), fundamentacao
    recurso.decidido_em, recurso.decidido_por = agora, por.usuario
    recurso.cumprir_ate = causa.cumprir_ate
    recurso.save()
    if causa.cumprir_ate:
        pendencias.CUMPRIR.contar(recurso)
    caso.situacao, caso.recorrer_ate = Situacao.DECIDIDO, causa.recorrer_ate
    return registrar(
        caso,
        tipo=Tipo.RECURSO_DECIDIDO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=fundamentacao,
        mudancas={"resultado": ["", Resultado(resultado).label]},
        avisos=avisar(
            caso,
            "esic_decidido",
            resultado=Resultado(resultado).label,
            fundamentacao=fundamentacao,
            recurso=efeito_da_decisao(causa),
        ),
        em=agora,
    )


def pode_reclamar(caso: Pedido, em: datetime) -> bool:
    """O prazo passou sem resposta nem recurso, e não há outra reclamação à espera da Ouvidoria."""
    atrasado = caso.situacao == Situacao.EM_TRAMITACAO and venceu(caso, em)
    return atrasado and not caso.reclamacoes.filter(decidida_em=None).exists()


@transaction.atomic
def reclamar(*, caso: Pedido, por: Autor) -> ReclamacaoPorOmissao:
    """A pessoa, ou quem a atende, reclama à Ouvidoria que o prazo passou; o órgão ainda pode responder."""
    caso = travar(caso)
    agora = timezone.now()
    if por.papel not in RECORRE or not pode_reclamar(caso, agora):
        raise TransicaoProibida("A reclamação cabe quando o prazo passa sem resposta, e uma de cada vez.")
    reclamacao = ReclamacaoPorOmissao(pedido=caso, aberta_em=agora)
    prazos_legais.partir(reclamacao, "ESIC_RECLAMACAO_DECISAO", inicio=agora)
    reclamacao.save()
    registrar(
        caso,
        tipo=Tipo.RECLAMACAO,
        por=por,
        alcance=Alcance.INTERESSADO,
        avisos=avisar(caso, "esic_reclamacao_recebida", decide_ate=dia(reclamacao.vence_em)),
    )
    pendencias.RECLAMACAO.contar(reclamacao)
    return reclamacao


@transaction.atomic
def decidir_reclamacao(
    *, reclamacao: ReclamacaoPorOmissao, versao: int, por: Autor, resultado: str, fundamentacao: str
) -> Pedido:
    """A Ouvidoria decide; procedente, manda o órgão responder até uma data."""
    fundamentacao = conferir_resposta(fundamentacao)
    caso = travar(reclamacao.pedido, versao=versao)
    reclamacao = ReclamacaoPorOmissao.objects.get(pk=reclamacao.pk)
    if por.papel != Papel.OUVIDORIA or reclamacao.decidida_em:
        raise TransicaoProibida("Esta reclamação não está com a Ouvidoria.")
    agora = timezone.now()
    reclamacao.resultado = ResultadoDaReclamacao(resultado)
    reclamacao.fundamentacao = fundamentacao
    reclamacao.decidida_em, reclamacao.decidida_por = agora, por.usuario
    if reclamacao.resultado == ResultadoDaReclamacao.PROCEDENTE:
        reclamacao.responder_ate = prazos_legais.vencimento("ESIC_CUMPRIMENTO", inicio=agora)
        pendencias.MANDADA.contar(reclamacao)
    reclamacao.save()
    return registrar(
        caso,
        tipo=Tipo.RECLAMACAO_DECIDIDA,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=fundamentacao,
        mudancas={"resultado": ["", ResultadoDaReclamacao(reclamacao.resultado).label]},
        avisos=avisar(
            caso,
            "esic_reclamacao",
            resultado=resultado_da_reclamacao(resultado, reclamacao.responder_ate),
            fundamentacao=fundamentacao,
        ),
    )


@transaction.atomic
def desistir(*, caso: Pedido, por: Autor, por_onde: str = "") -> Pedido:
    """A pessoa desiste antes da resposta; o pedido fica guardado. `por_onde`, se pediu a quem atende."""
    caso = travar(caso)
    exigir(caso, Situacao.DESISTENCIA, por)
    agora = timezone.now()
    caso.situacao, caso.encerrada_em = Situacao.DESISTENCIA, agora
    fechar_reclamacao(caso, por, agora, "A pessoa desistiu do pedido.")
    avisos = avisar(caso, "esic_desistencia", {"quem_pediu": quem_pediu(por, por_onde)})
    return registrar(caso, tipo=Tipo.DESISTENCIA, por=por, alcance=Alcance.PUBLICO, avisos=avisos)


@transaction.atomic
def encerrar(*, caso: Pedido, por: Autor) -> Pedido:
    """Nada mais cabe: o tempo de recorrer passou, ou a última instância decidiu e o órgão cumpriu.

    Se a pessoa autorizou divulgar, nasce a publicação, por revisar.
    """
    caso = travar(caso)
    agora = timezone.now()
    if caso.situacao not in (Situacao.RESPONDIDO, Situacao.DECIDIDO) or a_cumprir(caso):
        return caso
    if caso.recorrer_ate and caso.recorrer_ate >= agora:
        return caso
    exigir(caso, Situacao.ENCERRADO, por)
    porque = "Não cabe outro recurso dentro da Prefeitura."
    if proxima_instancia(caso) and caso.recorrer_ate:
        porque = f"O tempo de recorrer acabou em {dia(caso.recorrer_ate)}."
    caso.situacao, caso.encerrada_em, caso.recorrer_ate = Situacao.ENCERRADO, agora, None
    caso = registrar(
        caso,
        tipo=Tipo.ENCERRAMENTO,
        por=por,
        alcance=Alcance.PUBLICO,
        texto=porque,
        avisos=avisar(caso, "esic_encerrado", porque=porque),
        em=agora,
    )
    preparar(caso, em=agora)
    return caso
