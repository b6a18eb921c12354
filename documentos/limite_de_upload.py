"""O tamanho de um envio inteiro: o que passa dele nem é lido."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, override

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MAIOR_ENVIO = 100 * 1024 * 1024
"""Cinco fotos do maior tamanho aceito, e folga para quem escolheu uma a mais e precisa ler a recusa."""


class LimiteDeEnvio(FileUploadHandler):
    """Vem antes dos que guardam o arquivo, que não têm limite: sem ele um envio encheria o disco."""

    @override
    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MAIOR_ENVIO:
            raise RequestDataTooBig("O envio é grande demais.")

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    @override
    def file_complete(self, file_size: int) -> Any:
        return None
