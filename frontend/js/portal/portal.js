// Melhorias de todas as páginas. Nada aqui é necessário para pedir um serviço.
import { iniciarAcessibilidade } from "../acessibilidade.js";
import "./em_toda_pagina.js";
import { iniciarHtmx } from "./htmx.js";
import { iniciarPecas } from "./pecas.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
iniciarPecas();
iniciarAcessibilidade();
iniciarHtmx(iniciarPecas);

// "Sair rápido": a página deixa de estar no Voltar.
document.addEventListener("click", (evento) => {
  const saida = evento.target.closest("[data-sair]");
  if (!saida) return;
  evento.preventDefault();
  window.location.replace(saida.href);
});

// Botões que só existem com JavaScript: imprimir, copiar e, onde o aparelho tem como, compartilhar.
document.addEventListener("click", (evento) => {
  const botao = evento.target.closest("[data-imprimir], [data-copiar], [data-compartilhar]");
  if (!botao) return;
  if (botao.hasAttribute("data-imprimir")) window.print();
  else if (botao.hasAttribute("data-compartilhar")) compartilhar(botao);
  else copiar(botao);
});
const PARA_MOSTRAR = navigator.share ? "[data-imprimir], [data-copiar], [data-compartilhar]" : "[data-imprimir], [data-copiar]";
for (const botao of document.querySelectorAll(PARA_MOSTRAR)) botao.hidden = false;

async function compartilhar(botao) {
  try {
    await navigator.share({ url: botao.dataset.compartilhar });
  } catch (falha) {
    // Quem fechou a janela do aparelho desistiu; nas outras falhas, o link se copia.
    if (falha.name !== "AbortError") copiar(botao, botao.dataset.compartilhar);
  }
}

async function copiar(botao, texto = botao.dataset.copiar) {
  try {
    await navigator.clipboard.writeText(texto);
    botao.textContent = "Copiado";
  } catch {
    botao.textContent = "Não foi possível copiar";
  }
}
