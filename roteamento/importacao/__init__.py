"""A importação do território oficial: contornos dos distritos e bases de ruas e CEPs.

`leitura` abre os arquivos, `geometria` e `bases` os conferem, `lugares` dá o distrito de cada trecho,
`gravacao` compara com o banco e grava, `relatorio` diz o que mudou e `importador` junta tudo numa transação.
"""
