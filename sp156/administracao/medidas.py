"""O que pede atenção hoje, no alto da página inicial da administração."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from avisos.models import Alerta, Aviso
from guia import guardas as guia
from guia.models import Servico
from guia.publicacao import relatorio, trabalho
from guia.situacoes import Situacao
from roteamento.models import ConferenciaDeRotas, Regra, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.guardas import caixas_de
from solicitacoes.models import Solicitacao

SEMANA = timedelta(days=7)
CITADAS = 3
MAXIMO = 1000
"""Ninguém precisa do número exato acima disto, e contar tudo custa."""


@dataclass(frozen=True, slots=True)
class Medida:
    """Um número da página inicial: o que é, quanto é e onde se cuida dele."""

    nome: str
    quantos: int
    explicacao: str
    link: str = ""
    texto_do_link: str = ""

    @property
    def escrito(self) -> str:
        return f"mais de {MAXIMO}" if self.quantos > MAXIMO else str(self.quantos)


def medidas(request: HttpRequest) -> list[Medida]:
    """As medidas que a pessoa tem permissão de ver."""
    pode: Any = request.user
    contadas: list[Medida] = []
    if pode.has_perm("solicitacoes.view_solicitacao"):
        contadas.append(_triagem(pode))
    if pode.has_perm("avisos.view_aviso"):
        contadas += [_alertas(), *_avisos()]
    if pode.has_perm("roteamento.change_regra"):
        contadas += [_sem_regra(), _furos()]
    if pode.has_perm("guia.view_versaodoservico"):
        contadas += _do_guia(pode)
    return contadas


def _do_guia(pode: Any) -> list[Medida]:
    """O ponto focal vê o que falta reler no seu órgão; a coordenação, tudo e o que espera publicação."""
    coordena = guia.coordena(pode)
    orgaos = None if coordena else guia.orgaos_de(pode)
    vencidas, em_revisao = relatorio.pendencias(timezone.localdate(), orgaos)
    contadas = [
        Medida(
            "Revisões vencidas no Guia",
            vencidas,
            "Textos no ar que já deviam ter sido relidos pelo órgão.",
            reverse("admin:guia_servico_relatorio"),
            "Ver o estado do Guia",
        )
    ]
    if coordena:
        lista = reverse("admin:guia_versaodoservico_changelist")
        contadas.append(
            Medida(
                "Textos do Guia em revisão",
                em_revisao,
                "Enviados pelos pontos focais: esperam a publicação ou a devolução.",
                f"{lista}?situacao__exact={Situacao.EM_REVISAO.value}",
                "Ver o que espera publicação",
            )
        )
    else:
        contadas.append(
            Medida(
                "Textos que voltaram para ajustes",
                trabalho.devolvidas(orgaos),
                "A coordenação do Guia disse o que ajustar em cada um.",
                reverse("escrever:inicio"),
                "Ver o seu trabalho no Guia",
            )
        )
    return contadas


def _triagem(pode: Any) -> Medida:
    """A caixa só se abre a quem tem lotação nela; aos outros, o caminho é registrar uma."""
    triagem = Unidade.objects.filter(sigla=TRIAGEM).first()
    abertas = Solicitacao.objects.abertas().filter(unidade=triagem)[: MAXIMO + 1].count() if triagem else 0
    dito = "Sem unidade de destino. O certo é zero: quem tem lotação na triagem os encaminha."
    nome = "Pedidos na triagem"
    if triagem and triagem.pk in caixas_de(pode):
        return Medida(nome, abertas, dito, reverse("caixa:lista", args=[TRIAGEM]), "Abrir a caixa da triagem")
    if triagem is None or not pode.has_perm("roteamento.add_lotacao"):
        return Medida(nome, abertas, f"{dito} Peça a quem cuida das lotações que lote você nela.")
    lotar = reverse("admin:roteamento_lotacao_add", query={"unidade": triagem.pk})
    dito = f"{dito} Você não tem: para abrir a caixa, registre a lotação de servidor ou chefia."
    return Medida(nome, abertas, dito, lotar, "Lotar alguém na triagem")


def _alertas() -> Medida:
    """O que a rodada dos vigias achou errado duas vezes, e ninguém aceitou."""
    frases = list(
        Alerta.objects.por_cuidar(timezone.localdate()).order_by("desde").values_list("frase", flat=True)
    )
    return Medida(
        "O que está errado no portal",
        len(frases),
        _ditas(frases) or "Conferido de dois em dois minutos.",
        reverse("admin:implantacao"),
        "Ver a implantação",
    )


def _ditas(frases: list[str]) -> str:
    """As mais antigas por extenso; das outras, quantas são."""
    outras = [f"E mais {len(frases) - CITADAS}."] if len(frases) > CITADAS else []
    return " ".join([*frases[:CITADAS], *outras])


def _avisos() -> list[Medida]:
    semana = Aviso.objects.filter(criado_em__gte=timezone.now() - SEMANA)
    contas = semana.aggregate(
        falhou=Count("id", filter=Q(situacao=Aviso.Situacao.FALHOU)),
        sem_contato=Count("id", filter=Q(situacao=Aviso.Situacao.SEM_CONTATO)),
    )
    lista = reverse("admin:avisos_aviso_changelist")
    return [
        Medida(
            "Avisos que não foram entregues",
            contas["falhou"],
            "Nos últimos 7 dias, depois de todas as tentativas.",
            f"{lista}?situacao__exact={Aviso.Situacao.FALHOU.value}",
            "Ver os avisos que falharam",
        ),
        Medida(
            "Avisos sem contato",
            contas["sem_contato"],
            "Nos últimos 7 dias, de quem não deixou contato que receba avisos: acompanha pelo protocolo.",
            f"{lista}?situacao__exact={Aviso.Situacao.SEM_CONTATO.value}",
            "Ver os avisos sem contato",
        ),
    ]


def _sem_regra() -> Medida:
    com_regra = Regra.objects.vigentes(timezone.localdate()).filter(servico=OuterRef("pk"))
    orfaos = Servico.objects.filter(arquivado_em=None, publicada__solicitavel=True).exclude(Exists(com_regra))
    return Medida(
        "Serviços sem regra de destino",
        orfaos.count(),
        "Publicados e que se podem pedir, mas sem regra em vigor: os pedidos iriam à triagem.",
        reverse("roteamento:conferencia"),
        "Conferir as rotas",
    )


def _furos() -> Medida:
    """O que a última conferência das rotas achou; sem conferência ainda, nada."""
    ultima = ConferenciaDeRotas.objects.first()
    quando = (
        f"Na conferência de {timezone.localtime(ultima.em):%d/%m/%Y}" if ultima else "Ainda sem conferência"
    )
    return Medida(
        "Lugares sem destino certo",
        len(ultima.lacunas) + len(ultima.conflitos) if ultima else 0,
        f"{quando}: serviços que se podem pedir e que, dali, não chegariam a uma unidade.",
        f"{reverse('roteamento:conferencia')}?furos=sim",
        "Ver o que falta",
    )
