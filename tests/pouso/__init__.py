"""O banco que a versão anterior deixou: a nova o migra e o serve.

`anterior.sql.xz` é o banco da demonstração tal como o pouso anterior o enche. Quem começa uma mudança grava o
seu com `just pouso`, antes de mexer em qualquer coisa, e o teste passa a valer contra ele.
"""
