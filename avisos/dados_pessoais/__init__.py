"""O que se escreveu a uma pessoa, e os recados sobre os casos dela (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from avisos.models import AssinaturaPush, Aviso, Envio, Notificacao, PreferenciaDeAvisos
from avisos.situacoes import Canal, TipoDeAviso
from avisos.textos import CODIGO, sem_o_link
from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json

GUARDA = (
    Guarda(
        "As mensagens que mandamos a você",
        "Avisar do que acontece com o seu pedido e com a sua conta, e saber se a mensagem chegou.",
        "Até você apagar a conta, ou até acabar o tempo de guarda do pedido.",
        {
            "avisos.Aviso": "interessado usuario para_cifrado assunto corpo curto erro",
            "avisos.Envio": "id_no_provedor erro",
        },
    ),
    Guarda(
        "Os aparelhos em que você aceitou receber avisos",
        "Mandar o aviso a eles.",
        "Até você desligar, ou apagar a conta.",
        {"avisos.AssinaturaPush": "usuario endpoint p256dh auth nome aparelho"},
    ),
    Guarda(
        "Por onde você quer receber os avisos",
        "Escrever a você como prefere.",
        "Até você mudar, ou apagar a conta.",
        {"avisos.PreferenciaDeAvisos": "usuario canais"},
    ),
    Guarda(
        "Os recados de quem trabalha na Prefeitura",
        "Chamar quem cuida do pedido.",
        "Os recados lidos somem sozinhos; os outros, com o caso.",
        {"avisos.Notificacao": "usuario texto"},
    ),
)
SEM_PESSOA = {
    "avisos.Alerta": "o que está errado no portal, e quem da administração o aceitou",
    "avisos.Cidade": "os telefones e endereços da Prefeitura",
    "avisos.ModeloDeAviso": "o texto dos avisos, antes de se pôr alguém nele",
    "avisos.VezDeEntregar": "que processo entrega por um canal, agora",
    "avisos.Notificacao.endereco": "o caminho de uma página do portal",
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    avisos = Aviso.objects.filter(_da(pessoa)).prefetch_related("envios").order_by("criado_em")
    yield em_json(
        "mensagens.json",
        [
            {
                "Quando": aviso.criado_em,
                "Assunto": aviso.assunto,
                "Texto": sem_o_link(aviso.corpo).replace(CODIGO, "(o código, que já não vale)"),
                "Situação": aviso.get_situacao_display(),
                "Por onde": [f"{um.get_canal_display()}: {um.o_que_houve}" for um in aviso.envios.all()],
            }
            for aviso in avisos.iterator(500)
        ],
    )

    preferencia = PreferenciaDeAvisos.objects.filter(usuario=pessoa.usuario).first()
    if preferencia:
        canais = {
            TipoDeAviso(tipo).label: [Canal(um).label for um in escolhidos]
            for tipo, escolhidos in preferencia.canais.items()
        }
        yield em_json("por-onde-receber-avisos.json", canais)


def _da(pessoa: Pessoa) -> Q:
    quais = Q(interessado__in=pessoa.interessados | pessoa.sem_guarda)
    return quais | Q(usuario=pessoa.usuario) if pessoa.usuario else quais


def anonimizar(pessoa: Pessoa) -> None:
    """O texto some, e o que esperava na fila não sai; ficam a hora e se chegou."""
    avisos = Aviso.objects.filter(_da(pessoa))
    avisos.filter(situacao__in=Aviso.ABERTAS).update(situacao=Aviso.Situacao.SEM_CONTATO)
    Envio.objects.filter(aviso__in=avisos).update(id_no_provedor="", erro="")
    avisos.update(assunto="", corpo="", curto="", erro="", para_cifrado=None)
    Notificacao.objects.filter(protocolo__in=pessoa.protocolos).delete()
    if pessoa.usuario:
        Notificacao.objects.filter(usuario=pessoa.usuario).delete()
        AssinaturaPush.objects.filter(usuario=pessoa.usuario).delete()
        PreferenciaDeAvisos.objects.filter(usuario=pessoa.usuario).delete()
