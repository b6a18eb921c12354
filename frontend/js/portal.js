// Melhorias de todas as páginas. Nada aqui é necessário para pedir um serviço.
import { iniciarAcessibilidade } from "./acessibilidade.js";
import { initAll } from "./govuk-frontend.min.js";
import { iniciarHtmx } from "./htmx.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
iniciarAcessibilidade();
iniciarHtmx(initAll);

// "Sair rápido": a página deixa de estar no Voltar.
document.addEventListener("click", (evento) => {
  const saida = evento.target.closest("[data-sair]");
  if (!saida) return;
  evento.preventDefault();
  window.location.replace(saida.href);
});

// Botões que só existem com JavaScript: imprimir e copiar.
document.addEventListener("click", (evento) => {
  const botao = evento.target.closest("[data-imprimir], [data-copiar]");
  if (!botao) return;
  if (botao.hasAttribute("data-imprimir")) window.print();
  else copiar(botao);
});
for (const botao of document.querySelectorAll("[data-imprimir], [data-copiar]")) botao.hidden = false;

async function copiar(botao) {
  try {
    await navigator.clipboard.writeText(botao.dataset.copiar);
    botao.textContent = "Copiado";
  } catch {
    botao.textContent = "Não foi possível copiar: anote o número";
  }
}
