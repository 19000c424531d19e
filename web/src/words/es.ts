// Every text of the console in Spanish.
// SPDX-License-Identifier: Apache-2.0
import type { Words } from "./en";

export const es: Words = {
	link_live: "en vivo",
	link_loading: "cargando",
	link_lost: "SIN LÍNEA: lo que ve es viejo",
	link_refused: "sesión cerrada",
	sign_in: "Entrar",
	sign_in_name: "Nombre",
	sign_in_password: "Contraseña",
	sign_in_token: "Clave",
	sign_in_position: "Puesto",
	theme: "Tema",
	language: "Idioma",
};
