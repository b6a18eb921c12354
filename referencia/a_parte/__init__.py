"""O arquivo de um desconhecido, aberto à parte: noutro processo, com tempo e memória contados, um por vez."""
