"""O ensaio de falhas: o portal de verdade, trabalhando, enquanto tudo o que o faz cai; e as contas no fim.

Como as medições, é um aplicativo que só existe onde há `tests/`: a imagem de produção não o leva.
"""
