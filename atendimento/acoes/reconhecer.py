"""Saber quem é a pessoa atendida: procurar, reconhecer, ver o documento, abrir a ficha e ler um caso."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from atendimento import casos, fatos
from atendimento.acoes.atender import JA_ACABOU, anotar
from atendimento.models import Atendimento, BuscaDePessoa, Conversa, Reconhecimento, RegraDoAtendimento
from atendimento.situacoes import Providencia
from contas.acoes import registrar_leitura, registrar_leitura_em_massa, registrar_leituras
from contas.autor import Autor
from contas.models import Interessado, LeituraDePessoal, Municipe, Usuario
from contas.papeis import Papel
from contas.quem_trabalha import papeis
from entrada.acesso.cpf import mudou_o_nome, provar_na_praca
from entrada.municipes import RecusaDeJuncao
from esic.models import Pedido
from portal.consultas import Achado
from protocolo.erros import RecusaNoCampo, TransicaoProibida
from protocolo.models import Canal, Rascunho

DE_OUTRA = "Neste atendimento já se reconheceu uma pessoa. Para outra, comece outro atendimento."
MUITAS = (
    "Já se tentou demais reconhecer esta pessoa. Diga que ela pode vir a uma Praça com um documento, ou usar "
    "o protocolo e a chave de acesso."
)
SO_NA_PRACA = "O documento só se vê numa Praça de Atendimento."
OS_CASOS, O_ANDAMENTO = "os seus casos, num atendimento", "o andamento, num atendimento"
O_ANDAMENTO_E_AS_FOTOS = "o andamento e as fotos, num atendimento"
O_CONTATO, O_ACHADO = "o contato, num atendimento", "o serviço e a situação, numa procura"
Identidade = Interessado.Identidade
POR_PROVAR = "A pessoa ainda não provou quem é: peça o código do contato que ela deixou."
A_CONVERSA = "a conversa inteira, na supervisão"
NAO_NESTA_CONTA = (
    "O CPF não se comprova na conta deste e-mail. Confira o e-mail com a pessoa, ou deixe em branco."
)
"""Uma frase só em toda recusa: outra diria se há a conta, ou de quem é."""
OUTRO_NO_PEDIDO = "Os pedidos com este CPF são de outro nome. Confira o documento."
COMPROVADA = "Documento conferido: a identidade está comprovada."
NA_CONTA = "Documento conferido: o CPF está comprovado na conta da pessoa."
A_VALER = (
    "Documento conferido. O CPF passa a valer na conta em {}: há outro contato deste CPF, que foi avisado e "
    "pode recusar. Se outro atendente também conferir o documento, vale na hora."
)
MUDOU_O_NOME = (
    "Você mudou o nome desta conta há menos de um dia. Peça a outro atendente que confira o documento."
)
SAIU_DA_OUTRA = (
    "Documento conferido: o CPF está comprovado na conta da pessoa, e saiu da outra, que foi avisada."
)
NOUTRA_CONTA = "Este CPF já está comprovado noutra conta. Diga à pessoa o que acontece a ela, e pergunte."
NAO_E_CPF = "O documento deste pedido não é um CPF, e na conta só se comprova um CPF."
PASSAR, DEIXAR = "passar", "deixar"
"""O que se faz do CPF que está comprovado noutra conta."""
NADA_AINDA = "Documento conferido. Ainda não há pedido com este CPF."


def registrar_busca(*, atendimento: Atendimento, por: str, termo: str, achados: int) -> BuscaDePessoa:
    """Escreve a procura, também a que nada achou; do que se escreveu, só a impressão."""
    impressao = salted_hmac("atendimento.busca", f"{por}/{termo}", algorithm="sha256").hexdigest()
    return BuscaDePessoa.objects.create(
        atendimento=atendimento, por=por, impressao=impressao, achados=achados, em=timezone.now()
    )


def mostrar_achados(
    *, atendimento: Atendimento, achados: Collection[Achado], por: Autor, pelo_que: Collection[str]
) -> None:
    """Cada pessoa achada vê que a acharam, e em que atendimento; a procura fica escrita, ache ou não.

    Só o jeito do que se disse, nem a marca dele, nem o atendimento: a linha nunca se apaga, e quem a lê não
    há de saber, depois, de quem era a denúncia que ali se contou.
    """
    registrar_leitura_em_massa(
        por=por.usuario,
        papel=por.papel,
        o_que="procura de pessoas",
        filtro=f"Atendimento: {', '.join(BuscaDePessoa.Por(um).label for um in pelo_que)}",
        quantos=len(achados),
    )
    _ler(atendimento, achados, por, O_ACHADO)


@transaction.atomic
def reconhecer(
    *,
    atendimento: Atendimento,
    caso: Achado,
    ditos: Mapping[str, str],
    da_busca: Collection[str],
    viu_documento: bool = False,
) -> bool:
    """Compara os fatos ditos com os guardados do caso e diz só se conferem; toda tentativa fica escrita.

    Com o documento visto, na Praça, bastam ele e o nome. Levanta TransicaoProibida se o atendimento acabou,
    se já é de outra pessoa ou se já se tentou demais.
    """
    travado, regra = em_curso(atendimento), RegraDoAtendimento.atual()
    partes = Interessado.objects.select_for_update(of=("self",), no_key=True)
    quem = partes.get(pk=caso.interessado.pk if caso.interessado else 0)
    if quem.municipe_id:
        Municipe.objects.select_for_update(no_key=True).get(pk=quem.municipe_id)
    if travado.reconhecido_id not in {None, quem.pk} and casos.reconhecida(travado):
        raise TransicaoProibida(DE_OUTRA)
    if viu_documento and travado.canal != Canal.PRACA:
        raise TransicaoProibida(SO_NA_PRACA)
    if esgotadas(travado, quem):
        raise TransicaoProibida(MUITAS)
    caso.interessado = quem
    visto = viu_documento and fatos.documento_confere(quem, ditos)
    conferiu = visto or (not viu_documento and fatos.confere(regra, caso, ditos, da_busca))
    anotar_tentativa(travado, quem, [f for f in regra.fatos_perguntados if ditos.get(f)], conferiu=conferiu)
    if conferiu:
        gravar(travado, quem, Identidade.COMPROVADA if visto else Identidade.DECLARADA)
    return conferiu


def anotar_tentativa(
    atendimento: Atendimento, quem: Interessado, ditos: Iterable[str], *, conferiu: bool
) -> None:
    """Que fatos se disseram, e se conferiram; o que se digitou não se guarda."""
    Reconhecimento.objects.create(
        atendimento=atendimento,
        interessado=quem,
        fatos=" ".join(ditos),
        conferiu=conferiu,
        em=timezone.now(),
    )


def na_praca(atendimento: Atendimento) -> None:
    """Levanta TransicaoProibida se o atendimento acabou, ou se não é numa Praça."""
    if not atendimento.aberto:
        raise TransicaoProibida(JA_ACABOU)
    if atendimento.canal != Canal.PRACA:
        raise TransicaoProibida(SO_NA_PRACA)


@transaction.atomic
def ver_documento(*, atendimento: Atendimento, quem: Interessado | None) -> Atendimento:
    """O atendente da Praça viu o documento; se a pessoa já pediu algo com ele, está comprovada.

    Levanta TransicaoProibida fora da Praça, depois do fim e se o atendimento já é de outra pessoa.
    """
    travado = em_curso(atendimento)
    na_praca(travado)
    antes = travado.reconhecido if casos.reconhecida(travado) else None
    if antes and (quem is None or antes.municipe_id != quem.municipe_id):
        raise TransicaoProibida(DE_OUTRA)
    anotar(atendimento=travado, tipo=Providencia.PROVOU)
    return gravar(travado, antes or quem, Identidade.COMPROVADA) if quem else travado


def gravar(travado: Atendimento, quem: Interessado, identidade: str) -> Atendimento:
    """A comprovada não volta a declarada."""
    if travado.identidade != Identidade.COMPROVADA:
        travado.identidade = identidade
    travado.reconhecido = quem
    travado.save(update_fields=["reconhecido", "identidade"])
    anotar(atendimento=travado, tipo=Providencia.RECONHECEU)
    return travado


def em_curso(atendimento: Atendimento) -> Atendimento:
    travado = Atendimento.objects.select_for_update(of=("self",), no_key=True).get(pk=atendimento.pk)
    if not travado.aberto:
        raise TransicaoProibida(JA_ACABOU)
    return travado


def esgotadas(atendimento: Atendimento, quem: Interessado) -> bool:
    """Já se errou demais neste atendimento, ou com esta pessoa em qualquer um?"""
    regra, erradas = RegraDoAtendimento.atual(), Reconhecimento.objects.filter(conferiu=False)
    aqui = erradas.filter(atendimento=atendimento).count()
    desde = timezone.now() - timedelta(hours=regra.horas_dos_erros)
    dela = _com(erradas, quem).filter(em__gte=desde).count()
    return aqui >= regra.erros_no_atendimento or dela >= regra.erros_por_pessoa


def _com(tentativas: QuerySet[Reconhecimento], quem: Interessado) -> QuerySet[Reconhecimento]:
    """As tentativas com esta pessoa: as deste caso e as dos outros do mesmo CPF, e-mail ou telefone."""
    mesma = Q(pk=quem.pk)
    for campo in ("municipe_id", "email", "telefone"):
        if valor := getattr(quem, campo):
            mesma |= Q(**{campo: valor})
    return tentativas.filter(interessado__in=Interessado.objects.filter(mesma).order_by().values("pk"))


@transaction.atomic
def abrir_ficha(*, atendimento: Atendimento, dela: Iterable[Achado], por: Autor) -> None:
    """Mostra-se o que é da pessoa: fica escrita a leitura de cada caso, com o atendimento em que se leu."""
    _ler(atendimento, dela, por, OS_CASOS)
    anotar(atendimento=atendimento, tipo=Providencia.ABRIU_FICHA)
    escreve = Rascunho.objects.filter(dono=atendimento.atendente_id, protocolo="")
    if escreve.filter(dados__atendimento__atendimento=str(atendimento.codigo)).exists():
        mostrar_contato(atendimento=atendimento, por=por)


def mostrar_contato(*, atendimento: Atendimento, por: Autor) -> None:
    """Um formulário mostra inteiro o contato de quem se reconheceu: fica escrito, uma vez por atendimento.

    O de quem só se declarou aqui foi quem atende que o escreveu.
    """
    quem, motivo = atendimento.reconhecido, str(atendimento)
    caso = casos.do_interessado(quem.pk) if quem and casos.reconhecida(atendimento) else None
    if quem is None or caso is None:
        return
    if not LeituraDePessoal.objects.filter(interessado=quem, motivo=motivo, o_que=O_CONTATO).exists():
        registrar_leitura(interessado=quem, por=por, protocolo=caso.protocolo, o_que=O_CONTATO, motivo=motivo)


@transaction.atomic
def ler(*, atendimento: Atendimento, caso: Achado, por: Autor) -> None:
    """Abre-se um caso, com as fotos dele, para o ler à pessoa."""
    com_fotos = not isinstance(caso, Pedido) and caso.anexos.exists()
    _ler(atendimento, [caso], por, O_ANDAMENTO_E_AS_FOTOS if com_fotos else O_ANDAMENTO)
    anotar(atendimento=atendimento, tipo=Providencia.LEU, protocolo=caso.protocolo)


def _ler(atendimento: Atendimento, dela: Iterable[Achado], por: Autor, o_que: str) -> None:
    lidos = [(caso.interessado_id, caso.protocolo) for caso in dela if caso.interessado_id]
    registrar_leituras(lidos=lidos, por=por, o_que=o_que, motivo=str(atendimento))


# --- quem conversa ----------------------------------------------------------------------


@transaction.atomic
def reconhecer_quem_conversa(*, atendimento: Atendimento) -> Atendimento | None:
    """O atendimento com a pessoa reconhecida, na parte do caso mais novo dela; None se ela não tem nenhum.

    Levanta TransicaoProibida a quem não provou o contato nem entrou com a conta, ou se o atendimento acabou.
    """
    travado = em_curso(atendimento)
    conversa = travado.conversa
    if conversa is None or not casos.provou_quem_e(conversa):
        raise TransicaoProibida(POR_PROVAR)
    if casos.reconhecida(travado):
        return travado
    caso = casos.mais_novo(casos.provadas(conversa))
    if caso is None or caso.interessado is None:
        return None
    return gravar(travado, caso.interessado, Interessado.Identidade.DECLARADA)


def abrir_conversa(*, conversa: Conversa, por: Usuario) -> None:
    """A supervisão lê a conversa sem nada tapado: fica escrito, e a pessoa o vê."""
    if conversa.interessado is None:
        return
    registrar_leitura(
        interessado=conversa.interessado,
        por=Autor(papel=Papel.CHEFIA, usuario=por),
        protocolo="",
        o_que=A_CONVERSA,
        motivo=str(conversa),
    )


# --- com o documento, na Praça ----------------------------------------------------------


class RecusaDaProva(RecusaNoCampo):
    """O que impede comprovar."""


class EstaNoutraConta(RecusaDaProva):
    """Ainda não se disse o que fazer do CPF, que está comprovado noutra conta."""


def reconhecer_com_documento(  # noqa: PLR0913  cada argumento é uma coisa que se escreveu
    *,
    atendimento: Atendimento,
    caso: Achado,
    ditos: Mapping[str, str],
    conta: str,
    outra_conta: str,
    por: Usuario,
) -> str | None:
    """Com o documento visto, quem é a pessoa e o CPF na conta dela, de uma vez; None se não confere.

    Em que conta, diz ela: a do pedido pode ser de quem o fez com o CPF dela. Levanta o mesmo que `provar`.
    """
    try:
        with transaction.atomic():
            if not reconhecer(
                atendimento=atendimento, caso=caso, ditos=ditos, da_busca=(), viu_documento=True
            ):
                return None
            return _na_conta_dela(caso.interessado, ditos["nome"], conta, outra_conta, por)
    except RecusaDaProva as recusa:
        _anotar_a_recusa(recusa, atendimento, caso.interessado)
        raise


def provar(  # noqa: PLR0913  cada argumento é uma coisa que se escreveu
    *, atendimento: Atendimento, por: Usuario, nome: str, cpf: str, conta: str, outra_conta: str = ""
) -> str:
    """Comprova a pessoa e, se se disse a conta, o CPF nela; devolve o que se diz a quem atende.

    A procura fica escrita ainda que se recuse, e a recusa conta como quem erra ao reconhecer. Levanta
    RecusaDaProva, e TransicaoProibida fora da Praça, depois do fim do atendimento ou se já se errou demais.
    Se o CPF está comprovado noutra conta, levanta EstaNoutraConta até se dizer o que fazer dele.
    """
    na_praca(atendimento)
    achados = _com_o_cpf(cpf)
    por_cpf = BuscaDePessoa.Por.CPF
    registrar_busca(atendimento=atendimento, por=por_cpf, termo=cpf, achados=len(achados))
    if achados and esgotadas(atendimento, achados[0]):
        raise TransicaoProibida(MUITAS)
    dela = [parte for parte in achados if fatos.e_o_nome(nome, parte.nome)]
    if achados and not dela:
        anotar_tentativa(atendimento, achados[0], ["nome", "documento"], conferiu=False)
        raise RecusaDaProva(OUTRO_NO_PEDIDO, "nome")
    quem = max(dela, key=lambda parte: parte.pk, default=None)
    try:
        with transaction.atomic():
            ver_documento(atendimento=atendimento, quem=quem)
            if not conta:
                return COMPROVADA if quem else NADA_AINDA
            return _na_conta(_conta(conta, nome, por), cpf, outra_conta, por)
    except RecusaDaProva as recusa:
        _anotar_a_recusa(recusa, atendimento, quem)
        raise


def _anotar_a_recusa(recusa: RecusaDaProva, atendimento: Atendimento, quem: Interessado | None) -> None:
    """A pergunta da outra conta não é erro de ninguém."""
    if quem and not isinstance(recusa, EstaNoutraConta):
        anotar_tentativa(atendimento, quem, ["documento", "email"], conferiu=False)


def _na_conta_dela(quem: Interessado | None, nome: str, conta: str, outra_conta: str, por: Usuario) -> str:
    if not conta:
        return COMPROVADA
    if quem is None or quem.municipe is None:
        raise RecusaDaProva(NAO_E_CPF, "conta")
    return _na_conta(_conta(conta, nome, por), quem.municipe.cpf, outra_conta, por)


def _na_conta(conta: Usuario, cpf: str, outra_conta: str, por: Usuario) -> str:
    """O CPF do documento visto, nesta conta; da que já o tinha, só depois de se dizer o que acontece."""
    noutra = Municipe.objects.filter(cpf=cpf, usuario__isnull=False).exclude(usuario=conta).exists()
    if noutra and not outra_conta:
        raise EstaNoutraConta(NOUTRA_CONTA, "outra_conta")
    if noutra and outra_conta == DEIXAR:
        return COMPROVADA
    try:
        vale_desde = provar_na_praca(usuario=conta, cpf=cpf, por=por)
    except RecusaDeJuncao as recusa:
        raise RecusaDaProva(NAO_NESTA_CONTA, "conta") from recusa
    if vale_desde:
        return A_VALER.format(f"{localtime(vale_desde):%d/%m às %Hh%M}")
    return SAIU_DA_OUTRA if noutra else NA_CONTA


def _conta(email: str, nome: str, por: Usuario) -> Usuario:
    """A conta ativa com este e-mail, de quem tem o nome do documento.

    Nunca a de quem trabalha, nem a de que quem atende mudou o nome hoje.
    """
    conta = Usuario.objects.filter(email=email.lower(), is_active=True).exclude(pk=por.pk).first()
    if conta is None or papeis(conta, timezone.localdate()) or not fatos.e_o_nome(nome, conta.nome):
        raise RecusaDaProva(NAO_NESTA_CONTA, "conta")
    if mudou_o_nome(conta, por):
        raise RecusaDaProva(MUDOU_O_NOME, "conta")
    return conta


def _com_o_cpf(cpf: str) -> list[Interessado]:
    """As partes dos casos que se dizem e trazem este CPF, das mais novas."""
    ditas = Interessado.objects.com_o_cpf(cpf).order_by("-pk").values_list("pk", flat=True)
    partes = list(ditas[: casos.MAIS_PARTES])
    achados = [casos.das_partes(processo, partes)[: casos.MAIS_PARTES] for processo in casos.PROCESSOS]
    return [caso.interessado for do_processo in achados for caso in do_processo]
