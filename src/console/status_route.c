/* A caller's page: how the call stands, for whoever has its code and for nobody else; no sign-in, no script.
 * From it he asks for an answer in writing, which is owed to him then, and reads it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "console/json.h"
#include "console/device.h"
#include "console/route.h"
#include "wire/form_text.h"

/* Of the number that the form carries. */
#define FORM_KEY_MAX_BYTES 32u
#define PAGE_TYPE "text/html; charset=utf-8"
/* Nothing is loaded, run or framed, and no other page learns where it was read. */
#define PAGE_POLICY "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

/* Who shares the caller's phone reads along: it says neither what was said, nor what kind of call it is, nor where. */
enum language { ENGLISH, SPANISH, LANGUAGES };

struct phrases {
	const char *code, *title, *received, *waits, *speaking, *open, *closed, *next, *late, *never, *keep, *receipt;
	/* Of complaints. */
	const char *label, *send, *owed, *answered, *read, *refused, *answers, *erased, *back;
};

static const struct phrases phrases[LANGUAGES] = {
	[ENGLISH] = { "en",
	              "Message status",
	              "Received",
	              "Nobody has answered yet. It stays open until somebody does.",
	              "Somebody is speaking with you, or has spoken with you.",
	              "It is open: somebody still owes you something.",
	              "It is closed.",
	              "Next due",
	              "It is past its time, and those in charge have been told.",
	              "If you think that this is wrong, you can ask for an answer in writing; it is owed to you then.",
	              "This page can be read again at any time. If it is not safe to keep it, delete it from the "
	              "history.",
	              "That it was received is entered in a public record; the receipt proves it.",
	              "What was wrong, in your words",
	              "Ask for an answer in writing",
	              "You asked for an answer in writing; it is owed to you by",
	              "There is an answer in writing, of",
	              "Read it",
	              "It was not taken",
	              "Answers in writing",
	              "What it said was erased by order.",
	              "Back" },
	[SPANISH] = { "es",
	              "Estado del mensaje",
	              "Recibido",
	              "Nadie ha respondido todavía. Sigue abierto hasta que alguien responda.",
	              "Alguien habla o ha hablado con usted.",
	              "Sigue abierto: todavía se le debe algo.",
	              "Está cerrado.",
	              "Siguiente plazo",
	              "El plazo ha vencido y los responsables están avisados.",
	              "Si cree que no es correcto, puede pedir una respuesta por escrito; entonces se le debe.",
	              "Esta página se puede volver a leer en cualquier momento. Si no es seguro guardarla, "
	              "bórrela del historial.",
	              "Que se recibió consta en un registro público; el recibo lo demuestra.",
	              "Qué estuvo mal, con sus palabras",
	              "Pedir una respuesta por escrito",
	              "Pidió una respuesta por escrito; se le debe antes de",
	              "Hay una respuesta por escrito, del",
	              "Leerla",
	              "No se aceptó",
	              "Respuestas por escrito",
	              "Lo que decía se borró por orden.",
	              "Volver" },
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

/* What the record has of complaints about a call; an entry's newest first. */
struct complaints {
	uint32_t filed, answered;
	struct instant last; /* the newest answer */
	struct buffer *page; /* the answers in words go here; NULL: they are not wanted */
	const struct phrases *say;
};

static enum status put_escaped(struct buffer *page, struct bytes text)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < text.length && status == STATUS_OK; i++) {
		uint8_t byte = text.at[i];
		bool plain = byte != '<' && byte != '>' && byte != '&' && byte != '"' && (byte >= ' ' || byte == '\n');
		status = plain ? buffer_append(page, bytes_of(&byte, 1))
		               : buffer_print(page, "&#%u;", byte < ' ' ? ' ' : byte);
	}
	return status;
}

static enum status put_answer(struct complaints *of, const struct entry_head *head)
{
	struct bytes words = head->command.text[TEXT_WORDS];
	enum status status = put_moment(of->page, of->say->answered, head->at);
	if (status == STATUS_OK)
		status = buffer_append_text(of->page, "<p style=\"white-space:pre-line\">");
	if (status == STATUS_OK)
		status = put_escaped(of->page, words.length ? words : bytes_of_text(of->say->erased));
	return status == STATUS_OK ? buffer_append_text(of->page, "</p>\n") : status;
}

