"""A massa da Ouvidoria: um ano de manifestações, com envios a órgãos e avaliações, gravada em lotes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from documentos.relatorios.contagens import do_ano
from guia.models import Orgao
from ouvidoria.models import Encaminhamento, Manifestacao, Relatorio, Satisfacao
from ouvidoria.situacoes import Falha, Resposta, Situacao, TipoDeManifestacao
from protocolo import numero
from protocolo.models import Canal
from protocolo.prazos.contagem import Contagem
from roteamento.models import Designacao
from tests.medicao.banco import arrumar
from tests.medicao.massa_da_caixa import CHAVE, LOTE, SEMENTE, alguem

if TYPE_CHECKING:
    from collections.abc import Sequence

TIPOS = [*[TipoDeManifestacao.RECLAMACAO] * 5, *TipoDeManifestacao]
"""Mais da metade são reclamações."""
ABERTAS = 20
"""Uma em cada tantas ainda está com o órgão."""
TEXTO = "A pessoa conta em algumas linhas o que aconteceu, onde foi e o que espera da Prefeitura. " * 4
RELOGIO = {"quantidade": 30, "contagem": Contagem.CORRIDOS, "base_legal": "medição"}


def preparar(quantas: int, agora: datetime) -> tuple[Usuario, int]:
    """Quem trabalha na Ouvidoria e o ano das manifestações, que tem também os pedidos da caixa. Repete-se."""
    quem = _ouvidora(agora)
    ano = timezone.localdate(agora - timedelta(days=45)).year
    sorteio = random.Random(SEMENTE)  # noqa: S311  a mesma massa em toda medição
    orgaos = list(Orgao.objects.order_by("sigla"))
    inicio, fim = do_ano(ano)
    segundos = int((min(fim, agora) - inicio).total_seconds())
    for lote in batched(range(Manifestacao.objects.count(), quantas), LOTE):
        dias = [inicio + timedelta(seconds=sorteio.randrange(segundos)) for _ in lote]
        casos = Manifestacao.objects.bulk_create(
            [_montar(n, em, sorteio, orgaos) for n, em in zip(lote, dias, strict=True)]
        )
        Encaminhamento.objects.bulk_create([_envio(c, quem) for c in casos if c.tipo != "denuncia"])
        Satisfacao.objects.bulk_create(
            [
                Satisfacao(manifestacao=c, nota=sorteio.randint(1, 5), resolveu="sim", em=agora)
                for c in casos
                if c.encerrada_em and sorteio.random() < 1 / 5
            ]
        )
    Relatorio.objects.get_or_create(ano=ano)
    arrumar()
    return quem, ano


def _ouvidora(agora: datetime) -> Usuario:
    quem = alguem("Ouvidora de Medição", "ouvidora@medicao.invalid")
    desde = timezone.localdate(agora) - timedelta(days=1)
    ogm = Orgao.objects.get(sigla="OGM")
    valem: dict[str, Any] = {"ato": "medição", "de": desde}
    Designacao.objects.get_or_create(usuario=quem, orgao=ogm, papel=Papel.OUVIDORIA, defaults=valem)
    return quem


def _montar(n: int, em: datetime, sorteio: random.Random, orgaos: Sequence[Orgao]) -> Manifestacao:
    tipo = sorteio.choice(TIPOS)
    denuncia = tipo == TipoDeManifestacao.DENUNCIA
    aberta = n % ABERTAS == 0
    aberta_como = Situacao.EM_APURACAO if denuncia else Situacao.ENCAMINHADA
    resposta = Resposta.EM_APURACAO if denuncia else sorteio.choice([Resposta.ATENDIDA, Resposta.ORIENTADA])
    return Manifestacao(
        protocolo=numero.gerar(numero.Processo.MANIFESTACAO),
        chave_de_envio=f"{CHAVE}ouvidoria:{n}",
        canal=sorteio.choice([Canal.PORTAL, Canal.CENTRAL, Canal.PRACA, Canal.CARTA]),
        tipo=tipo,
        tipo_original=tipo,
        falha=sorteio.choice(list(Falha)) if tipo == TipoDeManifestacao.RECLAMACAO else "",
        orgao=orgaos[int(len(orgaos) * sorteio.random() ** 3)],
        situacao=aberta_como if aberta else Situacao.CONCLUIDA,
        resposta="" if aberta else resposta,
        aberta_em=em,
        registrada_em=em,
        encerrada_em=None if aberta else em + timedelta(days=sorteio.randint(1, 45)),
        respostas=[{"chave": "o_que", "rotulo": "O que aconteceu", "valor": TEXTO}],
        conta_desde=em,
        vence_em=em + timedelta(days=30),
        calculada_em=em,
        **RELOGIO,
    )


def _envio(caso: Manifestacao, quem: Usuario) -> Encaminhamento:
    """A pergunta ao órgão, respondida um dia antes de a manifestação se encerrar."""
    respondido = caso.encerrada_em and caso.encerrada_em - timedelta(days=1)
    return Encaminhamento(
        manifestacao=caso,
        orgao=caso.orgao,
        texto=TEXTO,
        enviado_em=caso.aberta_em,
        enviado_por=quem,
        respondido_em=respondido,
        encerrado_em=respondido,
        conta_desde=caso.aberta_em,
        vence_em=caso.aberta_em + timedelta(days=20),
        calculada_em=caso.aberta_em,
        **RELOGIO,
    )
