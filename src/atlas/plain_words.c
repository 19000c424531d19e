/* Names made alike for searching, by two tables: letters without accents, and short forms. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/plain_words.h"

#include <assert.h>
#include <string.h>

/* U+00C0 to U+017F (Latin-1 Supplement's letters and Latin Extended-A) without what stands on or through them. */
static const char letters[] = "aaaaaa?ceeeeiiii?nooooo ouuuuy??aaaaaa?ceeeeiiii?nooooo ouuuuy?y"
			      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
			      "lllnnnnnn???oooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/* Those that become two. */
static const struct {
	uint16_t code;
	char text[3];
} doubles[] = {
	{ 0xC6, "ae" }, { 0xD0, "d" },  { 0xDE, "th" },  { 0xDF, "ss" },  { 0xE6, "ae" },
	{ 0xF0, "d" },  { 0xFE, "th" }, { 0x132, "ij" }, { 0x133, "ij" }, { 0x149, "n" },
	{ 0x14A, "n" }, { 0x14B, "n" }, { 0x152, "oe" }, { 0x153, "oe" },
};

/* Whole words; both what is stored and what is asked for pass here, so it only matters that the same comes out. */
static const char *const short_forms[][2] = {
	{ "ave", "avenue" },     { "av", "avenue" },    { "avda", "avenue" },     { "avenida", "avenue" },
	{ "blvd", "boulevard" }, { "bd", "boulevard" }, { "bvd", "boulevard" },   { "dr", "drive" },
	{ "rd", "road" },        { "ln", "lane" },      { "ct", "court" },        { "pl", "place" },
	{ "sq", "square" },      { "hwy", "highway" },  { "pkwy", "parkway" },    { "ter", "terrace" },
	{ "cir", "circle" },     { "fwy", "freeway" },  { "expy", "expressway" }, { "brg", "bridge" },
	{ "aly", "alley" },      { "trl", "trail" },    { "hts", "heights" },     { "mt", "mount" },
	{ "ft", "fort" },        { "n", "north" },      { "s", "south" },         { "e", "east" },
	{ "w", "west" },         { "ne", "northeast" }, { "nw", "northwest" },    { "se", "southeast" },
	{ "sw", "southwest" },   { "r", "rua" },        { "trav", "travessa" },   { "tv", "travessa" },
	{ "lg", "largo" },       { "pc", "praca" },     { "pca", "praca" },       { "sta", "santa" },
	{ "sto", "santo" },      { "str", "strasse" },  { "hosp", "hospital" },   { "dept", "department" },
	{ "no", "north" },       { "so", "south" },     { "and", "&" },           { "@", "&" },
};

static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
}

/* The bytes that stand for the character at `text`; how many of the text they took.  "" for what parts words. */
static size_t fold(const uint8_t *text, char folded[5])
{
	memset(folded, 0, 5);
	if (*text >= 'A' && *text <= 'Z') {
		folded[0] = (char)(*text + 32);
	} else if ((is_letter(*text) && *text < 0x80) || *text == '&' || *text == '@') {
		folded[0] = (char)*text;
	} else if (*text >= 0xC3 && *text <= 0xC5 && (text[1] & 0xC0) == 0x80) {
		unsigned code = (*text & 0x1Fu) << 6 | (text[1] & 0x3Fu);
		folded[0] = letters[code - 0xC0];
		for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
			if (doubles[i].code == code)
				memcpy(folded, doubles[i].text, sizeof doubles[i].text);
		if (folded[0] == ' ' || folded[0] == '?')
			folded[0] = '\0';
		return 2;
	} else if (*text == 0xE2 && text[1] == 0x80 && text[2]) {
		return 3; /* dashes and quotation marks */
	} else if (*text >= 0xC6) {
		/* other scripts stay as they are */
		size_t length = *text >= 0xF0 ? 4 : *text >= 0xE0 ? 3 : 2, i = 0;
		for (; i < length && text[i] && (!i || (text[i] & 0xC0) == 0x80); i++)
			folded[i] = (char)text[i];
		return i;
	}
	return 1;
}

/* Apostrophes, and accents that stand by themselves (U+0300 to U+036F), are passed over: how many bytes. */
static size_t silent(const uint8_t *text)
{
	if (*text == '\'')
		return 1;
	if (text[0] == 0xE2 && text[1] == 0x80 && text[2] == 0x99)
		return 3;
	return (*text == 0xCC && text[1]) || (*text == 0xCD && text[1] >= 0x80 && text[1] < 0xB0) ? 2 : 0;
}

static void add_word(struct plain_words *words, const char *word, size_t length)
{
	size_t at = words->count ? words->at[words->count - 1] + words->length[words->count - 1] + 1u : 0;
	if (!length || words->count == PLAIN_WORDS_MAX || at + length + 1 > PLAIN_MAX_BYTES)
		return;
	if (at)
		words->text[at - 1] = ' ';
	memcpy(words->text + at, word, length);
	words->text[at + length] = '\0';
	words->at[words->count] = (uint16_t)at;
	words->length[words->count++] = (uint16_t)length;
}

