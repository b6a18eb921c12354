"""Escritas sobre pessoas: identificar, selar, abrir o selo, corrigir; a leitura e a chave que se troca."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from contas.autor import Autor
from contas.models import ChaveDeAcesso, Interessado, Juncao, LeituraDePessoal, Municipe, Selo, Usuario
from contas.papeis import ADMINISTRACAO
from contas.segredos import chaves
from referencia.tabelas import assinar

MAIOR_FILTRO = 300


@dataclass(frozen=True, slots=True)
class Identificacao:
    """Como alguém se apresenta ao pedir. Vazia, é um pedido sem identificação."""

    nome: str = ""
    tipo_documento: str = ""
    documento: str = ""
    email: str = ""
    telefone: str = ""
    endereco: str = ""
    usuario: Usuario | None = None
    so_contato: bool = False
    """De outro sistema, onde o serviço aceita quem não se identifica: o nome e o contato, sem documento."""

    @property
    def anonima(self) -> bool:
        """Sem documento não há identificação, a não ser que se diga que basta o contato."""
        return not self.documento and not (self.so_contato and (self.nome or self.email or self.telefone))


@transaction.atomic
def identificar(*, dados: Identificacao) -> Interessado:
    """Cria o interessado de um caso. O CPF declarado liga ao munícipe, mas não muda nada nele."""
    if dados.anonima:
        return Interessado.objects.create(identidade=Interessado.Identidade.ANONIMA)
    municipe = None
    if dados.tipo_documento == Interessado.Documento.CPF:
        municipe, _ = Municipe.objects.get_or_create(cpf=dados.documento)
    comprovada = (
        municipe is not None and dados.usuario is not None and municipe.usuario_id == dados.usuario.pk
    )
    return Interessado.objects.create(
        usuario=dados.usuario,
        municipe=municipe,
        identidade=Interessado.Identidade.COMPROVADA if comprovada else Interessado.Identidade.DECLARADA,
        nome=dados.nome,
        tipo_documento=dados.tipo_documento,
        documento=dados.documento,
        email=dados.email.lower(),
        telefone=dados.telefone,
        endereco=dados.endereco,
    )


@transaction.atomic
def identificar_em_segredo(*, dados: Identificacao) -> Interessado:
    """O interessado de uma denúncia: o que diz quem é vai direto ao selo e nunca fica legível no banco.

    Nem a conta de quem entrou nem o munícipe do CPF se guardam (Lei 13.460/2017, art. 10, §7º).
    """
    if dados.anonima:
        return Interessado.objects.create(identidade=Interessado.Identidade.ANONIMA)
    interessado = Interessado.objects.create(
        identidade=Interessado.Identidade.DECLARADA,
        tipo_documento=dados.tipo_documento,
        selado_em=timezone.now(),
    )
    valores = {
        "nome": dados.nome,
        "documento": dados.documento,
        "email": dados.email.lower(),
        "telefone": dados.telefone,
        "usuario": "",
    }
    Selo.objects.create(interessado=interessado, cifrado=chaves.cifrar(valores))
    return interessado


@transaction.atomic
def selar(*, interessado: Interessado) -> Selo:
    """Move os dados para o selo cifrado e deixa a linha em branco (Lei 13.460/2017, art. 10, §7º).

    A conta de quem entrou também vai para o selo: sem isso a ligação diria quem é. O munícipe que só este
    caso criou some: o CPF dele ficaria legível, e sozinho na hora do registro. O que noutros lugares liga o
    caso à pessoa desliga-se (`AO_SELAR`).
    """
    travado = Interessado.objects.select_for_update(of=("self",), no_key=True).get(pk=interessado.pk)
    valores = {campo: getattr(travado, campo) for campo in Interessado.PESSOAIS}
    valores["usuario"] = str(travado.usuario_id or "")
    selo = Selo.objects.create(interessado=travado, cifrado=chaves.cifrar(valores))
    for campo in Interessado.PESSOAIS:
        setattr(travado, campo, "")
    municipe, travado.municipe, travado.usuario = travado.municipe, None, None
    travado.selado_em = timezone.now()
    travado.save()
    _esquecer_nas_juncoes(travado)
    for desligar in map(import_string, settings.AO_SELAR):
        desligar(interessado=travado)
    if municipe and municipe.usuario_id is None and not municipe.interessado_set.exists():
        municipe.delete()
    return selo


def _esquecer_nas_juncoes(interessado: Interessado) -> None:
    """Quem se selou não fica ligado, por uma junção, à conta que tinha."""
    for juncao in Juncao.objects.filter(passou__contains={"interessado": [interessado.pk]}):
        juncao.passou["interessado"].remove(interessado.pk)
        juncao.save(update_fields=["passou"])


@transaction.atomic
def abrir_selo(*, selo: Selo, por: Autor, protocolo: str, motivo: str) -> dict[str, str]:
    """Devolve os valores selados e deixa escrito quem os leu, quando e por quê."""
    if not motivo.strip():
        raise ValueError("Para abrir a identidade selada é preciso dizer o motivo.")
    registrar_leitura(
        interessado=selo.interessado,
        por=por,
        protocolo=protocolo,
        o_que=LeituraDePessoal.DO_SELO,
        motivo=motivo,
    )
    return chaves.decifrar(bytes(selo.cifrado))


def registrar_leitura(
    *,
    interessado: Interessado,
    por: Autor,
    protocolo: str,
    o_que: str,
    motivo: str = "",
) -> None:
    """Escreve uma leitura de dado pessoal (LGPD, art. 37)."""
    LeituraDePessoal.objects.create(
        interessado=interessado,
        usuario=por.usuario,
        papel=por.papel,
        protocolo=protocolo,
        o_que=o_que,
        motivo=motivo,
    )


def registrar_leitura_na_administracao(
    *, interessado: Interessado, por: Usuario, protocolo: str, o_que: str
) -> None:
    """Escreve a leitura de um caso que se abriu na administração: a pessoa vê que a fizeram."""
    LeituraDePessoal.objects.create(
        interessado=interessado, usuario=por, papel=ADMINISTRACAO, protocolo=protocolo, o_que=o_que
    )


def registrar_leituras(*, lidos: Iterable[tuple[int, str]], por: Autor, o_que: str, motivo: str = "") -> None:
    """Escreve a leitura de uma lista: a chave do interessado e o protocolo de cada um que se mostrou."""
    LeituraDePessoal.objects.bulk_create(
        LeituraDePessoal(
            interessado_id=interessado,
            usuario=por.usuario,
            papel=por.papel,
            protocolo=protocolo,
            o_que=o_que,
            motivo=motivo,
        )
        for interessado, protocolo in lidos
    )


def registrar_leitura_de_conta(*, conta: Usuario, por: Usuario, o_que: str) -> None:
    """Escreve a leitura de uma conta que se abriu na administração: a pessoa vê que a abriram."""
    LeituraDePessoal.objects.create(conta=conta, usuario=por, papel=ADMINISTRACAO, o_que=o_que)


def registrar_leitura_em_massa(  # noqa: PLR0913  cada argumento é uma coluna do registro
    *, por: Usuario | None, papel: str, o_que: str, filtro: str, quantos: int, conta: Usuario | None = None
) -> None:
    """Uma planilha ou uma procura: uma linha, com o que se escolheu e quantos vieram; `conta`, se foi uma só.

    `filtro` não traz o que se digitou de uma pessoa: quem chama o tapa (`contas.dados_pessoais.tapar`).
    """
    LeituraDePessoal.objects.create(
        conta=conta, usuario=por, papel=papel, o_que=o_que, filtro=filtro[:MAIOR_FILTRO], quantos=quantos
    )


@transaction.atomic
def subir_serie(*, protocolo: str) -> ChaveDeAcesso:
    """A chave do protocolo passa à série seguinte: nenhuma das anteriores o abre mais, nem as de antes.

    Quem chama registra no caso quem a trocou e por quê.
    """
    ChaveDeAcesso.objects.get_or_create(protocolo=protocolo)
    linha = ChaveDeAcesso.objects.select_for_update(no_key=True).get(protocolo=protocolo)
    linha.serie, linha.de_antes, linha.trocada_em = linha.serie + 1, [], timezone.now()
    linha.save()
    return linha


@transaction.atomic
def corrigir_nome(*, usuario: Usuario, nome: str) -> None:
    """A própria pessoa corrige o nome da conta; o que ela disse em cada pedido fica como disse."""
    travado = Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)
    travado.nome = nome
    assinar(travado, travado)
    travado.save(update_fields=["nome"])