static enum status read_complaint(void *context, uint64_t sequence, const struct entry_head *head,
                                  struct entry_reader reader)
{
	struct complaints *of = context;
	struct event event;
	enum status status;
	(void)sequence;
	while ((status = codec_read_event(&reader, &event)) == STATUS_OK) {
		of->filed += event.kind == EVENT_COMPLAINED;
		if (event.kind != EVENT_REPLIED)
			continue;
		if (!of->answered++)
			of->last = head->at;
		if (of->page && (status = put_answer(of, head)) != STATUS_OK)
			return status;
	}
	return status == STATUS_ENDED ? STATUS_OK : status;
}

/* The reply that is owed first; NULL: none is. */
static const struct obligation *reply_owed(const struct board *board, const struct call *call)
{
	const struct obligation *first = NULL;
	for (uint32_t slot = call->first_obligation; slot; slot = board_obligations(board, slot)->next) {
		const struct obligation *owed = board_obligations(board, slot);
		if (owed->kind == OBLIGATION_REPLY && (!first || instant_before(owed->due, first->due)))
			first = owed;
	}
	return first;
}

/* The form has how many there were: sent twice it is one complaint. */
static enum status put_complaints(struct buffer *page, const struct obligation *owed, const struct complaints *of,
                                  const char *code)
{
	const struct phrases *say = of->say;
	enum status status = owed ? put_moment(page, say->owed, owed->due) : STATUS_OK;
	if (status == STATUS_OK && owed && owed->raised)
		status = buffer_print(page, "<p>%s</p>\n", say->late);
	if (status == STATUS_OK && of->answered)
		status = put_moment(page, say->answered, of->last);
	if (status == STATUS_OK && of->answered)
		status = buffer_print(page, "<p><a href=\"/a/%s\">%s</a></p>\n", code, say->read);
	return status == STATUS_OK
	           ? buffer_print(page,
	                          "<form method=\"post\" action=\"/c/%s\"><p><label>%s<br><textarea name=\"words\" "
	                          "rows=\"4\" cols=\"40\" required></textarea></label></p>\n<p><input type=\"hidden\" "
	                          "name=\"key\" value=\"%u\"><button>%s</button></p></form>\n",
	                          code, say->label, of->filed, say->send)
	           : status;
}

static enum status put_head(struct buffer *page, const char *code, const char *title)
{
	return buffer_print(page,
	                    "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
	                    "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title></head>\n"
	                    "<body><h1>%s</h1>\n",
	                    code, title, title);
}

/* `refused`: the complaint that was just sent was not taken. */
static enum status put_page(struct ask *ask, uint32_t number, bool refused, struct buffer *page)
{
	const struct board *board = desk_board(ask->desk);
	const struct phrases *say = phrases_for(ask);
	const struct call *call = board_calls(board, number);
	const struct obligation *next = next_of(board, call);
	struct complaints complaints = { .say = say };
	enum status status = desk_timeline(ask->desk, FIELD_call, number, read_complaint, &complaints);
	if (status == STATUS_OK)
		status = put_head(page, say->code, say->title);
	if (status == STATUS_OK && refused)
		status = buffer_print(page, "<p><strong>%s</strong></p>\n", say->refused);
	if (status == STATUS_OK)
		status = put_moment(page, say->received, call->first_contact);
	if (status == STATUS_OK)
		status = buffer_print(page, "<p><strong>%s</strong></p>\n", standing_of(board, call, say));
	if (status == STATUS_OK && next)
		status = put_moment(page, say->next, next->due);
	if (status == STATUS_OK && next && next->raised)
		status = buffer_print(page, "<p>%s</p>\n", say->late);
	if (status == STATUS_OK)
		status = buffer_print(page, "<p>%s</p>\n", say->never);
	if (status == STATUS_OK)
		status = put_complaints(page, reply_owed(board, call), &complaints, ask->name);
	return status == STATUS_OK
	           ? buffer_print(page, "<p>%s</p>\n<p>%s</p>\n</body></html>\n", say->receipt, say->keep)
	           : status;
}

/* Whose code it is that the path ends with; 0, and it was answered: nobody's, or too many were tried from there. */
static uint32_t find_call(struct ask *ask)
{
	uint32_t call = secrets_call(desk_secrets(ask->desk), ask->name);
	const char *address = http_peer(ask->request);
	uint32_t wait_s = door_code_wait_s(ask_door(ask), address, desk_now(ask->desk));
	bool known = call && board_calls(desk_board(ask->desk), call);
	if (wait_s) {
		session_refuse_wait(ask, wait_s);
		return 0;
	}
	door_code_tried(ask_door(ask), address, desk_now(ask->desk), known);
	if (!known)
		ask_refuse(ask, 404, "unknown_code", "", "there is nothing under that code");
	return known ? call : 0;
}

