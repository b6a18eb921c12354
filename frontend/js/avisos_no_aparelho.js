// Liga e desliga os avisos neste aparelho. As frases estão na página; aqui só se escolhe qual se mostra.
const ligar = document.querySelector("[data-ligar-avisos]");
const DEMORA = 10_000;

function dizer(qual, { botao = false } = {}) {
  for (const frase of ligar.querySelectorAll("[data-quando]")) frase.hidden = frase.dataset.quando !== qual;
  ligar.querySelector("button").hidden = !botao;
}

// Quem mostra os avisos é o trabalhador do aplicativo, que só se instala se a pessoa os liga. Não se espera por ele para sempre.
async function instalar() {
  await navigator.serviceWorker.register(ligar.dataset.programa, { scope: "/", updateViaCache: "none" });
  const demora = new Promise((_, recusar) => setTimeout(() => recusar(new Error("sem trabalhador")), DEMORA));
  return (await Promise.race([navigator.serviceWorker.ready, demora])).pushManager;
}

async function inscricaoDaqui() {
  const registro = await navigator.serviceWorker.getRegistration("/");
  return registro?.pushManager.getSubscription();
}

async function resumo(texto) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texto));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function preencher(inscricao) {
  const { endpoint, keys } = inscricao.toJSON();
  for (const [nome, valor] of Object.entries({ endpoint, ...keys })) {
    if (nome in ligar.elements) ligar.elements[nome].value = valor;
  }
}

// O que o servidor guarda pode já não ser o que este navegador tem.
async function conferir() {
  const guardado = ligar.dataset.endereco;
  if (!guardado) return dizer("desligado", { botao: true });
  const inscricao = await inscricaoDaqui();
  if (!inscricao || Notification.permission !== "granted") return dizer("perdido", { botao: true });
  dizer("ligado");
  if ((await resumo(inscricao.endpoint)) === guardado) return;
  preencher(inscricao);
  await fetch(ligar.dataset.renovar, { method: "POST", body: new FormData(ligar) });
}

async function inscrever() {
  const gerente = await instalar();
  const como = { userVisibleOnly: true, applicationServerKey: ligar.dataset.ligarAvisos };
  try {
    return await gerente.subscribe(como);
  } catch (falha) {
    if (falha.name !== "InvalidStateError") throw falha;
    // Inscrito com uma chave que a cidade já trocou.
    await (await gerente.getSubscription())?.unsubscribe();
    return gerente.subscribe(como);
  }
}

async function pedirELigar() {
  const botao = ligar.querySelector("button");
  botao.disabled = true;
  try {
    const permissao = await Notification.requestPermission();
    if (permissao === "denied") return dizer("recusado");
    if (permissao !== "granted") return dizer("adiado", { botao: true });
    preencher(await inscrever());
    ligar.submit();
  } catch (falha) {
    console.info("os avisos não se ligaram:", falha.name);
    dizer("falhou", { botao: true });
  } finally {
    botao.disabled = false;
  }
}

async function desligar(form) {
  try {
    await (await inscricaoDaqui())?.unsubscribe();
  } catch (falha) {
    console.info("a inscrição do navegador ficou:", falha.name); // o servidor deixa de a usar de qualquer jeito
  }
  form.submit();
}

function iniciar() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return dizer(navigator.standalone === false ? "iphone" : "sem-suporte");
  }
  ligar.addEventListener("submit", (evento) => {
    evento.preventDefault();
    pedirELigar();
  });
  if (Notification.permission === "denied") return dizer("recusado");
  conferir().catch(() => dizer("perdido", { botao: true }));
}

if (ligar) iniciar();
for (const form of document.querySelectorAll("[data-desligar-avisos]")) {
  form.addEventListener("submit", (evento) => {
    evento.preventDefault();
    desligar(form);
  });
}
