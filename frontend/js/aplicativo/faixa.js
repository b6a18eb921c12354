// Em toda página de quem tem o aplicativo: manda o que espera, e diz o que há por mandar.
import { deOutraConta, quantos } from "./dizer.js";
import { aoMudar, enviarTudo, itens, pendente, proximaVez, registrar } from "./fila.js";

const PARA_ENVIAR = "/aplicativo/para-enviar/";
const JA = 1_000;
let relogio;

function montar() {
  const faixa = document.createElement("p");
  faixa.className = "govuk-inset-text sp-espera";
  faixa.setAttribute("role", "status");
  document.querySelector("main .govuk-main-wrapper, main")?.prepend(faixa);
  return faixa;
}

async function mostrar() {
  if (document.querySelector("[data-guardados], [data-saida]")) return;
  const meus = (await itens()).filter((item) => pendente(item) && !deOutraConta(item));
  const parados = meus.filter(({ estado }) => estado === "precisa_de_voce").length;
  const faixa = document.querySelector(".sp-espera") ?? (meus.length ? montar() : null);
  if (!faixa) return;
  faixa.hidden = meus.length === 0;
  const esperam = quantos(meus.length, "pedido espera para ser enviado", "pedidos esperam para ser enviados");
  const elo = document.createElement("a");
  elo.className = "govuk-link";
  [elo.href, elo.textContent] = [PARA_ENVIAR, "Ver o que espera"];
  faixa.replaceChildren(parados ? `${esperam}; ${quantos(parados, "precisa de você", "precisam de você")}. ` : `${esperam}. `, elo);
}

// Com a página aberta a fila não depende de o navegador acordar o trabalhador.
async function cuidar() {
  clearTimeout(relogio);
  if (navigator.onLine) await enviarTudo({ sozinho: true });
  const vez = await proximaVez();
  if (vez === null) return;
  await registrar();
  relogio = setTimeout(cuidar, Math.max(vez - Date.now(), JA * 30));
}

export async function iniciarFaixa() {
  aoMudar(mostrar);
  window.addEventListener("online", cuidar);
  await mostrar();
  await cuidar();
}
