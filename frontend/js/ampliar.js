// Amplia as fotos de um pedido num quadro: setas ou botões passam, Esc fecha, "Baixar" guarda.
// Sem este módulo cada miniatura é um link que abre a imagem.
const quadro = document.querySelector("dialog[data-ampliada]");
const legenda = document.getElementById("ampliada-legenda");
const baixar = quadro?.querySelector("[data-ampliada-baixar]");
const fotos = () => [...document.querySelectorAll("a[data-ampliar]")];
let atual = 0;

function mostrar(qual) {
  const todas = fotos();
  atual = (qual + todas.length) % todas.length;
  const elo = todas[atual];
  const imagem = new Image();
  imagem.src = elo.href;
  imagem.alt = elo.dataset.ampliar;
  quadro.querySelector("[data-ampliada-quadro]").replaceChildren(imagem);
  legenda.textContent = elo.dataset.ampliar;
  baixar.href = elo.href;
  for (const botao of quadro.querySelectorAll("[data-ampliada-passo]")) botao.hidden = todas.length < 2;
}

document.addEventListener("click", (evento) => {
  const elo = evento.target.closest("a[data-ampliar]");
  if (!elo || evento.ctrlKey || evento.metaKey || evento.shiftKey) return;
  evento.preventDefault();
  mostrar(fotos().indexOf(elo));
  quadro.showModal();
});

quadro?.addEventListener("click", (evento) => {
  const passo = evento.target.closest("[data-ampliada-passo]");
  if (passo) mostrar(atual + Number(passo.dataset.ampliadaPasso));
  else if (evento.target === quadro) quadro.close(); // clicou fora
});

quadro?.addEventListener("keydown", (evento) => {
  const passo = { ArrowLeft: -1, ArrowRight: 1 }[evento.key];
  if (!passo) return;
  evento.preventDefault();
  mostrar(atual + passo);
});

// O foco volta à foto que se estava vendo, que pode já não ser a que abriu o quadro.
quadro?.addEventListener("close", () => fotos()[atual]?.focus());
