"""A avaliação anual e os painéis no navegador: um ano publicado, um por publicar e o que corre."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from guia.models import Servico
from roteamento.models import Unidade
from solicitacoes.agregados.contar import contar
from solicitacoes.models import Satisfacao
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco
from transparencia.avaliacao import acoes
from transparencia.avaliacao.convites import chave_da_recusa
from transparencia.bairro import boletim
from transparencia.models import AssinaturaDoBoletim
from transparencia.paineis.acoes import publicar
from transparencia.paineis.chaves import UNIDADE, chave

MEDIDAS = "Mais quatro equipes desde agosto.\n\nO tempo médio caiu de 40 para 22 dias."


def montar(unidade: Unidade) -> dict[str, str]:
    """O ano passado publicado, com medidas; o retrasado por publicar."""
    agora = timezone.now()
    ano, servico = timezone.localdate(agora).year, elenco.servico()
    for qual in (ano - 1, ano - 2):
        _encher(qual, unidade, servico)
    for qual in (ano - 2, ano - 1, ano):
        acoes.contar_ano(ano=qual, agora=agora)
    sigla = servico.orgao.sigla if servico.orgao else ""
    por = ouvidoria.interlocutor(sigla)
    acoes.escrever_medidas(ano=ano - 1, orgao=ouvidoria.orgao(sigla), versao=0, por=por, texto=MEDIDAS)
    acoes.publicar_avaliacao(ano=ano - 1)
    contar()
    publicar(agora=agora)
    passado = f"{reverse('paineis:porta')}?periodo={ano - 1}"
    do_servico = f"{passado}&servico=servico-{servico.slug}"
    return {
        "paineis:porta": passado,
        "paineis:ranking": reverse("paineis:ranking", args=["servicos"]) + f"?periodo={ano - 1}",
        "paineis:comparar": f"{reverse('paineis:comparar')}?periodo={ano - 1}&periodo2={ano - 2}",
        "painel de um serviço": do_servico,
        "cruzamento que não se publica": f"{do_servico}&lugar={chave(UNIDADE, unidade.sigla)}",
        "avaliacao:ano": reverse("avaliacao:ano", args=[ano - 1]),
        "avaliacao:servico": reverse("avaliacao:servico", args=[servico.slug]),
        "avaliacao:medidas": reverse("avaliacao:medidas", args=[ano - 2, "SMSUB"]),
        **_do_bairro(),
        "avaliacao:recusar": reverse("avaliacao:recusar", args=[chave_da_recusa("ninguém")]),
        "avaliação por serviço, parcial": f"{reverse('avaliacao:ano', args=[ano - 2])}?ver=servicos",
    }


def _do_bairro() -> dict[str, str]:
    """O distrito dos pedidos, e o boletim que alguém recebe."""
    assinatura = AssinaturaDoBoletim.objects.create(
        contato="vito@exemplo.invalid", distrito=elenco.distrito(), ate=timezone.localdate()
    )
    return {
        **{f"bairro:{pagina}": reverse(f"bairro:{pagina}", args=["se"]) for pagina in ("bairro", "receber")},
        "bairro:sair": reverse("bairro:sair", args=[boletim.chave_de(assinatura)]),
    }


def _encher(ano: int, unidade: Unidade, servico: Servico) -> None:
    em = datetime(ano, 3, 10, 12, tzinfo=timezone.get_default_timezone())
    fim = em + timedelta(days=9)
    feita: dict[str, Any] = {"situacao": "finalizada", "desfecho": "realizado", "encerrada_em": fim}
    casos = elenco.iguais(14, unidade, servico=servico, em=em, **feita)
    Satisfacao.objects.bulk_create(
        Satisfacao(caso=caso, do_fim_em=fim, em=fim, resolveu="sim" if qual < 8 else "nao", nota=4)
        for qual, caso in enumerate(casos)
    )
