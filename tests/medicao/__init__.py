"""O que o portal custa: enche um banco descartável, pede as páginas, conta CPU e consultas.

É um aplicativo que só existe onde há `tests/`: a imagem de produção não o leva, e o produto não o importa.
"""
