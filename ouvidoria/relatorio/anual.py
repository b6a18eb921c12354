"""Os números do relatório de gestão do ano (Lei 13.460/2017, arts. 14, II, e 15), contados na hora.

Uma manifestação é do ano em que foi recebida (`aberta_em`, no relógio da cidade), e o relatório a segue até
hoje. Cada função faz um número fixo de consultas. De denúncia só sai o que `denuncias.py` abre: por tipo, por
mês e por órgão; nenhuma outra conta as inclui, ou dir-se-iam por subtração.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import CharField, Count, DurationField, F, Min, Q
from django.db.models.functions import Coalesce, ExtractMonth

from documentos.relatorios import contagens
from documentos.relatorios.quadros import (
    NAO_SE_ABRE,
    SEM_NUMERO,
    Linha,
    Numeros,
    ParteDoRelatorio,
    Quadro,
    contagem,
    das_escolhas,
    por_cento,
)
from documentos.relatorios.sigilo import MENOR_QUE_SE_ABRE
from guia.models import Orgao
from ouvidoria.models import Manifestacao, ManifestacaoQuerySet, Satisfacao
from ouvidoria.relatorio import denuncias, ranking
from ouvidoria.relatorio.denuncias import ORGAO_DE_QUE_SE_FALA, Denuncias
from ouvidoria.situacoes import Falha, Resposta, Situacao, TipoDeManifestacao
from protocolo.models import Canal
from protocolo.prazos.em_palavras import atrasada_ha

SERVICOS_MOSTRADOS = 10
SEM_ORGAO = "Sem órgão dito"
DENUNCIA, RECLAMACAO = TipoDeManifestacao.DENUNCIA, TipoDeManifestacao.RECLAMACAO
SEM_DENUNCIAS = [tipo for tipo in TipoDeManifestacao if tipo != DENUNCIA]
SEM_AS_DENUNCIAS = "Sem as denúncias."
COM_DENUNCIAS_A_PARTE = (*(tipo.label for tipo in SEM_DENUNCIAS), "Total sem denúncias", "Denúncias")
NOTA_DAS_DENUNCIAS = (
    f"O número de denúncias de um {{}} só se abre a partir de {MENOR_QUE_SE_ABRE}, e se não deixa achar "
    f"outro, para não indicar quem denunciou. Onde está “{NAO_SE_ABRE}” pode não haver nenhuma."
)


@dataclass(frozen=True, slots=True)
class Resumo:
    """O que se lê primeiro, sem as denúncias."""

    recebidas: int
    respondidas: int
    no_prazo: int
    mediana: timedelta | None
    prorrogadas: int
    revistas: int
    abertas: int
    atrasadas: int
    pior: str
    """ "atrasada há 12 dias": a aberta de prazo mais antigo."""

    @property
    def com_atraso(self) -> int:
        return self.respondidas - self.no_prazo

    @property
    def parte_no_prazo(self) -> str:
        return por_cento(self.no_prazo, self.respondidas)

    @property
    def dias(self) -> int | None:
        """A mediana em dias do calendário, arredondada."""
        return None if self.mediana is None else round(self.mediana / timedelta(days=1))


def anos(agora: datetime) -> list[int]:
    """Do ano corrente ao da primeira manifestação."""
    return contagens.anos(Manifestacao.objects.all(), agora)


def calcular(ano: int, agora: datetime) -> Numeros[Resumo]:
    """O relatório inteiro."""
    inicio, fim = contagens.do_ano(ano)
    recebidas = Manifestacao.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim).exclude(tipo=DENUNCIA)
    abertas = denuncias.do_ano(ano, agora)
    orgaos = dict(Orgao.objects.values_list("pk", "nome"))
    por_orgao = contagens.cruzar(recebidas, ORGAO_DE_QUE_SE_FALA, "tipo")
    resumo = _resumo(recebidas, agora)
    reclamacoes = {orgao: tipos[RECLAMACAO] for orgao, tipos in por_orgao.items() if orgao is not None}
    canais = das_escolhas(Canal, contagens.contar(recebidas, "canal"), so_contadas=True)
    chegou = (
        *_tipos_e_meses(recebidas, abertas, ano),
        contagem("Manifestações recebidas, por canal", "Canal", canais, nota=SEM_AS_DENUNCIAS),
        _orgaos(por_orgao, abertas, orgaos),
    )
    resposta = (
        Quadro("Quanto demorou", ("Medida", "Valor"), _tempos(resumo), NOTA_DOS_TEMPOS),
        *_situacoes_e_respostas(recebidas),
        *_satisfacao(inicio, fim),
    )
    dos_orgaos = (
        ranking.respostas(inicio, fim, orgaos, agora),
        ranking.mais_reclamados(reclamacoes, ranking.pedidos_por_orgao(inicio, fim), orgaos),
    )
    partes = (
        ParteDoRelatorio("O que chegou", chegou),
        ParteDoRelatorio("Por que as pessoas reclamaram", (_motivos(recebidas), _servicos(recebidas))),
        ParteDoRelatorio("O que a Ouvidoria respondeu", resposta),
        ParteDoRelatorio("Os órgãos", dos_orgaos),
    )
    return Numeros(ano, agora, resumo, partes)


# --- o que chegou -----------------------------------------------------------------------


def _tipos_e_meses(do_ano: ManifestacaoQuerySet, abertas: Denuncias, ano: int) -> tuple[Quadro, Quadro]:
    por_mes = contagens.cruzar(do_ano.annotate(mes=ExtractMonth("aberta_em")), "mes", "tipo")
    por_tipo = sum(por_mes.values(), Counter[str]())
    linhas = (
        _denuncias_a_parte(nome, por_mes.get(mes, Counter()), abertas.meses.get(f"{ano}-{mes:02}"))
        for mes, nome in contagens.meses().items()
    )
    titulo, nota = "Manifestações recebidas, por mês", NOTA_DAS_DENUNCIAS.format("mês")
    return (
        _tipos(por_tipo, abertas.total),
        Quadro(titulo, ("Mês", *COM_DENUNCIAS_A_PARTE), tuple(linhas), nota),
    )


def _tipos(por_tipo: Counter[str], denunciadas: int | None) -> Quadro:
    titulo, nota = "Manifestações recebidas, por tipo", NOTA_DAS_DENUNCIAS.format("ano")
    if denunciadas:
        com_elas = das_escolhas(TipoDeManifestacao, {**por_tipo, DENUNCIA: denunciadas})
        return contagem(titulo, "Tipo", com_elas, nota=nota)
    sem_elas = contagem(titulo, "Tipo", das_escolhas(SEM_DENUNCIAS, por_tipo), nota=nota)
    return replace(sem_elas, linhas=(*sem_elas.linhas, (DENUNCIA.label, NAO_SE_ABRE, SEM_NUMERO)))


def _orgaos(
    por_orgao: Mapping[int | None, Counter[str]], abertas: Denuncias, nomes: Mapping[int, str]
) -> Quadro:
    """Um órgão de que só há poucas denúncias não tem linha: estar na lista já diria que as há."""
    linhas: list[Linha] = []
    for orgao in {*por_orgao, *abertas.orgaos}:
        nome = SEM_ORGAO if orgao is None else nomes[orgao]
        linhas.append(_denuncias_a_parte(nome, por_orgao.get(orgao, Counter()), abertas.orgaos.get(orgao)))
    linhas.sort(key=lambda linha: (-int(linha[-2]), str(linha[0])))
    colunas, nota = ("Órgão", *COM_DENUNCIAS_A_PARTE), NOTA_DAS_DENUNCIAS.format("órgão")
    return Quadro("Manifestações recebidas, por órgão", colunas, tuple(linhas), nota)


def _denuncias_a_parte(nome: str, tipos: Counter[str], denunciadas: int | None) -> Linha:
    """As células de COM_DENUNCIAS_A_PARTE; o total não as conta, ou as diria por subtração."""
    outras = [tipos[tipo] for tipo in SEM_DENUNCIAS]
    return (nome, *outras, sum(outras), denunciadas or NAO_SE_ABRE)


# --- por quê ----------------------------------------------------------------------------


def _motivos(do_ano: ManifestacaoQuerySet) -> Quadro:
    contadas = contagens.contar(do_ano.filter(tipo=RECLAMACAO), "falha")
    pares = das_escolhas(Falha, contadas)
    if contadas[""]:
        pares.append(("Sem motivo dito", contadas[""]))
    nota = "Só a reclamação tem motivo. De denúncias, elogios, sugestões e solicitações contam-se os totais."
    return contagem("Motivos das reclamações", "Motivo", pares, nota=nota)


def _servicos(do_ano: ManifestacaoQuerySet) -> Quadro:
    """Os serviços de mais reclamações; um com menos de MENOR_QUE_SE_ABRE não é ponto recorrente."""
    nome = Coalesce(
        "solicitacao__servico__publicada__nome", "solicitacao__servico__slug", output_field=CharField()
    )
    de_servico = do_ano.filter(tipo=RECLAMACAO, solicitacao__sigilosa=False).values_list(nome)
    recorrentes = de_servico.annotate(quantas=Count("pk")).filter(quantas__gte=MENOR_QUE_SE_ABRE)
    linhas = tuple(recorrentes.order_by("-quantas", nome)[:SERVICOS_MOSTRADOS])
    return Quadro("Serviços de que mais se reclamou", ("Serviço", "Reclamações"), linhas)


# --- as respostas -----------------------------------------------------------------------

NOTA_DOS_TEMPOS = (
    "Sem as denúncias, cuja apuração não tem prazo em dias. O tempo vai do registro à resposta, contando o "
    "que se esperou a pessoa; nas que ela pediu para rever, vai do pedido de revisão."
)


def _resumo(do_ano: ManifestacaoQuerySet, agora: datetime) -> Resumo:
    respondida = Q(situacao=Situacao.CONCLUIDA)
    tempo = F("encerrada_em") - Coalesce("revisao_em", "aberta_em")
    contas = do_ano.aggregate(
        recebidas=Count("pk"),
        respondidas=Count("pk", filter=respondida),
        no_prazo=Count("pk", filter=respondida & Q(encerrada_em__lte=F("vence_em"))),
        mediana=contagens.Mediana(tempo, filter=respondida, output_field=DurationField()),
        prorrogadas=Count("prorrogada_em"),
        revistas=Count("revisao_em"),
        abertas=Count("pk", filter=Q(encerrada_em=None)),
    )
    vencidas = do_ano.vencidas(agora).aggregate(quantas=Count("pk"), pior=Min("vence_em"))
    return Resumo(**contas, atrasadas=vencidas["quantas"], pior=atrasada_ha(vencidas["pior"], agora))


def _tempos(resumo: Resumo) -> tuple[Linha, ...]:
    return (
        ("Respondidas", resumo.respondidas),
        ("Metade respondida em até (dias)", SEM_NUMERO if resumo.dias is None else resumo.dias),
        ("Respondidas no prazo", resumo.no_prazo),
        ("Respondidas depois do prazo", resumo.com_atraso),
        ("Prazo prorrogado", resumo.prorrogadas),
        ("Resposta que a pessoa pediu para rever", resumo.revistas),
    )


def _situacoes_e_respostas(do_ano: ManifestacaoQuerySet) -> tuple[Quadro, Quadro]:
    situacoes, respostas = (
        contagens.contar(do_ano, "situacao"),
        contagens.contar(do_ano, "resposta"),
    )
    onde = das_escolhas(Situacao, situacoes, so_contadas=True)
    resultados = das_escolhas([uma for uma in Resposta if uma != Resposta.EM_APURACAO], respostas)
    return (
        contagem("Respostas, por resultado", "Resultado", resultados, nota=SEM_AS_DENUNCIAS),
        contagem("Onde as manifestações do ano estão agora", "Situação", onde, nota=SEM_AS_DENUNCIAS),
    )


def _satisfacao(inicio: datetime, fim: datetime) -> tuple[Quadro, Quadro]:
    """O que acharam da resposta (Lei 13.460/2017, art. 23)."""
    do_ano = Satisfacao.objects.filter(
        manifestacao__aberta_em__gte=inicio, manifestacao__aberta_em__lt=fim
    ).exclude(manifestacao__tipo=DENUNCIA)
    por_nota = contagens.cruzar(do_ano, "nota", "resolveu")
    notas = {nota: resolvidas.total() for nota, resolvidas in por_nota.items()}
    avaliacoes = [(nome, notas.get(nota, 0)) for nota, nome in Satisfacao.NOTAS]
    resolveu = das_escolhas(Satisfacao.Resolveu, sum(por_nota.values(), Counter[str]()))
    return (
        contagem("Como as pessoas avaliaram o atendimento", "Avaliação", avaliacoes, nota=_nota_media(notas)),
        contagem("A resposta resolveu?", "Resposta", resolveu),
    )


def _nota_media(notas: Mapping[int, int]) -> str:
    if not notas:
        return ""
    media = sum(nota * quantas for nota, quantas in notas.items()) / sum(notas.values())
    return f"Nota média {media:.1f} de 5.".replace(".", ",", 1)