static void expand(struct plain_words *words, const char *word, size_t length, bool last)
{
	static const char strasse[] = "strasse";
	char longer[80];
	for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++)
		if (strlen(short_forms[i][0]) == length && memcmp(short_forms[i][0], word, length) == 0) {
			add_word(words, short_forms[i][1], strlen(short_forms[i][1]));
			return;
		}
	if (length == 2 && memcmp(word, "st", 2) == 0) {
		/* "St John's Road", but "John's St" */
		add_word(words, words->count || last ? "street" : "saint", words->count || last ? 6 : 5);
	} else if (length > 4 && length < 64 && memcmp(word + length - 3, "str", 3) == 0) {
		/* "Landstr." */
		memcpy(longer, word, length - 3);
		memcpy(longer + length - 3, strasse, sizeof strasse);
		add_word(words, longer, length - 3 + sizeof strasse - 1);
	} else {
		add_word(words, word, length);
	}
}

void plain_words_of(const char *name, struct plain_words *ret_words)
{
	_Static_assert(sizeof letters - 1 == 0x180 - 0xC0, "a letter for each code");
	const uint8_t *at = (const uint8_t *)name;
	char word[PLAIN_MAX_BYTES], folded[5];
	size_t length = 0;
	*ret_words = (struct plain_words){ 0 };
	while (*at) {
		size_t nothing = silent(at);
		at += nothing;
		if (nothing)
			continue;
		at += fold(at, folded);
		bool sign = *folded == '&' || *folded == '@';
		if (!*folded || sign) {
			expand(ret_words, word, length, !*at);
			length = 0;
		}
		for (const char *letter = folded; *letter && length < sizeof word - 4; letter++)
			word[length++] = *letter;
		if (sign) {
			expand(ret_words, word, length, false);
			length = 0;
		}
	}
	expand(ret_words, word, length, true);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned plain_distance(const char *a, unsigned a_length, const char *b, unsigned b_length, unsigned most)
{
	unsigned rows[3][PLAIN_MAX_BYTES + 1];
	if (a_length > b_length + most || b_length > a_length + most || b_length > PLAIN_MAX_BYTES)
		return most + 1;
	for (unsigned j = 0; j <= b_length; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a_length; i++) {
		unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		now[0] = i;
		for (unsigned j = 1; j <= b_length; j++) {
			now[j] = least(least(now[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return least(rows[a_length % 3][b_length], most + 1);
}

/* How many letters a word of this length may differ by, and still be meant. */
static unsigned tolerance(unsigned length)
{
	return length < 4 ? 0 : length < 7 ? 1 : 2;
}

static unsigned word_cost(const struct plain_words *asked, unsigned i, const struct plain_words *name, unsigned j)
{
	const char *a = asked->text + asked->at[i], *b = name->text + name->at[j];
	unsigned a_length = asked->length[i], b_length = name->length[j], most = tolerance(a_length);
	unsigned distance = plain_distance(a, a_length, b, b_length, most);
	if (distance <= most)
		return distance * PLAIN_LETTER;
	bool begins = a_length < b_length && a_length >= 2 && memcmp(a, b, a_length) == 0;
	return begins ? PLAIN_UNASKED : PLAIN_LACKING;
}

/* The words run together: "broad way" is "Broadway". */
static unsigned joined(const struct plain_words *words, const bool *used, char text[PLAIN_MAX_BYTES])
{
	unsigned length = 0;
	for (unsigned i = 0; i < words->count; i++) {
		if (used && used[i])
			continue;
		memcpy(text + length, words->text + words->at[i], words->length[i]);
		length += words->length[i];
	}
	return length;
}

unsigned plain_cost(const struct plain_words *asked, const bool used[PLAIN_WORDS_MAX], const struct plain_words *name)
{
	bool taken[PLAIN_WORDS_MAX] = { 0 };
	char a[PLAIN_MAX_BYTES], b[PLAIN_MAX_BYTES];
	unsigned cost = 0, matched = 0;
	for (unsigned i = 0; i < asked->count; i++) {
		unsigned best = PLAIN_LACKING, which = PLAIN_WORDS_MAX;
		if (used[i])
			continue;
		for (unsigned j = 0; j < name->count; j++) {
			unsigned here = taken[j] ? PLAIN_LACKING : word_cost(asked, i, name, j);
			if (here < best) {
				best = here;
				which = j;
			}
		}
		if (which < PLAIN_WORDS_MAX) {
			taken[which] = true;
			matched++;
		}
		cost += best;
	}
	cost += (name->count - matched) * PLAIN_UNASKED;
	unsigned a_length = joined(asked, used, a), b_length = joined(name, NULL, b), most = tolerance(a_length);
	unsigned distance = plain_distance(a, a_length, b, b_length, most);
	return distance <= most ? least(cost, distance * PLAIN_LETTER + (matched < name->count)) : cost;
}
