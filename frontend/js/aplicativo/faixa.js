// Em toda página de quem tem o aplicativo: manda o que espera, diz o que há por mandar e pergunta por ele a quem sai da conta.
import { contaDaqui } from "./conta.js";
import { deOutraConta, quantos, sairamDaLista } from "./dizer.js";
import { marcar } from "./marcar.js";
import { vigiarSaida } from "./sair.js";
import { aoMudar, conferir, enviarTudo, itens, pendente, proximaVez, registrar } from "./fila.js";

const PARA_ENVIAR = "/aplicativo/para-enviar/";
const JA = 1_000;
const NAS_SUAS = "[data-guardados], [data-saida]";
let relogio;
let sairam = [];

function montar() {
  const faixa = document.createElement("p");
  faixa.className = "govuk-inset-text sp-espera";
  faixa.setAttribute("role", "status");
  document.querySelector("main .govuk-main-wrapper, main")?.prepend(faixa);
  return faixa;
}

async function mostrar() {
  if (document.querySelector(NAS_SUAS)) return;
  // Da conta em que ninguém entrou diz-se só que espera: é o que a faz entrar.
  const meus = (await itens()).filter((item) => pendente(item) && !(contaDaqui() && deOutraConta(item)));
  const parados = meus.filter(({ estado }) => estado === "precisa_de_voce").length;
  const faixa = document.querySelector(".sp-espera") ?? (meus.length || sairam.length ? montar() : null);
  if (!faixa) return;
  faixa.hidden = meus.length + sairam.length === 0;
  if (!meus.length) return void faixa.replaceChildren(sairamDaLista(sairam));
  const esperam = quantos(meus.length, "pedido espera para ser enviado", "pedidos esperam para ser enviados");
  const elo = document.createElement("a");
  elo.className = "govuk-link";
  [elo.href, elo.textContent] = [PARA_ENVIAR, "Ver o que espera"];
  const dita = parados ? `${esperam}; ${quantos(parados, "precisa de você", "precisam de você")}. ` : `${esperam}. `;
  faixa.replaceChildren(sairam.length ? `${sairamDaLista(sairam)} ` : "", dita, elo);
}

// Com a página aberta a fila não depende de o navegador acordar o trabalhador.
async function cuidar() {
  clearTimeout(relogio);
  if (navigator.onLine) await enviarTudo({ sozinho: true });
  if (navigator.onLine && !document.querySelector(NAS_SUAS)) await conferirAqui();
  const vez = await proximaVez();
  if (vez === null) return;
  await registrar();
  relogio = setTimeout(cuidar, Math.max(vez - Date.now(), JA * 30));
}

// O que se acabou na página não se conta mais; a página da lista e a de sair conferem por si.
async function conferirAqui() {
  const agora = await conferir();
  sairam = [...sairam, ...agora];
  if (agora.length) await mostrar();
}

// Uma vez por página: pedem-na ela própria, se é da rua, e o que o trabalhador traz às que ele já tem.
let iniciada = false;
export async function iniciarFaixa() {
  if (iniciada) return;
  iniciada = true;
  vigiarSaida();
  aoMudar(mostrar);
  aoMudar(marcar);
  window.addEventListener("online", cuidar);
  document.addEventListener("htmx:afterRequest", ({ detail }) => detail.requestConfig?.verb === "post" && conferirAqui());
  await mostrar();
  await marcar();
  await cuidar();
}
