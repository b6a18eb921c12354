"""As telas da administração em que ninguém muda o próprio acesso, nem sozinho o de quem guarda sigilo."""
