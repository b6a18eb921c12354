"""O que existe na instalação que o navegador percorre: pedidos em cada situação e um cookie por papel.

Roda dentro da instalação (`Instalacao.python`) e diz em JSON onde estão as páginas que só esse estado tem.
"""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import signing
from django.core.files.storage import default_storage
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from avisos.models import Notificacao
from contas.autor import SISTEMA
from contas.models import Usuario
from contas.segredos import chaves
from contas.segredos.link_da_senha import link_para_escolher
from documentos.recebidos import receber_fotos
from guia import acoes as guia
from guia.models import Comunicado, Servico, Suspensao, VersaoDoServico
from ouvidoria import acoes as manifestacoes
from ouvidoria.mesa.atos import ATOS
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Falha
from roteamento.models import Lotacao, Regra, Unidade
from solicitacoes import acoes, pedidos_iguais
from solicitacoes.models import FiltroGuardado, ModeloDeResposta, PedidoDeReabertura, Solicitacao, Turma
from solicitacoes.notificacao import chamar
from solicitacoes.situacoes import Situacao
from tests import segundo_fator
from tests.documentos import pdfs
from tests.navegador import (
    cenario_avaliacao,
    cenario_central,
    cenario_conversa,
    cenario_guia,
    cenario_mesa,
    cenario_ouvidoria,
    cenario_paginas,
    cenario_pedido,
    cenario_pedir,
    cenario_publicacao,
    cenario_recursos,
    cenario_relatorio,
)
from tests.navegador.cenario_manifestacao import da_conta, manifestacoes_do_dono
from tests.navegador.cenario_orgao import do_orgao
from tests.navegador.cenario_sic import do_sic
from tests.ouvidoria import elenco as ouvidoria
from tests.projeto.papeis_de_acesso import COM_CONTA
from tests.projeto.test_acesso import _designado, _usuario
from tests.senhas import codigo_agora
from tests.solicitacoes import elenco, pedindo

UM_DIA = 86_400.0
SIGLA = "SMPR-CPO-STM-Sé"
SUSPENSO, AVISADO = "nivelar-rua-de-terra", "asfaltar-rua-de-terra"
ARQUIVADO, MUDADO = "conserto-de-paralelepipedo", "conserto-de-bueiro"
SIGILOSO = "denunciar-violencia-contra-mulher"
AMBIGUA = {"logradouro": "Rua que Ninguém Conhece", "numero": "10"}
RESPOSTAS = {"r_tamanho": "medio", "descricao": "Buraco em frente ao ponto de ônibus."}


