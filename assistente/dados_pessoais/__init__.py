"""O que uma pessoa começou e não enviou, e o que se escrevia sobre os casos dela (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from assistente.escritos import TIPO
from assistente.rascunhos import apagar
from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from protocolo.dados_pessoais import arquivos_do_caso
from protocolo.models import Rascunho

GUARDA = (
    Guarda(
        "O que você começou a pedir e ainda não enviou",
        "Você continuar depois, de onde parou.",
        "Sete dias depois da última vez que você mexeu; o de uma denúncia, 24 horas; o que quem trabalha fez "
        "em muitos pedidos de uma vez, 30 dias.",
        {
            "protocolo.Rascunho": "dados dono",
            "protocolo.ArquivoDeRascunho": "arquivo miniatura nome",
            "protocolo.Quarentena": "original",
        },
    ),
)
SEM_PESSOA = {
    "protocolo.Rascunho.assunto": "o serviço, ou o protocolo do caso",
    "protocolo.Quarentena.porque": "por que o portal recusou o arquivo, escrito pelo portal",
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    """Os rascunhos da pessoa, fora o de denúncia, que é secreto, e o que quem trabalha escrevia num ato."""
    if pessoa.usuario is None:
        return
    meus = Rascunho.objects.filter(dono=pessoa.usuario, sigiloso=False, protocolo="").exclude(tipo=TIPO)
    lidos = list(meus.order_by("criado_em"))
    yield em_json(
        "por-enviar.json",
        [{"Começado em": um.criado_em, "Sobre": um.assunto, "O que você escreveu": um.dados} for um in lidos],
    )
    for um in lidos:
        yield from arquivos_do_caso(f"por-enviar-{um.pk}", um.arquivos.all())


def anonimizar(pessoa: Pessoa) -> None:
    """Apaga os rascunhos da pessoa, e o que sobrou, ou se escrevia, dos casos que já não se guardam."""
    quais = Q(dono=pessoa.usuario) if pessoa.usuario else Q()
    if pessoa.protocolos:
        quais |= Q(protocolo__in=pessoa.protocolos) | Q(tipo=TIPO, assunto__in=pessoa.protocolos)
    if not quais:
        return
    for um in Rascunho.objects.filter(quais):
        apagar(um)
