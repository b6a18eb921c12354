"""O pedido de serviço diante de quem o preenche, e os passos dele."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from assistente import passos, preenchimento
from assistente.conferir import Linha, em_arquivos
from assistente.passos import Arquivos, Envio, PassoComArquivos, Recusas
from assistente.rascunhos import cortado, respostas_abertas
from assistente.roteiro import IDENTIFICACAO
from documentos.recebidos import receber_fotos
from guia import consultas as guia
from guia.forms.detalhes import PREFIXO, DetalhesForm, iniciais
from guia.models import Servico, TempoDeAtendimento, VersaoDoServico
from guia.perguntas import CIENTE, COM_ARQUIVO
from guia.risco import pode_haver_risco
from protocolo.models import ArquivoDeRascunho, Rascunho
from referencia.limite_de_tentativas import dentro_do_limite
from roteamento.localizacao.enderecos import Local, Localizado, com_traco, confirmar
from roteamento.mapa_desenhado import de_um_ponto, fundo
from roteamento.models import Unidade
from solicitacoes import lugar
from solicitacoes.forms.identificacao import IdentificacaoForm, para_quem
from solicitacoes.forms.local import OUTRO, LocalForm, LugarForm
from solicitacoes.guardas import HORA
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_iguais import Igual, iguais_publicos
from solicitacoes.pedir.enviar import responder_com_arquivo, tirar_foto
from solicitacoes.pedir.roteiro import DETALHES, LIDAS, LOCAL, ORIENTACAO, Roteiro, em_pares

RESERVADO = "reservado"
"""No lugar do nome do serviço sigiloso: o histórico do aparelho não conta o que se pediu."""
MAIOR_ESCRITO = 300
"""Letras de um campo do lugar ainda por conferir."""
E_OUTRO = "e_outro"
"""Em `dados`, no lugar: a pessoa viu os pedidos iguais e disse que o problema dela é outro."""
PROCURAS_DO_RASCUNHO, PROCURAS_DA_REDE = 20, 240
"""Quantas vezes por hora se procuram os iguais de um rascunho e de uma rede; cada lugar gasta duas."""


def no_endereco(rascunho: Rascunho) -> str:
    """O nome do serviço nos endereços do pedido dele."""
    return RESERVADO if rascunho.sigiloso else rascunho.assunto


@dataclass(frozen=True, kw_only=True)
class Preenchimento(preenchimento.Preenchimento[Roteiro]):
    """Um pedido que se preenche: o serviço, a rede de quem pede e, se quem digita atende, onde."""

    servico: Servico
    versao: VersaoDoServico
    unidade: Unidade | None
    so_distrito: bool
    rede: str

    @property
    def no_balcao(self) -> bool:
        """Verdadeiro quando quem digita atende na Central ou numa Praça."""
        return self.unidade is not None

    @property
    def ha_risco(self) -> bool:
        """Pode haver risco para alguém: antes do envio, só se fala de a quem ligar."""
        return pode_haver_risco(self.servico, self.versao)

    @cached_property
    def lugar_dito(self) -> Local:
        """O lugar como se respondeu, por decidir ainda que seja."""
        return lugar.como_local(self.dito(LOCAL))

    @property
    def onde(self) -> Local:
        """O lugar já decidido; vazio se ainda não há."""
        return self.lugar_dito if self.roteiro.completo(LOCAL) else Local()

    @property
    def distrito(self) -> str:
        """O distrito do lugar já decidido, por extenso; vazio se ainda não há."""
        return lugar.distrito_por_extenso(self.onde.distrito) if self.onde.distrito else ""

    @property
    def tempo(self) -> TempoDeAtendimento | None:
        """Quanto tem levado o serviço na subprefeitura do lugar ou, se dela não se fala, na cidade."""
        nome = self.onde.distrito.subprefeitura.nome if self.onde.distrito else ""
        por_lugar = {tempo.lugar: tempo for tempo in guia.tempos_de(self.versao)}
        return por_lugar.get(nome) or por_lugar.get("")

    def relido(self) -> Preenchimento:
        return replace(self, roteiro=replace(self.roteiro, dados=respostas_abertas(self.rascunho)))

    def dito(self, passo: str) -> dict[str, Any]:
        """As respostas guardadas de um passo."""
        return self.respondido(passo)

    @property
    def no_endereco(self) -> str:
        """O que o endereço diz do serviço."""
        return no_endereco(self.rascunho)


class PassoDoLugar(passos.Passo[Preenchimento]):
    """O endereço, ou só o distrito; o que dá um lugar certo segue, o que deixa dúvida vai à escolha."""

    nome, titulo, secao, ancora = LOCAL, "O pedido", "O lugar", "lugar"

    def form(
        self,
        preenchimento: Preenchimento,
        dados: Envio = None,
        arquivos: Arquivos = None,  # noqa: ARG002
    ) -> forms.Form:
        if preenchimento.so_distrito:
            return form_do_lugar(preenchimento, Localizado(""), dados)
        sugestoes = reverse("solicitacoes:ruas", args=[preenchimento.no_endereco])
        return LocalForm(dados, initial=preenchimento.dito(LOCAL), sugestoes=sugestoes)

    def respostas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        if preenchimento.so_distrito:
            return lugar_escolhido(form, {}, Localizado(""))
        if ja := self._o_mesmo(preenchimento, form.cleaned_data):
            return ja
        digitado, achado = lugar.procurar(form.cleaned_data)
        if falta := lugar.falta_a_rua(digitado, achado):
            form.add_error("logradouro", falta)
        return lugar.decidido(digitado, achado.certo, achado.motivo) if achado.certo else digitado

    def digitadas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        escritas = {campo: cortado(form[campo].value() or "", MAIOR_ESCRITO) for campo in form.fields}
        if preenchimento.so_distrito:
            return escritas
        escritas |= {campo: ler_coordenada(escritas[campo]) for campo in ("lat", "lon")}
        return self._o_mesmo(preenchimento, escritas) or escritas

    def _o_mesmo(self, preenchimento: Preenchimento, escrito: dict[str, Any]) -> dict[str, Any]:
        """O lugar já decidido, se na página ninguém mexeu nele: não se pergunta outra vez."""
        dito = preenchimento.dito(LOCAL)
        iguais = all((dito.get(campo) or "") == (valor or "") for campo, valor in escrito.items())
        return dito if iguais and dito.get("confirmado") else {}

    def abre(self, preenchimento: Preenchimento) -> str:
        """A pessoa diz qual é o lugar, se o que digitou serve a mais de um ou a nenhum.

        Depois, se já há um pedido igual ali perto, ela diz se é o mesmo.
        """
        if LOCAL not in preenchimento.roteiro.passos or preenchimento.so_distrito:
            return ""
        if not preenchimento.roteiro.completo(LOCAL):
            return "lugar"
        return "iguais" if iguais_ali(preenchimento) else ""

    def contexto(self, preenchimento: Preenchimento) -> dict[str, Any]:
        """O fundo do mapa e por onde ele abre: a rua respondida, enquanto não há ponto."""
        return {**fundo(), "centro": lugar.ponto_a_mostrar(preenchimento.dito(LOCAL))}

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        dito = preenchimento.dito(LOCAL)
        local = preenchimento.lugar_dito
        onde = local.distrito
        na_area = f"{onde.nome}, na área da Subprefeitura {onde.subprefeitura.nome}" if onde else ""
        distrito: Linha = {"rotulo": "Distrito e subprefeitura", "valor": na_area}
        if preenchimento.so_distrito:
            return [distrito]
        endereco = ", ".join(parte for parte in (local.logradouro, local.numero) if parte)
        if dito.get("lat") is not None:
            endereco = "\n".join(filter(None, [endereco, "(com o lugar marcado)"]))
        cep = com_traco(local.cep) if local.cep else ""
        opcionais: list[Linha] = [
            {"rotulo": "Complemento", "valor": local.complemento},
            {"rotulo": "Ponto de referência", "valor": local.referencia},
            {"rotulo": "CEP", "valor": cep},
        ]
        return [
            {"rotulo": "Endereço", "valor": endereco},
            *(linha for linha in opcionais if linha["valor"]),
            distrito,
        ]


def mapa_do_lugar(preenchimento: Preenchimento) -> dict[str, Any]:
    """O mapa da conferência, e se o ponto é o que a pessoa marcou ou só o da rua; nada sem ponto."""
    dito = preenchimento.dito(LOCAL)
    ponto = None if preenchimento.so_distrito else lugar.ponto_a_mostrar(dito)
    if ponto is None:
        return {}
    marcado = dito.get("lat") is not None
    (desenho,) = de_um_ponto([ponto], "O lugar marcado" if marcado else "A rua")
    return {"desenho": desenho, "marcado": marcado}


def ler_coordenada(escrita: Any) -> float | None:
    """O número de um campo escondido ainda por conferir; None se não é um."""
    try:
        lida = float(escrita)
    except (TypeError, ValueError):
        return None
    return lida if math.isfinite(lida) else None


def iguais_ali(preenchimento: Preenchimento) -> list[Igual]:
    """Os pedidos iguais perto do lugar respondido; nenhum depois que a pessoa disse que o dela é outro.

    Nem se procuram para quem já procurou demais: o pedido segue sem a pergunta.
    """
    dito = preenchimento.dito(LOCAL)
    if not preenchimento.versao.publica or preenchimento.so_distrito or dito.get(E_OUTRO):
        return []
    if not _ainda_se_procura(preenchimento):
        return []
    novo = Solicitacao(servico=preenchimento.servico, versao_servico=preenchimento.versao)
    # o ponto da rua não é o do problema: só o que a pessoa marcou mede distância
    lugar.por_no_caso(novo, replace(lugar.como_local(dito), lat=dito.get("lat"), lon=dito.get("lon")))
    return iguais_publicos(novo, timezone.now())


def _ainda_se_procura(preenchimento: Preenchimento) -> bool:
    """Quem atende procura sempre; os outros, até o limite do rascunho e o da rede."""
    if preenchimento.no_balcao:
        return True
    deste = str(preenchimento.rascunho.pk)
    return dentro_do_limite("iguais", deste, vezes=PROCURAS_DO_RASCUNHO, segundos=HORA) and dentro_do_limite(
        "iguais-rede", preenchimento.rede, vezes=PROCURAS_DA_REDE, segundos=HORA
    )


def form_do_lugar(preenchimento: Preenchimento, achado: Localizado, dados: Envio = None) -> LugarForm:
    """Os lugares a que o digitado serve, e a lista dos distritos."""
    distrito = preenchimento.dito(LOCAL).get("distrito")
    return LugarForm(
        dados,
        lugares=[(valor, lugar.com_o_que_distingue(um)) for valor, um in lugar.candidatos(achado).items()],
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

    nome, titulo, secao, ancora = DETALHES, "O pedido", "Detalhes", "detalhes"

    def form(
        self, preenchimento: Preenchimento, dados: Envio = None, arquivos: Arquivos = None
    ) -> forms.Form:
        return DetalhesForm(
            dados,
            arquivos,
            lista=preenchimento.roteiro.perguntas,
            guardadas=len(preenchimento.arquivos),
            arquivos=respondidas(preenchimento),
            lidas=preenchimento.roteiro.lidas,
            initial=iniciais(preenchimento.dito(DETALHES)),
        )

    def respostas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        """Quem já leu a orientação desta resposta não a lê de novo ao corrigir o resto."""
        return super().respostas(preenchimento, form) | self._ja_lidas(preenchimento, form)

    def digitadas(self, preenchimento: Preenchimento, form: Any) -> dict[str, Any]:
        return (super().digitadas(preenchimento, form) or {}) | self._ja_lidas(preenchimento, form)

    def _ja_lidas(self, preenchimento: Preenchimento, form: forms.Form) -> dict[str, Any]:
        """As de antes, e as que a página diz que se leram agora; a que mudou depois disso não conta."""
        na_pagina = form.data.getlist(CIENTE) if isinstance(form.data, MultiValueDict) else []
        ditas = {" ".join(texto.split()) for texto in na_pagina}
        opcoes = (opcao for pergunta in preenchimento.roteiro.perguntas for opcao in pergunta.opcoes)
        agora = [o.orientacao for o in opcoes if o.orientacao and " ".join(o.orientacao.split()) in ditas]
        return {LIDAS: list(dict.fromkeys([*preenchimento.roteiro.lidas, *agora]))}

    def tirar(self, preenchimento: Preenchimento, pk: int) -> None:
        tirar_foto(rascunho=preenchimento.rascunho, pk=pk)

    def guardar(
        self, preenchimento: Preenchimento, arquivos: MultiValueDict[str, Any], rede: str = ""
    ) -> Recusas:
        """O arquivo que responde a uma pergunta toma o lugar do anterior; as outras fotos ficam soltas."""
        rascunho, recusas = preenchimento.rascunho, []
        for pergunta in (p for p in preenchimento.roteiro.perguntas if p.tipo in COM_ARQUIVO):
            campo = PREFIXO + pergunta.chave
            if not (arquivo := arquivos.get(campo)):
                continue
            recusa = responder_com_arquivo(rascunho=rascunho, pergunta=pergunta, arquivo=arquivo, rede=rede)
            if recusa:
                recusas.append((campo, recusa))
        soltas = receber_fotos(rascunho=rascunho, arquivos=arquivos.getlist("fotos"), rede=rede)
        return [*recusas, *(("fotos", recusa) for recusa in soltas)]

    def abre(self, preenchimento: Preenchimento) -> str:
        """O conselho de uma resposta que para o pedido."""
        return ORIENTACAO if preenchimento.roteiro.conselho else ""

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        respostas = em_pares(preenchimento.roteiro.perguntas, preenchimento.roteiro.respostas)
        descricao = preenchimento.dito(DETALHES).get("descricao", "")
        return [
            *map(_lida, respostas),
            {"rotulo": "O que você contou", "valor": descricao},
            {"rotulo": "Fotos", "valor": em_arquivos(preenchimento.arquivos)},
        ]


def respondidas(preenchimento: Preenchimento) -> dict[str, ArquivoDeRascunho]:
    """O que responde a cada pergunta de arquivo."""
    guardados = {guardado.pk: guardado for guardado in preenchimento.arquivos}
    arquivos = preenchimento.dito(DETALHES).get("arquivos", {})
    return {chave: guardados[pk] for chave, pk in arquivos.items() if pk in guardados}


class Identificacao(passos.Identificacao[Preenchimento]):
    """Quem pede; onde o serviço deixa, ninguém, e então nenhum dado pessoal é guardado."""

    formulario = IdentificacaoForm

    def opcoes(self, preenchimento: Preenchimento) -> dict[str, Any]:
        return {"anonima": preenchimento.versao.anonima}

    def linhas(self, preenchimento: Preenchimento) -> list[Linha]:
        dita = preenchimento.respondido(IDENTIFICACAO)
        return [*super().linhas(preenchimento), *(_lida(um) for um in para_quem(dita))]


def _lida(resposta: dict[str, Any]) -> Linha:
    return {"rotulo": resposta["rotulo"], "valor": resposta["valor"]}


PASSOS = (PassoDoLugar(), Detalhes(), Identificacao())
"""Na ordem em que se respondem; a conferência vem depois."""