def navegador() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def montar() -> None:
    """Cria tudo e escreve o JSON: `cookies` por papel e `enderecos` por nome da página."""
    caso = elenco.solicitacao(
        Unidade.objects.get(sigla=SIGLA),
        unidade_anterior=Unidade.objects.exclude(sigla=SIGLA).order_by("sigla")[0],
        descricao="Um buraco fundo, sem espaço " + "x" * 80,
    )
    clientes = {"anonimo": navegador(), "dono": navegador()}
    enderecos = casos_do_dono(clientes["dono"], caso) | rascunhos_do_dono(clientes["dono"])
    for papel in COM_CONTA:
        clientes[papel] = entrar(_usuario(papel, caso))
    clientes["gabinete"] = entrar(
        elenco.servidor(Unidade.objects.get(sigla="SMPR-GAB-Sé"), nome="Gil Gabinete")
    )
    clientes["quem_escreve_o_relatorio"] = entrar(cenario_relatorio.quem_escreve())
    clientes |= com_segundo_fator()
    quem_abre = Usuario.objects.get(nome="ouvidoria_com_selo")
    segundo_fator.confirmar(clientes["ouvidoria_com_selo"], quem_abre, ate=UM_DIA)
    clientes["ouvidoria_sem_fator"] = entrar(_designado("ouvidoria_com_selo"))
    confirmada = clientes["servidor"].post(reverse("account_reauthenticate"), {"password": elenco.SENHA})
    assert confirmada.status_code == 302
    for papel in ("servidor", "com_fator"):
        durar_um_dia(clientes[papel])
    enderecos |= (
        na_caixa(caso) | das_rotas(caso) | do_guia() | da_chefia(caso) | da_mesa(caso) | das_denuncias()
    )
    enderecos |= do_orgao() | do_sic() | manifestacoes_do_dono(clientes["dono"])
    enderecos |= cenario_pedido.pedidos_do_dono(clientes["dono"])
    enderecos |= cenario_publicacao.da_publicacao()
    enderecos |= cenario_recursos.das_mesas()
    da_conta()
    cenario_pedido.da_conta()
    enderecos |= cenario_ouvidoria.do_dono(clientes["dono"], caso.unidade)
    enderecos |= cenario_ouvidoria.do_balcao(clientes["atendente_que_digitou"])
    enderecos |= cenario_central.montar(Usuario.objects.get(nome="atendente_que_digitou"))
    enderecos |= cenario_conversa.montar(clientes["dono"], Usuario.objects.get(nome="atendente_que_digitou"))
    enderecos |= cenario_mesa.montar(clientes["atendente_que_digitou"])
    enderecos |= cenario_pedir.do_dono(clientes["dono"]) | cenario_pedir.do_balcao(clientes["sic"])
    enderecos |= cenario_relatorio.montar() | cenario_paginas.montar()
    enderecos |= cenario_avaliacao.montar(caso.unidade)
    devolvido = elenco.devolvido_duas_vezes(
        caso.unidade, Unidade.objects.exclude(sigla=SIGLA).order_by("sigla")[0]
    )
    Solicitacao.objects.filter(pk=devolvido.pk).update(aberta_em=timezone.now() - timedelta(days=2))
    acoes.medir_saidas(hoje=timezone.localdate())
    enderecos["rotas:decidir"] = reverse("rotas:decidir", args=[devolvido.protocolo])
    nova = Usuario.objects.create(nome="Nina Nova", email="nina@exemplo.invalid")
    enderecos["escolher a senha"] = urlsplit(link_para_escolher(nova)).path
    cookies = {p: {n: m.value for n, m in c.cookies.items() if m.value} for p, c in clientes.items()}
    print(json.dumps({"cookies": cookies, "enderecos": enderecos}))  # noqa: T201 - é a resposta


def entrar(quem: Usuario) -> Client:
    """Com a senha, como qualquer pessoa: as páginas da conta perguntam quando foi."""
    cliente = navegador()
    dados = {"login": quem.email, "password": elenco.SENHA}
    assert cliente.post(reverse("account_login"), dados).status_code == 302
    return cliente


def durar_um_dia(cliente: Client) -> None:
    """Noutra ordem, ou numa máquina lenta, a varredura chega tarde às páginas que pedem a senha de novo."""
    sessao = cliente.session
    for entrada in sessao[AUTHENTICATION_METHODS_SESSION_KEY]:
        entrada["at"] += UM_DIA
    sessao.save()


def com_segundo_fator() -> dict[str, Client]:
    """Quem tem o segundo fator: já dentro (`com_fator`) e ainda diante do código (`falta_o_codigo`)."""
    quem, segredo = elenco.pessoa("Fátima Fator"), totp.generate_totp_secret()
    totp.TOTP.activate(quem, segredo)
    reserva = RecoveryCodes.activate(quem).get_unused_codes()[0]
    clientes = {"falta_o_codigo": entrar(quem), "com_fator": entrar(quem)}
    for pagina, codigo in (("mfa_authenticate", codigo_agora(segredo)), ("mfa_reauthenticate", reserva)):
        assert clientes["com_fator"].post(reverse(pagina), {"code": codigo}).status_code == 302
    return clientes


