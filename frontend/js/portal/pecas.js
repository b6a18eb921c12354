// As peças da base que as páginas usam (`data-module`); as outras não pesam na primeira visita.
import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll } from "govuk-frontend";

const PECAS = [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink];

// A conta das letras do que está recolhido só se faz quando se abre: na lista do dia são dezenas.
const CONTA = "govuk-character-count";

function esperarQueSeAbram(raiz) {
  for (const grupo of raiz.querySelectorAll(`details:not([open]) [data-module=${CONTA}]`)) {
    const recolhido = grupo.closest("details:not([open])");
    delete grupo.dataset.module;
    recolhido.addEventListener("toggle", () => {
      grupo.dataset.module = CONTA;
      createAll(CharacterCount, undefined, { scope: recolhido, onError: () => {} });
    }, { once: true });
  }
}

export function iniciarPecas(opcoes) {
  esperarQueSeAbram(opcoes?.scope ?? document);
  for (const Peca of PECAS) createAll(Peca, undefined, opcoes);
}
