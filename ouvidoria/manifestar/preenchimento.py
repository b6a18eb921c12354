"""A manifestação diante de quem a preenche, e os passos dela."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from assistente import passos, preenchimento
from assistente.conferir import Linha, em_arquivos
from assistente.passos import Arquivos, Envio, PassoComArquivos
from assistente.roteiro import IDENTIFICACAO
from contas.identificacao import IdentificacaoForm as DeQuemPede
from contas.identificacao import valores_iniciais
from contas.models import Usuario
from guia.models import Orgao
from ouvidoria.manifestar.forms.identificacao import IdentificacaoForm
from ouvidoria.manifestar.forms.perguntas import PerguntasForm
from ouvidoria.manifestar.perguntas import FALHA, NAO_SEI, ORGAO, PROTOCOLO, Campo, Pergunta
from ouvidoria.manifestar.roteiro import CIENTE, RESPOSTAS, Roteiro
from ouvidoria.segunda_instancia import Caminho, caminho, falha_provavel
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from protocolo import numero
from protocolo.models import Rascunho
from roteamento.models.unidades import TRIAGEM
from solicitacoes.guardas import adivinhando, com_relacoes
from solicitacoes.models import Solicitacao

MUITOS_NUMEROS = (
    "Foram muitos números de protocolo seguidos. Espere uma hora, ou deixe o número em branco e continue."
)


@dataclass(frozen=True, kw_only=True)
class Preenchimento(preenchimento.Preenchimento[Roteiro]):
    """Uma manifestação que se preenche."""

    @property
    def tipo(self) -> str:
        return self.roteiro.tipo

    @property
    def denuncia(self) -> bool:
        """Verdadeiro enquanto se escreve uma denúncia."""
        return self.tipo == TipoDeManifestacao.DENUNCIA

    @property
    def nome_do_tipo(self) -> str:
        return TipoDeManifestacao(self.tipo).label

    def relido(self) -> Preenchimento:
        return replace(self, roteiro=roteiro_de(self.rascunho))


def achar_pedido(protocolo: str) -> Solicitacao | None:
    """O pedido de serviço com este protocolo, com o que as páginas mostram dele."""
    return com_relacoes().filter(protocolo=protocolo).first() if protocolo else None


def roteiro_de(rascunho: Rascunho) -> Roteiro:
    """Os passos do rascunho, com o pedido de que ele fala; 404 se o tipo não existe."""
    if rascunho.assunto not in TipoDeManifestacao:
        raise Http404("Não há manifestação deste tipo.")
    pedido = achar_pedido(rascunho.dados.get(RESPOSTAS, {}).get(PROTOCOLO, ""))
    return Roteiro(rascunho.assunto, rascunho.dados, pedido, timezone.now())


def preenchidas(pedido: Solicitacao, falha: str = "") -> dict[str, str]:
    """O que o pedido já diz, para não perguntar de novo; de serviço sigiloso, nem o órgão nem como acabou."""
    ditas = {PROTOCOLO: pedido.protocolo}
    if falha:
        ditas[FALHA] = falha
    elif caminho(pedido, "", timezone.now()) == Caminho.CABE and not pedido.sigilosa:
        ditas[FALHA] = falha_provavel(pedido)
    if not pedido.sigilosa:
        em_triagem = pedido.unidade.sigla == TRIAGEM
        ditas[ORGAO] = str(pedido.servico.orgao_id if em_triagem else pedido.unidade.orgao_id)
    return ditas


class Perguntas(PassoComArquivos[Preenchimento]):
    """As perguntas do tipo e as fotos."""

    nome, titulo = RESPOSTAS, "O que você quer dizer"

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> PerguntasForm:
        return PerguntasForm(
            dados,
            arquivos,
            tipo=preenchimento.tipo,
            procurar=achar_pedido,
            guardadas=len(preenchimento.arquivos),
            initial=preenchimento.roteiro.respostas,
        )

    def conferir(self, request: HttpRequest, preenchimento: Preenchimento, form: PerguntasForm) -> None:
        """Conta os números que não existem, como em “Acompanhar”; o balcão pode errar à vontade."""
        form.is_valid()
        procurou = form.pedido is not None or form.has_error(PROTOCOLO, "nao_ha")
        if procurou and not preenchimento.no_balcao and adivinhando(request, form.pedido):
            form.errors.pop(PROTOCOLO, None)
            form.add_error(PROTOCOLO, MUITOS_NUMEROS)

    def contexto(self, preenchimento: Preenchimento) -> dict[str, Any]:
        """O pedido de que se fala, e se vai entrar como solicitação."""
        roteiro = preenchimento.roteiro
        ainda_nao = roteiro.dados.get(CIENTE) and roteiro.caminho != Caminho.CABE
        return {"pedido": roteiro.solicitacao, "ainda_nao": ainda_nao}

    def titulo_da_secao(self, preenchimento: Preenchimento) -> str:
        return preenchimento.nome_do_tipo

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        roteiro = preenchimento.roteiro
        linhas: list[Linha] = [
            {"rotulo": p.rotulo, "valor": _em_palavras(p, roteiro.respostas.get(p.chave, ""))}
            for p in roteiro.perguntas
        ]
        fotos = em_arquivos(preenchimento.arquivos)
        return [*linhas, {"rotulo": "Fotos ou PDF", "valor": fotos}]


def _em_palavras(pergunta: Pergunta, valor: Any) -> str:
    if pergunta.campo == Campo.FALHA:
        return str(Falha(valor).label)
    if pergunta.campo == Campo.PROTOCOLO:
        return numero.formatar(valor)
    if pergunta.campo == Campo.ORGAO:
        orgao = None if valor == NAO_SEI else Orgao.objects.filter(pk=valor).first()
        return orgao.nome if orgao else "Não sei"
    return str(valor)


class Identificacao(passos.Identificacao[Preenchimento]):
    """Quem se manifesta, ou ninguém. De quem denuncia nem os dados da conta se oferecem."""

    secao = "Quem é"
    formulario = IdentificacaoForm

    def da_conta(self, preenchimento: Preenchimento) -> Usuario | None:
        return None if preenchimento.denuncia else super().da_conta(preenchimento)

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> DeQuemPede:
        """A quem reclama do seu pedido, o nome e o contato que já deu nele, para conferir."""
        form = super().form(preenchimento, dados, arquivos)
        if not preenchimento.respondido(IDENTIFICACAO) and (quem := _quem_pediu(preenchimento)):
            form.initial = {**form.initial, **valores_iniciais(quem, None)}
            form.fields["nome"].help_text = "Trouxemos do seu pedido. Confira."
        return form

    def opcoes(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {"denuncia": preenchimento.denuncia}

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        linhas, dados = super().linhas(preenchimento), preenchimento.respondido(IDENTIFICACAO)
        if "permite_identificar" in dados:
            diz = "Sim" if dados["permite_identificar"] else "Não: só a Ouvidoria sabe"
            linhas.append({"rotulo": "O órgão pode saber quem é", "valor": diz})
        return linhas


def _quem_pediu(preenchimento: Preenchimento) -> dict[str, str]:
    """O que a pessoa deu no pedido de que reclama, se provou que é seu; de quem se guarda sigilo, nada."""
    pedido, autor = preenchimento.roteiro.solicitacao, preenchimento.autor
    if preenchimento.denuncia or preenchimento.no_balcao or pedido is None or pedido.interessado is None:
        return {}
    quem = pedido.interessado
    meu = Solicitacao.objects.visiveis_para(autor).filter(pk=pedido.pk).exists()
    if not meu or pedido.sigilosa or quem.anonimo or quem.selado_em or quem.anonimizado_em:
        return {}
    campos = ("nome", "tipo_documento", "documento", "email", "telefone")
    return {campo: getattr(quem, campo) or "" for campo in campos}


PASSOS = (Perguntas(), Identificacao())
"""Na ordem em que se respondem; a conferência vem depois."""
