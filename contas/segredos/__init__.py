"""Segredos: as chaves de acesso e do selo, o giro delas, e as senhas."""