def abrir(cliente: Client, caso: Solicitacao) -> str:
    """O navegador passa a ter a chave do caso; devolve o endereço da página dele."""
    cliente.get(reverse("portal:entrar_com_chave", args=[caso.protocolo, chaves.chave_de(caso.protocolo)]))
    return reverse("portal:caso", args=[caso.protocolo])


def casos_do_dono(dono: Client, caso: Solicitacao) -> dict[str, str]:
    """As páginas de acompanhar, em cada situação, com a chave e sem ela."""
    fora = reverse("portal:caso", args=[elenco.solicitacao(caso.unidade).protocolo])
    esperando = elenco.solicitacao(caso.unidade)
    quem = elenco.autor(elenco.pessoa(), caso.unidade)
    acoes.iniciar(caso=esperando, versao=esperando.versao, por=quem)
    esperando = Solicitacao.objects.get(pk=esperando.pk)
    pergunta = "De que lado da rua fica o buraco, e há algum ponto de referência por perto?"
    acoes.pedir_complemento(caso=esperando, versao=esperando.versao, por=quem, pergunta=pergunta)
    sigiloso = elenco.solicitacao(caso.unidade, servico=Servico.objects.get(slug=SIGILOSO))
    vencido = elenco.solicitacao(caso.unidade, ha_dias=60, vence_em=timezone.now() - timedelta(days=15))
    resolver, reclamado, pedido = (elenco.na_situacao(Situacao.FINALIZADA, caso.unidade) for _ in range(3))
    for outro in (reclamado, pedido):
        abrir(dono, outro)
        acoes.dizer_se_resolveu(
            caso=outro, por=elenco.municipe(), resolveu="nao", nota=None, no_prazo="", clareza=""
        )
    PedidoDeReabertura.objects.create(
        caso=pedido, em=timezone.now(), decidir_ate=timezone.now() + timedelta(days=10)
    )
    encerrados = {
        f"caso {situacao}": abrir(dono, elenco.na_situacao(situacao, caso.unidade))
        for situacao in (Situacao.FINALIZADA, Situacao.INDEFERIDA, Situacao.CANCELADA)
    }
    return {
        "portal:caso": fora,
        "portal:entrar_com_chave": reverse("portal:entrar_com_chave", args=[caso.protocolo, "AAAAAAAA"]),
        "caso por inteiro": abrir(dono, caso),
        "caso esperando resposta": abrir(dono, esperando),
        "responder": reverse("portal:mandar", args=[esperando.protocolo]),
        "portal:mandar": reverse("portal:mandar", args=[caso.protocolo]),
        "portal:cancelar": reverse("portal:cancelar", args=[caso.protocolo]),
        "caso sigiloso sem chave": reverse("portal:caso", args=[sigiloso.protocolo]),
        "caso sigiloso por inteiro": abrir(dono, elenco.solicitacao(caso.unidade, servico=sigiloso.servico)),
        "caso vencido": abrir(dono, vencido),
        "portal:resolvido": f"{abrir(dono, resolver)}resolvido/",
        "portal:pedir_reabertura": f"{abrir(dono, reclamado)}reabrir/",
        "foi resolvido, já dito": f"{abrir(dono, reclamado)}resolvido/",
        "caso que não foi resolvido": abrir(dono, reclamado),
        "caso que se pede que reabra": abrir(dono, pedido),
        "mandar ao encerrado": encerrados["caso finalizada"] + "mandar/",
        **encerrados,
    }


def pedinte(dono: Client, ate: str = "", **primeiro: str) -> pedindo.Pedinte:
    """Um pedido do dono, respondido até antes do passo `ate`."""
    novo = pedindo.Pedinte(dono)
    novo.comecar()
    local = primeiro or pedindo.BADARO
    for passo, dados in (("local", local), ("detalhes", RESPOSTAS), ("identificacao", pedindo.MARIA)):
        if passo == ate:
            break
        assert novo.mandar(f"{passo}/", dados).status_code == 303, passo
    return novo


