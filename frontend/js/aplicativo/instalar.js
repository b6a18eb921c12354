// A oferta de instalar (`data-oferta-do-aplicativo`): só onde o aparelho sabe instalar, e recusada não volta. `uma-vez` não insiste nem
// com quem não respondeu; `sempre` é a página de quem procurou por ela.
import { comoAplicativo, noIphone } from "./como_abriu.js";

const GUARDADO = "oferta-do-aplicativo";
const resposta = () => guardado(() => localStorage.getItem(GUARDADO));
const lembrar = (dita) => guardado(() => localStorage.setItem(GUARDADO, dita));

// O navegador que não deixa guardar nada não lembra a recusa; a página serve igual.
function guardado(fazer) {
  try {
    return fazer();
  } catch {
    return null;
  }
}

const CABE = {
  "uma-vez": () => !resposta(),
  "ate-recusar": () => resposta() !== "recusada",
  sempre: () => true,
};

for (const oferta of document.querySelectorAll("[data-oferta-do-aplicativo]")) {
  if (!comoAplicativo && CABE[oferta.dataset.ofertaDoAplicativo]()) preparar(oferta);
}

function preparar(oferta) {
  const parte = (nome) => oferta.querySelector(`[data-${nome}]`);
  const mostrar = (nome) => {
    parte(nome).hidden = false;
    oferta.hidden = false;
    if (!resposta()) lembrar("vista");
  };
  parte("recusar")?.addEventListener("click", () => {
    lembrar("recusada");
    fechar(oferta);
  });
  if (noIphone) mostrar("no-iphone");
  window.addEventListener("beforeinstallprompt", (evento) => {
    evento.preventDefault();
    mostrar("com-botao");
    parte("instalar").onclick = () => instalar(evento, oferta);
  });
}

async function instalar(evento, oferta) {
  const { outcome } = await evento.prompt();
  lembrar(outcome === "accepted" ? "aceita" : "recusada");
  if (outcome !== "accepted") return fechar(oferta);
  for (const parte of oferta.querySelectorAll("[data-com-botao], [data-recusar]")) parte.hidden = true;
  const dito = oferta.querySelector("[data-instalado]");
  dito.textContent = "Instalando: o ícone do SP156 aparece na tela do aparelho, junto dos outros.";
  return dito.focus();
}

// O foco volta ao conteúdo, sem mexer no que se vê.
function fechar(oferta) {
  oferta.hidden = true;
  document.getElementById("conteudo").focus({ preventScroll: true });
}
