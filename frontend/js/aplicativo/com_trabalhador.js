// O que toda página mostra a quem tem o aplicativo: há uma versão nova, e o que espera a rede.
import { vigiarTurno } from "./do_turno.js";
import { iniciarFaixa } from "./faixa.js";
import { lembrarMeusPedidos } from "./meus_pedidos.js";
import { anunciarVersao } from "./versao_nova.js";

vigiarTurno();
lembrarMeusPedidos();
iniciarFaixa();
anunciarVersao();
