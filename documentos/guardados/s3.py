"""Os arquivos e as cópias num S3: o do django-storages, com prazos, e uma falha só (ADR 0080 e 0079)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, override

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from django.utils.functional import cached_property
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from documentos.disco import ArmazenamentoFora
from documentos.guardados.listar import Guardado

LIGACAO = Config(
    connect_timeout=2,
    max_pool_connections=50,  # mais do que as threads que atendem
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 2},
    s3={"addressing_style": "path"},
)
"""Calado, o S3 custa uns dez segundos a quem espera: cabem nos da página (WEB_PEDIDO_SEGUNDOS)."""
COM_CALMA = LIGACAO.merge(
    Config(connect_timeout=10, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 4})
)
"""Às cópias ninguém espera: antes insistir do que perder as horas que já se fizeram."""
NA_MEMORIA = 1024 * 1024
"""Bytes de um arquivo aberto; o maior espera num arquivo temporário, que ninguém mais vê."""


class ArquivosNoS3(S3Storage):  # type: ignore[misc]
    """O balde da cidade, que só o portal lê. Levanta ArmazenamentoFora, e FileNotFoundError do que não há."""

    def __init__(self, **dito: Any) -> None:
        da_casa = {
            "client_config": LIGACAO,
            "transfer_config": TransferConfig(use_threads=False),  # arquivos pequenos: uma ida cada um
            "max_memory_size": NA_MEMORIA,
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,  # privado, o de fábrica; o S3 com as ACL desligadas recusa quem diz uma
        }
        super().__init__(**{**da_casa, **dito})

    @cached_property
    def connection(self) -> Any:
        """Uma só para todas as threads: cada uma a mais são 17 MB, e o cliente do boto3 serve a muitas."""
        return super().connection

    @override
    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        """Vem inteiro antes de se mandar o primeiro byte: quem abre recebe o arquivo todo, ou um 503."""
        with self._ao_alcance():
            return super()._open(name, mode).open()  # type: ignore[no-any-return]

    @override
    def _save(self, name: str, content: Any) -> str:
        with self._ao_alcance():
            return str(super()._save(name, content))

    @override
    def delete(self, name: str) -> None:
        with self._ao_alcance():
            super().delete(name)

    @override
    def exists(self, name: str) -> bool:
        with self._ao_alcance():
            return bool(super().exists(name))

    @override
    def size(self, name: str) -> int:
        with self._ao_alcance():
            return int(super().size(name))

    @override
    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with self._ao_alcance():
            return super().listdir(name)  # type: ignore[no-any-return]

    def listar(self, pasta: str) -> Iterator[Guardado]:
        """Tudo o que está na pasta e nas de dentro, mil por pergunta; vazia, no balde."""
        with self._ao_alcance():
            for um in self.bucket.objects.filter(Prefix=f"{pasta}/" if pasta else ""):
                yield Guardado(um.key, um.size, um.last_modified)

    def sem_chave(self, nome: str = "") -> str:
        """O endereço do balde, ou de um arquivo dele, para quem não traz chave: tem de se recusar."""
        return f"{self.endpoint_url}/{self.bucket_name}/{filepath_to_uri(nome)}"

    @contextmanager
    def _ao_alcance(self) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError, RetriesExceededError) as falha:
            raise ArmazenamentoFora(
                f"O S3 do balde {self.bucket_name} não respondeu, ou recusou: {falha}"
            ) from falha


class CopiasNoS3(ArquivosNoS3):
    """O balde das cópias, em que o que uma tentativa deixou a meio se grava por cima."""

    def __init__(self, **dito: Any) -> None:
        super().__init__(**dito, client_config=COM_CALMA, file_overwrite=True)
