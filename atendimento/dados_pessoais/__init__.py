"""O que o atendimento guarda de uma pessoa (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from atendimento.acoes.guarda import desligar, esvaziar
from atendimento.conversa import mensagens_depois
from atendimento.models import (
    ArquivoDaMensagem,
    Atendimento,
    Bloqueio,
    Conversa,
    Reconhecimento,
    Retorno,
)
from atendimento.situacoes import DeQuem
from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from protocolo.dados_pessoais import arquivos_do_caso

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
    Guarda(
        "O que você disse nas conversas do portal, e o que lhe responderam, com as fotos",
        "Continuar de onde parou, responder depois, e saber se o atendimento foi bom.",
        "O tempo de guarda dos atendimentos. O de uma denúncia apaga-se na hora, e o seu código, ao usá-lo.",
        {
            "atendimento.Conversa": "interessado conta comentario prova",
            "atendimento.Mensagem": "texto",
            "atendimento.ArquivoDaMensagem": "arquivo miniatura nome",
        },
    ),
    Guarda(
        "Se a sua conta ficou sem poder conversar por um tempo, e por quê",
        "Proteger quem atende de ofensa repetida.",
        "Até um mês depois de acabar o prazo dele, ou até você apagar a conta.",
        {"atendimento.Bloqueio": "conta motivo porque_levantado"},
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
    "atendimento.Mensagem.autor": "quem atende e a escreveu",
    "atendimento.Bloqueio.por": "quem atende e bloqueou",
    "atendimento.Bloqueio.levantado_por": "quem supervisiona e levantou",
    "atendimento.Disponibilidade": "se um servidor recebe conversas agora",
    **dict.fromkeys(
        (
            "atendimento.RegraDaConversa",
            "atendimento.HorarioDaConversa",
            "atendimento.AssuntoDaConversa",
            "atendimento.RespostaDaConversa",
        ),
        "o que a administração põe para todas as conversas",
    ),
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

    yield from _conversas(pessoa)


def _conversas(pessoa: Pessoa) -> Iterator[Arquivo]:
    """O que se disse, sem as notas de quem atende; e as fotos."""
    suas = _da(pessoa).order_by("comecada_em")
    yield em_json(
        "conversas.json",
        [
            {
                "Começada em": uma.comecada_em,
                "Encerrada em": uma.encerrada_em,
                "Como acabou": uma.get_fim_display(),
                "Nota": uma.nota or "",
                "Comentário": uma.comentario,
                "O que se disse": [
                    {"Quando": dita.em, "Quem": dita.get_de_display(), "Texto": dita.texto}
                    for dita in mensagens_depois(uma, 0, DeQuem.PESSOA)
                ],
            }
            for uma in suas
        ],
    )
    fotos = ArquivoDaMensagem.objects.filter(mensagem__conversa__in=suas).select_related("quarentena")
    yield from arquivos_do_caso("conversas", fotos.order_by("pk"))


def _da(pessoa: Pessoa) -> QuerySet[Conversa]:
    quais = Q(interessado__in=pessoa.interessados | pessoa.sem_guarda)
    if pessoa.usuario:
        quais |= Q(conta=pessoa.usuario)
    return Conversa.objects.filter(quais)


def anonimizar(pessoa: Pessoa) -> None:
    """Quem se esquece, ou já ninguém manda guardar, não espera ligação nem carta; some o que disse."""
    desligar(quais=pessoa.interessados | pessoa.sem_guarda)
    esvaziar(list(_da(pessoa).values_list("pk", flat=True)))
    if pessoa.usuario:
        Bloqueio.objects.filter(conta=pessoa.usuario).delete()
