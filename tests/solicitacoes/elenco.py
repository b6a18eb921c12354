"""Pessoas, unidades, serviços e pedidos dos testes das solicitações: o mínimo, sobre a base dos testes."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from contas.acoes import Identificacao, identificar
from contas.autor import SISTEMA, Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.acoes import substituir
from guia.models import Assunto, Orgao, Servico, Tema, VersaoDoServico
from guia.situacoes import Situacao as SituacaoDaVersao
from protocolo import numero
from protocolo.calendario import carregar_calendario
from protocolo.models import Canal
from protocolo.prazos import relogio
from roteamento.localizacao.grafias import normalizar
from roteamento.models import Distrito, Logradouro, Lotacao, Subprefeitura, Unidade
from solicitacoes.acoes import devolver, gravar, transferir
from solicitacoes.models import Solicitacao, Turma
from solicitacoes.situacoes import ENCERRADAS, Desfecho, Situacao
from tests.referencia import achar, achar_ou_gravar, gravar_linha

SENHA = "uma-senha-bem-grande"
DESDE = date(2020, 1, 1)
FRASE = "A equipe foi ao local ontem e tapou o buraco da rua."
_serie = count(1)


def orgao() -> Orgao:
    return achar_ou_gravar(Orgao, lambda: {"nome": "Secretaria das Subprefeituras"}, sigla="SMSUB")


def servico(slug: str = "tapa-buraco", nome: str = "Tapa-buraco", **versao: Any) -> Servico:
    """Um serviço publicado, de 30 dias corridos; `versao` muda o que for preciso."""
    if achado := achar(Servico, slug=slug):
        return achado
    tema = achar_ou_gravar(Tema, lambda: {"nome": "Rua e bairro"}, slug="rua")
    assunto = achar_ou_gravar(Assunto, lambda: {"nome": "Asfalto"}, tema=tema, slug="asfalto")
    novo = gravar_linha(Servico(slug=slug, orgao=orgao(), assunto=assunto))
    campos = {"prazo_quantidade": 30, "prazo_contagem": "corridos", "solicitavel": True, **versao}
    novo.publicada = gravar_linha(
        VersaoDoServico(
            servico=novo,
            numero=1,
            situacao=SituacaoDaVersao.PUBLICADA,
            nome=nome,
            publicada_em=timezone.now(),
            **campos,
        )
    )
    Servico.objects.filter(pk=novo.pk).update(publicada=novo.publicada)
    return novo


def publicar_outra(qual: Servico, **versao: Any) -> VersaoDoServico:
    """A versão seguinte do serviço, igual à publicada menos no que se diz: é a que passa a valer."""
    antiga = qual.publicada
    assert antiga
    nova = copy(antiga)
    nova.pk, nova.numero, nova.situacao = None, antiga.numero + 1, SituacaoDaVersao.RASCUNHO
    for campo, valor in versao.items():
        setattr(nova, campo, valor)
    qual.publicada = substituir(versao=gravar_linha(nova), por=SISTEMA)
    return qual.publicada


def subprefeitura(codigo: int = 9, nome: str = "Sé") -> Subprefeitura:
    return achar_ou_gravar(Subprefeitura, lambda: {"sigla": f"S{codigo}", "nome": nome}, codigo=codigo)


SE = 78


def distrito(codigo: int = SE, nome: str = "Sé", dela: Subprefeitura | None = None) -> Distrito:
    """A Sé, ou outro distrito: de outra subprefeitura, se não se diz que é `dela`."""

    def padrao() -> dict[str, Any]:
        outra = dela or (subprefeitura() if codigo == SE else subprefeitura(codigo, nome))
        onde = {"subprefeitura": outra, "lat": -23.55, "lon": -46.63}
        return {"sigla": f"D{codigo}", "nome": nome, **onde}

    return achar_ou_gravar(Distrito, padrao, codigo=codigo)


def rua(nome: str = "Rua Líbero Badaró") -> Logradouro:
    """A rua dos pedidos, que a base conhece: só essa se cita numa mensagem."""
    onde = distrito()
    return achar_ou_gravar(Logradouro, lambda: {"lat": onde.lat, "lon": onde.lon}, nome=nome, distrito=onde)


def unidade(sigla: str = "SMPR-CPO-STM-Sé", nome: str = "", **campos: Any) -> Unidade:
    """Uma unidade da Sé; a triagem e as da cidade toda pedem `subprefeitura=None`."""

    def padrao() -> dict[str, Any]:
        onde = {} if "subprefeitura" in campos else {"subprefeitura": subprefeitura()}
        quem = {"nome": nome or f"Unidade {sigla}", "orgao": orgao(), "vigente_de": DESDE}
        return {**quem, **onde, **campos}

    return achar_ou_gravar(Unidade, padrao, sigla=sigla)


def turma(onde: Unidade, nome: str = "Tapa-buraco 1", **campos: Any) -> Turma:
    return Turma.objects.create(unidade=onde, nome=nome, **campos)


def pessoa(nome: str = "Sérgio Souza", **campos: Any) -> Usuario:
    """Quem entra com senha."""
    campos.setdefault("email", f"pessoa{next(_serie)}@exemplo.invalid")
    return gravar_linha(Usuario(nome=nome, password=make_password(SENHA), **campos))


def servidor(*unidades: Unidade, nome: str = "Sérgio Souza", papel: Papel = Papel.SERVIDOR) -> Usuario:
    """Quem trabalha nestas caixas hoje."""
    quem = pessoa(nome)
    for onde in unidades:
        gravar_linha(Lotacao(usuario=quem, unidade=onde, papel=papel, de=DESDE))
    return quem


def autor(usuario: Usuario | None, *unidades: Unidade, papel: Papel = Papel.SERVIDOR) -> Autor:
    return Autor(papel=papel, usuario=usuario, unidades=frozenset(u.pk for u in unidades))


def municipe(*protocolos: str) -> Autor:
    """A parte, que abriu estes protocolos com a chave."""
    return Autor(papel=Papel.INTERESSADO, protocolos=frozenset(protocolos))


MARIA = Identificacao(
    nome="Maria Silva",
    tipo_documento="cpf",
    documento="52998224725",
    email="maria@exemplo.invalid",
    telefone="11987654321",
)


def montar(onde: Unidade, *, ha_dias: int = 1, em: datetime | None = None, **campos: Any) -> Solicitacao:
    """Um pedido pronto para gravar, aberto há tantos dias, com o relógio correndo."""
    qual = campos.pop("servico", None) or servico()
    if not Servico.publicada.is_cached(qual):
        qual.publicada = achar(VersaoDoServico, id=qual.publicada_id)
    em = em or timezone.now() - timedelta(days=ha_dias)
    padrao: dict[str, Any] = {
        "protocolo": numero.gerar(numero.Processo.SOLICITACAO),
        "chave_de_envio": f"teste-{next(_serie)}",
        "canal": Canal.PORTAL,
        "situacao": Situacao.ABERTA,
        "versao": 1,
        "aberta_em": em,
        "servico": qual,
        "versao_servico": qual.publicada,
        "logradouro": "Rua Líbero Badaró",
        "numero": "425",
        "distrito": distrito(),
        "subprefeitura": subprefeitura(),
        "unidade": onde,
        "rota": {"motivo": "O serviço Tapa-buraco, na Subprefeitura Sé, é da CPO-STM."},
    }
    caso = Solicitacao(**{**padrao, **campos})
    caso.logradouro_busca = normalizar(caso.logradouro)
    relogio.partir(
        caso,
        inicio=em,
        quantidade=caso.versao_servico.prazo_quantidade or 0,
        contagem=caso.versao_servico.prazo_contagem,
        base_legal="Guia de Serviços, teste",
        calendario=carregar_calendario(),
    )
    if "vence_em" in campos:
        caso.vence_em = campos["vence_em"]
    return caso


def solicitacao(
    onde: Unidade | None = None, *, identificacao: Identificacao | None = MARIA, **campos: Any
) -> Solicitacao:
    """Um pedido gravado, com o primeiro andamento; sem `identificacao`, sem interessado."""
    caso = montar(onde or unidade(), **campos)
    if identificacao is not None:
        caso.interessado = identificar(dados=identificacao)
    gravar([caso], por=SISTEMA)
    return caso


def iguais(
    quantas: int, onde: Unidade, *, identificacao: Identificacao | None = None, **campos: Any
) -> list[Solicitacao]:
    """Muitos pedidos iguais, gravados de uma vez: monta-se um, e os outros são cópias com o seu número."""
    modelo = montar(onde, **campos)
    casos = [copy(modelo) for _ in range(quantas)]
    for caso in casos:
        caso.protocolo = numero.gerar(numero.Processo.SOLICITACAO)
        caso.chave_de_envio = f"teste-{next(_serie)}"
        caso.identificador = uuid4()
        if identificacao is not None:
            caso.interessado = identificar(dados=identificacao)
    gravar(casos, por=SISTEMA)
    return casos


def na_situacao(situacao: str, onde: Unidade | None = None, **campos: Any) -> Solicitacao:
    """Um pedido já na situação dada, com os campos que ela exige."""
    agora = timezone.now()
    exigidos: dict[str, Any] = {}
    if situacao == Situacao.AGUARDANDO_MUNICIPE:
        exigidos = {
            "parada_em": agora,
            "responder_ate": agora + timedelta(days=10),
            "lembrar_em": agora + timedelta(days=5),
        }
    if situacao in ENCERRADAS:
        exigidos = {"encerrada_em": agora}
    if situacao == Situacao.FINALIZADA:
        exigidos["desfecho"] = Desfecho.REALIZADO
    return solicitacao(onde, situacao=situacao, **{**exigidos, **campos})


def devolvido_duas_vezes(onde: Unidade, outra: Unidade, **campos: Any) -> Solicitacao:
    """Um pedido que foi de `onde` a `outra` e voltou, duas vezes: aguarda a decisão da coordenação."""
    caso, por = solicitacao(onde, **campos), autor(pessoa("Vera Vaivém"))
    for _ in range(2):
        caso = transferir(caso=caso, versao=caso.versao, por=por, unidade=outra, motivo=FRASE)
        caso = devolver(caso=caso, versao=caso.versao, por=por, motivo=FRASE)
    return caso
