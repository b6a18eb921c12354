"""O envio de arquivos: o que passa do tamanho nem é lido, e o que não coube no disco se diz que não coube."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, override

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from documentos.disco import FALTA_DE_ESPACO

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


class ArquivoTemporario(TemporaryFileUploadHandler):
    """Recebe em disco, como o do Django; se ele enche, perde-se o arquivo, e não o que se escreveu.

    O arquivo que não coube chega ao formulário com `sem_espaco`.
    """

    sem_espaco = False

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.sem_espaco:
            return
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError as erro:
            if erro.errno not in FALTA_DE_ESPACO:
                raise
            self.sem_espaco = True

    @override
    def file_complete(self, file_size: int) -> Any:
        completo: Any = super().file_complete(file_size)
        completo.sem_espaco = self.sem_espaco
        return completo
