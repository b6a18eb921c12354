"""Para a varredura: um serviço que se escreve, em cada passo, e um novo, em branco e devolvido."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from contas.autor import SISTEMA
from guia import acoes
from guia.models import Assunto, Caminho, Orgao, Servico, VersaoDoServico
from guia.passos import PASSOS
from tests.guia.factories import PERGUNTAS

DOS_PASSOS = [
    "roteamento:destino" if passo.nome == "destino" else f"escrever:{passo.nome}" for passo in PASSOS
]
DA_COORDENACAO = [
    "perguntas por adicionar",
    "perguntas somadas",
    "destino de um serviço novo",
    "conferir o que falta",
    "conferir o que voltou",
    "devolver um texto",
]


def escrevendo(rascunho: VersaoDoServico) -> dict[str, str]:
    """Os passos de um serviço que já está no ar; de um novo, as páginas que mudam; e o que há no início."""
    enderecos = {nome: passo.endereco(rascunho) for nome, passo in zip(DOS_PASSOS, PASSOS, strict=True)}
    enderecos["escrever:conferir"] = _conferir(rascunho)
    orgao, assunto = Orgao.objects.get(sigla="SMSUB"), Assunto.objects.order_by("pk")[0]
    novo = acoes.criar(orgao=orgao, assunto=assunto, conteudo={"nome": "Limpar monumento"}, por=SISTEMA)
    enderecos["perguntas por adicionar"] = reverse("escrever:perguntas", args=[novo.pk])
    enderecos["destino de um serviço novo"] = reverse("roteamento:destino", args=[novo.pk])
    enderecos["conferir o que falta"] = _conferir(novo)
    com_perguntas, em_revisao = _propostos()
    com_perguntas.perguntas = PERGUNTAS
    acoes.enviar(versao=acoes.escrever(versao=com_perguntas, por=SISTEMA), por=SISTEMA)
    acoes.devolver(versao=com_perguntas, motivo="Diga o horário.\nE o telefone.", por=SISTEMA)
    enderecos["perguntas somadas"] = reverse("escrever:perguntas", args=[com_perguntas.pk])
    enderecos["conferir o que voltou"] = _conferir(com_perguntas)
    enderecos["devolver um texto"] = _conferir(acoes.enviar(versao=em_revisao, por=SISTEMA))
    sem_prazo = VersaoDoServico.objects.sem_prazo_do_orgao().order_by("pk")[0]
    enderecos["escrever:dar_prazo"] = reverse("escrever:dar_prazo", args=[sem_prazo.servico_id])
    _vencer(rascunho)
    return enderecos


def _conferir(versao: VersaoDoServico) -> str:
    return reverse("escrever:conferir", args=[versao.pk])


def _propostos() -> list[VersaoDoServico]:
    """Dois rascunhos de serviços do ar que ninguém escreve."""
    livres = (
        Servico.objects.no_guia().filter(publicada__solicitavel=True).exclude(versoes__situacao="rascunho")
    )
    return [acoes.propor(servico=servico, por=SISTEMA) for servico in livres.order_by("-pk")[:2]]


def _vencer(rascunho: VersaoDoServico) -> None:
    """Um texto do ar que já se devia ter relido, e um endereço que não serve mais."""
    outros = VersaoDoServico.objects.no_ar().exclude(caminhos=[]).exclude(servico=rascunho.servico)
    versao = outros.order_by("pk")[0]
    VersaoDoServico.objects.filter(pk=versao.pk).update(revisar_em=date(2020, 1, 2))
    Caminho.objects.filter(slug=versao.caminhos[0]).update(
        resultado=Caminho.Resultado.NAO_SERVE, conferido_em=date(2026, 1, 2)
    )
