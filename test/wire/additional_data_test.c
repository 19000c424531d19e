/* Blocks of RFC 7852, flattened. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/additional_data.h"

#define TYPE(NAME) bytes_of_text("application/EmergencyCallData." NAME "+xml; charset=utf-8")

static struct additional_data data;

static enum status added(struct bytes type, const char *body)
{
	return additional_data_add(&data, type, bytes_of_text(body));
}

static const char *fact(enum additional_fact fact)
{
	return given_text(additional_data_fact(&data, fact));
}

static void check_values(uint32_t from, const char *const *wanted)
{
	for (uint32_t i = from; *wanted; wanted++, i++) {
		char text[512] = "";
		if (i < data.values)
			(void)snprintf(text, sizeof text, "%u %s = %s", data.value[i].block,
			               given_text(additional_data_bytes(&data, data.value[i].path)),
			               given_text(additional_data_bytes(&data, data.value[i].value)));
		CHECK_TEXT(text, *wanted);
	}
}

static void check_blocks(void)
{
	CHECK(added(TYPE("ProviderInfo"),
	            "<x:EmergencyCallData.ProviderInfo xmlns:x='u'><x:DataProviderString>Smith &amp; "
	            "Co</x:DataProviderString>"
	            "<x:ContactURI>tel:+1</x:ContactURI></x:EmergencyCallData.ProviderInfo>") == STATUS_OK);
	CHECK(added(TYPE("DeviceInfo"),
	            "<EmergencyCallData.DeviceInfo><DeviceClassification>fixed</DeviceClassification>"
	            "<UniqueDeviceID TypeOfDeviceID='IMEI'> 3578 </UniqueDeviceID></EmergencyCallData.DeviceInfo>") ==
	      STATUS_OK);
	CHECK(added(TYPE("SubscriberInfo"),
	            "<EmergencyCallData.SubscriberInfo "
	            "privacyRequested='false'><SubscriberData><vcard><fn><text>Jos\xC3\xA9</text></fn>"
	            "<tel><parameters><type><text>work</text></type></parameters><uri>tel:+2</uri></tel>"
	            "<tel><parameters><type><text>main-number</text></type></parameters><uri>tel:+3</uri></tel>"
	            "<lang><language-tag>pt</language-tag></lang><note><text>insulin</text></note>"
	            "<adr><street>Main</street><locality>Town</locality></adr></vcard></SubscriberData></"
	            "EmergencyCallData.SubscriberInfo>") == STATUS_OK);
	CHECK(added(TYPE("Comment"),
	            "<EmergencyCallData.Comment><Comment xml:lang='en'>one</Comment></EmergencyCallData.Comment>") ==
	      STATUS_OK);
	CHECK(added(TYPE("VEDS"), "<AutomatedCrashNotification><a>b</a></AutomatedCrashNotification>") == STATUS_OK);
	CHECK(added(bytes_of_text("application/EmergencyCallData.eCall.MSD"), "\x01\x02") == STATUS_OK);
	CHECK(added(TYPE("X-Own"), "<EmergencyCallData.X-Own>text<b/>tail</EmergencyCallData.X-Own>") == STATUS_OK);
	CHECK_NUMBER(data.blocks, 7);
	check_values(
	    0, (const char *const[]){ "0 ProviderInfo/DataProviderString = Smith & Co",
	                              "0 ProviderInfo/ContactURI = tel:+1", "1 DeviceInfo/DeviceClassification = fixed",
	                              "1 DeviceInfo/UniqueDeviceID@TypeOfDeviceID = IMEI",
	                              "1 DeviceInfo/UniqueDeviceID = 3578", "2 SubscriberInfo@privacyRequested = false",
	                              "2 SubscriberInfo/SubscriberData/vcard/fn/text = Jos\xC3\xA9", NULL });
	check_values(data.values - 3,
	             (const char *const[]){ "3 Comment/Comment = one", "6 X-Own = text", "6 X-Own = tail", NULL });
	CHECK(data.block[4].kind == ADDITIONAL_VEDS && data.block[5].kind == ADDITIONAL_ECALL_MSD &&
	      data.block[6].kind == ADDITIONAL_OTHER);
	CHECK_TEXT(additional_block_name(data.block[5].kind), "eCall.MSD");
	CHECK_TEXT(given_text(additional_data_bytes(&data, data.block[6].name)), "X-Own");
	CHECK_TEXT(fact(ADDITIONAL_FACT_PROVIDER), "Smith & Co");
	CHECK_TEXT(fact(ADDITIONAL_FACT_SUBSCRIBER_NAME), "Jos\xC3\xA9");
	CHECK_TEXT(fact(ADDITIONAL_FACT_CALLBACK), "tel:+3");
	CHECK_TEXT(fact(ADDITIONAL_FACT_SUBSCRIBER_NOTE), "insulin");
	CHECK_TEXT(fact(ADDITIONAL_FACT_SUBSCRIBER_CITY), "Town");
	CHECK_TEXT(fact(ADDITIONAL_FACT_COMMENT), "one");
	CHECK_TEXT(fact(ADDITIONAL_FACT_SERVICE_TYPE), "");
	CHECK_TEXT(additional_fact_words(ADDITIONAL_FACT_CALLBACK), "number to call back");
	/* The first that tells a fact stays; all are listed. */
	CHECK(added(TYPE("Comment"), "<EmergencyCallData.Comment><Comment>two</Comment></EmergencyCallData.Comment>") ==
	      STATUS_OK);
	CHECK_TEXT(fact(ADDITIONAL_FACT_COMMENT), "one");
	additional_data_close(&data);
	CHECK(added(TYPE("SubscriberInfo"), "<EmergencyCallData.SubscriberInfo><vcard><tel><text>+4</text></tel></"
	                                    "vcard></EmergencyCallData.SubscriberInfo>") == STATUS_OK);
	CHECK_TEXT(fact(ADDITIONAL_FACT_CALLBACK), "+4");
	additional_data_close(&data);
}

