"""O que a transparência guarda de quem se convida a avaliar (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from contas.models import Interessado
from transparencia.avaliacao.convites import resumo_da_conta, resumo_de
from transparencia.bairro.novidades import Lugar
from transparencia.models import AssinaturaDoBoletim, Convite, RecusaDeConvite

GUARDA = (
    Guarda(
        "Se você foi convidado a dizer se um pedido foi resolvido, e se não quer mais ser",
        "Perguntar no máximo uma vez por trimestre, e nunca a quem recusou. Do contato só fica um resumo.",
        "O convite, até acabar o tempo de guarda do pedido; a recusa, até você mudar ou apagar a conta.",
        {"transparencia.Convite": "pessoa", "transparencia.RecusaDeConvite": "pessoa"},
    ),
    Guarda(
        "O e-mail que recebe o boletim do bairro",
        "Mandar-lhe, toda semana, o que se pediu e o que se encerrou num distrito.",
        "Até você deixar de receber, com um toque na mensagem, ou apagar a conta que tem este e-mail.",
        {"transparencia.AssinaturaDoBoletim": "contato"},
    ),
)
SEM_PESSOA = {
    "transparencia.Avaliacao.publicada_por": "quem da Ouvidoria publicou a avaliação",
    "transparencia.MedidasAdotadas": "o que um órgão fez, escrito em nome dele",
    "transparencia.ArquivoPublicado": "dados abertos, sem nada de quem pediu (ADR 0084)",
    "transparencia.LinhaDaAvaliacao": "somas, só as que se podem publicar",
    "transparencia.Parceiro": "um sistema de fora e o contato do setor que cuida dele",
    "transparencia.UsoDoParceiro": "contas por dia, sem nada do que se mandou",
    "transparencia.Edicao": "quando se publicaram os painéis (ADR 0083)",
    "transparencia.Numeros": "somas, só as que se podem publicar",
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    """Os convites que recebeu, se os recusou, e os boletins que o e-mail dela recebe."""
    convites = Convite.objects.filter(caso__interessado__in=pessoa.interessados).order_by("em")
    recusou = RecusaDeConvite.objects.filter(pessoa__in=_resumos(pessoa)).exists()
    if convites or recusou:
        quais = [{"Quando": um.em, "Protocolo": um.caso.protocolo} for um in convites.select_related("caso")]
        yield em_json("convites-a-avaliar.json", {"Convites": quais, "Não quer mais": recusou})

    if boletins := _boletins(pessoa).select_related("distrito", "servico__publicada"):
        ditos = [{"Desde": um.desde, "De onde": str(Lugar(um.distrito, um.servico))} for um in boletins]
        yield em_json("boletins-do-bairro.json", ditos)


def anonimizar(pessoa: Pessoa) -> None:
    """A recusa da conta e os boletins somem; do convite fica só que houve."""
    _boletins(pessoa).delete()
    RecusaDeConvite.objects.filter(pessoa__in=_resumos(pessoa)).delete()
    for convite in Convite.objects.filter(caso__interessado__in=pessoa.interessados | pessoa.sem_guarda):
        Convite.objects.filter(pk=convite.pk).update(pessoa=f"apagada/{convite.pk}")


def _resumos(pessoa: Pessoa) -> set[str]:
    """Os resumos da conta e dos contatos que ela escreveu nos pedidos."""
    partes = Interessado.objects.filter(pk__in=pessoa.interessados, selado_em=None)
    dos_pedidos = {resumo_de(parte) for parte in partes if parte.usuario_id or parte.email or parte.telefone}
    return dos_pedidos | ({resumo_da_conta(pessoa.usuario.pk)} if pessoa.usuario else set())


def _boletins(pessoa: Pessoa) -> QuerySet[AssinaturaDoBoletim]:
    """Pelo e-mail que a conta provou."""
    return AssinaturaDoBoletim.objects.filter(contato=(pessoa.usuario and pessoa.usuario.email) or "")
