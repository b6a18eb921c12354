"""Por onde o que se sabe de um pedido sai a quem não o fez nem o atende, e o que de nenhum sigiloso sai ali.

Todo endereço da matriz de acesso que outra pessoa abre, de sala que conhece os pedidos, tem uma linha em
`SAIDAS`, que o teste pede, ou uma razão em `SEM_PEDIDO`. O que não tem endereço está em `test_sigilo`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

JA_O_CONHECEM = frozenset({"dono", "servidor", "chefia"})
"""Quem fez o pedido, e a unidade que o atende: o que leem do seu não é saída."""
SALAS = frozenset({"solicitacoes", "ouvidoria", "portal", "atendimento", "transparencia"})
"""As únicas que podem ler um pedido: os contratos de importação não o deixam às outras."""
SINAIS = ("nome", "rua", "relato", "identificador")


@dataclass(frozen=True)
class Saida:
    """O endereço, quem o abre, os sinais que do sigiloso não saem e, para prova, o que do outro sai.

    `se_refaz`: o que se publicou sai inteiro do ar, e só depois de se refazer é que volta a dizer do outro.
    """

    onde: Callable[[Any], str]
    quem: str = "anonimo"
    calados: tuple[str, ...] = SINAIS
    mostra: str = "nome"
    se_refaz: bool = False


def fixa(nome: str, *partes: str, consulta: str = "", **campos: Any) -> Saida:
    return Saida(lambda _: reverse(nome, args=partes) + consulta, **campos)


def _do_servico(nome: str) -> Callable[[Any], str]:
    return lambda p: f"{reverse(nome)}?servico={p.slug}"


def _na_administracao(nome: str) -> Callable[[Any], str]:
    return lambda p: reverse(nome, args=[p.caso.pk] if nome.endswith("change") else [])


def _recorte(pedido: Any) -> str:
    return f"?servico=servico-{pedido.slug}&periodo={pedido.ano}"


PUBLICOS = ("rua", "relato", "identificador")
"""Onde a página diz também que serviços o Guia tem: o nome ali não é do pedido."""
DE_QUEM_O_PROCURA = ("nome", "rua", "relato")
"""A página repete o que a pessoa escreveu no endereço, ou já é de quem o sabe."""
SAIDAS: dict[str, Saida] = {
    "portal:caso": Saida(lambda p: reverse("portal:caso", args=[p.protocolo]), calados=(*SINAIS, "equipe")),
    "portal:area": fixa("portal:area", quem="conta", calados=DE_QUEM_O_PROCURA),
    "portal:perto": Saida(lambda p: f"{reverse('portal:perto')}?lugar={p.quadrado}"),
    "solicitacoes:junto": Saida(
        lambda p: reverse("solicitacoes:junto", args=[p.caso.identificador]), calados=DE_QUEM_O_PROCURA
    ),
    "solicitacoes:junto_codigo": Saida(
        lambda p: reverse("solicitacoes:junto_codigo", args=[p.caso.identificador]),
        calados=DE_QUEM_O_PROCURA,
        mostra="",
    ),
    "ouvidoria:reclamar": Saida(lambda p: reverse("ouvidoria:reclamar", args=[p.caso.protocolo])),
    **{f"bairro:{nome}": fixa(f"bairro:{nome}", "se") for nome in ("rss", "atom")},
    "bairro:bairro": fixa("bairro:bairro", "se", calados=PUBLICOS, mostra="identificador"),
    **{
        f"bairro:{nome}_da_cidade": Saida(
            _do_servico(f"bairro:{nome}_da_cidade"),
            calados=PUBLICOS,
            mostra="identificador",
        )
        for nome in ("rss", "atom")
    },
    "open311:pedidos": Saida(lambda _: "/open311/v2/requests.json"),
    "open311:pedido": Saida(lambda p: f"/open311/v2/requests/{p.caso.identificador}.json"),
    "open311:token": Saida(
        lambda p: f"/open311/v2/tokens/{p.caso.identificador}.json", mostra="identificador"
    ),
    "dados_abertos:arquivo": Saida(lambda p: p.arquivos, se_refaz=True),
    "paineis:porta": Saida(lambda p: reverse("paineis:porta") + _recorte(p)),
    "paineis:csv": Saida(lambda p: reverse("paineis:csv") + _recorte(p)),
    "paineis:comparar": Saida(lambda p: reverse("paineis:comparar") + _recorte(p)),
    "paineis:comparar_csv": Saida(lambda p: reverse("paineis:comparar_csv") + _recorte(p)),
    "paineis:ranking": Saida(lambda p: f"{reverse('paineis:ranking', args=['servicos'])}?periodo={p.ano}"),
    "paineis:ranking_csv": Saida(
        lambda p: f"{reverse('paineis:ranking_csv', args=['servicos'])}?periodo={p.ano}"
    ),
    "avaliacao:ano": Saida(lambda p: f"{reverse('avaliacao:ano', args=[p.ano])}?ver=servicos"),
    "avaliacao:csv": Saida(lambda p: reverse("avaliacao:csv", args=[p.ano])),
    **{
        nome: fixa(nome, *partes, quem="administracao", calados=DE_QUEM_O_PROCURA)
        for nome, *partes in (
            ("painel:cidade",),
            ("painel:orgao", "SMSUB"),
            ("painel:subprefeitura", "S9"),
            ("painel:pedidos_cidade",),
            ("painel:pedidos_orgao", "SMSUB"),
            ("painel:pedidos_subprefeitura", "S9"),
            ("painel:pedidos_unidade", "SMPR-CPO-STM-Sé"),
        )
    },
    "caixa:painel": fixa("caixa:painel", "SMPR-CPO-STM-Sé", quem="administracao", calados=DE_QUEM_O_PROCURA),
    "central:pessoa_procurar": Saida(lambda p: p.protocolo, quem="atendente", calados=DE_QUEM_O_PROCURA),
    **{
        f"admin:solicitacoes_solicitacao_{qual}": Saida(
            _na_administracao(f"admin:solicitacoes_solicitacao_{qual}"),
            quem="administracao",
            calados=DE_QUEM_O_PROCURA,
        )
        for qual in ("changelist", "change")
    },
    # as que a matriz dá só a quem já conhece um pedido, e falam dos outros
    "caixa:procurar": Saida(
        lambda p: reverse("caixa:procurar", args=["OUTRA"]) + f"?protocolo={p.protocolo}",
        quem="servidor_de_fora",
        calados=(*SINAIS, "equipe"),
        mostra="equipe",
    ),
    "caixa:lista": fixa(
        "caixa:lista", "SMPR-CPO-STM-Sé", quem="servidor", calados=("relato",), mostra="relato"
    ),
    "caixa:exportar_csv": fixa(
        "caixa:exportar_csv",
        "SMPR-CPO-STM-Sé",
        consulta="?textos=sim",
        quem="servidor",
        calados=("relato",),
        mostra="relato",
    ),
}

SEM_PEDIDO = {
    "só diz o que o Guia tem": """solicitacoes:comecar solicitacoes:inicio solicitacoes:ruas
        aplicativo:areas aplicativo:ficha aplicativo:guardar aplicativo:inicio aplicativo:instalar
        aplicativo:compartilhar aplicativo:para_enviar aplicativo:pedir aplicativo:ruas aplicativo:sair
        aplicativo:sem_internet aplicativo:sem_rede aplicativo:servico aplicativo:servicos portal:inicio
        portal:chat portal:como_pedir portal:mapa portal:sitemap portal:quando_procurar bairro:achar
        open311:definicao open311:discovery open311:openapi open311:pagina open311:servicos avaliacao:servico
        central:atendimento""",
    "não fala de pedido nenhum": """portal:acessibilidade portal:acompanhar portal:aparelho portal:atendimento
        portal:entrar_com_chave portal:esic portal:manifesto portal:ouvidoria portal:perdi_a_chave
        portal:pracas portal:privacidade portal:recuperar portal:robos portal:telefone portal:trabalhador
        portal:usar_o_link bairro:codigo bairro:receber bairro:sair avaliacao:anos avaliacao:do_orgao
        avaliacao:medidas avaliacao:quadro avaliacao:recusar dados_abertos:catalogo dados_abertos:indice
        decisoes:registro paineis:como conversa:inicio ouvidoria:comecar ouvidoria:balcao
        central:pracas_comunicados central:pracas_turnos central:pracas_turnos_de caixa:inicio
        caixa:preferencias painel:inicio""",
    "é a conta de quem pediu, que leva o que é seu": """portal:avisos_da_pessoa portal:celular
        portal:celular_codigo portal:meus_dados portal:meus_dados_apagar portal:meus_dados_baixar
        portal:meus_dados_copia portal:meus_dados_corrigir portal:meus_dados_leituras
        avaliacao:perguntas_da_conta solicitacoes:junto_sem_conta""",
    "decide para onde vai o pedido: é de quem trata dele": """rotas:decidir rotas:devolvidas rotas:dividir
        rotas:juntar rotas:mudar rotas:primeira_unidade rotas:renomear rotas:ruas rotas:simular rotas:unidade
        rotas:unidade_nova rotas:unidades rotas:voltar""",
    "são os recados da própria pessoa, com as palavras que `chamar` escreve": "caixa:avisos",
    "só do pedido que a pessoa diz, ou que `central:pessoa_procurar` deixou achar": """central:pessoa_cancelar
        central:pessoa_caso central:pessoa_chave central:pessoa_documento central:pessoa_ficha
        central:pessoa_foto central:pessoa_mandar central:pessoa_omissao central:pessoa_ouvidoria
        central:pessoa_reabrir central:pessoa_reclamar central:pessoa_reconhecer central:pessoa_recorrer
        central:pessoa_revisar central:pracas_comprovante central:pracas_mandar central:retorno
        central:retornos""",
    "o atendimento não guarda o protocolo do sigiloso, nem que serviço se consultou": """central:inicio
        central:conversa central:conversa_bloquear central:conversa_denuncia central:conversa_depois
        central:conversa_foto central:conversa_passar central:conversas central:conversas_entregar
        central:cartas central:supervisao central:supervisao_atendimento central:supervisao_bloqueios
        central:supervisao_conversa central:supervisao_conversa_bloquear
        central:supervisao_conversa_denuncia central:supervisao_conversa_passar
        central:supervisao_conversas central:supervisao_conversas_agora
        central:supervisao_conversas_agora_csv central:supervisao_conversas_lista
        central:supervisao_conversas_numeros central:supervisao_levantar central:supervisao_lista
        central:supervisao_lista_csv central:supervisao_numeros central:supervisao_resposta
        central:supervisao_resposta_nova central:supervisao_respostas ouvidoria:registradas""",
    "é a manifestação, com o sigilo dela: o pedido de que se reclama prova-se em test_orgao_envio": """
        mesa:aberturas mesa:admitir mesa:anexo mesa:apurar mesa:caso mesa:complementar_apuracao
        mesa:concluir_denuncia mesa:denuncia_anexos mesa:denuncia_arquivo mesa:foto mesa:identidade
        mesa:imprimir mesa:lista mesa:nao_admitir mesa:oficio mesa:orgaos mesa:pedir_consentimento
        mesa:relatorio mesa:relatorios mesa:ruas mesa:versao orgao:anexo orgao:envio orgao:lista
        ouvidoria:relatorio ouvidoria:relatorio_csv ouvidoria:relatorios portal:anexo""",
}
"""Por que não é uma saída → os endereços."""
