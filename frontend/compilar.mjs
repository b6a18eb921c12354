// Prepara a interface: Sass → CSS e cópia de módulos, fonte e mapa para
// static/compilado/, pasta ignorada pelo git. Nada de terceiros fica no repositório.
// Uso: node frontend/compilar.mjs
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as sass from "sass";

const raiz = dirname(dirname(fileURLToPath(import.meta.url)));
const pacotes = join(raiz, "node_modules");
const destino = join(raiz, "static", "compilado");
const provisorio = `${destino}.${process.pid}`;

// Os mapas de origem não são servidos: sem eles o manifesto recusaria a referência.
const semMapa = (texto) => texto.replace(/\/[/*][#@] sourceMappingURL=\S+(\s*\*\/)?/g, "");

// Os comentários são para quem lê o código, e pesam na primeira visita: só saem as linhas que não têm mais nada.
const semComentarios = (texto) => texto.replace(/^ *\/\/.*\n/gm, "").replace(/^\s+/gm, "");

function copiarTexto(origem, nome, mudar = semMapa) {
  writeFileSync(join(provisorio, nome), mudar(readFileSync(origem, "utf8")));
}

function compilarEstilos() {
  for (const nome of ["portal", "servidor", "administracao"]) {
    const { css } = sass.compile(join(raiz, "frontend", "scss", `${nome}.scss`), {
      importers: [new sass.NodePackageImporter(raiz)],
      loadPaths: [join(raiz, "frontend", "scss")],
      quietDeps: true,
      style: "compressed",
    });
    writeFileSync(join(provisorio, `${nome}.css`), css);
  }
}

function copiarModulos() {
  const pasta = join(raiz, "frontend", "js");
  for (const nome of readdirSync(pasta)) copiarTexto(join(pasta, nome), nome, semComentarios);
  copiarTexto(join(pacotes, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "govuk-frontend.min.js");
}

function copiarFonte() {
  const pasta = join(pacotes, "@fontsource/atkinson-hyperlegible-next/files");
  for (const peso of [400, 700]) {
    cpSync(
      join(pasta, `atkinson-hyperlegible-next-latin-${peso}-normal.woff2`),
      join(provisorio, "fontes", `atkinson-${peso}.woff2`),
    );
  }
}

function copiarMapa() {
  const pasta = join(pacotes, "leaflet/dist");
  copiarTexto(join(pasta, "leaflet.js"), "leaflet/leaflet.js");
  copiarTexto(join(pasta, "leaflet.css"), "leaflet/leaflet.css");
  cpSync(join(pasta, "images"), join(provisorio, "leaflet/images"), { recursive: true });
}

for (const pasta of ["fontes", "leaflet"]) mkdirSync(join(provisorio, pasta), { recursive: true });
try {
  compilarEstilos();
  copiarModulos();
  copiarFonte();
  copiarMapa();
  rmSync(destino, { recursive: true, force: true });
  renameSync(provisorio, destino);
} finally {
  rmSync(provisorio, { recursive: true, force: true });
}
