// Prepara a interface: Sass → CSS, as entradas de JavaScript juntas com o que importam (esbuild), e cópia de módulos, fonte e mapa para
// static/compilado/, pasta ignorada pelo git. Nada de terceiros fica no repositório.
// Uso: node frontend/compilar.mjs
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild-wasm";
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
  for (const nome of ["portal", "formularios", "conversa", "servidor", "administracao", "aplicativo"]) {
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
  const soltos = readdirSync(pasta).filter((nome) => nome.endsWith(".js"));
  for (const nome of soltos) copiarTexto(join(pasta, nome), nome, semComentarios);
}

// Cada entrada sai num arquivo só, com as partes que importa. A que outra entrada importa (`./fila.js`) fica de fora dela
// e se serve ao lado, como os módulos soltos.
const DO_APLICATIVO = ["com_trabalhador", "faixa", "fila", "aplicativo", "na_rua", "oferta"];
const MODULOS = ["portal/portal", ...DO_APLICATIVO.map((nome) => `aplicativo/${nome}`)];
const TRABALHADORES = ["aplicativo/trabalhador", "aplicativo/trabalhador_desligado"];

async function juntar() {
  const pasta = join(raiz, "frontend", "js");
  const em = (nomes) => nomes.map((nome) => join(pasta, `${nome}.js`));
  const comum = {
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: "es2022",
    entryNames: "[name]",
    outdir: provisorio,
  };
  const vizinhas = new RegExp(`^\\./(${MODULOS.map((nome) => basename(nome)).join("|")})\\.js$`);
  const aoLado = ({ kind, path }) => (kind === "entry-point" ? undefined : { path, external: true });
  const deFora = { name: "vizinhas", setup: (obra) => obra.onResolve({ filter: vizinhas }, aoLado) };
  await esbuild.build({ ...comum, entryPoints: em(MODULOS), format: "esm", plugins: [deFora] });
  await esbuild.build({ ...comum, entryPoints: em(TRABALHADORES), format: "iife" });
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
  await juntar();
  copiarFonte();
  copiarMapa();
  rmSync(destino, { recursive: true, force: true });
  renameSync(provisorio, destino);
} finally {
  rmSync(provisorio, { recursive: true, force: true });
}
