"""Os arquivos que se recebem antes de o caso existir: tratados, guardados num rascunho e apagados com ele."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from documentos import fotos, pdf
from documentos.fotos import Foto, FotoRecusada
from documentos.pdf import Documento
from protocolo.acoes import travar_rascunho
from protocolo.erros import ArquivoRecusado
from protocolo.models import ArquivoDeRascunho, Rascunho

type Guardar = Callable[[Rascunho, IO[bytes], str], ArquivoDeRascunho | None]
"""Trata um arquivo e o guarda no rascunho; levanta ArquivoRecusado."""

MAXIMO_DE_FOTOS = 5


def guardar_foto(rascunho: Rascunho, arquivo: IO[bytes], nome: str) -> ArquivoDeRascunho | None:
    """Trata a foto e a guarda; a que já estava no rascunho é devolvida. None se ele já foi enviado.

    Levanta `fotos.FotoRecusada` com a razão. O arquivo é gravado antes da linha e tem nome sorteado.
    """
    foto = fotos.tratar(arquivo)
    with transaction.atomic():
        return _guardar(travar_rascunho(rascunho.pk), foto, nome)


def guardar_arquivo(rascunho: Rascunho, arquivo: IO[bytes], nome: str) -> ArquivoDeRascunho | None:
    """O mesmo para quem aceita fotos e PDF. Levanta `ArquivoRecusado` com a razão. PDF não tem miniatura."""
    tratado = tratar_arquivo(arquivo)
    with transaction.atomic():
        return _guardar(travar_rascunho(rascunho.pk), tratado, nome, "arquivos")


def receber_fotos(
    *, rascunho: Rascunho, arquivos: Sequence[UploadedFile[Any]], guardar: Guardar = guardar_foto
) -> list[str]:
    """Trata e guarda cada foto; devolve as recusas. Uma foto recusada não custa as outras."""
    recusas = []
    if len(arquivos) > MAXIMO_DE_FOTOS:
        so_fotos = guardar is guardar_foto
        sobra = (
            "fotos. As últimas não foram recebidas"
            if so_fotos
            else "arquivos. Os últimos não foram recebidos"
        )
        recusas.append(f"Envie no máximo {MAXIMO_DE_FOTOS} {sobra}.")
    for arquivo in arquivos[:MAXIMO_DE_FOTOS]:
        nome = arquivo.name or "foto"
        try:
            guardar(rascunho, arquivo, nome)
        except ArquivoRecusado as recusa:
            recusas.append(f"{nome}: {recusa}")
    return recusas


def receber_arquivos(*, rascunho: Rascunho, arquivos: Sequence[UploadedFile[Any]]) -> list[str]:
    """O mesmo para quem também aceita PDF."""
    return receber_fotos(rascunho=rascunho, arquivos=arquivos, guardar=guardar_arquivo)


def tratar_arquivo(arquivo: IO[bytes], *, em_imagens: bool = False) -> Foto | Documento:
    """A foto ou o PDF refeitos, conforme o conteúdo; `em_imagens` só muda o PDF."""
    if pdf.parece_pdf(arquivo):
        return pdf.tratar(arquivo, em_imagens=em_imagens)
    try:
        return fotos.tratar(arquivo)
    except FotoRecusada as recusa:
        raise FotoRecusada(
            str(recusa).replace("Envie uma foto em", "Envie um PDF, ou uma foto em")
        ) from recusa


def _guardar(
    rascunho: Rascunho, tratado: Foto | Documento, nome: str, que: str = "fotos"
) -> ArquivoDeRascunho | None:
    """Com o rascunho travado: dois envios ao mesmo tempo não passam do máximo nem repetem o arquivo."""
    if rascunho.protocolo:
        return None
    if repetido := rascunho.arquivos.filter(sha256=tratado.sha256).first():
        return repetido
    if rascunho.arquivos.count() >= MAXIMO_DE_FOTOS:
        ja = f"Você já enviou {MAXIMO_DE_FOTOS} {que}, que é o máximo."
        if que == "fotos":
            raise FotoRecusada(f"{ja} Tire uma para pôr outra.")
        raise ArquivoRecusado(f"{ja} Tire um para pôr outro.")
    arquivo, miniatura = gravar(tratado)
    if rascunho.sigiloso:  # o nome do arquivo pode dizer de quem vem
        nome = f"arquivo-{rascunho.arquivos.count() + 1}{Path(arquivo).suffix}"
    return ArquivoDeRascunho.objects.create(
        rascunho=rascunho, arquivo=arquivo, miniatura=miniatura, nome=nome[:150], sha256=tratado.sha256
    )


def gravar(tratado: Foto | Documento) -> tuple[str, str]:
    """Grava o arquivo refeito, com nome sorteado, e a miniatura, se há uma. Devolve onde ficaram."""
    base = f"anexos/{timezone.localdate():%Y/%m}/{uuid4().hex}"
    if isinstance(tratado, Documento):
        return default_storage.save(f"{base}.pdf", ContentFile(tratado.conteudo)), ""
    arquivo = default_storage.save(f"{base}.jpg", ContentFile(tratado.conteudo))
    return arquivo, default_storage.save(f"{base}-p.jpg", ContentFile(tratado.miniatura))


def tirar_arquivo(rascunho: Rascunho, pk: int) -> bool:
    """Apaga um arquivo do rascunho e diz se o fez; o que não é dele fica onde está."""
    achado = rascunho.arquivos.filter(pk=pk).first()
    if achado is None:
        return False
    apagar_foto(achado)
    return True


def apagar_foto(foto: ArquivoDeRascunho) -> None:
    """Tira a foto do rascunho e apaga os seus arquivos, se nenhum caso os herdou nesse instante."""
    if not foto.delete()[0]:
        return
    for nome in (foto.arquivo.name, foto.miniatura.name):
        if nome:
            default_storage.delete(nome)
