"""WhatsApp pela Cloud API: só modelos que a plataforma aprovou, e nada de texto livre."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from avisos.canais.base import Resultado, adiado, configuracao, recusado
from avisos.canais.http import ACEITOU, passageiro, postar_json
from avisos.models import Envio, ModeloDeAviso
from avisos.situacoes import Canal, SituacaoDoEnvio

CHEIO = {4, 80007, 130429, 131056, 131048}
"""Pedidos demais, à plataforma ou à mesma pessoa: tenta-se de novo."""
NAO_TEM = {131026, 131030}
"""O número não está no WhatsApp, ou não pode receber."""


class CloudApi:
    """Os modelos se leem uma vez por lote; cada um tem uma variável, o protocolo."""

    em_paralelo = 8

    def __init__(self) -> None:
        self.dados = configuracao(Canal.WHATSAPP)
        self.custo = Decimal(self.dados["custo"])
        proprios = ModeloDeAviso.objects.exclude(modelo_no_whatsapp="")
        self.modelos = dict(proprios.values_list("chave", "modelo_no_whatsapp"))

    def enviar(self, envio: Envio, para: str, _texto: str) -> Resultado:
        codigo, dito = postar_json(
            f"{self.dados['url'].rstrip('/')}/{self.dados['numero']}/messages",
            self._mensagem(envio, para),
            {"Authorization": f"Bearer {self.dados['chave']}"},
        )
        if codigo in ACEITOU:
            return Resultado(SituacaoDoEnvio.ENVIANDO, _id_dela(dito), 1, self.custo)
        erro = dito.get("error")
        return _recusa(codigo, erro if isinstance(erro, dict) else {})

    def _mensagem(self, envio: Envio, para: str) -> dict[str, Any]:
        aviso = envio.aviso
        parametros = [{"type": "text", "text": aviso.protocolo}]
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": f"55{para}",
            "type": "template",
            "template": {
                "name": self.modelos.get(aviso.modelo) or self.dados["modelo"],
                "language": {"code": "pt_BR"},
                "components": [{"type": "body", "parameters": parametros}],
            },
            "biz_opaque_callback_data": str(envio.pk),
        }

    def fechar(self) -> None:
        """As conexões são de todos os lotes."""


def _id_dela(dito: dict[str, Any]) -> str:
    """O número que a plataforma deu; sem ele o aceite vale, e o recibo traz o nosso."""
    mensagens = dito.get("messages")
    primeira = mensagens[0] if isinstance(mensagens, list) and mensagens else None
    return str(primeira.get("id", ""))[:200] if isinstance(primeira, dict) else ""


def _recusa(codigo: int, erro: dict[str, Any]) -> Resultado:
    numero = erro.get("code")
    frase = f"{codigo} {numero} {erro.get('message', '')}"
    if numero in CHEIO or passageiro(codigo) or codigo in {401, 403}:
        return adiado(frase)
    return recusado(
        frase, SituacaoDoEnvio.FALHA_PERMANENTE if numero in NAO_TEM else SituacaoDoEnvio.FALHA_TECNICA
    )
