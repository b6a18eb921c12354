// As peças da base que as páginas usam (`data-module`); as outras não pesam na primeira visita.
import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll } from "govuk-frontend";

const PECAS = [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink];

export function iniciarPecas(opcoes) {
  for (const Peca of PECAS) createAll(Peca, undefined, opcoes);
}
