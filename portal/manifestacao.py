"""O que a página da manifestação mostra a quem provou que ela é sua."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from contas.papeis import Papel
from contas.segredos.chaves import chave_de
from ouvidoria.models import Andamento, Consentimento, Encaminhamento, Manifestacao, Satisfacao
from ouvidoria.situacoes import Destino, Resposta, Situacao, Tipo
from portal.consultas import TEXTOS_DO_GUIA, Mudanca, Passo, lido, que_se_leem
from protocolo.calendario import carregar_calendario
from protocolo.models import Vinculo
from protocolo.prazos import relogio

QUEM = {Papel.INTERESSADO: "você", Papel.ATENDENTE: "atendente", Papel.OUVIDORIA: "Ouvidoria"}
MUDOU: dict[str, Mudanca] = {
    Tipo.RECLASSIFICACAO: ("tipo", "Era {}; passou a ser {}.".format),
    Tipo.PRORROGACAO: ("prazo", "O prazo passou de {} para {}.".format),
    Tipo.ENCAMINHAMENTO: ("orgao", "{}Enviada a: {}.".format),
    Tipo.CONCLUSAO: ("resposta", "{}Resultado: {}.".format),
}


@dataclass(frozen=True, slots=True)
class Envio:
    """A quem a Ouvidoria enviou, e em que pé está. Sem `ate`, não há prazo que se espere."""

    quem: str
    em: datetime
    respondido_em: datetime | None = None
    ate: datetime | None = None


def por_inteiro(caso: Manifestacao) -> Manifestacao:
    """A manifestação com as linhas que a página mostra, numa consulta; os textos do Guia ficam no banco."""
    relacoes = ("orgao", "interessado", "satisfacao", "solicitacao__versao_servico")
    textos = [f"solicitacao__{campo}" for campo in TEXTOS_DO_GUIA]
    return Manifestacao.objects.select_related(*relacoes).defer(*textos).get(pk=caso.pk)


def linha_do_tempo(caso: Manifestacao) -> list[Passo]:
    """Os passos, na voz de quem lê; a resposta em vigor já está no alto da página."""
    ja_dito = (Tipo.CONCLUSAO, caso.conclusao if caso.resposta else None)
    return [
        lido(p, MUDOU, quem=_quem(p), texto="" if (p.tipo, p.texto) == ja_dito else None)
        for p in que_se_leem(caso.andamentos)
    ]


def _quem(passo: Andamento) -> str:
    """Sem nome de pessoa. "Você respondeu · você" diria duas vezes."""
    quem = QUEM.get(Papel(passo.papel), "")
    return "" if passo.frase.lower().startswith(quem) else quem


def situacao(caso: Manifestacao) -> str:
    """Em que pé está, na voz de quem lê, com o resultado quando há."""
    if caso.situacao == Situacao.AGUARDANDO_MUNICIPE:
        return "Aguardando a sua resposta"
    if caso.resposta:
        return f"{caso.nome_da_situacao}: {Resposta(caso.resposta).label.lower()}"
    return caso.nome_da_situacao


def como_calculamos(caso: Manifestacao) -> tuple[str, ...]:
    """As frases que explicam o prazo da resposta e a lei que o dá; nenhuma com o relógio parado."""
    if not caso.contando:
        return ()
    evento = "Você pediu a revisão" if caso.revisao_em else "A Ouvidoria recebeu a manifestação"
    frases = relogio.como(caso, carregar_calendario(), evento=evento)
    return (*frases, f"De onde vem o prazo: {caso.base_legal}.")


def envios(caso: Manifestacao) -> list[Envio]:
    """A quem foi, do mais novo ao mais antigo; o que a Ouvidoria retirou sem resposta não conta."""
    todos = caso.encaminhamentos.select_related("orgao").order_by("-enviado_em", "-pk")
    return [_envio(envio) for envio in todos if envio.respondido_em or not envio.recolhido_em]


def _envio(envio: Encaminhamento) -> Envio:
    nome = envio.orgao.nome if envio.orgao else envio.externo
    espera = envio.pendente and envio.destino == Destino.ORGAO
    return Envio(
        quem=Destino.CORREGEDORIA.label if envio.destino == Destino.CORREGEDORIA else nome,
        em=envio.enviado_em,
        respondido_em=envio.respondido_em,
        ate=envio.vence_em if espera else None,
    )


def consentimento_pedido(caso: Manifestacao) -> Consentimento | None:
    """A pergunta sobre a identidade ainda sem resposta; só se faz numa denúncia."""
    return caso.consentimentos.filter(respondido_em=None).first() if caso.denuncia else None


def sigilo(caso: Manifestacao) -> str:
    """Quem pode saber quem é a pessoa, dito a ela; vazio se a página já o diz de outro jeito."""
    if caso.anonima:
        return "Você não disse quem é. Guarde o protocolo e a chave: sem eles esta página não se abre."
    if not caso.denuncia:
        return ""
    a_quem = caso.consentimentos.filter(consentiu=True).values_list("a_quem", flat=True)
    if ditos := ", ".join(a_quem.order_by("pk")):
        return f"Você autorizou a Ouvidoria a dizer quem você é a: {ditos}."
    return "Só a Ouvidoria pode saber quem você é, e ela só diz a alguém com a sua autorização."


def avaliacao(caso: Manifestacao) -> Satisfacao | None:
    """A nota dada a esta resposta; a que se deu antes da revisão era de outra."""
    dada: Satisfacao | None = getattr(caso, "satisfacao", None)
    return dada if dada and caso.encerrada_em and dada.em >= caso.encerrada_em else None


def caminho_novo(caso: Manifestacao) -> tuple[str, str] | None:
    """O protocolo que a Ouvidoria abriu no lugar, e a página dele já aberta com a chave: a pessoa é a mesma.

    Sem a chave, quem não se identificou nunca veria o pedido que se abriu por ele.
    """
    if caso.situacao != Situacao.REDIRECIONADA:
        return None
    novo = Vinculo.objects.filter(de_protocolo=caso.protocolo, tipo="redirecionada").first()
    if novo is None:
        return None
    para = novo.para_protocolo
    return para, reverse("portal:entrar_com_chave", args=[para, chave_de(para)])
