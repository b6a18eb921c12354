// Um computador, muitas pessoas: acabado o atendimento, o navegador esquece o que guardou. Ficam só as preferências de quem atende.
// O que a página mostrava não volta: nada se guarda no caminho, e a que o Voltar traz da memória se pede de novo.
const FICAM = new Set(["contraste", "tamanho", "atalhos"]);

function esquecer() {
  sessionStorage.clear();
  for (const nome of Object.keys(localStorage)) if (!FICAM.has(nome)) localStorage.removeItem(nome);
}

document.addEventListener("submit", ({ target }) => {
  if (target.action.endsWith("/terminar/")) esquecer();
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
