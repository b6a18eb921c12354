// O que as conversas pedem à rede: quanto se espera por ela, como se diz quem pede, e o sinal que a página dá sozinha.
const ESPERAS = [1, 2, 4, 8, 15, 30].map((segundos) => segundos * 1000);
const segredo = () => document.body.dataset.csrf ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
const CABECALHO = { "HX-Request": "true" };
export const SOZINHO = { ...CABECALHO, "Pedido-Sozinho": "sim" }; // não é a pessoa que o pede: não conta como usar o portal
export const comSegredo = (cabecalhos = CABECALHO) => ({ ...cabecalhos, "X-CSRFToken": segredo() });
export const paciencia = (tempo = 20_000) => AbortSignal.timeout?.(tempo);
export const esperaDepoisDe = (falhas) => ESPERAS[Math.min(falhas, ESPERAS.length) - 1];
export const aoAcaso = (de, ate) => de + Math.random() * (ate - de);

// Que se está ali, até onde se leu, que se escreve, que se fecha: o que não chega repete-se depois.
export function sinalizar({ sinal }, dito = {}) {
  fetch(sinal, { method: "POST", body: new URLSearchParams(dito), headers: comSegredo(SOZINHO), keepalive: true }).catch(() => {});
}
