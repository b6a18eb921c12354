"""Um caso da pessoa reconhecida: ler-lho, e agir nele em nome dela."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from assistente.paginas import com_formulario
from atendimento import acoes
from atendimento.casos import viu_se_o_documento_de
from atendimento.models import Atendimento
from atendimento.pessoa import atos
from atendimento.pessoa.ficha import fotos_de, o_que_pediu, por_contar
from atendimento.pessoa.guardas import caso_da_pessoa, caso_lido, leu
from atendimento.pessoa.quem import do_caso
from atendimento.situacoes import Providencia
from avisos.recibos.alcance import enviados
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos.servir import servir
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal.area.lista import a_quem_atende
from portal.consultas import Achado
from portal.forms import MensagemForm, ReabrirForm
from portal.mensagens import enviar_mensagem, fotos_ja_enviadas
from portal.views.acompanhar import PROCESSOS
from referencia.limite_de_tentativas import quem_pede
from solicitacoes.acoes.resolvido import falta_sem_foto
from solicitacoes.models import Solicitacao

RESPOSTA: dict[type[Achado], str] = {Manifestacao: "conclusao", Pedido: "resposta"}
"""Onde está a resposta; a do pedido de serviço é um passo da linha do tempo."""
CONTOU = "Está escrito que você contou à pessoa: já não é preciso ligar para ela."
CHAVE_FOI = "A chave anterior deixou de valer. A nova vai ao e-mail guardado no caso."


@de_trabalho("POST")
def ler(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """Escreve que se leu, e mostra."""
    atendimento, mesa, caso = caso_da_pessoa(request, codigo, protocolo)
    acoes.ler(atendimento=atendimento, caso=caso, por=mesa.autor)
    return _ao_caso(atendimento, caso)


@de_trabalho(*LER)
def caso(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """O que a pessoa leria na página dela, sem a chave; só depois de escrita a leitura."""
    atendimento, mesa, achado = caso_da_pessoa(request, codigo, protocolo)
    if not leu(atendimento, achado.protocolo):
        return redirect("central:atendimento", codigo)
    contexto = PROCESSOS[type(achado)].contexto_completo(achado)
    contexto["situacao"] = a_quem_atende(achado, contexto["situacao"])
    avisos = enviados(achado.protocolo)
    contexto |= {
        "atos": atos.que_cabem(achado),
        "avisos": avisos,
        "por_contar": por_contar(achado, avisos),
        "pediu": o_que_pediu(achado),
        "fotos": fotos_de(achado),
        "resposta_lida": getattr(achado, RESPOSTA.get(type(achado), ""), ""),
    }
    return render(request, "atendimento/pessoa/caso.html", do_caso(atendimento, mesa, achado) | contexto)


@de_trabalho(*LER)
def foto(request: HttpRequest, codigo: UUID, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Uma foto do caso que se leu; nada fica no computador de quem atende."""
    _, _, achado = caso_lido(request, codigo, protocolo)
    esta = next((uma for uma in fotos_de(achado) if uma.pk == pk), None)
    if esta is None:
        raise Http404("Esta foto não é deste caso.")
    return servir(esta, tamanho)