def rascunhos_do_dono(dono: Client) -> dict[str, str]:
    """Cada passo do pedido, vazio (para o erro) e respondido; a confirmação é de um já enviado."""
    cheio = pedinte(dono)
    receber_fotos(rascunho=cheio.rascunho, arquivos=[pedindo.foto()])
    passos = {f"solicitacoes:{p}": f"{p}/" for p in ("local", "detalhes", "identificacao", "conferir")}
    enderecos = {nome: cheio.endereco(passo) for nome, passo in passos.items()}
    for passo, pagina in (("local", "detalhes"), ("identificacao", "conferir")):
        enderecos[f"{pagina} vazio"] = pedinte(dono, passo).endereco(f"{pagina}/")
    duvida = pedinte(dono, "detalhes", **AMBIGUA)
    enderecos["solicitacoes:lugar"] = duvida.endereco("local/escolher/")
    perigo = pedinte(dono, "detalhes")
    perigo.mandar("detalhes/", {**RESPOSTAS, "r_tamanho": "risco"})
    enderecos["solicitacoes:orientacao"] = perigo.endereco("orientacao/")
    enviado = pedinte(dono)
    assert enviado.mandar("conferir/").status_code == 303
    for nome in ("confirmacao", "recibo"):
        enderecos[f"solicitacoes:{nome}"] = enviado.endereco(f"{nome}/")
    enderecos |= com_um_igual(dono, Solicitacao.objects.get(protocolo=enviado.rascunho.protocolo))
    return enderecos | {"solicitacoes:retomar": cheio.endereco()}


def com_um_igual(dono: Client, aberto: Solicitacao) -> dict[str, str]:
    """Quem vai pedir o mesmo, no mesmo lugar, e a página de acompanhar junto."""
    chave = signing.dumps(aberto.pk, salt=pedidos_iguais.SAL)
    return {
        "solicitacoes:iguais": pedinte(dono, "detalhes").endereco("local/iguais/"),
        "solicitacoes:junto": reverse("solicitacoes:junto", args=[chave]),
    }


def das_rotas(caso: Solicitacao) -> dict[str, str]:
    """A regra de um distrito, que se pode encerrar."""
    assert caso.distrito
    regra = Regra.objects.create(
        servico=caso.servico,
        unidade=caso.unidade,
        distrito=caso.distrito,
        vigencia=DateRange(elenco.DESDE, None),
    )
    return {"rotas:voltar": reverse("rotas:voltar", args=[regra.pk])}


def do_guia() -> dict[str, str]:
    """Um comunicado de cada alcance, um serviço suspenso, um arquivado, uma opinião e um rascunho mudado."""
    hoje = timezone.localdate()
    suspenso, avisado, arquivado, mudado = (
        Servico.objects.get(slug=slug) for slug in (SUSPENSO, AVISADO, ARQUIVADO, MUDADO)
    )
    recado = {"titulo": "Feriado prolongado", "texto": "As equipes voltam na terça.", "de": hoje}
    for alcance in ({}, {"tema": avisado.assunto.tema}, {"servico": avisado}):
        Comunicado.objects.create(**recado, **alcance)
    motivo = "As máquinas estão em reparo."
    Suspensao.objects.create(servico=suspenso, motivo=motivo, alternativa="Ligue 156.", de=hoje)
    guia.arquivar(servico=arquivado, por=SISTEMA)
    guia.opinar(servico=avisado, util=False, comentario="Não diz o horário.", em=timezone.now())
    rascunho = guia.propor(servico=mudado, por=SISTEMA, motivo="O órgão mudou o texto.")
    rascunho.o_que_e += "\nA equipe lava o local no fim."
    guia.escrever(versao=rascunho, por=SISTEMA)
    telas = {"prévia": "previa", "página da prévia": "pagina", "diferença": "diferenca"}
    telas |= {"histórico": "history"}
    enderecos = {f"guia {nome}": _no_admin(tela, rascunho) for nome, tela in telas.items()}
    publicada = mudado.publicada
    assert publicada
    return enderecos | {"guia publicada": _no_admin("change", publicada)} | cenario_guia.escrevendo(rascunho)


