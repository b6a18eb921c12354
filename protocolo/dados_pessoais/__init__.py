"""O que todo caso numerado tem de uma pessoa: como se entrega e como se esvazia (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.text import get_valid_filename

from contas.dados_pessoais.pessoa import Arquivo, Pessoa
from contas.papeis import Papel
from protocolo.models import Andamento, Caso
from protocolo.models.casos import ComArquivo

GUARDA = ()
SEM_PESSOA = {
    "protocolo.DiaNaoUtil": "o calendário da cidade",
    "protocolo.Recuperacao": "o que escreveu quem perdeu os números, cifrado; some em segundos",
    "protocolo.PrazoLegal": "os prazos das leis",
    "protocolo.OrdemDeGuarda": "que caso um juiz mandou guardar, por que e quem o anotou",
    "protocolo.Retencao": "os tempos de guarda",
    "protocolo.RodadaDeRetencao": "quantos casos a rotina apagou, e o erro de cada um que não deu",
    "protocolo.Vinculo": "dois números de protocolo",
}
A_QUEM_LE = (Andamento.Alcance.PUBLICO, Andamento.Alcance.INTERESSADO)
QUEM = {Papel.INTERESSADO: "você", Papel.ATENDENTE: "atendente"}
COM_ENDERECO = "endereco"


def exportar(_pessoa: Pessoa) -> Iterable[Arquivo]:
    """Nada se leva daqui: os casos são de cada processo."""
    return ()


def anonimizar(_pessoa: Pessoa) -> None:
    """Nada se apaga aqui: os casos são de cada processo."""


def do_caso(caso: Caso, proprios: Mapping[str, Any]) -> dict[str, Any]:
    """Um caso como vai na cópia: o que a pessoa lê quando o acompanha, sem nome de quem trabalha."""
    andamentos: Any = getattr(caso, "andamentos")  # noqa: B009  definido na classe concreta
    return {
        "Protocolo": caso.protocolo_escrito,
        "Aberto em": caso.aberta_em,
        "Encerrado em": caso.encerrada_em,
        "Por onde": caso.get_canal_display(),
        **proprios,
        "O que aconteceu": [
            {
                "Quando": passo.em,
                "Passo": passo.frase,
                "Quem": QUEM.get(Papel(passo.papel), "Prefeitura"),
                "Texto": passo.texto,
            }
            for passo in andamentos.all()
            if passo.alcance in A_QUEM_LE
        ],
    }


def arquivos_do_caso(protocolo: str, anexos: Iterable[ComArquivo]) -> Iterator[Arquivo]:
    """Cada arquivo que já se pode abrir; o que sumiu do disco não para os outros."""
    for anexo in anexos:
        if anexo.espera:
            continue
        try:
            with anexo.arquivo.open("rb") as aberto:
                yield f"arquivos/{protocolo}/{anexo.pk}-{_nome(anexo.nome)}", aberto.read()
        except FileNotFoundError:
            continue


def _nome(dado: str) -> str:
    """O nome que a pessoa deu, sem o que o faria sair da pasta."""
    return get_valid_filename(f"{dado.lstrip('./')[-80:] or 'arquivo'}")


def respostas(dadas: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """As perguntas do serviço com o que se respondeu."""
    return {str(dada.get("rotulo") or dada.get("chave")): dada.get("valor") for dada in dadas}


def esvaziar_andamentos(andamentos: QuerySet[Any]) -> None:
    """Some o texto de cada passo e o endereço que mudou; ficam o passo, o dia e quem agiu pela cidade."""
    andamentos.exclude(texto="").update(texto="")
    com_endereco = list(andamentos.filter(mudancas__has_key=COM_ENDERECO))
    for passo in com_endereco:
        del passo.mudancas[COM_ENDERECO]
    andamentos.model._default_manager.bulk_update(com_endereco, ["mudancas"], batch_size=500)
