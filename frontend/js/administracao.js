// Na administração, a barra de acessibilidade e o nome dos campos que se escolhem procurando; o resto é do Django.
import { iniciarAcessibilidade } from "./acessibilidade.js";

iniciarAcessibilidade();

// O select2 diz o que se escolheu, e não o nome do campo: dizem-se os dois. Ele chega depois da página.
function nomear() {
  for (const campo of document.querySelectorAll("select.select2-hidden-accessible")) {
    const rotulo = campo.labels[0];
    const escolhido = document.getElementById(`select2-${campo.id}-container`);
    if (!rotulo || !escolhido || escolhido.hasAttribute("aria-labelledby")) continue;
    rotulo.id ||= `${campo.id}-rotulo`;
    escolhido.setAttribute("aria-labelledby", rotulo.id);
    escolhido.closest("[role=combobox]").setAttribute("aria-labelledby", `${rotulo.id} ${escolhido.id}`);
  }
}

nomear();
new MutationObserver(nomear).observe(document.body, { childList: true, subtree: true });
