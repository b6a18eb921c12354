"""A data e a hora de uma lista da administração, como no resto do portal: 24/11/2026 às 14h05."""

DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "d/m/Y \\à\\s\N{NO-BREAK SPACE}H\\hi"
