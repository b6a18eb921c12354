"""O que uma manifestação tem de quem a fez: entregar e esvaziar; a denúncia nunca se entrega (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from documentos.acoes import apagar_anexos
from ouvidoria.models import (
    Andamento,
    Anexo,
    Consentimento,
    Encaminhamento,
    Manifestacao,
    Satisfacao,
    Versao,
)
from ouvidoria.situacoes import ENCERRADAS, TipoDeManifestacao
from protocolo.dados_pessoais import arquivos_do_caso, do_caso, esvaziar_andamentos, respostas
from protocolo.dados_pessoais.retencao import Processo

GUARDA = (
    Guarda(
        "O que você contou à Ouvidoria, as respostas, os arquivos e a sua avaliação",
        "Ouvir os órgãos e responder a você.",
        "Até acabar o tempo de guarda dela. A denúncia não aparece aqui: a conta não sabe que ela é sua.",
        {
            "ouvidoria.Manifestacao": "interessado respostas conclusao",
            "ouvidoria.Andamento": "texto mudancas",
            "ouvidoria.Anexo": "arquivo miniatura nome",
            "ouvidoria.Satisfacao": "comentario",
            "ouvidoria.Versao": "original marcas texto",
            "ouvidoria.Consentimento": "a_quem finalidade",
            "ouvidoria.Encaminhamento": "texto resposta motivo_da_devolucao",
        },
    ),
)
SEM_PESSOA = {
    "ouvidoria.HistoricalManifestacao": "só tipo, situação, responsável e prazo: nada de quem se manifesta",
    "ouvidoria.Andamento.usuario": "quem trabalha e agiu; do munícipe não se guarda",
    "ouvidoria.Encaminhamento.externo": "o nome de um órgão de fora",
    "ouvidoria.Lembrete": "quando se lembra quem trabalha",
    "ouvidoria.Relatorio": "o relatório anual, público",
}
DENUNCIA = TipoDeManifestacao.DENUNCIA
_ENCERRADAS = {s.value: s.label for s in ENCERRADAS}


def nome(caso: Manifestacao) -> str:
    return f"{caso.nome_do_tipo} à Ouvidoria"


PROCESSOS = {
    "manifestacao": Processo(Manifestacao.objects.sem_denuncias, _ENCERRADAS, nome),
    "denuncia": Processo(lambda: Manifestacao.objects.filter(tipo=DENUNCIA), _ENCERRADAS, nome),
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    """Só o que a pessoa lê: nem o que foi ao órgão, nem o que ele respondeu à Ouvidoria."""
    casos = list(
        Manifestacao.objects.sem_denuncias()
        .filter(interessado__in=pessoa.interessados)
        .select_related("orgao", "satisfacao")
        .prefetch_related("andamentos", "anexos")
        .order_by("aberta_em")
    )
    yield em_json("manifestacoes.json", [do_caso(caso, _proprios(caso)) for caso in casos])
    for caso in casos:
        dela = [um for um in caso.anexos.all() if um.encaminhamento_id is None and um.limpo_de_id is None]
        yield from arquivos_do_caso(caso.protocolo, dela)


def _proprios(caso: Manifestacao) -> dict[str, Any]:
    dada: Satisfacao | None = getattr(caso, "satisfacao", None)
    return {
        "Tipo": caso.nome_do_tipo,
        "Situação": caso.nome_da_situacao,
        "Órgão de que se fala": caso.orgao.nome if caso.orgao else "",
        "O que você contou": respostas(caso.respostas),
        "Resposta da Ouvidoria": caso.conclusao,
        "A sua avaliação": f"{dada.get_resolveu_display()}. {dada.comentario}".strip() if dada else "",
    }


def anonimizar(pessoa: Pessoa) -> None:
    """Ficam o tipo, o órgão, as datas e o resultado, que vão ao relatório anual."""
    casos = Manifestacao.objects.filter(interessado__in=pessoa.sem_guarda)
    quais = list(casos.values_list("pk", flat=True))
    if not quais:
        return
    esvaziar_andamentos(Andamento.objects.filter(caso__in=quais))
    apagar_anexos(Anexo.objects.filter(caso__in=quais))
    Satisfacao.objects.filter(manifestacao__in=quais).update(comentario="")
    Versao.objects.filter(manifestacao__in=quais).update(original="", marcas=[], texto="")
    Consentimento.objects.filter(manifestacao__in=quais).update(a_quem="", finalidade="")
    envios = Encaminhamento.objects.filter(manifestacao__in=quais)
    envios.update(texto="", resposta="", motivo_da_devolucao="")
    casos.update(respostas=[], conclusao="")
