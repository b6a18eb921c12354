// O comprovante, que se imprime mal abre. Da bobina sai uma tira só, da altura do que ela diz: o CSS não a sabe dar à folha
// (`size` não aceita “80mm auto”), e por isso se mede. Sem isto, a folha é a que está no estilo, de 297 mm.
const MM = 25.4 / 96;
const FOLGA = 2;

function medir(tira) {
  const altura = Math.ceil(tira.getBoundingClientRect().height * MM) + FOLGA;
  const folha = new CSSStyleSheet();
  folha.replaceSync(`@page bobina { size: 80mm ${altura}mm; }`);
  document.adoptedStyleSheets = [folha];
}

await document.fonts.ready;
const tira = document.querySelector("[data-tira]");
if (tira) medir(tira);
window.print();
