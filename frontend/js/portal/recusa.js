// A recusa que chega por htmx vê-se onde a pessoa está: junto do botão que ela apertou, e com o foco.
// A que vem num resumo de erros já põe nele o foco (ErrorSummary). O que a página pede sozinha, ou enquanto se escreve, não tira
// ninguém de onde está.
const RECUSA = ".sp-aviso--erro[role=alert]:not([hidden])";
const DA_PESSOA = new Set(["click", "submit"]);
const JUNTO_DE = ".govuk-button-group, p";

const apertado = ({ elt, triggeringEvent }) => triggeringEvent?.submitter ?? elt;

// O botão que se apertou pode ter dado lugar a outro igual.
function naPagina(botao) {
  if (botao.isConnected) return botao;
  if (botao.id) return document.getElementById(botao.id);
  if (!botao.name) return null;
  return document.querySelector(`[name="${CSS.escape(botao.name)}"][value="${CSS.escape(botao.value)}"]`);
}

export function mostrarJunto(recusa, pedido) {
  if (!DA_PESSOA.has(pedido?.triggeringEvent?.type)) return;
  const botao = naPagina(apertado(pedido));
  if (botao) (botao.closest(JUNTO_DE) ?? botao).before(recusa);
  recusa.tabIndex = -1;
  recusa.focus({ preventScroll: true });
  recusa.scrollIntoView({ block: "center" });
}

export function iniciarRecusas(corpo) {
  corpo.addEventListener("htmx:afterSettle", ({ detail }) => {
    const recusa = detail.elt.querySelector?.(RECUSA);
    if (recusa && recusa.id !== "falha") mostrarJunto(recusa, detail.requestConfig);
  });
}
