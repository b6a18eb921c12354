// O aviso do computador a quem atende, quando nenhuma página da mesa está à vista: diz de quem é a mensagem, e nada do que ela diz.
// Só se pergunta ao navegador quando se aperta o botão; calar os avisos fica guardado neste navegador.
const [AVISOS, AVISADAS] = ["avisos-das-conversas", "conversas-avisadas"];
const A_VISTA = "mesa-a-vista";
const podeAvisar = () => "Notification" in window && window.isSecureContext;

function ler(nome) {
  try {
    return localStorage.getItem(nome);
  } catch {
    return null;
  }
}

function guardar(nome, valor) {
  try {
    localStorage.setItem(nome, valor);
  } catch {
    // sem armazenamento não se guarda, e não se avisa
  }
}

const ligados = () => ler(AVISOS) === "sim";

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

const horaDe = (aba) => aba.querySelector("time").dateTime;

// De cada conversa em que há mais por ler do que antes; de cada mensagem, uma página só.
export async function avisar(antes, depois, abas) {
  if (!podeAvisar() || !ligados() || Notification.permission !== "granted" || (await algumaAVista())) return;
  const todas = [...abas.querySelectorAll("[data-codigo]")];
  const ditas = JSON.parse(ler(AVISADAS) ?? "{}");
  const novas = todas.filter((aba) => depois[aba.dataset.codigo] > (antes[aba.dataset.codigo] ?? 0) && ditas[aba.dataset.codigo] !== horaDe(aba));
  guardar(AVISADAS, JSON.stringify(Object.fromEntries(todas.map((aba) => [aba.dataset.codigo, horaDe(aba)]))));
  for (const { dataset, href } of novas) {
    const aviso = new Notification(frase(dataset.com), { tag: dataset.codigo, renotify: true });
    aviso.addEventListener("click", () => {
      window.focus();
      location.assign(href);
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
    guardar(AVISOS, !calar && Notification.permission === "granted" ? "sim" : "nao");
    mostrar(regiao);
  });
}
