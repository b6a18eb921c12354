"""Quem abre cada endereço de `/central/`; o que há na matriz é de `atendente_que_digitou`."""

from __future__ import annotations

from tests.projeto.papeis_de_acesso import SEM_CONTA, Linha, R, com

DE_QUEM_ATENDE = com(R.NEGADO, (R.PODE, ("atendente", "atendente_que_digitou")), (R.ENTRAR, SEM_CONTA))
DE_QUEM_SUPERVISIONA = com(R.NEGADO, (R.PODE, ("supervisao",)), (R.ENTRAR, SEM_CONTA))
DE_QUEM_ATENDEU = com(R.NEGADO, (R.PODE, ("atendente_que_digitou",)), (R.ENTRAR, SEM_CONTA))
SO_SE_FOR_DELE = com(R.NEGADO, (R.SUMIU, ("atendente_que_digitou",)), (R.ENTRAR, SEM_CONTA))
"""O que não é do atendimento aberto, 404 também a quem o faz."""
DE_QUEM_CONVERSA = com(
    R.NEGADO, (R.PODE, ("atendente", "atendente_que_digitou", "supervisao")), (R.ENTRAR, SEM_CONTA)
)
"""Também a chefia, que toma qualquer conversa."""
DA_CONVERSA_ATENDIDA = (
    *("conversa", "conversa_foto", "conversa_passar", "conversa_depois"),
    *("conversa_denuncia", "conversa_bloquear"),
)
DA_PESSOA_ATENDIDA = (
    *("procurar", "reconhecer", "documento", "ficha", "ouvidoria"),
    *("caso", "mandar", "cancelar", "reabrir", "chave", "reclamar", "recorrer", "omissao", "revisar"),
)
"""As páginas que se abrem; num caso, a pessoa dele está reconhecida."""
DA_CENTRAL: dict[str, Linha] = {
    # atendimento: o que se começou é de `atendente_que_digitou`
    "central:inicio": DE_QUEM_ATENDE,
    **dict.fromkeys(
        ["central:onde", "central:comecar"], Linha(DE_QUEM_ATENDE.padrao, "POST", DE_QUEM_ATENDE.excecoes)
    ),
    "central:atendimento": DE_QUEM_ATENDEU,
    "central:consultar": Linha(DE_QUEM_ATENDEU.padrao, "POST", DE_QUEM_ATENDEU.excecoes),
    "central:retomar": Linha(DE_QUEM_ATENDEU.padrao, "POST", DE_QUEM_ATENDEU.excecoes),
    "central:continuar": Linha(DE_QUEM_ATENDE.padrao, "POST", DE_QUEM_ATENDE.excecoes),
    "central:mandar_formulario": Linha(SO_SE_FOR_DELE.padrao, "POST", SO_SE_FOR_DELE.excecoes),
    "central:junto": Linha(SO_SE_FOR_DELE.padrao, "POST", SO_SE_FOR_DELE.excecoes),
    "central:foto": SO_SE_FOR_DELE,
    "central:terminar": Linha(DE_QUEM_ATENDEU.padrao, "POST", DE_QUEM_ATENDEU.excecoes),
    "central:chamadas": Linha(R.SUMIU, "POST"),
    **dict.fromkeys(["central:pracas_comprovante", "central:pracas_mandar"], DE_QUEM_ATENDEU),
    **dict.fromkeys(
        [f"central:pessoa_{pagina}" for pagina in DA_PESSOA_ATENDIDA],
        DE_QUEM_ATENDEU,
    ),
    **dict.fromkeys(
        [f"central:pessoa_{ato}" for ato in ("esic", "ler", "contei")],
        Linha(DE_QUEM_ATENDEU.padrao, "POST", DE_QUEM_ATENDEU.excecoes),
    ),
    # as conversas do portal: a da matriz está com `atendente_que_digitou`
    "central:conversas": DE_QUEM_CONVERSA,
    "central:conversas_entregar": DE_QUEM_CONVERSA,
    "central:conversas_receber": Linha(DE_QUEM_CONVERSA.padrao, "POST", DE_QUEM_CONVERSA.excecoes),
    "central:conversas_sinal": Linha(DE_QUEM_CONVERSA.padrao, "POST", DE_QUEM_CONVERSA.excecoes),
    "central:conversas_novidades": com(R.NEGADO, (R.ENTRAR, SEM_CONTA)),
    **dict.fromkeys(
        [f"central:{pagina}" for pagina in DA_CONVERSA_ATENDIDA],
        DE_QUEM_ATENDEU,
    ),
    **dict.fromkeys(
        [f"central:conversa_{ato}" for ato in ("mandar_codigo", "casos")],
        Linha(DE_QUEM_ATENDEU.padrao, "POST", DE_QUEM_ATENDEU.excecoes),
    ),
    "central:conversa_servico": Linha(SO_SE_FOR_DELE.padrao, "POST", SO_SE_FOR_DELE.excecoes),
    "central:conversa_tomar": com(
        R.NEGADO, (R.PODE, ("atendente_que_digitou", "supervisao")), (R.ENTRAR, SEM_CONTA), metodo="POST"
    ),
    **dict.fromkeys(
        [
            f"central:supervisao_conversas{pagina}"
            for pagina in ("", "_agora", "_agora_csv", "_numeros", "_lista")
        ],
        DE_QUEM_SUPERVISIONA,
    ),
    "central:supervisao_conversa": DE_QUEM_SUPERVISIONA,
    **dict.fromkeys(
        [
            f"central:supervisao_{pagina}"
            for pagina in (
                "conversa_bloquear",
                "conversa_denuncia",
                "conversa_passar",
                "bloqueios",
                "levantar",
            )
        ],
        DE_QUEM_SUPERVISIONA,
    ),
    **dict.fromkeys(
        [f"central:supervisao_{pagina}" for pagina in ("respostas", "resposta_nova", "resposta")],
        DE_QUEM_SUPERVISIONA,
    ),
    "central:supervisao_conversa_abrir": Linha(
        DE_QUEM_SUPERVISIONA.padrao, "POST", DE_QUEM_SUPERVISIONA.excecoes
    ),
    "central:pessoa_foto": DE_QUEM_ATENDEU,
    "central:pracas_comunicados": DE_QUEM_SUPERVISIONA,
    **dict.fromkeys(["central:pracas_turnos", "central:pracas_turnos_de"], DE_QUEM_SUPERVISIONA),
    "central:pracas_tirar_turno": Linha(DE_QUEM_SUPERVISIONA.padrao, "POST", DE_QUEM_SUPERVISIONA.excecoes),
    "central:pracas_tirar_comunicado": Linha(
        DE_QUEM_SUPERVISIONA.padrao, "POST", DE_QUEM_SUPERVISIONA.excecoes
    ),
    "central:retornos": DE_QUEM_ATENDE,
    "central:retorno_da_vez": Linha(DE_QUEM_ATENDE.padrao, "POST", DE_QUEM_ATENDE.excecoes),
    "central:retorno_pegar": Linha(DE_QUEM_ATENDE.padrao, "POST", DE_QUEM_ATENDE.excecoes),
    "central:retorno": DE_QUEM_ATENDEU,
    **dict.fromkeys(
        [
            "central:supervisao",
            "central:supervisao_numeros",
            "central:supervisao_lista",
            "central:supervisao_lista_csv",
            "central:supervisao_atendimento",
        ],
        DE_QUEM_SUPERVISIONA,
    ),
    "central:cartas": DE_QUEM_SUPERVISIONA,
    "central:cartas_planilha": Linha(DE_QUEM_SUPERVISIONA.padrao, "POST", DE_QUEM_SUPERVISIONA.excecoes),
    "central:cartas_no_correio": Linha(DE_QUEM_SUPERVISIONA.padrao, "POST", DE_QUEM_SUPERVISIONA.excecoes),
}
