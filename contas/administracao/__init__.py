"""A administração das pessoas que outras telas usam: leituras registradas e planilhas na fila."""
