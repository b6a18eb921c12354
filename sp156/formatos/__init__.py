"""As datas como a cidade as escreve, também nas telas do Django."""
