"""O que a pessoa faz com os seus dados: ver, baixar, corrigir, apagar; e o tempo de guarda (ADR 0056)."""