def _no_admin(tela: str, versao: VersaoDoServico) -> str:
    return reverse(f"admin:guia_versaodoservico_{tela}", args=[versao.pk])


def da_chefia(caso: Solicitacao) -> dict[str, str]:
    """A equipe com alguém fora, o painel com atraso e devolução, modelos e um aviso por ler."""
    servidor = Lotacao.objects.get(unidade=caso.unidade, usuario__nome="servidor")
    fora = {"de": timezone.localdate(), "ate": timezone.localdate() + timedelta(days=9)}
    Lotacao.objects.create(
        usuario=elenco.pessoa("Sílvia Substituta"),
        unidade=caso.unidade,
        papel="servidor",
        substitui=servidor.usuario,
        **fora,
    )
    modelo = ModeloDeResposta.objects.create(
        unidade=caso.unidade, ato="finalizar", nome="Buraco tapado", texto=elenco.FRASE
    )
    elenco.solicitacao(caso.unidade, responsavel=servidor.usuario, devolucoes=1, transferencias=1)
    chamar(caso, [servidor.usuario], Notificacao.Tipo.PRAZO, "O prazo é hoje")
    propria = Turma.objects.create(unidade=caso.unidade, nome="Tapa-buraco 1")
    de_fora = {"de_quem": "contratada", "empresa": "Asfalto Ltda.", "contrato": "12/2026"}
    Turma.objects.create(unidade=caso.unidade, nome="Recape do centro", **de_fora)
    Solicitacao.objects.filter(pk=caso.pk).update(turma=propria)
    da_cidade = ModeloDeResposta.objects.filter(unidade=None).order_by("pk")[0]
    return {
        "caixa:encerrar_lotacao": reverse("caixa:encerrar_lotacao", args=[SIGLA, servidor.pk]),
        "caixa:turma": reverse("caixa:turma", args=[SIGLA, propria.pk]),
        "caixa:modelo": reverse("caixa:modelo", args=[SIGLA, modelo.pk]),
        "modelo da cidade": reverse("caixa:modelo", args=[SIGLA, da_cidade.pk]),
    }


def das_denuncias() -> dict[str, str]:
    """Uma denúncia em cada situação, com marcas por decidir, anexos e uma identidade já lida."""
    aberta = ouvidoria.na_situacao("em_analise", "denuncia")
    escrito = "O fiscal João Pereira me cobrou R$ 200. Liguei 11 98765-4321 e ele mora na Rua Direita, 10."
    aberta.respostas = [{"chave": "o_que", "rotulo": "O que aconteceu", "valor": escrito}]
    aberta.save()
    copiado = ouvidoria.anexada(aberta)
    manifestacoes.confirmar_copia(caso=aberta, anexo=copiado, por=ouvidoria.ogm())
    ouvidoria.anexada(aberta, pdfs.simples())
    manifestacoes.ler_identidade(
        caso=aberta, por=ouvidoria.ogm(), motivo="A Comissão precisa ouvir a pessoa."
    )
    admitida = ouvidoria.admitida()
    ouvidoria.anexada(admitida)
    de = {
        aberta: ["admitir", "nao_admitir", "versao", "denuncia_anexos", "identidade"],
        admitida: ["apurar"],
        ouvidoria.em_apuracao()[0]: ["complementar_apuracao", "concluir_denuncia", "pedir_consentimento"],
    }
    enderecos = {
        f"mesa:{nome}": reverse(f"mesa:{nome}", args=[caso.protocolo])
        for caso, nomes in de.items()
        for nome in nomes
    }
    return enderecos | {
        "identidade sem permissão": enderecos["mesa:identidade"],
        "identidade sem segundo fator": enderecos["mesa:identidade"],
        "versão conferida": reverse("mesa:versao", args=[admitida.protocolo]),
    }


