/* A caller's page: how the call stands, for whoever has its code and for nobody else; no sign-in, nothing but text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "console/json.h"
#include "console/device.h"
#include "console/route.h"

#define PAGE_TYPE "text/html; charset=utf-8"
/* Nothing is loaded, run or framed, and no other page learns where it was read. */
#define PAGE_POLICY "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/* Who shares the caller's phone reads along: it says neither what was said, nor what kind of call it is, nor where. */
enum language { ENGLISH, SPANISH, LANGUAGES };

struct phrases {
	const char *code, *title, *received, *waits, *speaking, *open, *closed, *next, *late, *never, *keep, *receipt;
};

static const struct phrases phrases[LANGUAGES] = {
	[ENGLISH] = { "en", "Message status", "Received", "Nobody has answered yet. It stays open until somebody does.",
	              "Somebody is speaking with you, or has spoken with you.",
	              "It is open: somebody still owes you something.", "It is closed.", "Next due",
	              "It is past its time, and those in charge have been told.",
	              "If you think that this is wrong, you can ask for an answer in writing; it is owed to you then.",
	              "This page can be read again at any time. If it is not safe to keep it, delete it from the "
	              "history.",
	              "That it was received is entered in a public record; the receipt proves it." },
	[SPANISH] = { "es", "Estado del mensaje", "Recibido",
	              "Nadie ha respondido todavía. Sigue abierto hasta que alguien responda.",
	              "Alguien habla o ha hablado con usted.", "Sigue abierto: todavía se le debe algo.",
	              "Está cerrado.", "Siguiente plazo", "El plazo ha vencido y los responsables están avisados.",
	              "Si cree que no es correcto, puede pedir una respuesta por escrito; entonces se le debe.",
	              "Esta página se puede volver a leer en cualquier momento. Si no es seguro guardarla, "
	              "bórrela del historial.",
	              "Que se recibió consta en un registro público; el recibo lo demuestra." },
};

static const struct phrases *phrases_for(const struct ask *ask)
{
	const char *wanted = http_header(ask->request, "Accept-Language");
	return &phrases[wanted && strncmp(wanted, "es", 2) == 0 ? SPANISH : ENGLISH];
}

static enum status put_moment(struct buffer *page, const char *what, struct instant at)
{
	char text[INSTANT_TEXT_BYTES];
	instant_write(at, text);
	text[10] = ' ';
	return buffer_print(page, "<p>%s: <time datetime=\"%.10sT%.8sZ\">%.16s UTC</time></p>\n", what, text, text + 11,
	                    text);
}

/* The debt to this caller that is due first, on the call or on what came of it. */
static const struct obligation *next_of(const struct board *board, const struct call *call)
{
	const struct incident *incident = board_incidents(board, call->incident);
	const uint32_t first[] = { call->first_obligation, incident ? incident->first_obligation : 0 };
	const struct obligation *next = NULL;
	for (unsigned i = 0; i < 2; i++)
		for (uint32_t slot = first[i]; slot; slot = board_obligations(board, slot)->next) {
			const struct obligation *owed = board_obligations(board, slot);
			if (!next || instant_before(owed->due, next->due))
				next = owed;
		}
	return next;
}

static const char *standing_of(const struct board *board, const struct call *call, const struct phrases *say)
{
	const struct incident *incident = board_incidents(board, call->incident);
	if (call->state == CALL_WAITING)
		return say->waits;
	if (call->state == CALL_CLOSED && !(incident && incident->open))
		return say->closed;
	return incident && incident->open ? say->open : say->speaking;
}

static enum status put_page(const struct board *board, uint32_t number, const struct phrases *say, struct buffer *page)
{
	const struct call *call = board_calls(board, number);
	const struct obligation *next = next_of(board, call);
	enum status status =
	    buffer_print(page,
	                 "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
	                 "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title></head>\n"
	                 "<body><h1>%s</h1>\n",
	                 say->code, say->title, say->title);
	if (status == STATUS_OK)
		status = put_moment(page, say->received, call->first_contact);
	if (status == STATUS_OK)
		status = buffer_print(page, "<p><strong>%s</strong></p>\n", standing_of(board, call, say));
	if (status == STATUS_OK && next)
		status = put_moment(page, say->next, next->due);
	if (status == STATUS_OK && next && next->raised)
		status = buffer_print(page, "<p>%s</p>\n", say->late);
	return status == STATUS_OK ? buffer_print(page, "<p>%s</p>\n<p>%s</p>\n<p>%s</p>\n</body></html>\n", say->never,
	                                          say->receipt, say->keep)
	                           : status;
}

static void show_page(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	uint32_t call = secrets_call(desk_secrets(ask->desk), ask->name);
	struct reply reply = { .code = 200, .type = PAGE_TYPE };
	const char *address = http_peer(ask->request);
	uint32_t wait_s = door_code_wait_s(ask_door(ask), address, desk_now(ask->desk));
	bool known = call && board_calls(board, call);
	if (wait_s) {
		session_refuse_wait(ask, wait_s);
		return;
	}
	door_code_tried(ask_door(ask), address, desk_now(ask->desk), known);
	if (!known) {
		ask_refuse(ask, 404, "unknown_code", "", "there is nothing under that code");
		return;
	}
	http_set_header(ask->request, "Content-Security-Policy", PAGE_POLICY);
	http_set_header(ask->request, "Referrer-Policy", "no-referrer");
	enum status status = put_page(board, call, phrases_for(ask), &reply.body);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route status_routes[];
const struct route status_routes[] = {
	{ "GET", "/c/{code}", ACCESS_ANYBODY, show_page, "a caller's page: how the call stands, by its code" },
	{ 0 },
};
