"""O que um pedido de serviço tem de quem o fez: entregar e esvaziar (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from contas.models import Usuario
from documentos.acoes import apagar_anexos
from protocolo.dados_pessoais import arquivos_do_caso, do_caso, esvaziar_andamentos, respostas
from protocolo.dados_pessoais.retencao import Processo
from solicitacoes.models import Andamento, Anexo, Apoio, FotoTirada, PedidoDeReabertura, Solicitacao, Visita
from solicitacoes.situacoes import ENCERRADAS

GUARDA = (
    Guarda(
        "O endereço, a descrição, as respostas, para quem é e as fotos de um pedido de serviço",
        "A equipe saber o que fazer, e onde.",
        "Até acabar o tempo de guarda do pedido, contado de quando ele se encerra.",
        {
            "solicitacoes.Solicitacao": "interessado logradouro logradouro_busca numero complemento"
            " referencia cep lat lon descricao respostas rota ordem_de_servico",
            "solicitacoes.Anexo": "arquivo miniatura nome",
            "solicitacoes.FotoTirada": "arquivo miniatura nome",
        },
    ),
    Guarda(
        "O que se escreveu no pedido, por você e pela equipe",
        "Contar o que aconteceu com ele.",
        "O mesmo tempo do pedido; depois ficam só os passos e as datas.",
        {"solicitacoes.Andamento": "texto mudancas", "solicitacoes.Visita": "motivo"},
    ),
    Guarda(
        "Os pedidos de outras pessoas que você acompanha junto",
        "Contar a você o que acontece neles.",
        "Até você deixar de acompanhar, ou apagar a conta; de quem não tem conta, até o pedido acabar.",
        {"solicitacoes.Apoio": "usuario contato"},
    ),
)
SEM_PESSOA = {
    "solicitacoes.HistoricalSolicitacao": "só situação, unidade, serviço e prazo: nada de quem pede",
    "solicitacoes.Andamento.usuario": "quem trabalha e agiu; do munícipe não se guarda",
    "solicitacoes.Visita.quem": "o servidor que foi ao lugar",
    "solicitacoes.FiltroGuardado": "o que um servidor procura na sua caixa",
    "solicitacoes.ModeloDeResposta": "respostas prontas, escritas pela chefia",
    "solicitacoes.Turma": "quem executa, pelo nome que a chefia dá à turma; nunca o de alguém",
    "solicitacoes.AvisoDoServico": "o texto de um aviso para um serviço, antes de se pôr alguém nele",
    "solicitacoes.Escalonamento": "quem se chama quando o prazo aperta",
    "solicitacoes.Solicitacao.motivo_de_recusa": "uma razão de uma lista",
}


def nome(caso: Solicitacao) -> str:
    """O nome do serviço, também do sigiloso: quem lê é quem o pediu."""
    return caso.versao_servico.chamado


PROCESSOS = {
    "solicitacao": Processo(
        lambda: Solicitacao.objects.nativas().select_related("versao_servico"),
        {s.value: s.label for s in ENCERRADAS},
        nome,
    )
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    casos = list(
        Solicitacao.objects.filter(interessado__in=pessoa.interessados)
        .select_related("versao_servico", "distrito", "pedido_de_reabertura")
        .prefetch_related("andamentos", "anexos", "satisfacoes")
        .order_by("aberta_em")
    )
    yield em_json("pedidos-de-servico.json", [do_caso(caso, _proprios(caso)) for caso in casos])
    for caso in casos:
        yield from arquivos_do_caso(caso.protocolo, caso.anexos.all())
    if pessoa.usuario and (apoios := _apoios(pessoa.usuario).select_related("caso").order_by("em")):
        ditos = [
            {"Desde": um.em, "Protocolo": um.caso.protocolo_escrito, "Por": um.contato or "a sua conta"}
            for um in apoios
        ]
        yield em_json("pedidos-que-acompanho-junto.json", ditos)


def _apoios(usuario: Usuario) -> QuerySet[Apoio]:
    """Pela conta, e pelo e-mail ou celular que ela provou."""
    contatos = [contato for contato in (usuario.email, usuario.celular) if contato]
    return Apoio.objects.filter(Q(usuario=usuario) | Q(contato__in=contatos))


def _proprios(caso: Solicitacao) -> dict[str, Any]:
    return {
        "Serviço": nome(caso),
        "Situação": caso.nome_da_situacao,
        "Endereço": caso.endereco,
        "Complemento": caso.complemento,
        "Ponto de referência": caso.referencia,
        "CEP": caso.cep,
        "Lugar no mapa": f"{caso.lat}, {caso.lon}" if caso.lat is not None else "",
        "Distrito": caso.distrito.nome if caso.distrito else "",
        "Descrição": caso.descricao,
        "Respostas": respostas(caso.respostas),
        "Você disse se foi resolvido": [
            {
                "Quando": dita.em,
                "Foi resolvido?": dita.get_resolveu_display(),
                "Nota": dita.nota,
                "No tempo dito?": dita.get_no_prazo_display(),
                "A resposta foi clara?": dita.get_clareza_display(),
            }
            for dita in caso.satisfacoes.all()
        ],
        "Você pediu que reabrissem": _reabertura(getattr(caso, "pedido_de_reabertura", None)),
    }


def _reabertura(pedido: PedidoDeReabertura | None) -> dict[str, Any]:
    if pedido is None:
        return {}
    decidido = ("Sim" if pedido.aceito else "Não") if pedido.decidido_em else "Ainda não se decidiu"
    return {"Quando": pedido.em, "Reabriram?": decidido, "Decidido em": pedido.decidido_em or ""}


def anonimizar(pessoa: Pessoa) -> None:
    """Ficam o serviço, o distrito, a unidade, as datas e o desfecho: é o que as contas da cidade usam."""
    if pessoa.usuario:
        _apoios(pessoa.usuario).delete()
    casos = Solicitacao.objects.filter(interessado__in=pessoa.sem_guarda)
    quais = list(casos.values_list("pk", flat=True))
    if not quais:
        return
    esvaziar_andamentos(Andamento.objects.filter(caso__in=quais))
    apagar_anexos(Anexo.objects.filter(caso__in=quais))
    apagar_anexos(FotoTirada.objects.filter(caso__in=quais))
    Visita.objects.filter(caso__in=quais).update(motivo="")
    textos = "logradouro logradouro_busca numero complemento referencia cep descricao ordem_de_servico"
    casos.update(
        **dict.fromkeys(textos.split(), ""), lat=None, lon=None, respostas=[], rota={}, com_foto=False
    )
