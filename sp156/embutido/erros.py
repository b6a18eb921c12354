"""O que pode dar errado no modo embutido, sempre dito em uma frase."""


class RecusaDePartida(RuntimeError):
    """Os servidores não podem subir; a mensagem é a frase mostrada à pessoa."""
