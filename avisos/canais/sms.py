"""SMS na forma da API v2 da Zenvia; qualquer provedor que a imite serve."""

from __future__ import annotations

from decimal import Decimal

from django.core.mail import EmailMessage, mailers

from avisos.canais.base import Provedor, Resultado, adiado, configuracao, recusado
from avisos.canais.http import ACEITOU, postar_json
from avisos.canais.texto_curto import para_sms, partes_de
from avisos.models import Envio
from avisos.situacoes import Canal, SituacaoDoEnvio

DO_PEDIDO = {400, 422}
"""O provedor leu e recusou esta mensagem; o resto (chave errada, fora do ar) é da instalação, e passa."""


class Zenvia:
    """`externalId` é o nosso envio: o recibo o traz de volta, mesmo que a resposta se perca."""

    em_paralelo = 8

    def __init__(self) -> None:
        self.dados = configuracao(Canal.SMS)
        self.custo = Decimal(self.dados["custo"])

    def enviar(self, envio: Envio, para: str, texto: str) -> Resultado:
        texto = para_sms(texto, envio.aviso.protocolo)
        codigo, dito = postar_json(
            f"{self.dados['url'].rstrip('/')}/v2/channels/sms/messages",
            {
                "from": self.dados["remetente"],
                "to": f"55{para}",
                "externalId": str(envio.pk),
                "contents": [{"type": "text", "text": texto}],
            },
            {"X-API-TOKEN": self.dados["chave"]},
        )
        if codigo in DO_PEDIDO:
            return recusado(f"{codigo} {dito.get('message', '')}")
        if codigo not in ACEITOU:
            return adiado(f"{codigo} {dito.get('message', '')}")
        partes = partes_de(texto)
        id_dela = str(dito.get("id", ""))[:200]
        return Resultado(SituacaoDoEnvio.ENVIANDO, id_dela, partes, self.custo * partes)

    def fechar(self) -> None:
        """As conexões são de todos os lotes."""


class NaDemonstracao:
    """No modo embutido o SMS aparece na página das mensagens, ao lado dos e-mails."""

    em_paralelo = 1

    def enviar(self, envio: Envio, para: str, texto: str) -> Resultado:
        sms = para_sms(texto, envio.aviso.protocolo)
        mensagem = EmailMessage("SMS", sms, to=[f"{para}@sms.invalid"])
        mailers.default.send_messages([mensagem])
        partes = partes_de(sms)
        custo = Decimal(configuracao(Canal.SMS)["custo"]) * partes
        return Resultado(SituacaoDoEnvio.ENTREGUE, partes=partes, custo=custo)

    def fechar(self) -> None:
        """Nada fica aberto."""


def provedor() -> Provedor:
    """O provedor de SMS da cidade ou, na demonstração, a caixa dela."""
    na_demonstracao = configuracao(Canal.SMS)["url"].startswith("demonstracao:")
    return NaDemonstracao() if na_demonstracao else Zenvia()
