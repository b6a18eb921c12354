"""O registro de auditoria fora do portal: quem teve acesso a quê, e quem leu os dados de quem, numa corrente.

Cada linha leva o resumo da anterior, feito com as CHAVES_DE_ACESSO (ADR 0092): tirar, trocar ou mudar uma
desfaz todas as seguintes, e quem não tem a chave não as refaz. A primeira escreve, todas conferem. O primeiro
elo é o último da exportação de antes, e assim os arquivos também se encadeiam. As contas vão pelo número:
nenhum nome sai daqui.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import merge
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from contas.models import LeituraDePessoal, RegistroDeAcesso

COMECO = "0" * 64
"""O elo de quem não vem depois de nenhum."""
DO_ACESSO = ("pessoa_id", "por_id", "ato", "detalhe")
DA_LEITURA = (
    "usuario_id",
    "papel",
    "interessado_id",
    "conta_id",
    "protocolo",
    "o_que",
    "motivo",
    "filtro",
    "quantos",
)
UM_DIA = timedelta(days=1)

type Fato = dict[str, Any]


class CorrenteRompida(Exception):
    """A linha que não é a que se exportou, pelo número."""


def fatos(de: date, ate: date) -> Iterator[Fato]:
    """Os fatos de `de` até `ate`, com os dois dias, na ordem em que aconteceram."""
    comeco, fim = (timezone.make_aware(datetime.combine(dia, time.min)) for dia in (de, ate + UM_DIA))
    do_periodo = {"em__gte": comeco, "em__lt": fim}
    acessos = _lidos("acesso", RegistroDeAcesso.objects.filter(**do_periodo), DO_ACESSO)
    leituras = _lidos("leitura", LeituraDePessoal.objects.filter(**do_periodo), DA_LEITURA)
    return merge(acessos, leituras, key=itemgetter("em"))


def _lidos[M: Model](tipo: str, linhas: QuerySet[M, M], campos: Iterable[str]) -> Iterator[Fato]:
    for linha in linhas.order_by("em", "pk").values("pk", "em", *campos).iterator():
        yield {"tipo": tipo, "id": linha.pop("pk"), "em": linha.pop("em").isoformat(), **linha}


def encadear(todos: Iterable[Fato], anterior: str = COMECO) -> Iterator[str]:
    """Uma linha de JSON por fato, com o resumo da anterior (`antes`) e o seu (`elo`)."""
    for fato in todos:
        elo = _elo({**fato, "antes": anterior}, settings.CHAVES_DE_ACESSO[0])
        yield _escrito({**fato, "antes": anterior, "elo": elo})
        anterior = elo


def conferir(linhas: Iterable[str], anterior: str = "", *, sem_chave: bool = False) -> tuple[int, str]:
    """Quantas linhas há, e o último elo. Sem `anterior`, vale o que a primeira diz.

    `sem_chave` é dos arquivos de antes da ADR 0092: quem os mudou podia refazê-los. Levanta CorrenteRompida
    na primeira que não se lê, que mudou ou que não vem depois da de cima.
    """
    quantas = 0
    for quantas, linha in enumerate(linhas, start=1):
        fato = _lido(linha, quantas)
        elo = fato.pop("elo")
        elos = {_elo(fato, chave) for chave in ([""] if sem_chave else settings.CHAVES_DE_ACESSO)}
        if (anterior and fato.get("antes") != anterior) or elo not in elos:
            raise CorrenteRompida(f"A linha {quantas} não é a que se exportou, ou falta alguma antes dela.")
        anterior = elo
    return quantas, anterior


def _lido(linha: str, numero: int) -> Fato:
    try:
        fato = json.loads(linha)
    except ValueError:
        fato = None
    if not isinstance(fato, dict) or "elo" not in fato:
        raise CorrenteRompida(f"A linha {numero} não é deste registro.")
    return fato


def _elo(fato: Fato, chave: str) -> str:
    escrito = _escrito(fato).encode()
    if not chave:
        return hashlib.sha256(escrito).hexdigest()
    return hmac.digest(chave.encode(), b"auditoria/" + escrito, hashlib.sha256).hex()


def _escrito(fato: Fato) -> str:
    return json.dumps(fato, ensure_ascii=False, sort_keys=True)
