// O aviso do computador a quem atende, quando nenhuma página da mesa está à vista: diz de quem é a mensagem, e nada do que ela diz.
// Só se pergunta ao navegador quando se aperta o botão; calar os avisos fica guardado neste navegador.
const AVISOS = "avisos-das-conversas";
const A_VISTA = "mesa-a-vista";
const podeAvisar = () => "Notification" in window && window.isSecureContext;

function ligados() {
  try {
    return localStorage.getItem(AVISOS) === "sim";
  } catch {
    return false;
  }
}

function guardar(sim) {
  try {
    localStorage.setItem(AVISOS, sim ? "sim" : "nao");
  } catch {
    // sem armazenamento a escolha não se guarda
  }
}

export const frase = (comQuem) => `Nova mensagem na conversa com ${comQuem}`;

// Enquanto uma página está à vista, as de trás sabem-no e não avisam.
function dizerQueEstaAVista() {
  if (document.hidden || !navigator.locks) return;
  const ateSeEsconder = () => new Promise((feito) => document.addEventListener("visibilitychange", feito, { once: true }));
  navigator.locks.request(A_VISTA, { mode: "shared" }, ateSeEsconder);
}

async function algumaAVista() {
  if (!document.hidden) return true;
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === A_VISTA);
}

// De cada conversa em que há mais por ler do que antes: uma página de trás só, a que acompanha.
export async function avisar(antes, depois, abas) {
  if (!podeAvisar() || !ligados() || Notification.permission !== "granted" || (await algumaAVista())) return;
  for (const [codigo, quantas] of Object.entries(depois)) {
    if (quantas <= (antes[codigo] ?? 0)) continue;
    const aba = abas.querySelector(`[data-codigo="${codigo}"]`);
    const aviso = new Notification(frase(aba.dataset.com), { tag: codigo, renotify: true });
    aviso.addEventListener("click", () => {
      window.focus();
      location.assign(aba.href);
    });
  }
}

function mostrar(regiao) {
  const recusados = Notification.permission === "denied";
  const ativos = !recusados && Notification.permission === "granted" && ligados();
  const botao = regiao.querySelector("button");
  botao.hidden = recusados;
  botao.textContent = ativos ? botao.dataset.calar : botao.dataset.ligar;
  for (const dito of regiao.querySelectorAll("[data-quando]")) dito.hidden = dito.dataset.quando !== (recusados ? "recusados" : ativos ? "ligados" : "calados");
}

export function iniciarAvisos() {
  document.addEventListener("visibilitychange", dizerQueEstaAVista);
  dizerQueEstaAVista();
  const regiao = document.querySelector("[data-avisos-da-mesa]");
  if (!regiao || !podeAvisar()) return;
  regiao.hidden = false;
  mostrar(regiao);
  regiao.querySelector("button").addEventListener("click", async () => {
    const calar = ligados() && Notification.permission === "granted";
    if (!calar && Notification.permission === "default") await Notification.requestPermission();
    guardar(!calar && Notification.permission === "granted");
    mostrar(regiao);
  });
}
