/* What people and machines ask over HTTP: finds the route and the sender, and lets no answer go that is not durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include "console/site.h"
#include "control/control.h"
#include "publish/public_log.h"
#include "publish/second_place.h"
#include "publish/witnesses.h"
#include "routing/routing.h"
#include "desk/desk.h"
#include "loop/loop.h"

struct console;

/* Answers that wait for the disk, and readers of the feed; beyond them a request gets 503, a call for help never. */
#define CONSOLE_HELD_MAX 65536u
#define CONSOLE_READERS_MAX 2000u
/* The desk is looked at so often even if nothing wakes it. */
#define CONSOLE_TICK_US 250000
/* A comment goes to each reader of the feed so often; the console takes a longer silence than 20 s for a lost line. */
#define FEED_BEAT_S 2

/* Listens and begins to serve; the desk and the loop are borrowed.  Statuses of http_server_open, STATUS_MEMORY. */
enum status console_open(struct desk *desk, struct loop *loop, const char *host, uint16_t port,
                         struct console **ret_console);
void console_close(struct console *console);
/* Who recommends; it gets its turns from here.  Borrowed; NULL: nobody. */
void console_control(struct console *console, struct control *control);
/* Who proves policies and runs the one in force; borrowed, NULL: nobody. */
void console_routing(struct console *console, struct routing *routing);
/* Who erases what has been kept long enough; it gets its turns from here.  Borrowed; NULL: nothing is erased by itself. */
struct retention;
void console_retention(struct console *console, struct retention *retention);
/* The log that strangers may read, its witnesses, and its second place; they get their turns from here.  Borrowed; NULL: none. */
void console_log(struct console *console, struct public_log *log, struct witnesses *witnesses,
                 struct second_place *place);
/* Who looks at the center's own record.  Borrowed; NULL: nobody. */
struct live_audit;
void console_audit(struct console *console, struct live_audit *audit);
/* Who comes in from a browser.  Borrowed, and closed after the console. */
struct door;
void console_door(struct console *console, struct door *door);
/* The built console, served to whoever asks: it holds nothing of the record.  Borrowed; NULL: none. */
void console_site(struct console *console, const struct site *site);
/* What the center's own addresses end with, where its identifiers are shown outside; borrowed. */
void console_name(struct console *console, const char *domain);
/* How long after its end what was said of a call or incident is read without being opened; CLOSED_WORDS_AFTER_S unless told. */
void console_closed_words(struct console *console, uint32_t after_s);
/* http_server_connect of its server. */
enum status console_connect(struct console *console, const char *peer, int *ret_descriptor);
uint16_t console_port(const struct console *console);
/* To be called when the desk's eventfd was written, and from time to time. */
void console_turn(struct console *console);
/* The trouble for which the console has stopped the loop; STATUS_OK if none. */
enum status console_trouble(const struct console *console);
/* Prints every route: method, path, words. */
void console_print_routes(void);

#endif
