"""A área do munícipe: tudo o que é de quem entrou, e como quer ser avisado."""
