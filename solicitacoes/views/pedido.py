"""Os passos do pedido: local, detalhes e fotos, identificação, conferência e envio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistente.paginas import MUITAS_FOTOS, enviado
from assistente.rascunhos import guardar_passo
from contas.guardas import abrir_na_sessao
from contas.identificacao import IdentificacaoForm, valores_iniciais
from contas.limites import dentro_do_limite, quem_pede
from documentos.recebidos import receber_fotos
from guia.consultas import suspensao_de
from guia.perguntas import Tipo
from roteamento.enderecos import Achado, confirmar
from solicitacoes import lugar
from solicitacoes.acoes.enviar import enviar, responder_com_foto, tirar_foto
from solicitacoes.assistente import CONFERIR, DETALHES, IDENTIFICACAO, LOCAL
from solicitacoes.conferencia import secoes
from solicitacoes.em_curso import PedidoEmCurso
from solicitacoes.forms.detalhes import PREFIXO, DetalhesForm, iniciais
from solicitacoes.forms.local import OUTRO, LocalForm, LugarForm
from solicitacoes.views.passos import ir_para, mostrar, passo, protegida, seguir

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from protocolo.models import ArquivoDeRascunho
    from solicitacoes.models import Solicitacao

DEZ_MINUTOS = 600
ENVIOS_DE_FOTOS_POR_LUGAR = 300


# --- local ------------------------------------------------------------------------------


@passo(LOCAL)
def local(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """O endereço; o que dá um lugar certo segue, o que deixa dúvida vai à escolha."""
    if pedido.so_distrito:
        return _escolher_lugar(request, pedido, "distrito", {}, Achado(""))
    guardado = pedido.rascunho.dados.get(LOCAL, {})
    sugestoes = reverse("solicitacoes:ruas", args=[pedido.rascunho.assunto, pedido.rascunho.pk])
    form = LocalForm(enviado(request), initial=guardado, sugestoes=sugestoes)
    if not form.is_valid():
        return _mostrar_local(request, pedido, form)
    digitado, achado = lugar.procurar(form.cleaned_data)
    if not achado.certo:
        guardar_passo(rascunho=pedido.rascunho, passo=LOCAL, respostas=digitado)
        return ir_para(pedido, "lugar", consulta=request.GET.urlencode())
    decidido = lugar.decidido(digitado, achado.certo, achado.motivo)
    if not decidido["logradouro"] and decidido["lat"] is None:
        form.add_error("logradouro", lugar.FALTA_RUA)
        return _mostrar_local(request, pedido, form)
    guardar_passo(rascunho=pedido.rascunho, passo=LOCAL, respostas=decidido)
    return seguir(request, pedido, LOCAL)


def _mostrar_local(request: HttpRequest, pedido: PedidoEmCurso, form: LocalForm) -> HttpResponse:
    """O mapa só aparece na cidade que configurou um servidor de mapas."""
    mapa = {"azulejos": settings.MAPA_AZULEJOS, "creditos": settings.MAPA_CREDITOS}
    return mostrar(request, "local", pedido, LOCAL, form, **mapa)


@passo(LOCAL)
def escolher_lugar(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """O endereço digitado serve a mais de um lugar, ou a nenhum conhecido: a pessoa diz qual é."""
    digitado = pedido.rascunho.dados.get(LOCAL)
    if not digitado or pedido.so_distrito:
        return ir_para(pedido, LOCAL)
    return _escolher_lugar(request, pedido, "lugar", digitado, lugar.localizar(digitado))


def _escolher_lugar(
    request: HttpRequest, pedido: PedidoEmCurso, modelo: str, digitado: dict[str, Any], achado: Achado
) -> HttpResponse:
    candidatos = lugar.candidatos(achado)
    guardado = pedido.rascunho.dados.get(LOCAL, {})
    form = LugarForm(
        enviado(request),
        lugares=[(valor, lugar.em_palavras(local)) for valor, local in candidatos.items()],
        motivo=achado.motivo,
        pergunta=achado.pergunta,
        initial={"distrito": guardado.get("distrito"), "lugar": OUTRO if guardado.get("distrito") else None},
    )
    if not form.is_valid():
        return mostrar(request, modelo, pedido, LOCAL, form, achado=achado, digitado=digitado)
    escolha = form.cleaned_data.get("lugar", OUTRO)
    if escolha == OUTRO:
        distrito = form.cleaned_data["distrito"]
        decidido = lugar.escolhido(lugar.sem_ponto_de_outro_distrito(digitado, distrito), distrito)
    else:
        certo = confirmar(candidatos[escolha], achado.motivo)
        limpo = lugar.sem_ponto_de_outro_distrito(digitado, certo.distrito)
        decidido = lugar.decidido(limpo, certo)
    guardar_passo(rascunho=pedido.rascunho, passo=LOCAL, respostas=decidido)
    return seguir(request, pedido, LOCAL)


@protegida
@require_safe
def ruas(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """Sugestões de rua enquanto se escreve; sem JavaScript, a escolha vem depois de continuar."""
    contexto = {"sugestoes": lugar.sugestoes(request.GET), "pedido": pedido}
    return render(request, "solicitacoes/pedido/local.html#sugestoes", contexto)


# --- detalhes e fotos -------------------------------------------------------------------


@passo(DETALHES)
def detalhes(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """As perguntas do serviço e as fotos. Pôr ou tirar foto não perde o que já foi escrito."""
    recusas = _mudar_fotos(request, pedido)
    fotos = _fotos(pedido)
    form = DetalhesForm(
        enviado(request),
        request.FILES or None,
        lista=pedido.roteiro.perguntas,
        guardadas=len(fotos),
        arquivos=_respondidas(pedido),
        initial=iniciais(pedido.rascunho.dados.get(DETALHES, {})),
    )
    so_fotos = "remover_foto" in request.POST or "adicionar" in request.POST
    if so_fotos:
        guardar_passo(rascunho=pedido.rascunho, passo=DETALHES, respostas=form.digitadas())
        form.esquecer_erros()
    elif form.is_valid():
        respostas = form.cleaned_data | {"conferido": True}
        guardar_passo(rascunho=pedido.rascunho, passo=DETALHES, respostas=respostas)
    for campo, recusa in recusas:
        form.add_error(campo, recusa)
    if not form.is_bound or form.errors:
        return mostrar(request, "detalhes", pedido, DETALHES, form, fotos=fotos)
    if so_fotos:
        return ir_para(pedido, DETALHES, consulta=request.GET.urlencode(), ancora="fotos")
    if pedido.com_dados_de_agora().conselho:
        return ir_para(pedido, "orientacao", consulta=request.GET.urlencode())
    return seguir(request, pedido, DETALHES)


def _fotos(pedido: PedidoEmCurso, *, remover: bool = True) -> list[dict[str, Any]]:
    """As fotos já recebidas, como componentes/fotos.html as mostra, com ou sem o botão de remover."""
    onde = (pedido.rascunho.assunto, pedido.rascunho.pk)
    rotulos = {p.chave: p.rotulo for p in pedido.roteiro.perguntas}
    de_que = {foto.pk: rotulos.get(chave, "") for chave, foto in _respondidas(pedido).items()}
    return [
        {
            "miniatura": reverse("solicitacoes:foto", args=[*onde, foto.pk]),
            "nome": f"{foto.nome} ({de_que[foto.pk]})" if de_que.get(foto.pk) else foto.nome,
            "remover": foto.pk if remover else None,
        }
        for foto in pedido.rascunho.arquivos.order_by("pk")
    ]


def _respondidas(pedido: PedidoEmCurso) -> dict[str, ArquivoDeRascunho]:
    """A foto que responde a cada pergunta de arquivo."""
    arquivos = pedido.rascunho.dados.get(DETALHES, {}).get("arquivos", {})
    fotos = pedido.rascunho.arquivos.in_bulk(list(arquivos.values())) if arquivos else {}
    return {chave: fotos[pk] for chave, pk in arquivos.items() if pk in fotos}


def _mudar_fotos(request: HttpRequest, pedido: PedidoEmCurso) -> list[tuple[str, str]]:
    """Tira a foto pedida e recebe as que vieram; devolve as recusas, cada uma com o seu campo."""
    retirada = request.POST.get("remover_foto", "")
    if retirada.isdecimal():
        tirar_foto(rascunho=pedido.rascunho, pk=int(retirada))
    if not request.FILES:
        return []
    quem = quem_pede(request)
    if not pedido.por_atendente and not dentro_do_limite(
        "fotos", quem, vezes=ENVIOS_DE_FOTOS_POR_LUGAR, segundos=DEZ_MINUTOS
    ):
        return [("fotos", MUITAS_FOTOS)]
    recusas = []
    for chave in (p.chave for p in pedido.roteiro.perguntas if p.tipo == Tipo.ARQUIVO):
        if arquivo := request.FILES.get(PREFIXO + chave):
            recusa = responder_com_foto(rascunho=pedido.rascunho, chave=chave, arquivo=arquivo)
            recusas += [(PREFIXO + chave, recusa)] if recusa else []
    soltas = receber_fotos(rascunho=pedido.rascunho, arquivos=request.FILES.getlist("fotos"))
    return [*recusas, *(("fotos", recusa) for recusa in soltas)]


@passo(DETALHES)
@require_safe
def orientacao(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """O conselho de uma resposta que para o pedido, com o caminho de volta."""
    if not pedido.roteiro.conselho:
        return ir_para(pedido, pedido.roteiro.primeiro_incompleto)
    return mostrar(request, "orientacao", pedido, DETALHES, conselho=pedido.roteiro.conselho)


@protegida
@require_safe
def foto(_request: HttpRequest, pedido: PedidoEmCurso, pk: int) -> FileResponse:
    """A miniatura de uma foto ainda não enviada, só para quem faz o pedido."""
    achada = get_object_or_404(pedido.rascunho.arquivos, pk=pk)
    try:
        arquivo = achada.miniatura.open("rb")
    except FileNotFoundError as falta:
        raise Http404("O arquivo desta foto não foi encontrado.") from falta
    return FileResponse(arquivo, content_type="image/jpeg", filename=f"foto-{pk}.jpg")


# --- identificação, conferência e envio ---------------------------------------------------


@passo(IDENTIFICACAO)
def identificacao(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """Quem pede; onde o serviço deixa, ninguém, e então nenhum dado pessoal é guardado."""
    usuario = None if pedido.por_atendente else pedido.autor.usuario
    form = IdentificacaoForm(
        enviado(request),
        initial=valores_iniciais(pedido.rascunho.dados.get(IDENTIFICACAO, {}), usuario),
        anonima=pedido.versao.anonima,
        em_nome_de_outro=pedido.por_atendente,
    )
    if not form.is_valid():
        return mostrar(request, "identificacao", pedido, IDENTIFICACAO, form)
    guardar_passo(rascunho=pedido.rascunho, passo=IDENTIFICACAO, respostas=form.cleaned_data)
    return seguir(request, pedido, IDENTIFICACAO)


@passo(CONFERIR)
def conferir(request: HttpRequest, pedido: PedidoEmCurso) -> HttpResponse:
    """Tudo o que foi respondido; “Enviar pedido” abre a solicitação, uma vez só."""
    if request.method != "POST":
        contexto: dict[str, Any] = {
            "secoes": secoes(pedido),
            "fotos": _fotos(pedido, remover=False),
            "suspensao": suspensao_de(pedido.servico, timezone.localdate()),
        }
        return mostrar(request, "conferir", pedido, CONFERIR, **contexto)
    caso = enviar(
        rascunho=pedido.rascunho,
        servico=pedido.servico,
        pede_lugar=pedido.roteiro.pede_lugar,
        por=pedido.autor,
        unidade=pedido.unidade,
        em=timezone.now(),
    )
    if _fica_na_sessao(pedido, caso):
        abrir_na_sessao(request, caso.protocolo)
    return ir_para(pedido, "confirmacao")


def _fica_na_sessao(pedido: PedidoEmCurso, caso: Solicitacao) -> bool:
    """A sessão do atendente não é do munícipe; e a de quem entrou não lembra o pedido sem identificação."""
    anonimo = caso.interessado is None or caso.interessado.anonimo
    return not pedido.por_atendente and not (anonimo and pedido.autor.usuario)
