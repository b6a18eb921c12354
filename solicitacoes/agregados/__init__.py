"""Os agregados: contam-se dos pedidos, conferem-se com eles e somam-se (ADR 0082)."""
