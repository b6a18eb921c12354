// O que toda página mostra a quem tem o aplicativo: há uma versão nova.
