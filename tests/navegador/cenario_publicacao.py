"""A revisão, o acervo e as informações classificadas, para o navegador: cada página em cada estado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from contas.papeis import Papel
from esic.acoes import classificadas, publicar
from esic.models import Anexo, Publicacao
from esic.o_que_se_publica import estado
from esic.situacoes import Decisao, Resultado
from referencia.tabelas import estado as da_informacao
from tests.documentos import pdfs
from tests.esic import elenco

if TYPE_CHECKING:
    from esic.models import InformacaoClassificada

COM_DADOS = (
    "Meu nome é Maria Silva, CPF 529.982.247-25, telefone (11) 98765-4321. "
    "Quantas árvores foram podadas na minha rua em 2025, e quem assinou a ordem de serviço? " + "x" * 70
)
PAGINAS = ("publicacao", "anexos", "recusar")
DA_OUVIDORIA = (
    "parte conferida",
    "publicação conferida",
    "publicação no ar",
    "tirar do ar",
    "publicação recusada",
    "prévia do que falta",
    "prévia do que está no ar",
    "anexos do que está no ar",
)
DO_PUBLICO = ("resposta com recursos e arquivos", "acervo com resultado")
DA_COMISSAO = ("informação desclassificada", "informações desclassificadas, na Comissão")


def da_publicacao() -> dict[str, str]:
    """Onde está cada página da revisão e do acervo, pelo nome dela."""
    por_rever, pronta, no_ar = _com_anexo(elenco.a_revisar(COM_DADOS)), _pronta(), _no_ar_com_tudo()
    recusada, fora = _recusada(), _fora_do_ar()
    return {
        **{f"publicacao:{pagina}": _em(pagina, por_rever) for pagina in PAGINAS},
        "publicacao:texto": _em("texto", por_rever, 1),
        "publicacao:rever": _em("rever", recusada),
        "parte conferida": _em("texto", pronta, 1),
        "publicação conferida": _em("publicacao", pronta),
        "publicacao:previa": _em("previa", pronta),
        "prévia do que falta": _em("previa", por_rever),
        "prévia do que está no ar": _em("previa", no_ar),
        "publicação no ar": _em("publicacao", no_ar),
        "anexos do que está no ar": _em("anexos", no_ar),
        "tirar do ar": _em("rever", no_ar),
        "publicação recusada": _em("publicacao", recusada),
        "esic:resposta": elenco.publicada().get_absolute_url(),
        "resposta com recursos e arquivos": no_ar.get_absolute_url(),
        "resposta fora do ar": fora.get_absolute_url(),
        "acervo com resultado": reverse("esic:acervo", query={"q": "árvores podadas", "anexos": "sim"}),
        **_das_informacoes(),
    }


def _em(pagina: str, publicacao: Publicacao, *mais: int) -> str:
    return reverse(f"publicacao:{pagina}", args=[publicacao.pk, *mais])


def _com_anexo(publicacao: Publicacao) -> Publicacao:
    onde = default_storage.save("anexos/poda.pdf", ContentFile(pdfs.simples(texto="Maria Silva").read()))
    campos = {"ordem": 1, "nome": "rg-da-maria.pdf", "sha256": f"{publicacao.pk:064}"}
    Anexo.objects.create(caso=publicacao.pedido, arquivo=onde, papel=Papel.INTERESSADO, **campos)
    return publicacao


def _pronta() -> Publicacao:
    feita = elenco.conferida(elenco.a_revisar(COM_DADOS))
    return publicar.intitular(
        publicacao=feita, por=elenco.ogm(), estado=estado(feita), titulo="Árvores podadas em 2025, por rua"
    )


def _no_ar_com_tudo() -> Publicacao:
    """Negado, com dois recursos decididos e um arquivo."""
    caso = elenco.respondido(Decisao.NEGADO, elenco.em_tramitacao(texto=COM_DADOS, autoriza_divulgar=True))
    for resultado in (Resultado.INDEFERIDO, Resultado.INDEFERIDO):
        caso = elenco.decidido(resultado, caso)
    publicacao = _com_anexo(elenco.encerrado(caso).publicacao)
    original = publicacao.pedido.anexos.get()
    publicar.confirmar_copia(publicacao=publicacao, anexo=original, por=elenco.ogm())
    no_ar = elenco.publicada(publicacao, titulo="Quem assinou as podas de árvores em 2025")
    return Publicacao.objects.get(pk=no_ar.pk)


def _recusada() -> Publicacao:
    esta = elenco.a_revisar()
    return publicar.nao_publicar(
        publicacao=esta, por=elenco.ogm(), estado=estado(esta), motivo="Só interessa a quem pediu."
    )


def _fora_do_ar() -> Publicacao:
    esta = Publicacao.objects.get(pk=elenco.publicada(titulo="Resposta que saiu do ar").pk)
    return publicar.rever(publicacao=esta, por=elenco.ogm(), estado=estado(esta), motivo=elenco.FRASE)


def _das_informacoes() -> dict[str, str]:
    em_segredo, aberta = elenco.informacao(), elenco.informacao(assunto="Rota de uma carga perigosa")
    classificadas.corrigir(
        informacao=em_segredo,
        estado=da_informacao(em_segredo),
        por=elenco.cmai(),
        dados={"assunto": "Plano de segurança das reservas de água"},
    )
    classificadas.desclassificar(
        informacao=aberta,
        estado=da_informacao(aberta),
        por=elenco.cmai(),
        em=aberta.classificada_em,
        motivo="A carga já passou.",
    )

    def em(pagina: str, qual: InformacaoClassificada) -> str:
        return reverse(f"cmai:{pagina}", args=[qual.pk])

    return {
        "cmai:informacao": em("informacao", em_segredo),
        "cmai:informacao_editar": em("informacao_editar", em_segredo),
        "cmai:informacao_desclassificar": em("informacao_desclassificar", em_segredo),
        "informação desclassificada": em("informacao", aberta),
        "informações desclassificadas, na Comissão": reverse(
            "cmai:informacoes", query={"lista": "desclassificadas"}
        ),
    }