@de_trabalho("POST")
def contei(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """Quem atende leu à pessoa o aviso que a página mostrava; outro, mais novo, ainda está por contar."""
    atendimento, mesa, achado = caso_lido(request, codigo, protocolo)
    mostrado = request.POST.get("aviso", "")
    aviso = next((um for um in enviados(achado.protocolo) if str(um.pk) == mostrado), None)
    if aviso and aviso.interessado_id == achado.interessado_id:
        acoes.contar_a_pessoa(atendimento=atendimento, caso=achado, aviso=aviso, por=mesa.autor)
        messages.success(request, CONTOU)
    return _ao_caso(atendimento, achado)


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def mandar(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """O que a pessoa responde ou acrescenta, nas palavras dela, com as fotos se as trouxe."""
    atendimento, mesa, achado = caso_lido(request, codigo, protocolo)
    atos.exigir(achado, Providencia.ACRESCENTOU)
    pergunta = atos.mensagens(achado).pergunta(achado)
    tipo = Providencia.COMPLETOU if pergunta else Providencia.ACRESCENTOU
    form = MensagemForm(request.POST or None, request.FILES or None, initial={"envio": uuid4()})
    form.fields["texto"].label = "O que a pessoa diz"
    anotando = atos.anotando(atos.mensagens(achado).mandar, atendimento, tipo)
    if enviar_mensagem(form, caso=achado, por=mesa.autor, mandar=anotando, rede=quem_pede(request)):
        messages.success(request, "Mandado em nome da pessoa.")
        return _ao_caso(atendimento, achado)
    fotos = fotos_ja_enviadas(form, caso=achado)
    pagina = do_caso(atendimento, mesa, achado) | {"fotos": fotos, "pergunta": pergunta}
    return com_formulario(request, "atendimento/pessoa/mandar.html", form, **pagina)


@de_trabalho(*LER_E_MANDAR)
def cancelar(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """A desistência, depois de se dizer à pessoa o que ela faz; o contato guardado é avisado."""
    atendimento, mesa, achado = caso_lido(request, codigo, protocolo)
    atos.exigir(achado, Providencia.CANCELOU)
    processo = PROCESSOS[type(achado)]
    if request.method != "POST":
        pagina = do_caso(atendimento, mesa, achado) | {"motivos": processo.motivos}
        return render(request, "atendimento/pessoa/cancelar.html", pagina)
    dito = request.POST.get("motivo", "")
    dados = {"motivo": dito} if dito in processo.motivos else {}
    dados["por_onde"] = atendimento.por_onde
    atos.anotando(processo.cancelar, atendimento, Providencia.CANCELOU)(caso=achado, por=mesa.autor, **dados)
    messages.success(request, "A desistência está registrada, e a pessoa é avisada.")
    return _ao_caso(atendimento, achado)


@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def reabrir(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """A pessoa diz que não foi resolvido e pede que a unidade reabra, com foto onde ela o mostra."""
    atendimento, mesa, achado = caso_lido(request, codigo, protocolo)
    atos.exigir(achado, Providencia.PEDIU_REABERTURA)
    sem_foto = falta_sem_foto(achado) if isinstance(achado, Solicitacao) else ""
    form = ReabrirForm(
        request.POST or None, request.FILES or None, initial={"envio": uuid4()}, exige_foto=bool(sem_foto)
    )
    pedir = atos.anotando(atos.pedir_reabertura, atendimento, Providencia.PEDIU_REABERTURA)
    rede = quem_pede(request)
    if enviar_mensagem(form, caso=achado, por=mesa.autor, mandar=pedir, rede=rede, sem_foto=sem_foto):
        messages.success(request, "A unidade recebeu o pedido e vai decidir se reabre.")
        return _ao_caso(atendimento, achado)
    pagina = do_caso(atendimento, mesa, achado) | {"fotos": fotos_ja_enviadas(form, caso=achado)}
    pagina["com_foto"] = bool(sem_foto)
    return com_formulario(request, "atendimento/pessoa/reabrir.html", form, **pagina)


@de_trabalho(*LER_E_MANDAR)
def chave(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """Troca a chave de acesso: a nova vai ao contato guardado, ou à mão de quem se comprovou pessoalmente."""
    atendimento, mesa, achado = caso_lido(request, codigo, protocolo)
    pagina = do_caso(atendimento, mesa, achado)
    if request.method != "POST":
        pagina |= {"na_mao": viu_se_o_documento_de(atendimento, achado)}
        return render(request, "atendimento/pessoa/chave.html", pagina)
    nova = acoes.trocar_chave(atendimento=atendimento, caso=achado, por=mesa.autor)
    if nova:
        return render(request, "atendimento/pessoa/chave.html", pagina | {"nova": nova})
    messages.success(request, CHAVE_FOI)
    return _ao_caso(atendimento, achado)


def _ao_caso(atendimento: Atendimento, caso: Achado) -> HttpResponse:
    return redirect("central:pessoa_caso", atendimento.codigo, caso.protocolo)
