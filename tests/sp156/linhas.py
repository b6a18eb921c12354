"""Linhas de cada tabela da administração, para abrir as suas telas com uma e com cinco."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from django.utils import timezone

from atendimento.models import (
    AssuntoDaConversa,
    HorarioDaConversa,
    Ramal,
    RegraDaConversa,
    RegraDoAtendimento,
    RespostaDaConversa,
)
from avisos.models import Cidade, Envio, ModeloDeAviso
from contas.models import ExigenciaDeSegundoFator, Juncao, LeituraDePessoal, PropostaDeAcesso
from contas.papeis import Papel
from entrada.acesso.por_onde_entra import retrato
from esic.models import Lembrete as LembreteDoEsic
from esic.models import Pedido, Recurso
from guia.acoes import opinar
from guia.models import BuscaSemResultado, Comunicado, Lugar, PontoFocal, RegraDoGuia, Suspensao
from ouvidoria.models import Lembrete
from protocolo.models import DiaNaoUtil, OrdemDeGuarda, PrazoLegal, Retencao, RodadaDeRetencao
from roteamento.models import Designacao, Importacao
from solicitacoes.models import AvisoDoServico, Escalonamento, Turma
from sp156.copia.models import Copia, RegraDaCopia
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import InteressadoFactory, UsuarioFactory
from tests.esic.elenco import em_tramitacao
from tests.guia import factories as guia
from tests.roteamento import factories as roteamento
from tests.solicitacoes import elenco
from transparencia.models import Parceiro

DESDE = date(2020, 1, 1)
UMA_SO = {
    "avisos.Cidade",
    "guia.RegraDoGuia",
    "atendimento.RegraDoAtendimento",
    "atendimento.RegraDaConversa",
}
"""Tabelas de uma linha só."""


def dia(n: int) -> Any:
    return DiaNaoUtil.objects.create(
        data=DESDE + timedelta(days=n), nome=f"Dia {n}", tipo="facultativo", ato=f"Decreto {n}"
    )


def prazo(n: int) -> Any:
    return PrazoLegal.objects.create(
        chave=list(PrazoLegal.Qual)[n], quantidade=10, base_legal="Lei", vigente_de=DESDE
    )


def retencao(n: int) -> Any:
    situacoes = ("concluida", "arquivada", "redirecionada", "cancelada", "")
    return Retencao.objects.create(
        processo="denuncia", situacao=situacoes[n % len(situacoes)], anos=5, base_legal="Lei"
    )


def modelo(n: int) -> Any:
    return ModeloDeAviso.objects.create(
        chave=f"modelo-{n}",
        nome=f"Modelo {n}",
        quando="ao testar",
        assunto="Protocolo {{ protocolo }}",
        texto="Olá, {{ nome }}.\n\n{{ link }}",
        variaveis=[
            {"nome": "protocolo", "exemplo": "10293-84756-10293"},
            {"nome": "nome", "exemplo": "Maria <b>Silva</b>"},
            {"nome": "link", "exemplo": "", "obrigatoria": True},
        ],
    )


def aviso_do_servico(n: int) -> Any:
    geral = ModeloDeAviso.objects.get(chave="registrado")
    textos = {"assunto": geral.assunto, "texto": geral.texto}
    return AvisoDoServico.objects.create(geral=geral, servico=guia.ServicoFactory.create(), **textos)


def exigencia(n: int) -> Any:
    papel = list(Papel)[n + 1].value
    return ExigenciaDeSegundoFator.objects.create(papel=papel)


def leitura(n: int) -> Any:
    return LeituraDePessoal.objects.create(
        interessado=InteressadoFactory.create(),
        usuario=UsuarioFactory.create(),
        papel=Papel.SERVIDOR,
        protocolo=f"10000000000000{n}",
        o_que="contato",
    )


def juncao(n: int) -> Any:
    contas = UsuarioFactory.create(), UsuarioFactory.create()
    return Juncao.objects.create(tipo=Juncao.Tipo.CPF, de=contas[0], para=contas[1], motivo=f"Motivo {n}")


def ponto_focal(n: int) -> Any:
    return PontoFocal.objects.create(
        usuario=UsuarioFactory.create(),
        orgao=guia.OrgaoFactory.create(sigla=f"O{n}"),
        ato="Portaria",
        de=DESDE,
    )


def solicitacao(n: int) -> Any:
    return elenco.solicitacao(elenco.unidade(f"CAIXA-{n}"), servico=guia.ServicoFactory.create())


def escalonamento(n: int) -> Any:
    return Escalonamento.objects.create(dias=n, quem=Escalonamento.Quem.CHEFIA)


def designacao(n: int) -> Any:
    return Designacao.objects.create(
        usuario=UsuarioFactory.create(),
        orgao=guia.OrgaoFactory.create(sigla=f"O{n}"),
        papel=Papel.INTERLOCUTOR,
        ato="Portaria",
        de=DESDE,
    )


def lembrete(n: int) -> Any:
    return Lembrete.objects.create(quem=Lembrete.Quem.ORGAO, dias=n + 100)


def pedido(n: int) -> Pedido:
    return em_tramitacao(chave_de_envio=f"linha-{n}")


def recurso(n: int) -> Any:
    em, caso = timezone.now(), pedido(n)
    campos = {"conta_desde": em, "vence_em": em, "calculada_em": em, "aberto_em": em, "quantidade": 5}
    return Recurso.objects.create(pedido=caso, instancia=1, motivo="negado", contagem="corridos", **campos)


def lembrete_do_esic(n: int) -> Any:
    return LembreteDoEsic.objects.create(quem=LembreteDoEsic.Quem.SIC, dias=n + 100)


def importacao(n: int) -> Any:
    return Importacao.objects.create(
        tipo=Importacao.Tipo.CEPS, arquivo=f"ceps-{n}.csv", sha256="0" * 64, em=timezone.now(), linhas=n
    )


def lugar(n: int) -> Any:
    return Lugar.objects.create(slug=f"posto-{n}", nome=f"Posto {n}", endereco=f"Rua {n}")


def comunicado(n: int) -> Any:
    return Comunicado.objects.create(titulo=f"Recado {n}", texto="Os prazos podem atrasar.", de=DESDE)


def suspensao(n: int) -> Any:
    return Suspensao.objects.create(
        servico=guia.ServicoFactory.create(), motivo=f"Motivo {n}", alternativa="Ligue 156.", de=DESDE
    )


def opiniao(n: int) -> Any:
    return opinar(
        servico=guia.ServicoFactory.create(), util=False, comentario=f"Faltou {n}", em=timezone.now()
    )


def procurada(n: int) -> Any:
    return BuscaSemResultado.objects.create(texto=f"busca {n}", ultima_em=timezone.now())


def proposta_de_acesso(n: int) -> PropostaDeAcesso:
    pessoa = UsuarioFactory.create()
    return PropostaDeAcesso.objects.create(
        tipo=PropostaDeAcesso.Tipo.CONTATO,
        pessoa=pessoa,
        retrato=retrato(pessoa),
        dados={"email": f"novo{n}@exemplo.invalid"},
        resumo=f"Trocar o e-mail {n}.",
        motivo="Chamado 156.",
        proposta_por=UsuarioFactory.create(),
        vale_ate=timezone.now() + timedelta(days=7),
    )


NO_FLUXO = {"guia.Servico", "guia.VersaoDoServico"}
"""O que não se soma pelas telas do Django: um serviço nasce com o seu texto."""

FABRICAS: dict[str, Callable[[int], Model]] = {
    "auth.Group": lambda n: Group.objects.create(name=f"Grupo {n}"),
    "contas.Usuario": lambda n: UsuarioFactory.create(cpf=f"{n:011}"),
    "contas.LeituraDePessoal": leitura,
    "contas.PropostaDeAcesso": proposta_de_acesso,
    "contas.Juncao": juncao,
    "contas.ExigenciaDeSegundoFator": exigencia,
    "atendimento.Ramal": lambda n: Ramal.objects.create(numero=f"40{n}", usuario=UsuarioFactory.create()),
    "guia.RegraDoGuia": lambda _: RegraDoGuia.objects.get_or_create(pk=1)[0],
    "atendimento.RegraDoAtendimento": lambda _: RegraDoAtendimento.objects.get_or_create(pk=1)[0],
    "atendimento.RegraDaConversa": lambda _: RegraDaConversa.objects.get_or_create(pk=1)[0],
    "atendimento.HorarioDaConversa": lambda n: HorarioDaConversa.objects.create(
        dia=6, das=f"{n:02}:00", ate=f"{n:02}:30"
    ),
    "atendimento.AssuntoDaConversa": lambda n: AssuntoDaConversa.objects.create(nome=f"Assunto {n}"),
    "atendimento.RespostaDaConversa": lambda n: RespostaDaConversa.objects.create(
        titulo=f"Resposta {n}", texto="Bom dia."
    ),
    "avisos.Cidade": lambda _: Cidade.objects.get_or_create(pk=1)[0],
    "avisos.ModeloDeAviso": modelo,
    "avisos.Aviso": lambda n: AvisoFactory.create(protocolo=f"10000000000000{n}"),
    "avisos.Envio": lambda n: Envio.objects.create(
        aviso=AvisoFactory.create(protocolo=f"10000000000000{n}"), canal="sms", erro=f"caixa cheia {n}"
    ),
    "protocolo.DiaNaoUtil": dia,
    "protocolo.PrazoLegal": prazo,
    "protocolo.Retencao": retencao,
    "protocolo.OrdemDeGuarda": lambda n: OrdemDeGuarda.objects.create(
        protocolo=f"10000000000000{n}", motivo="Ofício.", por=UsuarioFactory.create()
    ),
    "protocolo.RodadaDeRetencao": lambda n: RodadaDeRetencao.objects.create(apagados={"pedido": n}),
    "guia.Orgao": lambda n: guia.OrgaoFactory.create(sigla=f"ORG{n}"),
    "guia.Tema": lambda n: guia.TemaFactory.create(slug=f"tema-{n}", nome=f"Tema {n}"),
    "guia.Assunto": lambda n: guia.AssuntoFactory.create(
        slug=f"assunto-{n}", nome=f"Assunto {n}", tema__slug=f"t{n}", tema__nome=f"T{n}"
    ),
    "guia.Servico": lambda n: guia.ServicoFactory.create(orgao__sigla=f"ORG{n}"),
    "guia.VersaoDoServico": lambda n: guia.VersaoFactory.create(
        servico__orgao__sigla=f"ORG{n}", situacao="publicada", publicada_em=guia.PUBLICADO_EM
    ),
    "guia.PontoFocal": ponto_focal,
    "guia.Lugar": lugar,
    "guia.Caminho": lambda n: guia.CaminhoFactory.create(slug=f"caminho-{n}"),
    "guia.RespostaDeBusca": lambda n: guia.RespostaDeBuscaFactory.create(slug=f"resposta-{n}"),
    "guia.Comunicado": comunicado,
    "guia.Suspensao": suspensao,
    "guia.Opiniao": opiniao,
    "guia.BuscaSemResultado": procurada,
    "roteamento.Subprefeitura": lambda _: roteamento.SubprefeituraFactory(),
    "roteamento.Distrito": lambda _: roteamento.DistritoFactory(),
    "roteamento.PrefixoDeCep": lambda n: roteamento.PrefixoFactory(cep5=f"0131{n}"),
    "roteamento.Logradouro": lambda n: roteamento.LogradouroFactory(nome=f"Rua Número {n}"),
    "roteamento.Unidade": lambda _: roteamento.UnidadeFactory(praca=True),
    "roteamento.Importacao": importacao,
    "roteamento.Regra": lambda _: roteamento.RegraFactory(
        servico=guia.ServicoFactory.create(), distrito=roteamento.DistritoFactory()
    ),
    "roteamento.Lotacao": lambda _: roteamento.LotacaoFactory(),
    "solicitacoes.Solicitacao": solicitacao,
    "roteamento.Designacao": designacao,
    "solicitacoes.Escalonamento": escalonamento,
    "solicitacoes.AvisoDoServico": aviso_do_servico,
    "solicitacoes.Turma": lambda n: Turma.objects.create(unidade=elenco.unidade(f"CAIXA-{n}"), nome="A"),
    "ouvidoria.Lembrete": lembrete,
    "esic.Lembrete": lembrete_do_esic,
    "esic.Pedido": pedido,
    "esic.Recurso": recurso,
    "copia.Copia": lambda n: Copia.objects.create(
        pasta=f"2026-12-{n + 1:02}",
        onde="/copias",
        situacao="completa",
        comecou_em=timezone.now(),
        acabou_em=timezone.now(),
    ),
    "copia.RegraDaCopia": lambda _: RegraDaCopia.objects.get_or_create(pk=1)[0],
    "transparencia.Parceiro": lambda n: Parceiro.objects.create(
        nome=f"Parceiro {n}", contato="api@x.invalid"
    ),
}


def criar(modelo: str, quantas: int, *, a_partir_de: int = 0) -> list[Model]:
    """Cria linhas da tabela; uma tabela da administração sem fábrica aqui falha o teste."""
    linhas = [FABRICAS[modelo](n) for n in range(a_partir_de, a_partir_de + quantas)]
    for linha in linhas:
        if hasattr(linha, "history") and not linha.history.exists():
            linha.save()  # a administração mostra a história, que as fábricas de referência não deixam
    return linhas
