"""O banco que a versão anterior deixou: a nova o migra e o serve.

`anterior.sql.xz` é o banco da demonstração cheio pelo código de `anterior.txt`. Quem lança uma versão grava o
dela com `just pouso`, uma vez: cada arquivo destes fica para sempre no histórico do repositório.
"""