static void send_page(struct ask *ask, struct reply *reply, enum status status)
{
	http_set_header(ask->request, "Content-Security-Policy", PAGE_POLICY);
	http_set_header(ask->request, "Referrer-Policy", "no-referrer");
	if (status == STATUS_OK)
		ask_hold(ask, reply);
	else
		ask_trouble(ask, reply, status);
}

static void show_page(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = PAGE_TYPE };
	uint32_t call = find_call(ask);
	if (call)
		send_page(ask, &reply, put_page(ask, call, false, &reply.body));
}

static void show_answers(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = PAGE_TYPE };
	const struct phrases *say = phrases_for(ask);
	struct complaints complaints = { .page = &reply.body, .say = say };
	uint32_t call = find_call(ask);
	if (!call)
		return;
	enum status status = put_head(&reply.body, say->code, say->answers);
	if (status == STATUS_OK)
		status = desk_timeline(ask->desk, FIELD_call, call, read_complaint, &complaints);
	if (status == STATUS_OK)
		status = buffer_print(&reply.body, "<p><a href=\"/c/%s\">%s</a></p>\n</body></html>\n", ask->name,
		                      say->back);
	send_page(ask, &reply, status);
}

/* One key, one complaint: the form has how many there were when the page was made. */
static void set_form_key(struct ask *ask, struct command *command, struct bytes key)
{
	char who[32], given[FORM_KEY_MAX_BYTES + 1];
	if (!key.length || key.length > FORM_KEY_MAX_BYTES)
		return;
	memcpy(given, key.at, key.length);
	given[key.length] = '\0';
	(void)snprintf(who, sizeof who, "complaint %u", command->f.call);
	command->keyed = true;
	secrets_key(desk_secrets(ask->desk), who, given, command->key);
	command->content = secrets_content(desk_secrets(ask->desk), command->text[TEXT_WORDS]);
}

/* By the form of the page, so without any program on the caller's side: what comes of it is the page again. */
static void complain(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = PAGE_TYPE };
	struct buffer words = { .cap = TEXT_MAX_BYTES }, key = { .cap = FORM_KEY_MAX_BYTES };
	struct desk_answer answer = { 0 };
	struct command command = { .kind = COMMAND_COMPLAIN, .asker = ASKER_CALLER, .f.call = find_call(ask) };
	if (!command.f.call)
		return;
	enum status status =
	    http_body_cut(ask->request) ? STATUS_LIMIT : form_text_value(http_body(ask->request), "words", &words);
	if (status == STATUS_OK || status == STATUS_MISSING) {
		/* A form without a key is a complaint each time. */
		if (form_text_value(http_body(ask->request), "key", &key) != STATUS_OK)
			buffer_clear(&key);
		command.text[TEXT_WORDS] = buffer_bytes(&words);
		set_form_key(ask, &command, buffer_bytes(&key));
		status = desk_ask(ask->desk, &command, &answer);
		reply.code = status != STATUS_OK || answer.refusal == REFUSAL_NONE ? 200 : 422;
	}
	if (status == STATUS_MALFORMED || status == STATUS_LIMIT)
		ask_refuse(ask, status == STATUS_LIMIT ? 413 : 400, "malformed", "words",
		           "a form with `words` in UTF-8 is wanted, of 64 KiB at the most");
	else
		send_page(ask, &reply,
		          status == STATUS_OK
		              ? put_page(ask, command.f.call, answer.refusal != REFUSAL_NONE, &reply.body)
		              : status);
	buffer_close(&words);
	buffer_close(&key);
}

extern const struct route status_routes[];
const struct route status_routes[] = {
	{ "GET", "/c/{code}", ACCESS_ANYBODY, show_page, "a caller's page: how the call stands, by its code" },
	{ "POST", "/c/{code}", ACCESS_ANYBODY, complain, "complain by the code, with the page's form" },
	{ "GET", "/a/{code}", ACCESS_ANYBODY, show_answers,
	  "answers in writing to what was complained of, by the code" },
	{ 0 },
};
