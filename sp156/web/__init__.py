"""Entre o servidor web e as páginas: o envio que chega, os middleware, os erros, a CSP e os estáticos."""
