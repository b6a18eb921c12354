"""O que o atendimento guarda de uma pessoa (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from atendimento.models import Atendimento
from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json

GUARDA = (
    Guarda(
        "Quando você foi atendido na Central ou numa Praça",
        "Saber o que se fez em seu nome, e por quem.",
        "O tempo dos seus casos.",
        {"atendimento.Atendimento": "reconhecido"},
    ),
)
SEM_PESSOA = {
    "atendimento.Comunicado": "o recado da chefia a quem atende",
    "atendimento.Atendimento.telefone": "o de onde se liga não diz de quem é; apaga-se no fim",
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    feitos = Atendimento.objects.filter(reconhecido__in=pessoa.interessados).select_related("unidade")
    yield em_json(
        "atendimentos.json",
        [
            {
                "Quando": um.comecado_em,
                "Onde": um.unidade.nome,
                "Como acabou": um.get_resultado_display(),
                "O que se fez": [ato.get_tipo_display() for ato in um.atos.all()],
            }
            for um in feitos.order_by("comecado_em").prefetch_related("atos")
        ],
    )


def anonimizar(pessoa: Pessoa) -> None:
    Atendimento.objects.filter(reconhecido__in=pessoa.interessados).update(reconhecido=None, identidade="")
