"""O mecanismo dos dados de referência de todo aplicativo: ler, gravar, vigência e quem mudou o quê.

O que vem com o projeto não desfaz o que uma pessoa mudou."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

import yaml
from django.db import models, transaction
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

type Linha = dict[str, Any]

LEITOR: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""O leitor em C, quando há: dez vezes mais rápido."""


def ler_yaml(arquivo: Path) -> Any:
    """O que está num arquivo de dados do projeto. Arquivo malformado: yaml.YAMLError."""
    return yaml.load(arquivo.read_text(encoding="utf-8"), Loader=LEITOR)  # noqa: S506 - é o seguro


class QuemAssina(Protocol):
    """Quem muda uma tabela: o nome que fica no histórico dela; None, o sistema."""

    @property
    def usuario_no_registro(self) -> Any: ...


class Origem(models.TextChoices):
    """De onde veio a última versão da linha."""

    CARGA = "carga", "Carga de referência"
    EDICAO = "edicao", "Edição por uma pessoa"


class VigenciaQuerySet[M: models.Model](models.QuerySet[M]):
    """O que vale de um dia a outro, pontas incluídas; sem o último, continua."""

    de, ate = "de", "ate"

    def vigentes(self, em: date) -> Self:
        """Os que valem no dia."""
        sem_fim = models.Q(**{self.ate: None})
        return self.filter(sem_fim | models.Q(**{f"{self.ate}__gte": em}), **{f"{self.de}__lte": em})

    @classmethod
    def vale(cls, linha: M, em: date) -> bool:
        """Se esta linha, já lida, é uma das `vigentes`."""
        de, ate = getattr(linha, cls.de), getattr(linha, cls.ate)
        return bool(de <= em and (ate is None or em <= ate))


class Referencia(models.Model):
    """Base das tabelas de referência: sabe se a linha ainda é a que veio com o projeto.

    A carga só toca nas linhas de origem CARGA; o que uma pessoa editou fica como está.
    """

    origem = models.CharField(
        "origem",
        max_length=6,
        choices=Origem,
        default=Origem.EDICAO,
        db_default=Origem.EDICAO,
        editable=False,
    )
    history = HistoricalRecords(
        inherit=True, history_id_field=models.BigAutoField(), verbose_name="histórico"
    )

    class Meta:
        abstract = True


class UmaSo(Referencia):
    """Base da tabela de uma linha só, que a administração muda e não repete."""

    class Meta:
        abstract = True

    @classmethod
    def atual(cls) -> Self:
        """A da administração ou, antes da primeira carga, a de fábrica."""
        return cls._default_manager.filter(pk=1).first() or cls(pk=1)


def estado(linha: Referencia) -> str:
    """Muda sempre que a linha muda: é o que denuncia que outra pessoa também a escreve."""
    escrito = repr([str(getattr(linha, campo.attname)) for campo in linha._meta.concrete_fields])
    return hashlib.sha256(escrito.encode()).hexdigest()[:20]


def assinar(linha: models.Model, quem: Any, motivo: str = "") -> None:
    """Quem muda ou apaga a linha assina a próxima linha do histórico dela; None, o sistema."""
    linha._history_user = quem  # type: ignore[attr-defined]
    if motivo:
        linha._change_reason = motivo  # type: ignore[attr-defined]  # noqa: SLF001  o simple_history o lê


def gravar[M: models.Model](linha: M, por: QuemAssina) -> M:
    """Grava com o nome de quem mudou no histórico."""
    assinar(linha, por.usuario_no_registro)
    linha.save()
    return linha


def gravar_edicao[R: Referencia](linha: R, por: QuemAssina) -> R:
    """Grava a linha que uma pessoa mudou: a carga não volta a mexer nela."""
    linha.origem = Origem.EDICAO
    return gravar(linha, por)


class Tabela(NamedTuple):
    """Uma tabela que vem com o projeto: `chave` são os campos que identificam a linha; `ler` dá as linhas.

    Sem `refazer`, a linha que já veio e que uma pessoa trocou ou apagou não volta.
    """

    nome: str
    modelo: type[Referencia]
    chave: tuple[str, ...]
    ler: Callable[[], Iterable[Linha]]
    refazer: bool = True


@transaction.atomic
def carregar_tabelas(*tabelas: Tabela) -> dict[str, int]:
    """Grava o que vem com o projeto, na ordem e tudo ou nada; diz quantas linhas tiveram cada sorte.

    Rodar de novo não muda nada nem desfaz o que alguém editou.
    """
    return {
        f"{tabela.nome}: {sorte}": quantas
        for tabela in tabelas
        for sorte, quantas in gravar_carga(tabela).items()
    }


def gravar_carga(tabela: Tabela) -> Counter[str]:
    """Cria e atualiza as linhas da carga, em poucas consultas para a tabela toda.

    Conta as criadas, as atualizadas, as iguais e as editadas: estas são de uma pessoa, e ficam como estão.
    """
    modelo, chave = tabela.modelo, tabela.chave
    linhas = modelo._default_manager.order_by("-pk")
    existentes = {tuple(getattr(linha, campo) for campo in chave): linha for linha in linhas}
    apagadas = set() if tabela.refazer else _que_ja_vieram(tabela)
    gerados = {campo.name for campo in modelo._meta.fields if campo.generated}
    contas: Counter[str] = Counter()
    novas, mudadas, campos = [], [], set[str]()
    for valores in tabela.ler():
        identidade = tuple(valores[campo] for campo in chave)
        atual = existentes.get(identidade)
        if atual is None:
            sorte = "editado" if identidade in apagadas else "criado"
            if sorte == "criado":
                gravaveis = {campo: valor for campo, valor in valores.items() if campo not in gerados}
                novas.append(modelo(**gravaveis, origem=Origem.CARGA))
        else:
            sorte, mudou = igualar_a_carga(atual, valores)
            mudadas += [atual] if mudou else []
            campos |= set(mudou)
        contas[sorte] += 1
    if novas:
        bulk_create_with_history(novas, modelo, batch_size=1000)
    if mudadas:
        bulk_update_with_history(mudadas, modelo, sorted(campos), batch_size=1000)
    return contas


def igualar_a_carga(linha: Referencia, valores: Linha) -> tuple[str, list[str]]:
    """Põe na linha, sem a gravar, o que a carga diz: a sorte dela e os campos que mudaram."""
    if linha.origem == Origem.EDICAO:
        return "editado", []
    mudou = [campo for campo, valor in valores.items() if getattr(linha, campo) != valor]
    for campo in mudou:
        setattr(linha, campo, valores[campo])
    return ("atualizado" if mudou else "igual"), mudou


def _que_ja_vieram(tabela: Tabela) -> set[tuple[Any, ...]]:
    """As chaves que uma carga já gravou: se a linha não está mais lá, uma pessoa a trocou ou apagou."""
    historico = tabela.modelo.history.model._default_manager
    return set(historico.filter(origem=Origem.CARGA).values_list(*tabela.chave))
