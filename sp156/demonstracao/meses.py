"""Meses de pedidos inventados e a primeira publicação: os painéis, o bairro e os dados abertos têm números.

Só no modo embutido, uma vez, pelos mesmos `montar`, `gravar` e rotinas de sempre. Ninguém os pediu: não há
contato nem aviso.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from contas.autor import SISTEMA
from contas.models import Interessado
from guia.models import Servico
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from roteamento.models import Logradouro
from solicitacoes.acoes import NovaSolicitacao, Tabelas, gravar, montar
from solicitacoes.agregados.contar import contar
from solicitacoes.importacao.importador import encerramentos
from solicitacoes.models import Andamento, Satisfacao, Solicitacao
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao
from sp156.demonstracao.manifestacoes import CHAVE
from sp156.demonstracao.pessoas import exigir_embutido
from transparencia.avaliacao.acoes import contar_ano
from transparencia.dados_abertos.publicacao import publicar_o_que_falta
from transparencia.paineis.acoes import publicar_a_semana

QUANTOS, DIAS = 1500, 200
SERVICOS = {
    # quantos em cada dez, e em quantos dias costumam acabar
    "tapa-buraco": (4, 30),
    "poda-ou-remocao-de-arvore-na-rua": (2, 70),
    "limpeza-de-bueiro": (2, 6),
    "veiculo-abandonado": (1, 40),
    "retirada-de-entulho-e-grandes-objetos": (1, 5),
}
DISTRITOS = (78, 66, 62, 9, 32)
"""Sé, República, Pinheiros, Bom Retiro e Moema, do mais pedido ao menos."""
FINS = (
    (82, Situacao.FINALIZADA, Desfecho.REALIZADO, ""),
    (10, Situacao.FINALIZADA, Desfecho.NAO_ENCONTRADO, ""),
    (8, Situacao.INDEFERIDA, "", MotivoDeRecusa.AREA_PARTICULAR),
)
"""Em cada cem, como acabam."""


def criar() -> int:
    """Cria os pedidos, se ainda não há, e publica; devolve quantos. Recusa rodar fora do modo embutido."""
    exigir_embutido("Pedidos")
    if Solicitacao.objects.filter(chave_de_envio__startswith=f"{CHAVE}mes").exists():
        return 0
    agora = timezone.now()
    _pedir(agora)
    contar()
    publicar_a_semana(agora=agora)
    publicar_o_que_falta(timezone.localdate(agora))
    contar_ano(ano=timezone.localdate(agora).year, agora=agora)
    return QUANTOS


@transaction.atomic
def _pedir(agora: datetime) -> None:
    sorteio = random.Random(156)  # noqa: S311  sempre os mesmos
    servicos = Servico.objects.select_related("publicada").in_bulk(SERVICOS, field_name="slug")
    ruas = [list(Logradouro.objects.filter(distrito__codigo=um, lat__isnull=False)[:40]) for um in DISTRITOS]
    tabelas = Tabelas.carregar(*servicos.values())
    pesos = [peso for peso, _ in SERVICOS.values()]
    casos = []
    for n in range(QUANTOS):
        (slug,) = sorteio.choices(list(SERVICOS), pesos)
        (do_distrito,) = sorteio.choices(ruas, range(len(ruas), 0, -1))
        rua = sorteio.choice(do_distrito)
        nova = NovaSolicitacao(
            servico=servicos[slug],
            local=Local(logradouro=rua.nome, lat=rua.lat, lon=rua.lon, distrito=rua.distrito),
            chave_de_envio=f"{CHAVE}mes{n}",
            canal=sorteio.choice([Canal.PORTAL, Canal.APLICATIVO, Canal.CENTRAL, Canal.PRACA]),
        )
        em = agora - timedelta(hours=sorteio.uniform(24, 24 * DIAS))
        caso = montar(nova, por=SISTEMA, em=em, tabelas=tabelas)
        _acabar(caso, sorteio, SERVICOS[slug][1], agora)
        casos.append(caso)
    for caso, parte in zip(casos, _partes(len(casos)), strict=True):
        caso.interessado = parte
    gravar(casos, por=SISTEMA)
    Andamento.objects.bulk_create(encerramentos(casos, por=SISTEMA))
    Satisfacao.objects.bulk_create(_respostas(casos, sorteio))


def _acabar(caso: Solicitacao, sorteio: random.Random, costuma: int, agora: datetime) -> None:
    """Encerra o pedido, se já passou o tempo que ele levaria."""
    fim = caso.aberta_em + timedelta(days=sorteio.gammavariate(2, costuma / 2))
    if fim < agora:
        ((_, caso.situacao, caso.desfecho, caso.motivo_de_recusa),) = sorteio.choices(
            FINS, [em_cem for em_cem, *_ in FINS]
        )
        caso.encerrada_em, caso.versao = fim, 2


def _partes(quantas: int) -> list[Interessado]:
    anonima = Interessado.Identidade.ANONIMA
    return Interessado.objects.bulk_create(Interessado(identidade=anonima) for _ in range(quantas))


def _respostas(casos: list[Solicitacao], sorteio: random.Random) -> list[Satisfacao]:
    """Uma em cada duas pessoas disse se foi resolvido; do que se diz feito, seis em sete dizem que sim."""
    return [
        _resposta(caso, caso.encerrada_em, sorteio)
        for caso in casos
        if caso.encerrada_em and caso.situacao == Situacao.FINALIZADA and sorteio.randrange(2)
    ]


def _resposta(caso: Solicitacao, fim: datetime, sorteio: random.Random) -> Satisfacao:
    sim = caso.desfecho == Desfecho.REALIZADO and sorteio.randrange(7) > 0
    return Satisfacao(
        caso=caso,
        do_fim_em=fim,
        em=fim,
        resolveu="sim" if sim else "nao",
        nota=sorteio.randint(4, 5) if sim else sorteio.randint(1, 3),
    )
