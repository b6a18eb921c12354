"""Os atos de quem a Ouvidoria consulta, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.utils import timezone

from contas.autor import Autor
from mesas.atos import Ato, Atos
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento
from ouvidoria.orgao import forms
from ouvidoria.situacoes import Situacao
from protocolo.prazos import relogio
from protocolo.situacoes import permitida

RETIRADO = "A Ouvidoria retirou este envio: não é mais preciso responder."
RESPONDIDO = "Este envio já foi respondido. Se a resposta não bastar, a Ouvidoria o devolve."
NAO_CABE = "Este envio não aceita esta ação."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDoEnvio(Ato[Any]):
    """Um ato sobre um encaminhamento, que faz as vezes do caso: tem a versão e a história que são dele."""

    espaco: ClassVar[str] = "orgao"

    lido: str
    """O argumento da ação que a Ouvidoria vai ler, e que a prévia mostra."""
    da_apuracao: bool = False
    destaque: bool = False

    @property
    def tem_previa(self) -> bool:
        return True

    @property
    def confirmar(self) -> str:
        return f"{self.verbo} à Ouvidoria" if self.destaque else self.verbo

    def por_que_nao(self, caso: Encaminhamento, por: Autor) -> str:
        if not caso.pendente:
            return RETIRADO if caso.recolhido_em else RESPONDIDO
        manifestacao = caso.manifestacao
        situacao = manifestacao.situacao
        para = self.para or situacao
        if caso.apuracao != self.da_apuracao or not permitida(
            manifestacao.TRANSICOES, situacao, para, por.papel
        ):
            return NAO_CABE
        return self.impede(caso, por)

    def agir(self, *, caso: Encaminhamento, versao: int, por: Autor, **argumentos: Any) -> Encaminhamento:
        feito: Encaminhamento = self.acao(envio=caso, versao=versao, por=por, **argumentos)
        return feito


ATOS = Atos(
    AtoDoEnvio(
        nome="responder",
        verbo="Responder",
        explicacao="A resposta vai à Ouvidoria, que a confere e responde à pessoa.",
        feito="A resposta foi à Ouvidoria.",
        acao=acoes.responder_como_orgao,
        para=Situacao.ENCAMINHADA,
        form=forms.ResponderForm,
        lido="resposta",
        destaque=True,
    ),
    AtoDoEnvio(
        nome="prorrogar",
        verbo="Prorrogar",
        explicacao="O prazo do seu órgão cresce uma vez só, antes de vencer. O da pessoa não muda.",
        feito="O prazo foi prorrogado.",
        acao=acoes.prorrogar_do_orgao,
        para=Situacao.ENCAMINHADA,
        form=forms.ProrrogarForm,
        lido="motivo",
        impede=lambda envio, _por: relogio.por_que_nao_prorroga(envio, timezone.now()),
    ),
    AtoDoEnvio(
        nome="informar",
        verbo="Dar notícia",
        explicacao="A Ouvidoria fica sabendo como está a apuração, que continua.",
        feito="A Ouvidoria recebeu a notícia.",
        acao=partial(acoes.informar_apuracao, fim=False),
        form=forms.InformarForm,
        lido="texto",
        da_apuracao=True,
    ),
    AtoDoEnvio(
        nome="informar-fim",
        verbo="Informar o fim",
        explicacao="A apuração acabou: a Ouvidoria recebe o resultado e responde a quem denunciou.",
        feito="A Ouvidoria recebeu o resultado da apuração.",
        acao=partial(acoes.informar_apuracao, fim=True),
        form=forms.InformarFimForm,
        lido="texto",
        da_apuracao=True,
        destaque=True,
    ),
)
