"""As páginas dos painéis: só leem o que se publicou (ADR 0083)."""
