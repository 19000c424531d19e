/* A report for browsers: one file that loads nothing, its pictures inside it as SVG with their tables beneath. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo-svg.h>
#include <cairo.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "inquiry/report.h"

static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
    "'unsafe-inline'\">\n";

static const char style[] =
    "<style>\n"
    "body{font:16px/1.5 system-ui,'DejaVu Sans',sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;margin:2rem "
    "auto;padding:0 1rem}\n"
    "h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.2rem;border-bottom:1px solid #bbb}\n"
    ".headline{font-size:1.4rem;line-height:1.4;font-weight:600}\n"
    ".caveat{border-left:.3rem solid #0072b2;padding:.2rem .8rem;background:#f0f6fa}\n"
    ".refusal{border:.2rem solid #1a1a1a;padding:.6rem 1rem;font-size:1.15rem;font-weight:600}\n"
    "img{max-width:100%;height:auto}figure{margin:1rem 0}figcaption{font-size:.9rem;color:#444}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;margin:1rem 0;font-size:.92rem}\n"
    "caption{text-align:left;font-weight:600;padding-bottom:.3rem}\n"
    "th,td{padding:.25rem .7rem;border-bottom:1px solid #ddd;text-align:right;vertical-align:top}\n"
    "th.w,td.w{text-align:left}thead th{border-bottom:2px solid #666}\n"
    "hr{border:0;border-top:2px dashed #bbb;margin:3rem 0}footer{margin-top:3rem;font-size:.85rem;color:#444;"
    "overflow-wrap:anywhere}\n"
    "@media print{hr{page-break-after:always;border:0}}\n</style>\n";

static enum status escape(struct buffer *html, const char *text)
{
	enum status status = STATUS_OK;
	for (; *text && status == STATUS_OK; text++) {
		const char *as = *text == '<'   ? "&lt;"
		                 : *text == '>' ? "&gt;"
		                 : *text == '&' ? "&amp;"
		                 : *text == '"' ? "&quot;"
		                                : NULL;
		status = as ? buffer_append_text(html, as) : buffer_append(html, bytes_of(text, 1));
	}
	return status;
}

static enum status element(struct buffer *html, const char *open, const char *text, const char *close)
{
	enum status status = buffer_append_text(html, open);
	if (status == STATUS_OK)
		status = escape(html, text);
	return status == STATUS_OK ? buffer_append_text(html, close) : status;
}

static cairo_status_t keep(void *context, const unsigned char *at, unsigned length)
{
	return buffer_append(context, bytes_of(at, length)) == STATUS_OK ? CAIRO_STATUS_SUCCESS
	                                                                 : CAIRO_STATUS_NO_MEMORY;
}

static enum status draw(const struct block *block, struct buffer *svg)
{
	cairo_surface_t *surface = cairo_svg_surface_create_for_stream(keep, svg, block->width, block->height);
	cairo_t *on = cairo_create(surface);
	block->draw(on, block->width, block->height, block->context);
	cairo_destroy(on);
	cairo_surface_finish(surface);
	cairo_status_t drawn = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return drawn == CAIRO_STATUS_SUCCESS ? STATUS_OK : STATUS_MEMORY;
}

static enum status picture(struct buffer *html, const struct block *block)
{
	struct buffer svg = { 0 };
	enum status status = draw(block, &svg);
	unsigned char *coded = status == STATUS_OK ? malloc(svg.length / 3 * 4 + 8) : NULL;
	if (status == STATUS_OK && !coded)
		status = STATUS_MEMORY;
	if (status == STATUS_OK) {
		(void)EVP_EncodeBlock(coded, svg.at, (int)svg.length);
		status = buffer_print(html, "<figure><img width=\"%.0f\" height=\"%.0f\" alt=\"", block->width,
		                      block->height);
	}
	if (status == STATUS_OK)
		status = escape(html, block->text);
	if (status == STATUS_OK)
		status = buffer_append_text(html, "\" src=\"data:image/svg+xml;base64,");
	if (status == STATUS_OK)
		status = buffer_append_text(html, (const char *)coded);
	if (status == STATUS_OK)
		status = element(html, "\"><figcaption>", block->text, "</figcaption></figure>\n");
	free(coded);
	buffer_close(&svg);
	return status;
}

static enum status table(struct buffer *html, const struct block *block)
{
	enum status status =
	    element(html, "<div class=\"wide\" tabindex=\"0\"><table><caption>", block->text, "</caption>\n<thead>");
	for (size_t i = 0; status == STATUS_OK && i < block->cells; i++) {
		unsigned column = (unsigned)(i % block->columns);
		bool top = i < block->columns, first = !column;
		const char *tag = top || first ? "th" : "td";
		if (first)
			status = buffer_append_text(html, "<tr>");
		if (status == STATUS_OK)
			status = buffer_print(html, "<%s%s%s>", tag,
			                      top     ? " scope=\"col\""
			                      : first ? " scope=\"row\""
			                              : "",
			                      block->left >> column & 1 ? " class=\"w\"" : "");
		if (status == STATUS_OK)
			status = escape(html, block->cell[i]);
		if (status == STATUS_OK)
			status = buffer_print(html, "</%s>", tag);
		if (status == STATUS_OK && column + 1 == block->columns)
			status = buffer_append_text(html, top ? "</tr></thead>\n<tbody>" : "</tr>\n");
	}
	return status == STATUS_OK ? buffer_append_text(html, "</tbody></table></div>\n") : status;
}

static enum status put(struct buffer *html, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_TITLE:
		return element(html, "<h1>", block->text, "</h1>\n");
	case BLOCK_HEADING:
		return element(html, "<h2>", block->text, "</h2>\n");
	case BLOCK_HEADLINE:
		return element(html, "<p class=\"headline\">", block->text, "</p>\n");
	case BLOCK_TEXT:
		return element(html, "<p>", block->text, "</p>\n");
	case BLOCK_CAVEAT:
		return element(html, "<p class=\"caveat\">", block->text, "</p>\n");
	case BLOCK_REFUSAL:
		return element(html, "<p class=\"refusal\">", block->text, "</p>\n");
	case BLOCK_TABLE:
		return table(html, block);
	case BLOCK_PICTURE:
		return picture(html, block);
	case BLOCK_PAGE:
		return buffer_append_text(html, "<hr>\n");
	}
	return STATUS_OK;
}

enum status report_html(const struct report *report, struct buffer *html)
{
	if (report->status != STATUS_OK)
		return report->status;
	enum status status = buffer_append_text(html, head);
	if (status == STATUS_OK)
		status = element(html, "<title>", report->name, "</title>\n");
	if (status == STATUS_OK)
		status = buffer_append_text(html, style);
	if (status == STATUS_OK)
		status = buffer_append_text(html, "</head>\n<body>\n<main>\n");
	for (size_t i = 0; status == STATUS_OK && i < report->blocks; i++)
		status = put(html, &report->block[i]);
	if (status == STATUS_OK)
		status = element(html, "</main>\n<footer>", report->foot, "</footer>\n</body>\n</html>\n");
	return status;
}
