// How the console is built: one page, its map in a part of its own, nothing from elsewhere.
// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vitest/config";

// `npm run dev` beside a server: TOCSIN_URL says where it listens.
const server = process.env["TOCSIN_URL"] ?? "http://127.0.0.1:8112";

export default defineConfig({
	esbuild: { jsx: "automatic", jsxImportSource: "preact" },
	build: {
		target: "es2022",
		outDir: "dist",
		assetsInlineLimit: 0, // a data: URL would need a wider CSP
		modulePreload: { polyfill: false },
		reportCompressedSize: true,
	},
	server: { proxy: { "/v1": { target: server, changeOrigin: true } } },
	test: { include: ["test/**/*.test.ts"] },
});