def na_caixa(caso: Solicitacao) -> dict[str, str]:
    """As páginas de quem trabalha; `caixa:contato` é um POST e fica de fora."""
    atos = ["finalizar", "pedir-complemento", "transferir", "devolver", "indeferir", "iniciar", "assumir"]
    atos += ["corrigir-endereco", "reclassificar", "atribuir", "mandar-a-turma", "agendar", "prorrogar"]
    enderecos = {f"caixa:{ato}": reverse(f"caixa:{ato}", args=[SIGLA, caso.protocolo]) for ato in atos}
    lista = reverse("caixa:lista", args=[SIGLA])
    encerrado = elenco.na_situacao(Situacao.FINALIZADA, caso.unidade, servico=caso.servico)
    pedem = elenco.na_situacao(Situacao.FINALIZADA, caso.unidade, servico=caso.servico)
    PedidoDeReabertura.objects.create(
        caso=pedem, em=timezone.now(), decidir_ate=timezone.now() + timedelta(days=3)
    )
    principal = elenco.solicitacao(caso.unidade, servico=caso.servico, lat=-23.5505, lon=-46.6333)
    juntado = elenco.solicitacao(caso.unidade, servico=caso.servico, principal=principal)
    todos = "foto=sim&canal=portal&reabertas=sim&iguais=sim&rua=x&de=2020-01-01&ate=2026-12-31&atrasadas=sim"
    quem = Usuario.objects.get(nome="servidor")
    acoes.por_na_lista(unidade=caso.unidade, casos=[caso], quem=quem, dia=timezone.localdate())
    filtro = FiltroGuardado.objects.create(
        usuario=Usuario.objects.get(nome="servidor"), unidade=caso.unidade, nome="Meus", consulta="foto=sim"
    )
    return (
        enderecos
        | em_volta(caso)
        | {
            "caixa:reabrir": reverse("caixa:reabrir", args=[SIGLA, encerrado.protocolo]),
            "caixa:recusar-reabertura": reverse("caixa:recusar-reabertura", args=[SIGLA, pedem.protocolo]),
            "caixa:corrigir-prova": reverse("caixa:corrigir-prova", args=[SIGLA, encerrado.protocolo]),
            "pedido que se pede que reabra": reverse("caixa:pedido", args=[SIGLA, pedem.protocolo]),
            "caixa dos que pedem que se reabra": f"{lista}?situacao=reabertura",
            "caixa:separar": reverse("caixa:separar", args=[SIGLA, juntado.protocolo]),
            "pedido juntado": reverse("caixa:pedido", args=[SIGLA, juntado.protocolo]),
            "finalizar um grupo": reverse("caixa:finalizar", args=[SIGLA, principal.protocolo]),
            "caixa com todos os filtros": f"{lista}?{todos}",
            "caixa:filtros": reverse("caixa:filtros", args=[SIGLA]),
            "filtro a guardar": f"{reverse('caixa:filtros', args=[SIGLA])}?{todos}",
            "caixa:filtro": reverse("caixa:filtro", args=[SIGLA, filtro.pk]),
            "caixa:lista": lista,
            "caixa sem achado": f"{lista}?busca=nada",
            "onde está o pedido": f"{reverse('caixa:procurar', args=[SIGLA])}?protocolo={caso.protocolo}",
            "caixa das encerradas": f"{lista}?situacao=encerradas",
            "caixa:pedido": reverse("caixa:pedido", args=[SIGLA, caso.protocolo]),
            "caixa:concluir": reverse("caixa:concluir", args=[SIGLA, caso.protocolo]),
            "caixa:campo": reverse("caixa:campo", args=[SIGLA]),
            "caixa:dar": reverse("caixa:dar", args=[SIGLA]),
            "caixa:nao_deu": reverse("caixa:nao_deu", args=[SIGLA, caso.protocolo]),
            "caixa:ordens": reverse("caixa:ordens", args=[SIGLA]) + f"?p={caso.protocolo}",
        }
    )


