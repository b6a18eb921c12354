// De que conta é o que se guarda agora. As páginas do aplicativo são de ninguém: quem sabe é o servidor ou, sem rede, a
// última página que ele mostrou.
const LEMBRADA = "conta";
const FICHA = "/aplicativo/ficha/";
const PACIENCIA = 4_000;

export const contaDaqui = () => localStorage.getItem(LEMBRADA) ?? "";

export function lembrarConta() {
  if (document.body.hasAttribute("data-trabalhador")) return;
  localStorage.setItem(LEMBRADA, document.querySelector("form[data-conta]")?.dataset.conta ?? "");
}

export async function contaAgora() {
  try {
    const resposta = await fetch(FICHA, { cache: "no-store", signal: AbortSignal.timeout(PACIENCIA) });
    if (resposta.ok) localStorage.setItem(LEMBRADA, (await resposta.json()).conta);
  } catch {
    // Sem rede vale a lembrada.
  }
  return contaDaqui();
}
