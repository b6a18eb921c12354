"""`manage.py medir_filtros`: cada filtro da caixa e cada painel, com milhões de pedidos.

Só mede em banco descartável (`tests.medicao.banco`). Milhões ocupam gigabytes: um milhão, perto de um e meio.
"""

from __future__ import annotations

from typing import Any

from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.agregados.contar import contar
from solicitacoes.models import Solicitacao
from tests.medicao.banco import arrumar
from tests.medicao.comando import Medicao, circunstancias
from tests.medicao.massa_da_caixa import CAIXA
from tests.medicao.massa_da_cidade import encher
from tests.medicao.paginas_dos_filtros import medir


class Command(Medicao):
    help = "Mede cada filtro da caixa e cada painel com milhões de pedidos, num banco descartável."
    repeticoes = 15
    quantidades = {"encher": (6_000_000, "Pedidos na cidade.")}

    def medir(self, opcoes: dict[str, Any]) -> dict[str, Any]:
        unidade = Unidade.objects.select_related("orgao", "subprefeitura").get(sigla=CAIXA)
        encher(unidade.pk, opcoes["encher"])
        contar()
        arrumar()
        algum = Solicitacao.objects.encerradas().filter(unidade=unidade).select_related("servico").first()
        assert algum
        quem = _quem(unidade)
        paginas = medir(
            unidade, quem, opcoes["repeticoes"], rua=algum.logradouro_busca, servico=algum.servico.slug
        )
        return {**circunstancias(CAIXA), "paginas": paginas}


def _quem(unidade: Unidade) -> Usuario:
    """Alguém que trabalha na caixa e lê todos os painéis."""
    quem, novo = Usuario.objects.get_or_create(email="filtros@demo.invalid", defaults={"nome": "Filtra Tudo"})
    if novo:
        triagem = Unidade.objects.get(sigla=TRIAGEM)
        for onde in (unidade, triagem):
            Lotacao.objects.create(usuario=quem, unidade=onde, papel=Papel.SERVIDOR, de=unidade.vigente_de)
    return quem
