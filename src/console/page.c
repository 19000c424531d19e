/* The console's own pages: the built files over HTTP, with what a browser may do there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/page.h"

#include <string.h>

/* Nothing is loaded from elsewhere, nothing that is written in the page runs, nobody frames it, and no form leaves it. */
static const struct {
	const char *name, *value;
} heads[] = {
	{ "Content-Security-Policy",
	  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
	  "worker-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
	  "base-uri 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
	{ "Vary", "Accept-Encoding" },
};

static void set_heads(struct http_request *request)
{
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		http_set_header(request, heads[i].name, heads[i].value);
}

/* Whether a list of a header has a word, as "gzip, br" has "gzip"; "gzip;q=0" is not told apart: no browser sends it. */
static bool names(const char *list, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = list; at && (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ' || at[-1] == ',') &&
		    !strchr("abcdefghijklmnopqrstuvwxyz-", at[length] ? at[length] : ' '))
			return true;
	return false;
}

bool page_answer(const struct site *site, struct http_request *request)
{
	const struct site_file *file = site_find(site, http_path(request));
	if (!file)
		return false;
	const char *seen = http_header(request, "If-None-Match");
	bool packed = file->packed.length && names(http_header(request, "Accept-Encoding"), "gzip");
	set_heads(request);
	http_set_header(request, "ETag", file->tag);
	http_set_header(request, "Cache-Control", file->kept ? "max-age=31536000, immutable" : "no-cache");
	if (seen && strcmp(seen, file->tag) == 0) {
		http_reply(request, 304, file->type, bytes_of(NULL, 0));
		return true;
	}
	if (packed)
		http_set_header(request, "Content-Encoding", "gzip");
	http_reply(request, 200, file->type, buffer_bytes(packed ? &file->packed : &file->bytes));
	return true;
}

void page_answer_none(struct http_request *request)
{
	static const char text[] =
	    "<!doctype html><html lang=\"en\"><title>tocsin</title><h1>tocsin works; it has no console to show</h1>"
	    "<p>Start it with <code>--console web/built</code>, or build one: <code>script/build-web</code>.</p>"
	    "<p>What it answers to machines is in <code>docs/http-api.md</code>.</p></html>\n";
	set_heads(request);
	http_reply(request, 404, "text/html; charset=utf-8", bytes_of(text, sizeof text - 1));
}
