"""As três peças de toda ação sobre um caso (travar, exigir, registrar) e o que nasce com ele.

Toda ação: `caso = travar(caso, versao=…)`, `exigir(caso, para, por)`, muda os campos e
`return registrar(caso, …)`. Completa ou nada; nunca chama o Celery.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from protocolo import numero
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.models import ArquivoDeRascunho, Caso, Rascunho
from protocolo.situacoes import permitida
from referencia.tabelas import Referencia, estado, gravar

NAO_CABE = "Na situação em que está, este pedido não aceita esta ação."


def travar[C: Caso](caso: C, *, versao: int | None = None) -> C:
    """Trava a linha até o fim da transação e a relê.

    Com `versao` diferente da do banco levanta Conflito: alguém agiu antes. None não confere.
    """
    travado: C = type(caso)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=caso.pk)
    if versao is not None:
        conferir_versao(travado.versao, versao)
    return travado


def conferir_versao(travada: int, lida: int) -> None:
    """Levanta Conflito se a linha travada não está na versão que a pessoa leu."""
    if travada != lida:
        raise Conflito(
            "Outra pessoa mudou este pedido enquanto você escrevia. Veja o que mudou e tente de novo."
        )


def exigir(caso: Caso, para: str, por: Autor) -> None:
    """Levanta TransicaoProibida se a tabela não deixa este papel levar o caso a `para`."""
    if not permitida(caso.TRANSICOES, caso.situacao, para, por.papel):
        raise TransicaoProibida(NAO_CABE)


def registrar[C: Caso](  # noqa: PLR0913  cada argumento é um campo do andamento
    caso: C,
    *,
    tipo: str,
    por: Autor,
    alcance: str,
    texto: str = "",
    avisos: Sequence[Aviso] = (),
    mudancas: dict[str, Any] | None = None,
    unidade: str = "",
    em: datetime | None = None,
    proprios: dict[str, Any] | None = None,
) -> C:
    """Grava o caso com versão nova, um andamento e os avisos dele, na transação de quem chama.

    `proprios` são os campos que só o andamento deste processo tem.
    """
    caso.versao += 1
    gravar(caso, por)
    andamentos: Any = getattr(caso, "andamentos")  # noqa: B009  definido na classe concreta
    andamentos.create(
        ordem=caso.versao,
        tipo=tipo,
        texto=texto,
        alcance=alcance,
        papel=por.papel,
        usuario=por.usuario_no_registro,
        unidade=unidade,
        em=em or timezone.now(),
        mudancas=mudancas or {},
        **(proprios or {}),
    )
    Aviso.objects.bulk_create(avisos)
    return caso


def travar_referencia[R: Referencia](linha: R, *, vista: str, mudou: str) -> R:
    """A linha como está agora, travada; levanta Conflito(`mudou`) se já não é a que se viu (`vista`)."""
    travada: R = type(linha)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=linha.pk)
    if estado(travada) != vista:
        raise Conflito(mudou)
    return travada


def travar_rascunho(uuid: UUID) -> Rascunho:
    """Trava o rascunho até o fim da transação: o segundo envio espera o primeiro."""
    return Rascunho.objects.select_for_update(of=("self",), no_key=True).get(pk=uuid)


def numero_livre(modelo: type[Caso], processo: numero.Processo) -> str:
    """Um número sorteado que ninguém tem; a restrição do banco decide a corrida, que é quase impossível."""
    while True:
        sorteado = numero.gerar(processo)
        if not modelo._default_manager.filter(protocolo=sorteado).exists():
            return sorteado


def anexar(  # noqa: PLR0913  cada argumento é um campo do anexo
    caso: Any,
    arquivos: Sequence[ArquivoDeRascunho],
    *,
    por: Autor,
    ordem: int,
    em: datetime,
    **proprios: Any,
) -> None:
    """Passa os arquivos do rascunho a anexos do caso; o arquivo fica onde está. Repetido é ignorado.

    `proprios` são os campos que só o anexo deste processo tem.
    """
    modelo = caso.anexos.model
    modelo.objects.bulk_create(
        [
            modelo(
                caso=caso,
                ordem=ordem,
                arquivo=arquivo.arquivo.name,
                miniatura=arquivo.miniatura.name,
                nome=arquivo.nome,
                sha256=arquivo.sha256,
                quarentena_id=arquivo.quarentena_id,
                papel=por.papel,
                enviado_em=em,
                **proprios,
            )
            for arquivo in arquivos
        ],
        ignore_conflicts=True,
    )
    ArquivoDeRascunho.objects.filter(pk__in=[arquivo.pk for arquivo in arquivos]).delete()
