"""Os atos da Ouvidoria, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar

from django.utils import timezone

from avisos.models import Aviso
from avisos.textos import Texto
from contas.autor import Autor
from mesas.atos import Ato, Atos, fora_de, quando
from ouvidoria import acoes
from ouvidoria.acoes.analisar import ENCERRADA
from ouvidoria.acoes.complemento import JA_PERGUNTOU
from ouvidoria.acoes.encerrar import DENUNCIA_NAO_SE_CONCLUI
from ouvidoria.acoes.redirecionar import DENUNCIA_NAO_VIRA_INFORMACAO, DENUNCIA_NAO_VIRA_SERVICO
from ouvidoria.mesa.forms import atos as formularios
from ouvidoria.mesa.forms import encaminhar
from ouvidoria.mesa.forms.redirecionar import AoEsicForm, AoServicoForm
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao
from protocolo.models import Vinculo
from protocolo.numero import formatar
from protocolo.situacoes import permitida

QUEM_CUIDA, ANALISE, ORGAOS, RESPOSTA, CAMINHO = (
    "Quem cuida",
    "Analisar",
    "Perguntar ao órgão",
    "Responder",
    "Outro caminho",
)
PRINCIPAIS: dict[str, str] = {
    Situacao.REGISTRADA: "assumir",
    Situacao.EM_ANALISE: "encaminhar",
    Situacao.RESPOSTA_RECEBIDA: "concluir",
}
"""O que quase sempre se faz em cada situação: o botão que se destaca."""
NAO_CABE = "Na situação em que está, esta manifestação não aceita esta ação."
ASSUMA_ANTES = "Esta manifestação ainda não está em análise: assuma-a antes."
NUMERO_POR_DAR = "(o número vem ao confirmar)"
SEGUE_OUTRA = "Esta manifestação está junto da {protocolo}: responda lá, ou separe esta para tratá-la só."
SO_IDENTIFICADA = "A lei pede nome e documento a quem quer uma informação, e a pessoa não se identificou."
NAO_VAI_A_ORGAO = "Uma denúncia se admite e se envia a quem apura; não vai a um órgão."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDaMesa(Ato[Manifestacao]):
    """Um ato sobre uma manifestação."""

    espaco: ClassVar[str] = "mesa"
    link_na_previa: ClassVar[str] = "(aqui vai o endereço da página da manifestação)"

    grupo: str = ""
    """Sob que título o botão fica."""
    na_juntada: bool = False
    """Cabe também na que segue outra."""
    abre_outro: bool = False
    """O ato abre outro caso, de que o aviso diz o número."""
    ao_orgao: bool = False
    """Um órgão lê o que se escreve: a prévia o mostra como ele o vai ver."""

    @property
    def tem_previa(self) -> bool:
        return bool(self.aviso) or self.ao_orgao

    def por_que_nao(self, caso: Manifestacao, por: Autor) -> str:
        if not caso.aberta:
            return ENCERRADA
        if self.para and not permitida(caso.TRANSICOES, caso.situacao, self.para, por.papel):
            return ASSUMA_ANTES if caso.situacao == Situacao.REGISTRADA else NAO_CABE
        if caso.principal and not self.na_juntada:
            return SEGUE_OUTRA.format(protocolo=caso.principal.protocolo_escrito)
        return self.impede(caso, por)

    def ler(self, aviso: Aviso) -> Texto:
        """O número do caso que o ato abre só se sabe ao confirmar."""
        texto = Ato.ler(self, aviso)
        if not self.abre_outro:
            return texto
        aberto = Vinculo.objects.filter(de_protocolo=aviso.protocolo).latest("pk").para_protocolo
        return Texto(texto.assunto, texto.corpo.replace(formatar(aberto), NUMERO_POR_DAR))


_denuncia, _anonima = attrgetter("denuncia"), attrgetter("anonima")


def _ja_eh_minha(caso: Manifestacao, por: Autor) -> str:
    minha = por.usuario is not None and caso.responsavel_id == por.usuario.pk
    return "Você já é responsável por esta manifestação." if minha else ""


def _nenhum(form: type[encaminhar.DevolverForm]) -> Callable[[Manifestacao], bool]:
    return lambda caso: not form.envios_possiveis(caso).exists()


def _no_envio(acao: Callable[..., object]) -> Callable[..., Manifestacao]:
    """A ação é sobre um dos envios da manifestação, que o formulário diz."""

    def agir(*, caso: Manifestacao, **argumentos: Any) -> Manifestacao:
        acao(**argumentos)
        return caso

    return agir


ATOS = Atos(
    AtoDaMesa(
        nome="assumir",
        verbo="Assumir",
        grupo=QUEM_CUIDA,
        explicacao="Você passa a ser responsável por esta manifestação, que entra em análise.",
        feito="Agora você é responsável por esta manifestação.",
        acao=acoes.assumir,
        impede=_ja_eh_minha,
        na_juntada=True,
    ),
    AtoDaMesa(
        nome="atribuir",
        verbo="Dar a um colega",
        grupo=QUEM_CUIDA,
        explicacao="O colega passa a ser responsável e é avisado. Quem se manifestou não é avisado.",
        feito="A manifestação tem novo responsável.",
        acao=acoes.assumir,
        form=formularios.AtribuirForm,
        na_juntada=True,
    ),
    AtoDaMesa(
        nome="reclassificar",
        verbo="Corrigir o tipo",
        grupo=ANALISE,
        explicacao="O protocolo e o prazo são os mesmos. O tipo do registro fica guardado.",
        feito="O tipo foi corrigido.",
        acao=acoes.reclassificar,
        para=Situacao.EM_ANALISE,
        form=formularios.ReclassificarForm,
        aviso="ouvidoria_reclassificada",
        impede=quando((fora_de(Situacao.EM_ANALISE), ASSUMA_ANTES)),
    ),
    AtoDaMesa(
        nome="pedir-complemento",
        verbo="Pedir complemento",
        grupo=ANALISE,
        explicacao="A pessoa recebe a pergunta. Só se pergunta uma vez.",
        feito="A pergunta foi enviada e o prazo está parado.",
        acao=acoes.pedir_complemento,
        para=Situacao.AGUARDANDO_MUNICIPE,
        form=formularios.ComplementoForm,
        aviso="ouvidoria_complemento",
        impede=quando(
            (attrgetter("complemento_em"), JA_PERGUNTOU),
            (_anonima, "A pessoa não se identificou: não há como pedir que complete."),
        ),
    ),
    AtoDaMesa(
        nome="juntar",
        verbo="Juntar iguais",
        grupo=ANALISE,
        explicacao="As que você escolher passam a seguir esta: a resposta dada aqui vai a todas, cada "
        "uma no seu protocolo. Quem as fez não é avisado nem vê a do outro. Dá para separar depois.",
        feito="Manifestações juntadas.",
        acao=lambda *, caso, **dados: acoes.juntar(principal=caso, **dados),
        form=formularios.JuntarForm,
    ),
    AtoDaMesa(
        nome="separar",
        verbo="Separar do grupo",
        grupo=ANALISE,
        explicacao="A manifestação volta à lista e passa a ter resposta só dela.",
        feito="A manifestação voltou a ser tratada sozinha.",
        acao=acoes.separar,
        impede=quando((lambda caso: not caso.principal_id, "Esta manifestação não está junto de outra.")),
        na_juntada=True,
    ),
    AtoDaMesa(
        nome="encaminhar",
        ao_orgao=True,
        verbo="Encaminhar a órgão",
        grupo=ORGAOS,
        explicacao="O órgão vê o que você escrever aqui, os anexos que escolher, o que deu errado e, se há, "
        "o pedido de que se reclama.",
        feito="A manifestação foi enviada.",
        acao=acoes.encaminhar,
        para=Situacao.ENCAMINHADA,
        form=encaminhar.EncaminharForm,
        aviso="ouvidoria_encaminhada",
        impede=quando((_denuncia, NAO_VAI_A_ORGAO)),
    ),
    AtoDaMesa(
        nome="devolver",
        ao_orgao=True,
        verbo="Devolver a resposta",
        grupo=ORGAOS,
        explicacao="O órgão é avisado e responde de novo. Quem se manifestou não é avisado.",
        feito="A resposta voltou ao órgão.",
        acao=_no_envio(acoes.devolver_ao_orgao),
        para=Situacao.ENCAMINHADA,
        form=encaminhar.DevolverForm,
        impede=quando(
            (_denuncia, NAO_VAI_A_ORGAO),
            (_nenhum(encaminhar.DevolverForm), "Nenhum órgão respondeu ainda."),
        ),
    ),
    AtoDaMesa(
        nome="recolher",
        ao_orgao=True,
        verbo="Retirar do órgão",
        grupo=ORGAOS,
        explicacao="Para quando o órgão não é o certo. Quem se manifestou não é avisado.",
        feito="O envio foi retirado.",
        acao=_no_envio(acoes.recolher),
        form=encaminhar.RecolherForm,
        impede=quando(
            (_denuncia, NAO_VAI_A_ORGAO),
            (_nenhum(encaminhar.RecolherForm), "Esta manifestação não está com nenhum órgão."),
        ),
    ),
    AtoDaMesa(
        nome="concluir",
        verbo="Concluir",
        grupo=RESPOSTA,
        explicacao="A manifestação se encerra com esta resposta, que a pessoa recebe.",
        feito="Manifestação concluída.",
        acao=acoes.concluir,
        para=Situacao.CONCLUIDA,
        form=formularios.ConcluirForm,
        aviso="ouvidoria_concluida",
        impede=quando((_denuncia, DENUNCIA_NAO_SE_CONCLUI)),
    ),
    AtoDaMesa(
        nome="prorrogar",
        verbo="Prorrogar o prazo",
        grupo=RESPOSTA,
        explicacao="O prazo cresce uma vez só, antes de vencer, e a pessoa recebe o novo e o motivo.",
        feito="O prazo foi prorrogado.",
        acao=acoes.prorrogar,
        form=formularios.ProrrogarForm,
        aviso="ouvidoria_prorrogada",
        impede=lambda caso, _por: acoes.por_que_nao_prorroga(caso, timezone.now()),
        na_juntada=True,
    ),
    AtoDaMesa(
        nome="ao-servico",
        verbo="Abrir pedido de serviço",
        grupo=CAMINHO,
        explicacao="O que a pessoa precisa é um serviço: abre-se o pedido, com protocolo novo ligado a "
        "este, e a manifestação se encerra.",
        feito="O pedido de serviço foi aberto.",
        acao=acoes.redirecionar_ao_servico,
        para=Situacao.REDIRECIONADA,
        form=AoServicoForm,
        aviso="ouvidoria_redirecionada",
        abre_outro=True,
        impede=quando((_denuncia, DENUNCIA_NAO_VIRA_SERVICO)),
    ),
    AtoDaMesa(
        nome="ao-esic",
        verbo="Abrir pedido de informação",
        grupo=CAMINHO,
        explicacao="O que a pessoa quer é uma informação da Prefeitura: abre-se o pedido em nome dela, "
        "com protocolo novo ligado a este, e a manifestação se encerra.",
        feito="O pedido de informação foi aberto.",
        acao=acoes.redirecionar_ao_esic,
        para=Situacao.REDIRECIONADA,
        form=AoEsicForm,
        aviso="ouvidoria_redirecionada",
        abre_outro=True,
        impede=quando((_denuncia, DENUNCIA_NAO_VIRA_INFORMACAO), (_anonima, SO_IDENTIFICADA)),
    ),
    AtoDaMesa(
        nome="para-fora",
        verbo="Não é da Prefeitura",
        grupo=CAMINHO,
        explicacao="A pessoa recebe onde o que ela precisa se resolve, e a manifestação se encerra.",
        feito="A pessoa foi orientada.",
        acao=acoes.redirecionar_para_fora,
        para=Situacao.REDIRECIONADA,
        form=formularios.ParaForaForm,
        aviso="ouvidoria_redirecionada",
    ),
)
