"""Guardar, restaurar e ensaiar a cópia, num banco só destes testes."""
