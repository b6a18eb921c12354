"""O que todo comprovante diz de um caso que acaba de ser registrado."""

from __future__ import annotations

from typing import Any

from contas.documentos import mascarar_email
from contas.segredos.chaves import chave_escrita
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio


def comprovante_de(caso: Any, **opcoes: Any) -> dict[str, Any]:
    """A chave de acesso, o prazo em palavras (ver `relogio.como`) e o e-mail avisado, mascarado.

    `caso` é um `Caso` com prazo, de qualquer processo. Na denúncia o e-mail está no selo, que esta página não
    abre para mostrá-lo.
    """
    return {
        "chave": chave_escrita(caso.protocolo),
        "como": relogio.como(caso, carregar_calendario(), **opcoes),
        "email": mascarar_email(caso.interessado.email if caso.interessado else ""),
    }
