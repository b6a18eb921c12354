"""Os atos que só a denúncia tem, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from typing import Any

from contas.autor import Autor
from guia.models import Orgao
from mesas.atos import Ato, Atos, fora_de, quando
from ouvidoria import acoes, versao_sem_nomes
from ouvidoria.acoes.denuncia import PERGUNTA_SEM_RESPOSTA
from ouvidoria.denuncia.forms import (
    AdmitirForm,
    ApurarForm,
    ComplementarForm,
    ConcluirForm,
    ConsentimentoForm,
    NaoAdmitirForm,
)
from ouvidoria.denuncia.o_que_falta import apuracao, copias
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Destino, Situacao
from protocolo.erros import TransicaoProibida

SEM_VERSAO = "Antes de enviar, confira a versão sem nomes do texto."
SO_NA_ANALISE = "A denúncia só se admite, ou não, enquanto está em análise na Ouvidoria."


def _sem_versao(caso: Manifestacao) -> bool:
    return not versao_sem_nomes.em_dia(caso)


def _sem_apuracao(caso: Manifestacao) -> bool:
    return caso.situacao != Situacao.EM_APURACAO or apuracao(caso) is None


def _apurar(*, caso: Manifestacao, versao: int, por: Autor, destino: str, externo: str) -> Manifestacao:
    a_quem: dict[str, Any] = {"externo": externo}
    if destino == Destino.CORREGEDORIA:
        cgm = Orgao.objects.filter(sigla="CGM").first()
        if cgm is None:
            raise TransicaoProibida(
                "O órgão CGM não está no Guia: cadastre-o antes de enviar à Corregedoria."
            )
        a_quem = {"orgao": cgm}
    acoes.enviar_a_apuracao(caso=caso, versao=versao, por=por, anexos=copias(caso), **a_quem)
    return caso


def _complementar(*, caso: Manifestacao, versao: int, por: Autor) -> Manifestacao:
    envio = apuracao(caso)
    if envio is None:
        raise TransicaoProibida("A apuração já acabou.")
    acoes.complementar_apuracao(envio=envio, versao=versao, por=por, anexos=copias(caso))
    return caso


ATOS = Atos(
    Ato(
        nome="admitir",
        verbo="Admitir a denúncia",
        explicacao="A denúncia passa a poder ser enviada a quem apura. "
        "A pessoa vê só que ela continua em tratamento.",
        feito="Denúncia admitida.",
        acao=acoes.admitir,
        form=AdmitirForm,
        impede=quando((fora_de(Situacao.EM_ANALISE), SO_NA_ANALISE)),
    ),
    Ato(
        nome="nao_admitir",
        verbo="Não admitir a denúncia",
        explicacao="A denúncia é arquivada, e a pessoa lê a razão na página que se abre com a chave.",
        feito="Denúncia não admitida.",
        acao=acoes.nao_admitir,
        form=NaoAdmitirForm,
        impede=quando((fora_de(Situacao.EM_ANALISE), SO_NA_ANALISE)),
    ),
    Ato(
        nome="apurar",
        verbo="Enviar a quem apura",
        explicacao="Vão só a versão sem nomes e as cópias limpas dos anexos. "
        "Quem denunciou só aparece se consentiu.",
        feito="Denúncia enviada a quem apura.",
        acao=_apurar,
        form=ApurarForm,
        impede=quando(
            (fora_de(Situacao.ADMITIDA), "Só se envia a quem apura uma denúncia admitida."),
            (_sem_versao, SEM_VERSAO),
        ),
    ),
    Ato(
        nome="complementar_apuracao",
        verbo="Mandar a quem apura o que chegou depois",
        explicacao="Quem apura passa a ler a versão sem nomes de agora e as cópias limpas que faltavam.",
        feito="O que chegou depois foi enviado a quem apura.",
        acao=_complementar,
        form=ComplementarForm,
        impede=quando(
            (_sem_apuracao, "Só se completa uma apuração que ainda não acabou."),
            (_sem_versao, SEM_VERSAO),
        ),
    ),
    Ato(
        nome="concluir_denuncia",
        verbo="Concluir a denúncia",
        explicacao="A pessoa é avisada de que há resposta, e a lê na página que se abre com a chave.",
        feito="Denúncia concluída.",
        acao=acoes.concluir_denuncia,
        form=ConcluirForm,
        impede=quando(
            (fora_de(Situacao.EM_APURACAO), "Só se conclui uma denúncia que foi enviada a quem apura.")
        ),
    ),
    Ato(
        nome="pedir_consentimento",
        verbo="Perguntar se pode dizer quem é",
        explicacao="A pessoa responde na página que se abre com a chave (Lei 13.608/2018, art. 4º-B).",
        feito="Pergunta enviada.",
        acao=acoes.pedir_consentimento,
        form=ConsentimentoForm,
        impede=quando(
            (lambda caso: not caso.aberta, "Esta denúncia já foi encerrada."),
            (lambda caso: caso.anonima, "Quem denunciou não se identificou: não há a quem perguntar."),
            (lambda caso: caso.consentimentos.filter(respondido_em=None).exists(), PERGUNTA_SEM_RESPOSTA),
        ),
    ),
)
