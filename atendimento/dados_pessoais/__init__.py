"""O que o atendimento guarda de uma pessoa (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from atendimento.acoes.desligar import desligar
from atendimento.models import Atendimento, Reconhecimento, Retorno
from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json

GUARDA = (
    Guarda(
        "Quando você foi atendido na Central ou numa Praça",
        "Saber o que se fez em seu nome, e por quem.",
        "O tempo de guarda dos atendimentos.",
        {"atendimento.Atendimento": "reconhecido"},
    ),
    Guarda(
        "As vezes que quem atende tentou saber se era você, e se conferiu",
        "Ninguém ficar tentando adivinhar os seus dados. O que se disse e o que se procurou não se guardam.",
        "O tempo dos seus casos.",
        {"atendimento.Reconhecimento": "interessado"},
    ),
    Guarda(
        "As vezes que a Central tentou ligar para você",
        "Contar por telefone o que os avisos não conseguiram dizer.",
        "O tempo dos seus casos; o telefone está só no caso, e some com ele.",
        {"atendimento.Retorno": "interessado"},
    ),
)
SEM_PESSOA = {
    "atendimento.Chamada": "de onde se liga não diz de quem é; passa ao atendimento, ou se apaga",
    **dict.fromkeys(("atendimento.Ramal", "atendimento.HistoricalRamal"), "o ramal de um servidor"),
    "atendimento.Turno": "as horas em que um servidor atende",
    "atendimento.BuscaDePessoa": "de que jeito se procurou e quantos se acharam; do escrito, um resumo",
    "atendimento.Comunicado": "o recado da chefia a quem atende",
    "atendimento.RegraDoAtendimento": "os números da mesa de quem atende",
    "atendimento.ContaDoDia": "quantos atendimentos de cada dia, sem dizer de quem",
    "atendimento.Retorno.com": "quem trabalha e está ligando",
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
    tentativas = Reconhecimento.objects.filter(interessado__in=pessoa.interessados).order_by("em")
    yield em_json(
        "reconhecimentos.json",
        [{"Quando": uma.em, "Conferiu": "sim" if uma.conferiu else "não"} for uma in tentativas],
    )
    yield em_json(
        "ligacoes-de-retorno.json",
        [
            {
                "Protocolo": um.protocolo,
                "À espera desde": um.desde,
                "Como está": um.get_situacao_display(),
                "Ligações": [{"Quando": vez.em, "O que houve": str(vez)} for vez in um.ligacoes.all()],
            }
            for um in Retorno.objects.filter(interessado__in=pessoa.interessados)
            .order_by("desde")
            .prefetch_related("ligacoes")
        ],
    )


def anonimizar(pessoa: Pessoa) -> None:
    """Quem se esquece, ou já ninguém manda guardar, não espera mais uma ligação nem uma carta."""
    desligar(quais=pessoa.interessados | pessoa.sem_guarda)
