/* A question to a location server, and its answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/held.h"

static enum status types_written(struct buffer *out, const struct held_request *request)
{
	static const struct {
		unsigned bit;
		const char *name;
	} rows[] = {
		{ HELD_GEODETIC, "geodetic" },
		{ HELD_CIVIC, "civic" },
		{ HELD_LOCATION_URI, "locationURI" },
	};
	enum status status = buffer_print(out, "<locationType exact=\"%s\">", request->exact ? "true" : "false");
	const char *before = "";
	for (size_t i = 0; i < sizeof rows / sizeof rows[0] && status == STATUS_OK; i++) {
		if (!(request->types & rows[i].bit))
			continue;
		status = buffer_print(out, "%s%s", before, rows[i].name);
		before = " ";
	}
	if (status == STATUS_OK && !request->types)
		status = buffer_append_text(out, "any");
	return status == STATUS_OK ? buffer_append_text(out, "</locationType>") : status;
}

enum status held_write_request(struct buffer *out, const struct held_request *request)
{
	enum status status = buffer_append_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                                             "<locationRequest xmlns=\"urn:ietf:params:xml:ns:geopriv:held\" ");
	if (status == STATUS_OK)
		status = request->response_time_ms
		             ? buffer_print(out, "responseTime=\"%u\">", request->response_time_ms)
		             : buffer_print(out, "responseTime=\"%s\">",
		                            request->dispatch ? "emergencyDispatch" : "emergencyRouting");
	if (status == STATUS_OK)
		status = types_written(out, request);
	if (status == STATUS_OK && request->device.length) {
		status = buffer_append_text(out, "<device xmlns=\"urn:ietf:params:xml:ns:geopriv:held:id\"><uri>");
		if (status == STATUS_OK)
			status = xml_write_text(out, request->device);
		if (status == STATUS_OK)
			status = buffer_append_text(out, "</uri></device>");
	}
	return status == STATUS_OK ? buffer_append_text(out, "</locationRequest>\n") : status;
}

enum status held_open(struct bytes bytes, struct held_response *ret_response)
{
	struct pidf_lo pidf;
	enum status status = pidf_lo_open(bytes, &pidf);
	if (status != STATUS_OK)
		return status;
	*ret_response = (struct held_response){ .pidf = pidf };
	const struct xml *xml = &ret_response->pidf.xml;
	uint32_t root = xml_root(xml);
	if (xml_is(xml, root, "locationResponse") || xml_is(xml, root, "presence"))
		ret_response->kind = HELD_LOCATION;
	if (xml_is(xml, root, "error")) {
		ret_response->kind = HELD_ERROR;
		ret_response->code = xml_attribute(xml, root, "code");
		ret_response->message = xml_value(xml, xml_child(xml, root, "message"));
		/* Drafts had it as an attribute, and servers still do. */
		if (!ret_response->message.length)
			ret_response->message = xml_attribute(xml, root, "message");
	}
	uint32_t set = xml_child(xml, root, "locationUriSet");
	ret_response->expires = xml_attribute(xml, set, "expires");
	for (uint32_t at = xml_child(xml, set, "locationURI"); at; at = xml_next(xml, at, "locationURI")) {
		struct bytes uri = xml_value(xml, at);
		if (!uri.length)
			continue;
		if (ret_response->uris == HELD_URIS_MAX)
			ret_response->uris_left_out++;
		else
			ret_response->uri[ret_response->uris++] = uri;
	}
	return STATUS_OK;
}

void held_close(struct held_response *response)
{
	pidf_lo_close(&response->pidf);
	*response = (struct held_response){ 0 };
}
