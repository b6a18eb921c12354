"""Endereços da chefia, dentro da caixa; vêm antes dos do pedido, que aceitam toda palavra."""

from django.urls import path

from solicitacoes.chefia.views import equipe, modelos_de_resposta, painel, turmas

enderecos = [
    path("<str:sigla>/equipe/", equipe.equipe, name="equipe"),
    path("<str:sigla>/equipe/lotar/", equipe.lotar, name="lotar"),
    path("<str:sigla>/equipe/substituir/", equipe.substituir, name="substituir"),
    path("<str:sigla>/equipe/<int:lotacao>/encerrar/", equipe.encerrar, name="encerrar_lotacao"),
    path("<str:sigla>/equipe/<int:lotacao>/desfazer/", equipe.desfazer, name="desfazer_substituicao"),
    path("<str:sigla>/painel/", painel.da_unidade, name="painel"),
    path("<str:sigla>/turmas/", turmas.lista, name="turmas"),
    path("<str:sigla>/turmas/nova/", turmas.escrever, name="turma_nova"),
    path("<str:sigla>/turmas/<int:turma>/", turmas.escrever, name="turma"),
    path("<str:sigla>/turmas/<int:turma>/uso/", turmas.usar, name="turma_uso"),
    path("<str:sigla>/modelos/", modelos_de_resposta.lista, name="modelos"),
    path("<str:sigla>/modelos/novo/", modelos_de_resposta.escrever, name="modelo_novo"),
    path("<str:sigla>/modelos/<int:modelo>/", modelos_de_resposta.escrever, name="modelo"),
    path("<str:sigla>/modelos/<int:modelo>/uso/", modelos_de_resposta.usar, name="modelo_uso"),
    path("<str:sigla>/modelos/<int:modelo>/copiar/", modelos_de_resposta.copiar, name="modelo_copiar"),
]
