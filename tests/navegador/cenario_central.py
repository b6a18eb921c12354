"""O que quem atende tem na tela quando as páginas se percorrem."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes import anotar, comecar, terminar
from atendimento.models import Atendimento, Bloqueio, RespostaDaConversa, Retorno, TentativaDeRetorno
from atendimento.pessoa.busca import em_candidatos
from atendimento.situacoes import Estado, Fim, Providencia, Resultado
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao as DaOuvidoria
from portal.consultas import Achado
from roteamento.models import Unidade
from solicitacoes.situacoes import Situacao
from tests.atendimento.conversando import atendida, diz, na_fila
from tests.atendimento.ligando import COM_ENDERECO, na_lista, pegar, regra, sem_aviso
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco


def montar(atendente: Usuario) -> dict[str, str]:
    """Um atendimento em curso na Central, uma ligação de retorno e outra por fazer, e uma carta."""
    regra()
    na_lista()
    ligacao = pegar(atendente, na_lista())
    passada = _passada(atendente)
    na_carta = na_lista(sem_aviso(COM_ENDERECO))
    Retorno.objects.filter(pk=na_carta.pk).update(situacao=Retorno.Situacao.CARTA)
    feito = terminar(atendimento=em_curso(atendente), resultado=Resultado.INFORMACAO)
    este, lido = em_curso(atendente), elenco.solicitacao()
    anotar(atendimento=este, tipo=Providencia.REGISTROU, protocolo=lido.protocolo)
    comprovante = reverse("central:pracas_comprovante", args=[este.codigo, lido.protocolo])
    return (
        _da_pessoa(atendente)
        | _da_conversa(atendente)
        | {
            "central:supervisao_atendimento": reverse("central:supervisao_atendimento", args=[feito.codigo]),
            "central:pracas_comprovante": comprovante,
            "central:pracas_mandar": reverse("central:pracas_mandar", args=[este.codigo, lido.protocolo]),
            "central:atendimento": reverse("central:atendimento", args=[em_curso(atendente).codigo]),
            "central:retorno": reverse("central:retorno", args=[ligacao.atendimento.codigo]),
            "retorno passado o tempo": reverse("central:retorno", args=[passada.atendimento.codigo]),
        }
    )


def _passada(atendente: Usuario) -> TentativaDeRetorno:
    """Uma ligação de que se acabou o tempo e ainda não se disse o que houve."""
    colega = elenco.servidor(Unidade.objects.get(sigla="Central 156"), papel=Papel.ATENDENTE)
    passada = pegar(colega, na_lista())
    Atendimento.objects.filter(pk=passada.atendimento_id).update(atendente=atendente)
    Retorno.objects.filter(pk=passada.retorno_id).update(com=atendente, pego_ate=timezone.now())
    return passada


DA_CONVERSA = (
    *("central:conversa", "central:conversa_passar", "central:conversa_depois"),
    *("central:conversa_denuncia", "central:conversa_bloquear"),
)
DA_SUPERVISAO = tuple(f"central:supervisao_conversa_{ato}" for ato in ("bloquear", "denuncia", "passar"))


def _da_conversa(atendente: Usuario) -> dict[str, str]:
    """Uma conversa com quem atende, outra na fila, uma por responder e uma que acabou."""
    onde = Unidade.objects.get(sigla="Central 156")
    acoes.por_a_disposicao(usuario=atendente, unidade=onde, estado=Estado.PAUSA)
    esta = acoes.deixar_contato(
        conversa=atendida(atendente, onde), nome="Rita Sá", email="rita@exemplo.invalid"
    )
    diz(esta, "Meu nome é Rita Sá, moro na Rua Direita, 10.")
    diz(esta, "Já vejo.", por=atendente)
    acoes.deixar_para_depois(conversa=atendida(atendente, onde), motivo="Falta o órgão", por=atendente)
    acabada = acoes.acabar(conversa=atendida(atendente, onde), fim=Fim.ATENDENTE, por=atendente)
    acoes.avaliar(conversa=acabada, nota=4)
    na_fila()
    por, agora = Usuario.objects.get(nome="supervisao"), timezone.now()
    bloqueio = Bloqueio.objects.create(
        rede="a", motivo="Ofensas repetidas", por=por, ate=agora + timedelta(days=1), conversa=acabada
    )
    levantado = Bloqueio.objects.create(rede="b", motivo="Trote", por=por, ate=agora + timedelta(days=1))
    acoes.levantar_bloqueio(bloqueio=levantado, por=por, motivo="Era engano")
    pronta, _ = RespostaDaConversa.objects.get_or_create(titulo="Olá", defaults={"texto": "Olá, {pessoa}!"})
    mesa = Atendimento.objects.abertos().get(conversa=esta)
    return {
        **{nome: reverse(nome, args=[esta.codigo]) for nome in DA_CONVERSA},
        **{nome: reverse(nome, args=[esta.codigo]) for nome in DA_SUPERVISAO},
        "central:supervisao_levantar": reverse("central:supervisao_levantar", args=[bloqueio.pk]),
        "central:supervisao_resposta": reverse("central:supervisao_resposta", args=[pronta.pk]),
        "central:supervisao_conversa": reverse("central:supervisao_conversa", args=[esta.codigo]),
        "mesa com conversa": reverse("central:atendimento", args=[mesa.codigo]),
    }


DO_CASO = tuple(f"central:pessoa_{p}" for p in ("caso", "mandar", "cancelar", "chave", "reclamar"))
DA_PESSOA = (
    *(f"central:pessoa_{p}" for p in ("procurar", "reconhecer", "documento", "ouvidoria", "reabrir")),
    *(f"central:pessoa_{p}" for p in ("ficha", "recorrer", "revisar")),
    *DO_CASO,
)


def _da_pessoa(atendente: Usuario) -> dict[str, str]:
    """Maria, reconhecida num atendimento, com um pedido em curso e um que a unidade encerrou."""
    deste = em_curso(atendente)
    caso, encerrado = elenco.solicitacao(), elenco.na_situacao(Situacao.FINALIZADA)
    (candidato,) = em_candidatos([caso], deste)
    ditos = {"nome": elenco.MARIA.nome, "email": elenco.MARIA.email, "telefone": elenco.MARIA.telefone}
    acoes.reconhecer(atendimento=deste, caso=caso, ditos=ditos, da_busca=())
    por = Autor(papel=Papel.ATENDENTE, usuario=atendente)
    acoes.abrir_ficha(atendimento=deste, dela=[caso, encerrado], por=por)
    for lido in (caso, encerrado):
        acoes.ler(atendimento=deste, caso=lido, por=por)
    return {
        **{nome: reverse(nome, args=[deste.codigo, caso.protocolo]) for nome in DO_CASO},
        "central:pessoa_reabrir": reverse("central:pessoa_reabrir", args=[deste.codigo, encerrado.protocolo]),
        "central:pessoa_procurar": reverse("central:pessoa_procurar", args=[deste.codigo]),
        **_contestadas(atendente),
        "central:pessoa_documento": reverse("central:pessoa_documento", args=[deste.codigo]),
        "central:pessoa_ficha": reverse("central:pessoa_ficha", args=[deste.codigo]),
        "central:pessoa_ouvidoria": reverse("central:pessoa_ouvidoria", args=[deste.codigo]),
        "central:pessoa_reconhecer": reverse(
            "central:pessoa_reconhecer", args=[deste.codigo, candidato.escolha]
        ),
    }


def _contestadas(atendente: Usuario) -> dict[str, str]:
    """O recurso de um pedido de informação respondido e a revisão de uma manifestação concluída."""
    revista = ouvidoria.na_situacao(DaOuvidoria.CONCLUIDA)
    Manifestacao.objects.filter(pk=revista.pk).update(permite_identificar=True)
    casos: dict[str, Achado] = {"recorrer": esic.respondido(), "revisar": revista}
    enderecos = {}
    for pagina, caso in casos.items():
        deste = em_curso(atendente)
        Atendimento.objects.filter(pk=deste.pk).update(reconhecido=caso.interessado)
        anotar(atendimento=deste, tipo=Providencia.RECONHECEU)
        anotar(atendimento=deste, tipo=Providencia.LEU, protocolo=caso.protocolo)
        nome = f"central:pessoa_{pagina}"
        enderecos[nome] = reverse(nome, args=[deste.codigo, caso.protocolo])
    return enderecos


def em_curso(atendente: Usuario) -> Atendimento:
    return comecar(atendente=atendente, unidade=Unidade.objects.get(sigla="Central 156"))
