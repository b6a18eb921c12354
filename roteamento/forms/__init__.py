"""Formulários do território: as telas da administração, e para onde vai um serviço."""
