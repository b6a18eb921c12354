"""O pedido de serviço diante de quem o preenche, e os passos dele."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from assistente import passos, preenchimento
from assistente.conferir import Linha, em_fotos
from assistente.passos import Arquivos, Envio, PassoComArquivos, Recusas
from documentos.recebidos import receber_fotos
from guia.models import Servico, VersaoDoServico
from guia.perguntas import Tipo
from protocolo.models import ArquivoDeRascunho
from roteamento.localizacao.enderecos import Localizado, com_traco, confirmar
from roteamento.models import Unidade
from solicitacoes import lugar
from solicitacoes.forms.local import OUTRO, LocalForm, LugarForm
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.enviar import responder_com_foto, tirar_foto
from solicitacoes.pedir.forms import PREFIXO, DetalhesForm, iniciais
from solicitacoes.pedir.roteiro import DETALHES, LOCAL, Roteiro, em_pares
from solicitacoes.por_perto import Igual, iguais_publicos

E_OUTRO = "e_outro"
"""Em `dados`, no lugar: a pessoa viu os pedidos iguais e disse que o problema dela é outro."""


@dataclass(frozen=True, kw_only=True)
class Preenchimento(preenchimento.Preenchimento[Roteiro]):
    """Um pedido que se preenche: o serviço e, se quem digita é atendente, onde ele atende."""

    servico: Servico
    versao: VersaoDoServico
    unidade: Unidade | None
    so_distrito: bool

    @property
    def no_balcao(self) -> bool:
        """Verdadeiro quando quem digita atende na Central ou numa Praça."""
        return self.unidade is not None

    def relido(self) -> Preenchimento:
        return replace(self, roteiro=replace(self.roteiro, dados=self.rascunho.dados))

    def dito(self, passo: str) -> dict[str, Any]:
        """As respostas guardadas de um passo."""
        guardadas: dict[str, Any] = self.rascunho.dados.get(passo, {})
        return guardadas


class Lugar(passos.Passo[Preenchimento]):
    """O endereço, ou só o distrito; o que dá um lugar certo segue, o que deixa dúvida vai à escolha."""

    nome, titulo, secao = LOCAL, "Local", "O lugar"

    def form(
        self,
        preenchimento: Preenchimento,
        dados: Envio = None,
        arquivos: Arquivos = None,  # noqa: ARG002
    ) -> forms.Form:
        if preenchimento.so_distrito:
            return form_do_lugar(preenchimento, Localizado(""), dados)
        rascunho = preenchimento.rascunho
        sugestoes = reverse("solicitacoes:ruas", args=[rascunho.assunto, rascunho.pk])
        return LocalForm(dados, initial=preenchimento.dito(LOCAL), sugestoes=sugestoes)

    def respostas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        if preenchimento.so_distrito:
            return lugar_escolhido(form, {}, Localizado(""))
        digitado, achado = lugar.procurar(form.cleaned_data)
        if not achado.certo:
            return digitado
        decidido = lugar.decidido(digitado, achado.certo, achado.motivo)
        if not decidido["logradouro"] and decidido["lat"] is None:
            form.add_error("logradouro", lugar.FALTA_RUA)
        return decidido

    def abre(self, preenchimento: Preenchimento) -> str:
        """A pessoa diz qual é o lugar, se o que digitou serve a mais de um ou a nenhum.

        Depois, se já há um pedido igual ali perto, ela diz se é o mesmo.
        """
        if not preenchimento.roteiro.completo(LOCAL):
            return "lugar"
        return "iguais" if iguais_ali(preenchimento) else ""

    def modelo(self, preenchimento: Preenchimento) -> str:
        return "distrito" if preenchimento.so_distrito else LOCAL

    def contexto(self, preenchimento: Preenchimento) -> dict[str, Any]:  # noqa: ARG002
        """O mapa só aparece na cidade que configurou um servidor de mapas."""
        return {"tiles": settings.MAPA_TILES, "creditos": settings.MAPA_CREDITOS}

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        dito = preenchimento.dito(LOCAL)
        local = lugar.como_local(dito)
        onde = local.distrito
        na_area = f"{onde.nome}, na área da Subprefeitura {onde.subprefeitura.nome}" if onde else ""
        distrito: Linha = {"rotulo": "Distrito e subprefeitura", "valor": na_area}
        if preenchimento.so_distrito:
            return [distrito]
        endereco = ", ".join(parte for parte in (local.logradouro, local.numero) if parte)
        if dito.get("lat") is not None:
            endereco = "\n".join(filter(None, [endereco, "(ponto marcado no mapa)"]))
        cep = com_traco(local.cep) if local.cep else ""
        opcionais: list[Linha] = [
            {"rotulo": "Complemento", "valor": local.complemento, "campo": "id_complemento"},
            {"rotulo": "Ponto de referência", "valor": local.referencia, "campo": "id_referencia"},
            {"rotulo": "CEP", "valor": cep, "campo": "id_cep"},
        ]
        return [
            {"rotulo": "Endereço", "valor": endereco, "campo": "id_logradouro"},
            *(linha for linha in opcionais if linha["valor"]),
            distrito | {"passo": "lugar"},
        ]


def iguais_ali(preenchimento: Preenchimento) -> list[Igual]:
    """Os pedidos iguais perto do lugar respondido; nenhum depois que a pessoa disse que o dela é outro."""
    dito = preenchimento.dito(LOCAL)
    if not preenchimento.versao.publica or preenchimento.so_distrito or dito.get(E_OUTRO):
        return []
    novo = Solicitacao(servico=preenchimento.servico, versao_servico=preenchimento.versao)
    # o ponto da rua não é o do problema: só o que a pessoa marcou mede distância
    lugar.por_no_caso(novo, replace(lugar.como_local(dito), lat=dito.get("lat"), lon=dito.get("lon")))
    return iguais_publicos(novo, timezone.now())


def form_do_lugar(preenchimento: Preenchimento, achado: Localizado, dados: Envio = None) -> LugarForm:
    """Os lugares a que o digitado serve, e a lista dos distritos."""
    distrito = preenchimento.dito(LOCAL).get("distrito")
    return LugarForm(
        dados,
        lugares=[(valor, lugar.em_palavras(um)) for valor, um in lugar.candidatos(achado).items()],
        motivo=achado.motivo,
        pergunta=achado.pergunta,
        initial={"distrito": distrito, "lugar": OUTRO if distrito else None},
    )


def lugar_escolhido(form: forms.Form, digitado: dict[str, Any], achado: Localizado) -> dict[str, Any]:
    """O lugar que a pessoa escolheu, como se guarda."""
    escolha = form.cleaned_data.get("lugar", OUTRO)
    if escolha == OUTRO:
        distrito = form.cleaned_data["distrito"]
        return lugar.escolhido(lugar.sem_ponto_de_outro_distrito(digitado, distrito), distrito)
    certo = confirmar(lugar.candidatos(achado)[escolha], achado.motivo)
    return lugar.decidido(lugar.sem_ponto_de_outro_distrito(digitado, certo.distrito), certo)


class Detalhes(PassoComArquivos[Preenchimento]):
    """As perguntas do serviço e as fotos."""

    nome, titulo, secao = DETALHES, "Detalhes e fotos", "Detalhes"

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> forms.Form:
        return DetalhesForm(
            dados,
            arquivos,
            lista=preenchimento.roteiro.perguntas,
            guardadas=len(preenchimento.arquivos),
            arquivos=respondidas(preenchimento),
            initial=iniciais(preenchimento.dito(DETALHES)),
        )

    def tirar(self, preenchimento: Preenchimento, pk: int) -> None:
        tirar_foto(rascunho=preenchimento.rascunho, pk=pk)

    def guardar(
        self, preenchimento: Preenchimento, arquivos: MultiValueDict[str, Any], rede: str = ""
    ) -> Recusas:
        """A foto que responde a uma pergunta toma o lugar da anterior; as outras ficam soltas."""
        rascunho, recusas = preenchimento.rascunho, []
        for chave in (p.chave for p in preenchimento.roteiro.perguntas if p.tipo == Tipo.ARQUIVO):
            arquivo = arquivos.get(PREFIXO + chave)
            if not arquivo:
                continue
            if recusa := responder_com_foto(rascunho=rascunho, chave=chave, arquivo=arquivo, rede=rede):
                recusas.append((PREFIXO + chave, recusa))
        soltas = receber_fotos(rascunho=rascunho, arquivos=arquivos.getlist("fotos"), rede=rede)
        return [*recusas, *(("fotos", recusa) for recusa in soltas)]

    def abre(self, preenchimento: Preenchimento) -> str:
        """O conselho de uma resposta que para o pedido."""
        return "orientacao" if preenchimento.roteiro.conselho else ""

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        respostas = em_pares(preenchimento.roteiro.perguntas, preenchimento.roteiro.respostas)
        descricao = preenchimento.dito(DETALHES).get("descricao", "")
        return [
            *(
                {"rotulo": par["rotulo"], "valor": par["valor"], "campo": f"id_r_{par['chave']}"}
                for par in respostas
            ),
            {"rotulo": "O que você contou", "valor": descricao, "campo": "id_descricao"},
            {"rotulo": "Fotos", "valor": em_fotos(len(preenchimento.arquivos)), "campo": "fotos"},
        ]


def respondidas(preenchimento: Preenchimento) -> dict[str, ArquivoDeRascunho]:
    """A foto que responde a cada pergunta de arquivo."""
    fotos = {foto.pk: foto for foto in preenchimento.arquivos}
    arquivos = preenchimento.dito(DETALHES).get("arquivos", {})
    return {chave: fotos[pk] for chave, pk in arquivos.items() if pk in fotos}


class Identificacao(passos.Identificacao[Preenchimento]):
    """Quem pede; onde o serviço deixa, ninguém, e então nenhum dado pessoal é guardado."""

    def opcoes(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {"anonima": preenchimento.versao.anonima}


PASSOS = (Lugar(), Detalhes(), Identificacao())
"""Na ordem em que se respondem; a conferência vem depois."""