def da_mesa(caso: Solicitacao) -> dict[str, str]:
    """A Ouvidoria: uma reclamação com tudo, e uma em cada situação de que um ato parte."""

    def pagina(qual: Manifestacao, *resto: str) -> str:
        return "/".join([reverse("mesa:caso", args=[qual.protocolo]).rstrip("/"), *resto, ""])

    pedido = elenco.solicitacao(caso.unidade, ha_dias=90)
    analise = ouvidoria.em_analise(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO)
    igual = ouvidoria.em_analise(solicitacao=pedido, falha=Falha.NAO_FEITO)
    nome = default_storage.save("anexos/placa.jpg", pedindo.foto())
    analise.anexos.create(
        ordem=1, arquivo=nome, miniatura=nome, nome="placa.jpg", sha256="p", papel="interessado"
    )
    respondida, envio = ouvidoria.respondida(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO)
    encaminhada, _ = ouvidoria.encaminhada(ha_dias=50)
    juntada = ouvidoria.em_analise()
    principal = ouvidoria.em_analise()
    manifestacoes.juntar(principal=principal, versao=principal.versao, por=ouvidoria.ogm(), outras=[juntada])
    de = {
        "assumir": ouvidoria.registrada("denuncia"),
        "separar": juntada,
        "devolver": respondida,
        "recolher": encaminhada,
        "concluir": respondida,
        "imprimir": ouvidoria.na_situacao("concluida"),
    }
    atos = {f"mesa:{ato}": pagina(de.get(ato, analise), ato) for ato in [*ATOS, "imprimir"]}
    return atos | {
        "mesa:caso": pagina(analise),
        "mesa:oficio": pagina(respondida, "oficio", str(envio.pk)),
        "mesa caso respondido": pagina(respondida),
        "mesa caso atrasado": pagina(encaminhada),
        "mesa caso juntado": pagina(juntada),
        "mesa caso com juntadas": pagina(principal),
        "mesa denúncia": pagina(de["assumir"]),
        "mesa caso concluído": pagina(de["imprimir"]),
        "mesa igual": pagina(igual),
        "mesa concluir um grupo": pagina(principal, "concluir"),
        "mesa ato que não cabe": pagina(de["imprimir"], "concluir"),
    }


def em_volta(caso: Solicitacao) -> dict[str, str]:
    """Pedidos iguais, um grupo e um pedido com fotos dos dois lados e a prova."""
    principal, segue, igual = (elenco.solicitacao(caso.unidade) for _ in range(3))
    quem = elenco.autor(elenco.pessoa("Rita"), caso.unidade)
    acoes.agrupar(principal=principal, versao=1, por=quem, outras=[segue])
    completo = elenco.na_situacao(
        Situacao.FINALIZADA,
        caso.unidade,
        executada_em=timezone.localdate(),
        ordem_de_servico="OS 12/2026",
        lat=-23.5456,
        lon=-46.6366,
        respostas=[{"chave": "t", "rotulo": "Qual é o tamanho?", "valor": "Maior que um prato"}],
    )
    for papel in ("interessado", "servidor"):
        nome = default_storage.save("anexos/foto.jpg", pedindo.foto())
        completo.anexos.create(
            ordem=1, arquivo=nome, miniatura=nome, nome="foto.jpg", sha256=papel, papel=papel
        )

    def da_caixa(nome: str, qual: Solicitacao) -> str:
        return reverse(f"caixa:{nome}", args=[SIGLA, qual.protocolo])

    return {
        "caixa:relacionados": da_caixa("relacionados", caso),
        "caixa:grupo": da_caixa("grupo", principal),
        "juntar iguais": f"{da_caixa('juntar', caso)}?marcados={igual.protocolo}",
        "pedido que segue outro": da_caixa("pedido", segue),
        "pedido com tudo": da_caixa("pedido", completo),
        "história que o munícipe vê": f"{da_caixa('pedido', caso)}?historia=municipe",
    }
