"""Os atos da Ouvidoria, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ouvidoria import acoes
from ouvidoria.acoes.complemento import JA_PERGUNTOU
from ouvidoria.acoes.encerrar import DENUNCIA_NAO_SE_CONCLUI
from ouvidoria.acoes.redirecionar import DENUNCIA_NAO_VIRA_INFORMACAO, DENUNCIA_NAO_VIRA_SERVICO
from ouvidoria.forms import encaminhar, mesa
from ouvidoria.forms.redirecionar import AoEsicForm, AoServicoForm
from ouvidoria.situacoes import Resposta, Situacao
from ouvidoria.views.ato_da_mesa import ASSUMA_ANTES, Ato
from protocolo import legais
from protocolo.prazo_em_palavras import dia

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contas.autor import Autor
    from ouvidoria.models import Encaminhamento, Manifestacao

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
NUMERO_POR_DAR = "o pedido de serviço (o número vem ao confirmar)"
INFORMACAO_POR_DAR = "o pedido de informação (o número vem ao confirmar)"

# --- quando não cabe ----------------------------------------------------------------------


def _ja_eh_minha(caso: Manifestacao, por: Autor) -> str:
    minha = por.usuario is not None and caso.responsavel_id == por.usuario.pk
    return "Você já é responsável por esta manifestação." if minha else ""


def _fora_da_analise(caso: Manifestacao, _por: Autor) -> str:
    return "" if caso.situacao == Situacao.EM_ANALISE else ASSUMA_ANTES


def _nao_se_pergunta(caso: Manifestacao, _por: Autor) -> str:
    if caso.complemento_em:
        return JA_PERGUNTOU
    return "A pessoa não se identificou: não há como pedir que complete." if caso.anonima else ""


def _denuncia(caso: Manifestacao, _por: Autor) -> str:
    return "Uma denúncia se admite e se envia a quem apura; não vai a um órgão." if caso.denuncia else ""


def _denuncia_nao_se_conclui(caso: Manifestacao, _por: Autor) -> str:
    return DENUNCIA_NAO_SE_CONCLUI if caso.denuncia else ""


def _denuncia_nao_vira_servico(caso: Manifestacao, _por: Autor) -> str:
    return DENUNCIA_NAO_VIRA_SERVICO if caso.denuncia else ""


def _nao_vira_informacao(caso: Manifestacao, _por: Autor) -> str:
    if caso.denuncia:
        return DENUNCIA_NAO_VIRA_INFORMACAO
    if caso.anonima:
        return "A lei pede nome e documento a quem quer uma informação, e a pessoa não se identificou."
    return ""


def _sem_resposta(caso: Manifestacao, por: Autor) -> str:
    if recusa := _denuncia(caso, por):
        return recusa
    ha = encaminhar.DevolverForm.envios_possiveis(caso).exists()
    return "" if ha else "Nenhum órgão respondeu ainda."


def _sem_envio(caso: Manifestacao, por: Autor) -> str:
    if recusa := _denuncia(caso, por):
        return recusa
    ha = encaminhar.RecolherForm.envios_possiveis(caso).exists()
    return "" if ha else "Esta manifestação não está com nenhum órgão."


def _nao_prorroga(caso: Manifestacao, _por: Autor) -> str:
    return acoes.por_que_nao_prorroga(caso, timezone.now())


def _sem_grupo(caso: Manifestacao, _por: Autor) -> str:
    return "" if caso.principal_id else "Esta manifestação não está junto de outra."


# --- o que o aviso diz --------------------------------------------------------------------


def _extras_do_tipo(caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    caso.tipo = dados["tipo"]
    return {"motivo": dados["motivo"]}


def _extras_da_pergunta(_caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    ate = legais.vencimento("OUV_COMPLEMENTO", inicio=timezone.now())
    return {"pergunta": dados["pergunta"], "responder_ate": dia(ate)}


def _extras_do_orgao(_caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"orgao": ", ".join(orgao.nome for orgao in dados["orgaos"])}


def _extras_do_prazo(caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    antes = dia(caso.vence_em)
    acoes.aplicar_prorrogacao(caso, timezone.now())
    return {"antes": antes, "motivo": dados["motivo"]}


def _extras_do_fim(caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    ate = legais.vencimento("OUV_REVISAO", inicio=timezone.now())
    return {
        "resultado": Resposta(dados["resposta"]).label,
        "resposta": dados["conclusao"],
        "revisao_ate": "" if caso.revisao_em else dia(ate),
    }


def _extras_do_servico(_caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"destino": NUMERO_POR_DAR, "motivo": dados["motivo"]}


def _extras_da_informacao(_caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"destino": INFORMACAO_POR_DAR, "motivo": dados["motivo"]}


def _extras_de_fora(_caso: Manifestacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"destino": dados["onde"], "motivo": dados["motivo"]}


# --- o que a ação pede de outro jeito -------------------------------------------------------


def _primeiro_envio(caso: Manifestacao) -> bool:
    """Só o primeiro envio avisa a pessoa: os outros ela lê na página."""
    return caso.situacao != Situacao.ENCAMINHADA


def _juntar(*, caso: Manifestacao, versao: int, por: Autor, outras: Sequence[Manifestacao]) -> Manifestacao:
    return acoes.juntar(principal=caso, versao=versao, por=por, outras=outras)


def _devolver(
    *, caso: Manifestacao, versao: int, por: Autor, envio: Encaminhamento, motivo: str
) -> Manifestacao:
    acoes.devolver_ao_orgao(envio=envio, versao=versao, por=por, motivo=motivo)
    return caso


def _recolher(
    *, caso: Manifestacao, versao: int, por: Autor, envio: Encaminhamento, motivo: str
) -> Manifestacao:
    del caso
    return acoes.recolher(envio=envio, versao=versao, por=por, motivo=motivo)


ATOS: dict[str, Ato] = {
    ato.nome: ato
    for ato in (
        Ato(
            nome="assumir",
            verbo="Assumir",
            grupo=QUEM_CUIDA,
            explicacao="Você passa a ser responsável por esta manifestação, que entra em análise.",
            feito="Agora você é responsável por esta manifestação.",
            acao=acoes.assumir,
            impede=_ja_eh_minha,
            na_juntada=True,
        ),
        Ato(
            nome="atribuir",
            verbo="Dar a um colega",
            grupo=QUEM_CUIDA,
            explicacao="O colega passa a ser responsável e é avisado. Quem se manifestou não é avisado.",
            feito="A manifestação tem novo responsável.",
            acao=acoes.assumir,
            form=mesa.AtribuirForm,
            na_juntada=True,
        ),
        Ato(
            nome="reclassificar",
            verbo="Corrigir o tipo",
            grupo=ANALISE,
            explicacao="O protocolo e o prazo são os mesmos. O tipo do registro fica guardado.",
            feito="O tipo foi corrigido.",
            acao=acoes.reclassificar,
            para=Situacao.EM_ANALISE,
            form=mesa.ReclassificarForm,
            aviso="ouvidoria_reclassificada",
            extras=_extras_do_tipo,
            impede=_fora_da_analise,
        ),
        Ato(
            nome="pedir-complemento",
            verbo="Pedir complemento",
            grupo=ANALISE,
            explicacao="A pessoa recebe a pergunta. Só se pergunta uma vez.",
            feito="A pergunta foi enviada e o prazo está parado.",
            acao=acoes.pedir_complemento,
            para=Situacao.AGUARDANDO_MUNICIPE,
            form=mesa.ComplementoForm,
            aviso="ouvidoria_complemento",
            extras=_extras_da_pergunta,
            impede=_nao_se_pergunta,
        ),
        Ato(
            nome="juntar",
            verbo="Juntar iguais",
            grupo=ANALISE,
            explicacao="As que você escolher passam a seguir esta: a resposta dada aqui vai a todas, cada "
            "uma no seu protocolo. Quem as fez não é avisado nem vê a do outro. Dá para separar depois.",
            feito="Manifestações juntadas.",
            acao=_juntar,
            form=mesa.JuntarForm,
        ),
        Ato(
            nome="separar",
            verbo="Separar do grupo",
            grupo=ANALISE,
            explicacao="A manifestação volta à lista e passa a ter resposta só dela.",
            feito="A manifestação voltou a ser tratada sozinha.",
            acao=acoes.separar,
            impede=_sem_grupo,
            na_juntada=True,
        ),
        Ato(
            nome="encaminhar",
            verbo="Encaminhar a órgão",
            grupo=ORGAOS,
            explicacao="O órgão lê só o que você escrever aqui e os anexos que escolher.",
            feito="A manifestação foi enviada.",
            acao=acoes.encaminhar,
            para=Situacao.ENCAMINHADA,
            form=encaminhar.EncaminharForm,
            aviso="ouvidoria_encaminhada",
            avisa_agora=_primeiro_envio,
            extras=_extras_do_orgao,
            impede=_denuncia,
        ),
        Ato(
            nome="devolver",
            verbo="Devolver a resposta",
            grupo=ORGAOS,
            explicacao="O órgão é avisado e responde de novo. Quem se manifestou não é avisado.",
            feito="A resposta voltou ao órgão.",
            acao=_devolver,
            para=Situacao.ENCAMINHADA,
            form=encaminhar.DevolverForm,
            impede=_sem_resposta,
        ),
        Ato(
            nome="recolher",
            verbo="Retirar do órgão",
            grupo=ORGAOS,
            explicacao="Para quando o órgão não é o certo. Quem se manifestou não é avisado.",
            feito="O envio foi retirado.",
            acao=_recolher,
            form=encaminhar.RecolherForm,
            impede=_sem_envio,
        ),
        Ato(
            nome="concluir",
            verbo="Concluir",
            grupo=RESPOSTA,
            explicacao="A manifestação se encerra com esta resposta, que a pessoa recebe.",
            feito="Manifestação concluída.",
            acao=acoes.concluir,
            para=Situacao.CONCLUIDA,
            form=mesa.ConcluirForm,
            aviso="ouvidoria_concluida",
            extras=_extras_do_fim,
            impede=_denuncia_nao_se_conclui,
        ),
        Ato(
            nome="prorrogar",
            verbo="Prorrogar o prazo",
            grupo=RESPOSTA,
            explicacao="O prazo cresce uma vez só, antes de vencer, e a pessoa recebe o novo e o motivo.",
            feito="O prazo foi prorrogado.",
            acao=acoes.prorrogar,
            form=mesa.ProrrogarForm,
            aviso="ouvidoria_prorrogada",
            extras=_extras_do_prazo,
            impede=_nao_prorroga,
            na_juntada=True,
        ),
        Ato(
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
            extras=_extras_do_servico,
            impede=_denuncia_nao_vira_servico,
        ),
        Ato(
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
            extras=_extras_da_informacao,
            impede=_nao_vira_informacao,
        ),
        Ato(
            nome="para-fora",
            verbo="Não é da Prefeitura",
            grupo=CAMINHO,
            explicacao="A pessoa recebe onde o que ela precisa se resolve, e a manifestação se encerra.",
            feito="A pessoa foi orientada.",
            acao=acoes.redirecionar_para_fora,
            para=Situacao.REDIRECIONADA,
            form=mesa.ParaForaForm,
            aviso="ouvidoria_redirecionada",
            extras=_extras_de_fora,
        ),
    )
}


def possiveis(caso: Manifestacao, por: Autor) -> list[Ato]:
    """Os atos que cabem agora, na ordem em que se mostram."""
    return [ato for ato in ATOS.values() if ato.possivel(caso, por)]
