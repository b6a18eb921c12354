"""A cópia limpa de um anexo: só ela sai de quem a conferiu.

É refeita do que se vê: a foto, dos pixels; o PDF, da imagem de cada página. Quem confere confirma a do
sistema, troca-a por um arquivo que tarjou ou deixa o anexo de fora. O nome do arquivo também se perde.
Serve à denúncia, antes de ir a quem apura, e à publicação de um pedido de informação.
"""

from __future__ import annotations

from typing import IO, Any

from django.utils import timezone

from contas.autor import Autor
from documentos import recebidos
from documentos.fotos import Foto
from documentos.pdf import Documento
from protocolo.erros import ArquivoRecusado, TransicaoProibida

REPETIDA = "Este arquivo já está aqui como cópia de outro anexo."


def refazer(original: Any) -> Foto | Documento:
    """A cópia que o sistema propõe, sem a gravar. Levanta FileNotFoundError ou ArquivoRecusado."""
    if original.espera:
        raise ArquivoRecusado(original.espera)
    with original.arquivo.open("rb") as arquivo:
        return tratar(arquivo)


def tratar(arquivo: IO[bytes]) -> Foto | Documento:
    """Um arquivo tarjado, refeito só do que se vê. Levanta ArquivoRecusado."""
    return recebidos.tratar_arquivo(arquivo)


def guardar(original: Any, tratado: Foto | Documento, por: Autor) -> Any:
    """Põe a cópia no lugar da que havia; o caso já está travado. O arquivo da velha, a limpeza o apaga.

    Levanta TransicaoProibida se o mesmo arquivo já é cópia de outro anexo do caso.
    """
    anexos = type(original)._default_manager
    iguais = anexos.filter(caso=original.caso_id, sha256=tratado.sha256, papel=por.papel)
    if iguais.exclude(limpo_de=original).exists():
        raise TransicaoProibida(REPETIDA)
    deixar_de_fora(original)
    arquivo, miniatura = recebidos.gravar(tratado)
    return anexos.create(
        caso_id=original.caso_id,
        ordem=original.ordem,
        arquivo=arquivo,
        miniatura=miniatura,
        nome=f"anexo-{original.pk}.{arquivo.rpartition('.')[2]}",
        sha256=tratado.sha256,
        papel=por.papel,
        enviado_em=timezone.now(),
        limpo_de=original,
    )


def deixar_de_fora(original: Any) -> bool:
    """A cópia que havia deixa de existir; diz se havia."""
    return bool(type(original)._default_manager.filter(limpo_de=original).delete()[0])


def limpo_de(original: Any) -> Any | None:
    """A cópia conferida; None se não há."""
    return getattr(original, "limpo", None)
