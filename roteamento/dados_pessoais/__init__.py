"""Onde uma pessoa trabalha, e em que papel: entrega-se a ela, e não se apaga (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from roteamento.models import Designacao, Lotacao

GUARDA = (
    Guarda(
        "Onde você trabalha na Prefeitura, se trabalha",
        "Saber que pedidos são da sua unidade e quem agiu pela cidade.",
        "Fica: é registro do serviço público, que se publica.",
        {
            "roteamento.Lotacao": "usuario substitui",
            "roteamento.HistoricalLotacao": "usuario substitui history_change_reason",
            "roteamento.Designacao": "usuario",
            "roteamento.HistoricalDesignacao": "usuario history_change_reason",
        },
    ),
)
SEM_PESSOA = {
    "roteamento.Subprefeitura": "o endereço e o telefone de uma subprefeitura",
    "roteamento.Unidade": "o endereço e o telefone de uma unidade",
    "roteamento.Distrito": "o nome de um distrito",
    "roteamento.PrefixoDeCep": "a que distrito vai cada começo de CEP",
    "roteamento.Logradouro": "as ruas da cidade",
    "roteamento.Contorno": "a divisa de um distrito",
    "roteamento.Importacao": "o relatório de uma carga do território",
    "roteamento.Regra": "que unidade cuida de que lugar",
    "roteamento.Sucessao": "que unidade tomou o lugar de outra",
    "roteamento.ConferenciaDeRotas": "as lacunas das rotas",
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    if pessoa.usuario is None:
        return
    lotacoes = Lotacao.objects.filter(usuario=pessoa.usuario).select_related("unidade").order_by("de")
    designacoes = Designacao.objects.filter(usuario=pessoa.usuario).select_related("orgao").order_by("de")
    onde = [(uma, uma.unidade.nome) for uma in lotacoes] + [(uma, uma.orgao.nome) for uma in designacoes]
    if onde:
        yield em_json(
            "trabalho.json",
            [
                {"Onde": lugar, "Papel": uma.get_papel_display(), "De": uma.de, "Até": uma.ate}
                for uma, lugar in onde
            ],
        )


def anonimizar(_pessoa: Pessoa) -> None:
    """Quem trabalha, ou trabalhou, não se apaga daqui: o que fez em nome da cidade tem de ter nome."""
