"""`manage.py medir_supervisao`: o custo das páginas da supervisão com um mês inteiro de atendimentos.

Só mede em banco descartável (`tests.medicao.banco`).
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, ContaDoDia
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from roteamento.models import Lotacao, Unidade
from tests.medicao.banco import arrumar
from tests.medicao.carga_da_mesa import CENTRAL, encher
from tests.medicao.carga_do_quadro import encher_o_quadro
from tests.medicao.comando import Medicao
from tests.medicao.medidor import Navegante, entrar, uma_vez
from tests.medicao.paginas import Pagina, medir_pagina

META_MS = 150.0
DO_QUADRO_MS = 30.0
"""Com quinhentos a atender, cada vez que a página da chefia o busca: no máximo uma por segundo."""
DIAS = 30
ATENDENTES = 500
ENCHER = """
WITH sorteio AS (
  SELECT n, %(quem)s::bigint[] AS quem, %(pracas)s::bigint[] AS pracas, %(servicos)s::bigint[] AS servicos,
    now() - ((n::bigint * 7907) %% %(segundos)s) * interval '1 second' AS em,
    ARRAY['pedido', 'andamento', 'informacao', 'ouvidoria', 'engano'] AS resultados
  FROM generate_series(1, %(quantos)s) AS n
)
INSERT INTO atendimento_atendimento (codigo, atendente_id, unidade_id, canal, comecado_em, terminado_em,
  resultado, identidade, telefone, servico_id)
SELECT gen_random_uuid(), quem[1 + n %% cardinality(quem)],
  CASE WHEN n %% 5 = 0 THEN pracas[1 + n %% cardinality(pracas)] ELSE %(central)s END,
  CASE WHEN n %% 5 = 0 THEN 'praca' ELSE 'central' END, em,
  CASE WHEN n %% 1500 = 0 AND em > now() - interval '2 hours' THEN NULL
    ELSE em + (30 + (n::bigint * 7919) %% 600) * interval '1 second' END,
  CASE WHEN n %% 1500 = 0 THEN '' ELSE resultados[1 + n %% 5] END,
  '', '', servicos[1 + (n::bigint * 31) %% cardinality(servicos)]
FROM sorteio
"""
CONSULTAS = """
INSERT INTO atendimento_atodoatendimento (atendimento_id, tipo, protocolo, servico_id, em)
SELECT id, 'consultou', '', servico_id, comecado_em FROM atendimento_atendimento
UNION ALL
SELECT id, 'registrou', '', servico_id, comecado_em FROM atendimento_atendimento WHERE resultado = 'pedido'
"""


class Command(Medicao):
    help = "Mede as páginas da supervisão com um mês de atendimentos, num banco descartável."
    quantidades = {"atendimentos": (600_000, "Quantos em trinta dias.")}

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        _encher(opcoes["atendimentos"])
        arrumar()
        somar = uma_vez(lambda: acoes.contar_os_dias(hoje=timezone.localdate()))
        arrumar()
        return {
            "atendimentos": Atendimento.objects.count(),
            "linhas_somadas": ContaDoDia.objects.count(),
            "somar_todos_os_dias_ms": round(somar.total),
            "paginas": _medir(opcoes["repeticoes"]),
        }


def _encher(quantos: int) -> None:
    encher(ATENDENTES)
    quem = list(Usuario.objects.filter(nome__startswith="Atendente ").order_by("pk"))
    encher_o_quadro(quem, Unidade.objects.get(sigla=CENTRAL))
    pracas = Unidade.objects.que_atendem_o_publico().exclude(sigla=CENTRAL)
    dados: dict[str, Any] = {
        "quem": [um.pk for um in quem],
        "pracas": list(pracas.values_list("pk", flat=True)),
        "central": Unidade.objects.get(sigla=CENTRAL).pk,
        "servicos": list(Servico.objects.filter(publicada__isnull=False).values_list("pk", flat=True)[:400]),
        "segundos": DIAS * 86400,
        "quantos": quantos,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENCHER, dados)
        cursor.execute(CONSULTAS)


def _medir(repeticoes: int) -> dict[str, dict[str, Any]]:
    inicio, lista = reverse("central:supervisao"), reverse("central:supervisao_lista")
    quadro = reverse("central:supervisao_conversas_agora")
    central, praca = Unidade.objects.get(sigla=CENTRAL), Unidade.objects.que_atendem_o_publico().pracas()[0]
    da_central, da_praca = Navegante(entrar(_chefia(central))), Navegante(entrar(_chefia(praca)))
    servico = Servico.objects.filter(publicada__isnull=False)[7]
    medidas = [
        (Pagina("o mês, a Central", f"{inicio}?periodo=mes", META_MS), da_central),
        (Pagina("sete dias, a Central", f"{inicio}?periodo=semana", META_MS), da_central),
        (Pagina("hoje, a Central", inicio, META_MS), da_central),
        (Pagina("o mês, uma Praça", f"{inicio}?periodo=mes", META_MS), da_praca),
        (Pagina("o quadro das conversas", quadro, DO_QUADRO_MS), da_central),
        (Pagina("a lista, tudo", lista, META_MS), da_central),
        (Pagina("a lista, sem resultado", f"{lista}?situacao=sem_resultado", META_MS), da_central),
        (Pagina("a lista, um serviço", f"{lista}?servico={servico.pk}", META_MS), da_central),
        (Pagina("a lista, uma hora", f"{lista}?hora=3&canal=praca", META_MS), da_central),
        (Pagina("a lista, uma Praça", f"{lista}?resultado=engano", META_MS), da_praca),
    ]
    return {pagina.nome: medir_pagina(pagina, quem, repeticoes) for pagina, quem in medidas}


def _chefia(onde: Unidade) -> Usuario:
    quem = Usuario.objects.create(nome="Chefia", email=f"chefia{onde.pk}@exemplo.invalid")
    Lotacao.objects.create(usuario=quem, unidade=onde, papel=Papel.CHEFIA, de=timezone.localdate())
    return quem