static void check_other(void)
{
	struct bytes xml_type = bytes_of_text("application/xml");
	CHECK(additional_data_is(TYPE("Comment")) &&
	      additional_data_is(bytes_of_text(" application/emergencycalldata.VEDS+XML")));
	CHECK(!additional_data_is(xml_type) && !additional_data_is(bytes_of_text("application/EmergencyCallData.")));
	CHECK(added(xml_type, "<alert/>") == STATUS_MISSING && added(xml_type, "") == STATUS_MISSING &&
	      data.blocks == 0);
	CHECK(added(xml_type,
	            "<EmergencyCallData.ServiceInfo><ServiceType>VOIP</ServiceType></EmergencyCallData.ServiceInfo>") ==
	      STATUS_OK);
	CHECK_TEXT(fact(ADDITIONAL_FACT_SERVICE_TYPE), "VOIP");
	/* Broken: what came first is there, and why no more. */
	CHECK(added(TYPE("Comment"), "<EmergencyCallData.Comment><Comment>half</Comment><Com") == STATUS_OK);
	CHECK_TEXT(fact(ADDITIONAL_FACT_COMMENT), "half");
	CHECK_TEXT(given_text(additional_data_bytes(&data, data.block[1].reason)), "unclosed token");
	additional_data_close(&data);
	/* Provided-by, by reference and by value. */
	struct xml xml;
	CHECK(
	    xml_open(
		bytes_of_text(
		    "<a><provided-by><EmergencyCallDataReference purpose='EmergencyCallData.Comment' ref='https://x'/>"
		    "<EmergencyCallDataValue><EmergencyCallData.Comment><Comment>c</Comment></"
		    "EmergencyCallData.Comment>"
		    "</EmergencyCallDataValue></provided-by><EmergencyCallData.Comment/></a>"),
		&xml) == STATUS_OK);
	CHECK(additional_data_add_tree(&data, &xml, xml_child(&xml, 1, "provided-by")) == STATUS_OK);
	xml_close(&xml);
	CHECK(data.blocks == 2 && data.block[0].kind == ADDITIONAL_BY_REFERENCE &&
	      data.block[1].kind == ADDITIONAL_COMMENT);
	check_values(0, (const char *const[]){ "0 EmergencyCallDataReference@purpose = EmergencyCallData.Comment",
	                                       "0 EmergencyCallDataReference@ref = https://x", "1 Comment/Comment = c",
	                                       NULL });
	additional_data_close(&data);
}

static void check_limits(void)
{
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, "<EmergencyCallData.Comment>") == STATUS_OK);
	for (unsigned i = 0; i <= ADDITIONAL_DATA_VALUES_MAX; i++)
		CHECK(buffer_append_text(&text, "<Comment>x</Comment>") == STATUS_OK);
	CHECK(buffer_append_text(&text, "</EmergencyCallData.Comment>") == STATUS_OK);
	CHECK(additional_data_add(&data, TYPE("Comment"), buffer_bytes(&text)) == STATUS_OK);
	CHECK(data.values == ADDITIONAL_DATA_VALUES_MAX && data.values_left_out == 1);
	additional_data_close(&data);
	for (unsigned i = 0; i <= ADDITIONAL_DATA_BLOCKS_MAX; i++)
		CHECK(added(TYPE("VEDS"), "") == STATUS_OK);
	CHECK(data.blocks == ADDITIONAL_DATA_BLOCKS_MAX && data.blocks_left_out == 1);
	additional_data_close(&data);
	/* Text that passes its cap: the values that fit are kept. */
	buffer_clear(&text);
	CHECK(buffer_append_text(&text, "<EmergencyCallData.Comment><Comment>") == STATUS_OK);
	for (unsigned i = 0; i < XML_BYTES_MAX / 2; i++)
		if (buffer_append_text(&text, "x") != STATUS_OK)
			abort();
	CHECK(buffer_append_text(&text, "</Comment></EmergencyCallData.Comment>") == STATUS_OK);
	for (unsigned i = 0; i < 3; i++)
		CHECK(additional_data_add(&data, TYPE("Comment"), buffer_bytes(&text)) == STATUS_OK);
	CHECK(data.blocks == 3 && data.values == 1 && data.values_left_out == 2);
	CHECK(data.text.length <= ADDITIONAL_DATA_TEXT_MAX_BYTES);
	additional_data_close(&data);
	/* A document that is larger than is read is told by its type. */
	while (text.length <= XML_BYTES_MAX)
		if (buffer_append_text(&text, "<Comment>and another</Comment>") != STATUS_OK)
			abort();
	CHECK(additional_data_add(&data, TYPE("Comment"), buffer_bytes(&text)) == STATUS_OK);
	CHECK(data.blocks == 1 && data.block[0].reason.length);
	CHECK(additional_data_add(&data, bytes_of_text("application/xml"), buffer_bytes(&text)) == STATUS_MISSING);
	additional_data_close(&data);
	buffer_close(&text);
}

int main(void)
{
	check_blocks();
	check_other();
	check_limits();
	return check_done();
}
