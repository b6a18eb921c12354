"""Pedidos a mais na caixa da Sé: a demonstração abre um só, e o retrato mostra um dia de trabalho."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from sp156.demonstracao.manifestacoes import MUNICIPE, QUEM

SE, REPUBLICA, BELA_VISTA = 78, 66, 7
"""Os códigos oficiais dos distritos."""
PEDIDOS = (
    ("conserto-de-bueiro", "Rua São Bento", "290", SE, 47, Canal.CENTRAL, "A tampa do bueiro quebrou."),
    ("asfalto-afundado", "Avenida São Luís", "187", REPUBLICA, 31, Canal.PORTAL, "O asfalto cedeu."),
    ("tapa-buraco", "Rua Maria Paula", "122", BELA_VISTA, 26, Canal.APLICATIVO, "Buraco na faixa de ônibus."),
    ("conserto-de-paralelepipedo", "Rua Rocha", "167", BELA_VISTA, 18, Canal.PRACA, "Faltam pedras."),
    ("manutencao-de-viela-e-escadaria", "Rua Fortaleza", "40", BELA_VISTA, 12, Canal.PORTAL, "Degrau solto."),
    ("tapa-buraco", "Rua Aurora", "710", REPUBLICA, 9, Canal.APLICATIVO, "Buraco do tamanho de um pneu."),
    ("conserto-de-bueiro", "Rua Araújo", "50", REPUBLICA, 5, Canal.CENTRAL, "O bueiro afundou."),
    ("tapa-buraco", "Rua Santo Amaro", "344", BELA_VISTA, 2, Canal.PORTAL, "Buraco na saída da garagem."),
)
"""Serviço, rua, número, distrito, há quantos dias, por onde veio e o que a pessoa contou."""
ASSUMIDOS = 3
"""Os primeiros já estão com quem aparece no retrato."""


def encher() -> None:
    """Abre os pedidos pela mesma ação que as pessoas usam, e assume alguns."""
    agora = timezone.now()
    casos = [_abrir(n, agora) for n in range(len(PEDIDOS))]
    servidor = Usuario.objects.get(email="servidor@demo.invalid")
    for caso in casos[:ASSUMIDOS]:
        por = Autor(papel=Papel.SERVIDOR, usuario=servidor, unidades=frozenset({caso.unidade_id}))
        acoes.assumir(caso=caso, versao=caso.versao, por=por)


def _abrir(n: int, agora: datetime) -> Solicitacao:
    slug, rua, numero, distrito, ha, canal, descricao = PEDIDOS[n]
    nova = acoes.NovaSolicitacao(
        servico=Servico.objects.select_related("publicada").get(slug=slug),
        local=Local(logradouro=rua, numero=numero, distrito=Distrito.objects.get(codigo=distrito)),
        chave_de_envio=f"retrato:{n}",
        canal=canal,
        descricao=descricao,
        identificacao=QUEM,
        rotear_em=agora,
    )
    return acoes.abrir(nova, por=MUNICIPE, em=agora - timedelta(days=ha))
