"""As fotos da prova, entre o formulário e a confirmação: ficam num rascunho do servidor.

A foto boa é guardada assim que chega: o erro de outro campo, a prévia e o conflito não a perdem.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assistente import rascunhos
from contas.autor import Autor
from contas.models import Usuario
from documentos import recebidos
from documentos.recebidos import Guardar
from documentos.servir import servir
from protocolo.erros import Conflito
from protocolo.models import ArquivoDeRascunho, Rascunho

TIPO = "prova"
PAGINA_VELHA = "Esta página ficou velha. Copie o seu texto, abra o pedido de novo e repita."


def abrir_envio(*, envio: UUID, assunto: str, dono: Usuario) -> Rascunho:
    """O rascunho deste envio. `assunto` é o protocolo ou, no lote, a sigla da unidade.

    Levanta Conflito se o envio é de outra pessoa ou de outro assunto.
    """
    padrao = {
        "tipo": TIPO,
        "assunto": assunto,
        "dono": dono,
        "expira_em": timezone.now() + rascunhos.VALIDADE,
    }
    rascunho, _ = Rascunho.objects.get_or_create(pk=envio, defaults=padrao)
    if (rascunho.tipo, rascunho.assunto, rascunho.dono_id) != (TIPO, assunto, dono.pk):
        raise Conflito(PAGINA_VELHA)
    return rascunho


def receber_prova(
    *,
    envio: UUID,
    assunto: str,
    dono: Usuario,
    arquivos: Sequence[UploadedFile[Any]],
    guardar: Guardar = recebidos.guardar_foto,
) -> list[str]:
    """Guarda as fotos deste envio e devolve as recusas; uma foto recusada não custa as outras."""
    rascunho = abrir_envio(envio=envio, assunto=assunto, dono=dono)
    return recebidos.receber_fotos(rascunho=rascunho, arquivos=arquivos, guardar=guardar)


def fotos_da_prova(*, envio: UUID, assunto: str, dono: Usuario) -> list[ArquivoDeRascunho]:
    """As fotos boas deste envio, na ordem em que chegaram; nenhuma se ele é de outra pessoa."""
    da_prova = ArquivoDeRascunho.objects.filter(
        rascunho=envio, rascunho__tipo=TIPO, rascunho__assunto=assunto, rascunho__dono=dono
    )
    return list(da_prova.order_by("pk"))


def ja_mandadas(form: Any, por: Autor) -> list[ArquivoDeRascunho]:
    """Os arquivos que já se mandaram com este formulário, preenchido, que se retoma."""
    campo = form["envio"].value() if {"envio", "fotos"} <= form.fields.keys() else None
    try:
        envio = UUID(str(campo))
    except ValueError:
        return []
    dele = ArquivoDeRascunho.objects.filter(rascunho=envio, rascunho__tipo=TIPO, rascunho__dono=por.usuario)
    return list(dele.order_by("pk"))


def servir_da_prova(*, envio: UUID, pk: int, dono: Usuario | None, assunto: str = "") -> FileResponse:
    """A miniatura de um arquivo que espera a confirmação: só a vê quem o mandou, e não se guarda."""
    dela = ArquivoDeRascunho.objects.filter(rascunho=envio, rascunho__tipo=TIPO, rascunho__dono=dono)
    if assunto:
        dela = dela.filter(rascunho__assunto=assunto)
    return servir(get_object_or_404(dela, pk=pk), "pequena")


def tirar_da_prova(*, envio: UUID, assunto: str, dono: Usuario, pk: int) -> None:
    """Apaga uma foto deste envio; a que não é dele fica onde está."""
    for foto in fotos_da_prova(envio=envio, assunto=assunto, dono=dono):
        if foto.pk == pk:
            recebidos.apagar_foto(foto)


def tirar_recusadas(*, envio: UUID, assunto: str, dono: Usuario) -> list[str]:
    """Tira deste envio os arquivos que, conferidos depois, não serviram; devolve por quê, uma vez."""
    recusadas = [foto for foto in fotos_da_prova(envio=envio, assunto=assunto, dono=dono) if foto.recusado]
    for foto in recusadas:
        recebidos.apagar_foto(foto)
    return [f"{foto.nome}: {foto.espera}" for foto in recusadas]


def copiar_prova(fotos: Sequence[ArquivoDeRascunho], *, envio: UUID, assunto: str, dono: Usuario) -> None:
    """Guarda as mesmas fotos para outro envio: as do primeiro já são de quem deu certo."""
    rascunho = abrir_envio(envio=envio, assunto=assunto, dono=dono)
    ArquivoDeRascunho.objects.bulk_create(
        ArquivoDeRascunho(
            rascunho=rascunho,
            arquivo=_copiar(foto.arquivo),
            miniatura=_copiar(foto.miniatura),
            nome=foto.nome,
            sha256=foto.sha256,
        )
        for foto in fotos
    )


def _copiar(arquivo: FieldFile) -> str:
    novo = PurePath(str(arquivo.name)).with_name(f"{uuid4().hex}.jpg")
    with arquivo.open("rb") as original:
        return default_storage.save(str(novo), original)


def receber_do_formulario(
    request: HttpRequest, form: Any, assunto: str, por: Autor, guardar: Guardar = recebidos.guardar_foto
) -> None:
    """Guarda as fotos que vieram, tira a que se pediu e deixa no formulário as guardadas e as recusas.

    Num formulário sem fotos não faz nada.
    """
    envio = envio_de(request)
    if "fotos" not in form.fields or envio is None or por.usuario is None:
        return
    qual: dict[str, Any] = {"envio": envio, "assunto": assunto, "dono": por.usuario}
    recusas = tirar_recusadas(**qual)
    if arquivos := request.FILES.getlist("fotos"):
        recusas += receber_prova(**qual, arquivos=arquivos, guardar=guardar)
    if (tirada := request.POST.get("remover_foto", "")).isdecimal():
        tirar_da_prova(**qual, pk=int(tirada))
    form.recusas, form.guardadas = recusas, fotos_da_prova(**qual)


def envio_de(request: HttpRequest) -> UUID | None:
    """O envio que a página traz; None se não traz nenhum."""
    return envio_em(request.POST)


def envio_em(campos: QueryDict) -> UUID | None:
    """O envio que estes campos dizem; None se nenhum."""
    try:
        return UUID(campos.get("envio", ""))
    except ValueError:
        return None
