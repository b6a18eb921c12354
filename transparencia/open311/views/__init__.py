"""As páginas e os endereços do Open311."""
