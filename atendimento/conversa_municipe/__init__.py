"""A conversa do portal do lado de quem a procura: entrar, escrever, chamar alguém, acabar."""
