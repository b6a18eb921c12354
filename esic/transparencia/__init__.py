"""O que é de todos: o acervo das respostas, a base aberta e o relatório anual."""
