/* tocsin watch: the board on the terminal, refreshed in place, due times counting down. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/client.h"
#include "cmd/lines.h"

#define REFRESH_MS 1000
#define LINE_BYTES 256

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand watch_subcommand;
const struct subcommand watch_subcommand = { "watch", "", "the board, refreshed in place; q ends it", run };

static void draw(const json_t *board, struct line *lines)
{
	char text[LINE_BYTES];
	unsigned count = lines_of(board, lines);
	int rows = getmaxy(stdscr), columns = getmaxx(stdscr);
	(void)erase();
	(void)attron(A_REVERSE);
	(void)mvprintw(0, 0, " tocsin  %.19s  calls %lld  incidents %lld  owed %lld  entry %lld ",
	               json_string_value(json_object_get(board, "now")),
	               (long long)json_integer_value(json_object_get(board, "open_calls")),
	               (long long)json_integer_value(json_object_get(board, "open_incidents")),
	               (long long)json_integer_value(json_object_get(board, "open_obligations")),
	               (long long)json_integer_value(json_object_get(board, "sequence")));
	long long flood = json_integer_value(json_object_get(board, "flood"));
	if (flood)
		(void)printw(" FLOOD: %lld in a second ", flood);
	(void)attroff(A_REVERSE);
	(void)mvaddnstr(1, 0, LINES_HEAD, columns);
	for (unsigned i = 0; i < count && (int)i < rows - 4; i++) {
		line_write(&lines[i], text, sizeof text);
		attr_t look = lines[i].left_us < 0 || lines[i].unheeded ? A_BOLD | COLOR_PAIR(1) : A_NORMAL;
		(void)attron(look);
		(void)mvaddnstr((int)i + 2, 0, text, columns);
		(void)attroff(look);
	}
	if (rows > 3 && (int)count > rows - 4)
		(void)mvprintw(rows - 1, 0, "and %d more", (int)count - (rows - 4));
	(void)refresh();
}

static int watch(const struct subcommand_options *options, struct line *lines)
{
	for (;;) {
		struct client_answer answer = client_ask(options, "/v1/board", NULL);
		if (answer.code != 200) {
			(void)endwin();
			return client_finish(options, &answer);
		}
		draw(answer.json, lines);
		json_decref(answer.json);
		if (getch() == 'q')
			return EXIT_DONE;
	}
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	(void)arguments;
	if (count)
		return subcommand_usage(&watch_subcommand);
	struct line *lines = calloc(LINES_MAX, sizeof *lines);
	(void)setlocale(LC_ALL, "");
	if (!lines || !initscr()) {
		free(lines);
		(void)fputs("tocsin: watch wants a terminal; `tocsin board` prints once\n", stderr);
		return EXIT_REFUSED;
	}
	(void)cbreak();
	(void)noecho();
	(void)curs_set(0);
	if (options->colour && start_color() == OK && use_default_colors() == OK)
		(void)init_pair(1, COLOR_RED, -1);
	timeout(REFRESH_MS);
	int code = watch(options, lines);
	(void)endwin();
	free(lines);
	return code;
}
