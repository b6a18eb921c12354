"""Os retratos do README: as páginas do portal em docs/retratos/, feitas da demonstração."""
