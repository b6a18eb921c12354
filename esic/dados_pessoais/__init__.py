"""O que um pedido de informação tem de quem o fez: entregar e esvaziar (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from documentos.acoes import apagar_anexos, apagar_arquivos
from esic.models import Andamento, Anexo, Pedido, ReclamacaoPorOmissao, Recurso, TextoPublico
from esic.situacoes import ENCERRADAS, SituacaoDaPublicacao
from protocolo.dados_pessoais import A_QUEM_LE, arquivos_do_caso, do_caso, esvaziar_andamentos
from protocolo.dados_pessoais.retencao import Processo

GUARDA = (
    Guarda(
        "O que você perguntou à Prefeitura, as respostas, os recursos e os arquivos",
        "Dar a informação e julgar os recursos.",
        "Até acabar o tempo de guarda do pedido. O que se publicou saiu sem o seu nome, e fica.",
        {
            "esic.Pedido": "interessado texto resposta",
            "esic.Recurso": "texto fundamentacao",
            "esic.ReclamacaoPorOmissao": "fundamentacao",
            "esic.Andamento": "texto mudancas",
            "esic.Anexo": "arquivo miniatura nome",
            "esic.TextoPublico": "original marcas texto",
        },
    ),
)
SEM_PESSOA = {
    "esic.HistoricalPedido": "só situação, órgão, prazo e decisão: nada de quem pede",
    "esic.Andamento.usuario": "quem trabalha e agiu; do munícipe não se guarda",
    "esic.Pedido.base_da_negativa": "o artigo da lei",
    "esic.Publicacao": "o título e o motivo que a Ouvidoria escreveu para todos lerem",
    "esic.Perfil": "respostas somadas por mês, sem dizer de que pedido",
    "esic.Reuniao": "a agenda e as atas da Comissão, públicas",
    "esic.InformacaoClassificada": "a lista pública das informações em segredo",
    "esic.Lembrete": "quando se lembra quem trabalha",
}


def nome(_caso: Pedido) -> str:
    return "Pedido de informação"


PROCESSOS = {"pedido": Processo(Pedido.objects.all, {s.value: s.label for s in ENCERRADAS}, nome)}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    casos = list(
        Pedido.objects.filter(interessado__in=pessoa.interessados)
        .select_related("orgao")
        .prefetch_related("andamentos", "anexos", "recursos")
        .order_by("aberta_em")
    )
    yield em_json("pedidos-de-informacao.json", [do_caso(caso, _proprios(caso)) for caso in casos])
    for caso in casos:
        lidos = {passo.ordem for passo in caso.andamentos.all() if passo.alcance in A_QUEM_LE}
        dela = [um for um in caso.anexos.all() if um.ordem in lidos and um.limpo_de_id is None]
        yield from arquivos_do_caso(caso.protocolo, dela)


def _proprios(caso: Pedido) -> dict[str, Any]:
    return {
        "Órgão": caso.orgao.nome,
        "Situação": caso.nome_da_situacao,
        "O que você pediu": caso.texto,
        "Resposta": caso.resposta,
        "Recursos": [
            {
                "Instância": recurso.get_instancia_display(),
                "Motivo": recurso.get_motivo_display(),
                "O que você disse": recurso.texto,
                "Resultado": recurso.get_resultado_display(),
                "Por quê": recurso.fundamentacao,
            }
            for recurso in caso.recursos.all()
        ],
    }


def anonimizar(pessoa: Pessoa) -> None:
    """Ficam o órgão, as datas e as decisões, que vão às estatísticas; e o que se publicou, sem a pessoa."""
    casos = Pedido.objects.filter(interessado__in=pessoa.sem_guarda)
    quais = list(casos.values_list("pk", flat=True))
    if not quais:
        return
    publicado = SituacaoDaPublicacao.PUBLICADO
    esvaziar_andamentos(Andamento.objects.filter(caso__in=quais))
    textos = TextoPublico.objects.filter(publicacao__pedido__in=quais)
    textos.update(original="", marcas=[])
    textos.exclude(publicacao__situacao=publicado).update(texto="")
    _apagar_anexos(quais, publicado)
    Recurso.objects.filter(pedido__in=quais).update(texto="", fundamentacao="")
    ReclamacaoPorOmissao.objects.filter(pedido__in=quais).update(fundamentacao="")
    casos.update(texto="", resposta="")


def _apagar_anexos(quais: list[int], publicado: str) -> None:
    """A cópia publicada fica, e com ela a linha do original, sem o arquivo nem o nome que ele tinha."""
    anexos = Anexo.objects.filter(caso__in=quais)
    copias = anexos.filter(limpo_de__isnull=False, caso__publicacao__situacao=publicado)
    originais = list(Anexo.objects.filter(pk__in=copias.values("limpo_de")))
    ficam = [*copias.values_list("pk", flat=True), *(um.pk for um in originais)]
    apagar_anexos(anexos.exclude(pk__in=ficam))
    apagar_arquivos(nome for um in originais for nome in (um.arquivo.name, um.miniatura.name))
    Anexo.objects.filter(pk__in=[um.pk for um in originais]).update(arquivo="", miniatura="", nome="")
