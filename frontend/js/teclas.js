// O teclado das páginas da caixa: uma tecla, uma coisa. Nada dispara com o foco num campo, com um quadro aberto, com
// Ctrl, Alt ou Cmd, nem depois que a pessoa desliga os atalhos na ajuda (WCAG 2.1.4), que abre com ? ou pelo botão.
const NOME = "atalhos";
const escrevendo = (alvo) => alvo.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");

function ligadas() {
  try {
    return localStorage.getItem(NOME) !== "nao";
  } catch {
    return true;
  }
}

function ligar(sim) {
  try {
    localStorage.setItem(NOME, sim ? "sim" : "nao");
  } catch {
    // Sem armazenamento a escolha não se guarda.
  }
}

// Quem é o dono desta tecla agora: o pedaço da página pode ter chegado depois.
const comTecla = (tecla) => document.querySelector(`[data-tecla="${CSS.escape(tecla)}"]:not([hidden])`);

// Num campo ou numa região a tecla põe o foco; num link ou botão, faz o que o clique faz.
function usar(elemento) {
  if (elemento.matches("a[href], button")) elemento.click();
  else elemento.focus();
}

function mostrarAjuda() {
  document.querySelector("dialog[data-atalhos]")?.showModal();
}

export function ligarTeclas(teclas = {}) {
  const todas = { ...teclas, "?": mostrarAjuda };
  document.addEventListener("keydown", (evento) => {
    if (evento.ctrlKey || evento.metaKey || evento.altKey || escrevendo(evento.target) || !ligadas()) return;
    const fazer = todas[evento.key];
    const dono = fazer ? null : comTecla(evento.key);
    if (!fazer && !dono) return;
    evento.preventDefault();
    if (fazer) fazer();
    else usar(dono);
  });
  for (const botao of document.querySelectorAll("[data-abrir-atalhos]")) {
    botao.addEventListener("click", mostrarAjuda);
  }
  for (const marca of document.querySelectorAll("[data-atalhos-ligados]")) {
    marca.checked = ligadas();
    marca.addEventListener("change", () => ligar(marca.checked));
  }
}
