// Na página, o dia da equipe: leva-se para o aparelho, a que veio dele diz de quando é, e tudo se apaga se o turno acaba ou se
// outra conta entra.
import { contaDaqui } from "./conta.js";
import { MARCA_DO_TURNO, esquecerOTurno } from "./esquecer.js";

const HORA = new Intl.DateTimeFormat("pt-BR", { hour: "2-digit", minute: "2-digit" });
const lembrado = () => JSON.parse(localStorage.getItem(MARCA_DO_TURNO) ?? "null");
const guardada = () => Number(document.body.dataset.guardada ?? 0);

// Pede ao trabalhador que leve o dia; diz até que horas ele fica.
export async function levarODia(endereco) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const feito = new Promise((pronto, falhou) => {
    port1.onmessage = ({ data }) => (data.falhou ? falhou(new Error(data.falhou)) : pronto(data));
  });
  active.postMessage({ recado: "levarODia", endereco }, [port2]);
  const { conta, ate } = await feito;
  if (!ate) return "";
  localStorage.setItem(MARCA_DO_TURNO, JSON.stringify({ conta, ate }));
  vigiarTurno();
  return HORA.format(ate);
}

let relogio;

export function vigiarTurno() {
  clearTimeout(relogio);
  const turno = lembrado();
  if (!turno) return;
  if (contaDaqui() && contaDaqui() !== turno.conta) return void esquecerOTurno();
  dizerDeQuando();
  relogio = setTimeout(acabar, turno.ate - Date.now());
}

// A que veio do aparelho sai da tela com ele.
async function acabar() {
  await esquecerOTurno();
  if (guardada()) location.reload();
}

window.addEventListener("pageshow", ({ persisted }) => persisted && vigiarTurno());

function dizerDeQuando() {
  if (!guardada() || document.querySelector("[data-de-quando]")) return;
  const dito = document.createElement("p");
  dito.className = "govuk-inset-text";
  dito.dataset.deQuando = "";
  dito.setAttribute("role", "status");
  dito.textContent = `Sem internet: esta página está como às ${HORA.format(guardada())}.`;
  document.querySelector("main .govuk-main-wrapper, main")?.prepend(dito);
}
