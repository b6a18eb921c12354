// Barra de acessibilidade: tamanho da letra e alto contraste, lembrados no aparelho.
const TAMANHOS = ["menor", "", "maior", "maximo"];
const raiz = document.documentElement;

function lembrar(nome, valor) {
  try {
    localStorage.setItem(nome, valor);
  } catch {
    // Sem armazenamento a escolha vale só nesta página.
  }
}

function mudarTamanho(passo) {
  const atual = TAMANHOS.indexOf(raiz.dataset.tamanho ?? "");
  const novo = passo === 0 ? 1 : Math.min(Math.max(atual + passo, 0), TAMANHOS.length - 1);
  if (TAMANHOS[novo]) raiz.dataset.tamanho = TAMANHOS[novo];
  else delete raiz.dataset.tamanho;
  lembrar("tamanho", TAMANHOS[novo]);
}

function contrasteLigado() {
  const pedidoNoAparelho = window.matchMedia("(prefers-contrast: more)").matches;
  return raiz.classList.contains("contraste") || (pedidoNoAparelho && !raiz.classList.contains("sem-contraste"));
}

function mudarContraste(botao) {
  const ligar = !contrasteLigado();
  raiz.classList.toggle("contraste", ligar);
  raiz.classList.toggle("sem-contraste", !ligar);
  lembrar("contraste", ligar ? "sim" : "nao");
  botao.setAttribute("aria-pressed", String(ligar));
}

export function iniciarAcessibilidade() {
  const contraste = document.querySelector("[data-contraste]");
  contraste?.setAttribute("aria-pressed", String(contrasteLigado()));
  contraste?.addEventListener("click", () => mudarContraste(contraste));
  for (const botao of document.querySelectorAll("[data-letra]")) {
    botao.addEventListener("click", () => mudarTamanho(Number(botao.dataset.letra)));
  }
}
