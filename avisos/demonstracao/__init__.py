"""Na demonstração nada se envia: as mensagens ficam em arquivos, e uma página as mostra."""
