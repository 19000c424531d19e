/* Decisions by a policy made again: as on record, with the caller blanked, and planted ones that must be found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/center.h"

#include "routing/routing_recheck.h"
#include "routing/ruling.h"
#include "routing/judging.h"

#define ROUTE(ID, PRIORITY, CONDITIONS, TO, OURS)                                                                      \
	"{\"id\":\"" ID "\",\"priority\":" PRIORITY ",\"conditions\":[" CONDITIONS "],\"actions\":[{\"actionType\":"   \
	"\"RouteAction\",\"recipientUri\":\"" TO "\",\"rnaTimer\":15}],\"tocsin\":{" OURS "}}"
#define CALLS(NAME, RULES)                                                                                             \
	"{\"policyOwner\":\"o\",\"policyType\":\"OriginationRoutePolicy\"" NAME ",\"policyRules\":[" RULES "]}"
#define OWED(RULES)                                                                                                    \
	"{\"policyOwner\":\"o\",\"policyType\":\"OtherRoutePolicy\",\"policyId\":\"owed\",\"tocsin\":{\"responses\":"  \
	"true},\"policyRules\":[" RULES "]}"
#define OWES(ID, PRIORITY, CONDITIONS, SECONDS)                                                                        \
	"{\"id\":\"" ID "\",\"priority\":" PRIORITY                                                                    \
	",\"conditions\":[],\"actions\":[],\"tocsin\":{\"conditions\":[" CONDITIONS                                    \
	"],\"response\":{\"obligations\":[{\"kind\":\"assign\",\"within\":" SECONDS "}]}}}"
#define HUMAN "\"human\":true"
#define LAST ROUTE("LAST", "0", "", "hall", HUMAN)
#define BY_CHANNEL(CHANNEL) "{\"conditionType\":\"ChannelCondition\",\"channels\":[\"" CHANNEL "\"]}"
#define BY_WEB "\"conditions\":[" BY_CHANNEL("http") "]"
#define SPEAKS(LANGUAGES) "{\"conditionType\":\"SdpOfferCondition\",\"langAudio\":[" LANGUAGES "]}"
#define EMPLOYER                                                                                                       \
	"{\"conditionType\":\"AdditionalDataCondition\",\"type\":\"EmergencyCallData.SubscriberInfo\",\"element\":"    \
	"\"Organisation\",\"operator\":\"EQ\",\"content\":\"Org007 Ltd\"}"
#define OF_TYPE(TYPE) "{\"conditionType\":\"CallTypeCondition\",\"types\":[\"" TYPE "\"]}"
#define TOLD_EMPLOYER "told: AdditionalData:EmergencyCallData.SubscriberInfo/Organisation=Org007 Ltd\n"

/* One world: a center, what stands in the rechecks' list last, and a policy as its server has it. */
struct world {
	struct center_test center;
	struct routing_recheck *recheck;
	struct hasher *hasher;
	struct family *family;
	bool erasing; /* texts of entries are taken out, as by an order */
	unsigned listed;
	enum replay_outcome outcome;
	char was[512], again[512], by[256], why[128];
};

static void keep(char *at, size_t room, const char *text)
{
	(void)snprintf(at, room, "%s", text ? text : "");
}

static void list(void *context, const struct replayed *replayed)
{
	struct world *world = context;
	world->listed++;
	world->outcome = replayed->outcome;
	keep(world->was, sizeof world->was, replayed->was);
	keep(world->again, sizeof world->again, replayed->again);
	keep(world->by, sizeof world->by, replayed->by);
	keep(world->why, sizeof world->why, replayed->why);
	CHECK(!replayed->call != !replayed->incident);
}

/* Asks, and lets the recheck see the entry before and after the folded board has it. */
static void ask(struct world *world, struct command command)
{
	struct center_test *center = &world->center;
	struct buffer text = { 0 }, written = { 0 };
	struct stored_entry stored;
	if (!command.actor && command.kind != COMMAND_PLACE_CALL)
		command.asker = ASKER_CENTER;
	else if (command.actor)
		command.asker = ASKER_AGENT;
	CHECK(decide(&center->decision, center->board, &command, center->now) == STATUS_OK);
	if (!CHECK(center->decision.refusal == REFUSAL_NONE))
		(void)fprintf(stderr, "  %s: %s\n", command_table[command.kind].name,
		              vocabulary_name(VOCABULARY_REFUSAL, center->decision.refusal));
	buffer_clear(&center->body);
	CHECK(codec_write_body(&center->decision, &center->body) == STATUS_OK);
	CHECK(codec_write_text(&command, &text) == STATUS_OK);
	const struct entry entry = { .sequence = board_center(center->board)->sequence,
		                     .at = center->now,
		                     .digest = center->board->digest,
		                     .body = buffer_bytes(&center->body),
		                     .text = buffer_bytes(&text) };
	CHECK(entry_write(world->hasher, &entry, (const uint8_t[2 * ENTRY_SEED_BYTES]){ 1 }, &written) == STATUS_OK);
	struct bytes rest = buffer_bytes(&written);
	CHECK(entry_read(&rest, &stored) == STATUS_OK);
	if (world->erasing)
		stored.text = stored.entry.text = bytes_of(NULL, 0);
	CHECK(routing_recheck_before(world->recheck, center->folded, &stored) == STATUS_OK);
	CHECK(codec_fold(center->folded, stored.entry.body) == STATUS_OK);
	CHECK(routing_recheck_after(world->recheck, center->folded, &stored) == STATUS_OK);
	buffer_close(&text);
	buffer_close(&written);
}

/* A policy in force, judged with these names protected as a server would have it: planted ones need no proof here. */
static void enforce(struct world *world, const char *text, const char *judgement)
{
	struct buffer manifest = { 0 };
	struct problems problems = { 0 };
	struct command propose = { .kind = COMMAND_PROPOSE_POLICY, .f = { .hash = 1, .name = { "city" } } };
	propose.text[TEXT_RECORD] = bytes_of_text(text);
	ask(world, propose);
	uint32_t number = world->center.board->pool[POOL_policies].count - 1;
	struct command judge = { .kind = COMMAND_JUDGE_POLICY, .f.policy = number };
	judge.text[TEXT_RECORD] = bytes_of_text(judgement);
	ask(world, judge);
	ask(world, (struct command){ .kind = COMMAND_ACTIVATE_POLICY, .f.policy = number });
	family_close(world->family);
	world->family = NULL;
	CHECK(judging_manifest(bytes_of_text(judgement), &manifest) == STATUS_OK);
	if (!CHECK(judging_read(bytes_of_text(text), buffer_bytes(&manifest), "policy", &problems, &world->family) ==
	           STATUS_OK))
		(void)fprintf(stderr, "%.*s", (int)problems.text.length, (const char *)problems.text.at);
	buffer_close(&problems.text);
	buffer_close(&manifest);
}

static void open_world(struct world *world, bool blanked)
{
	static const char *const queues[] = { "hall", "desk", "night" };
	*world = (struct world){ 0 };
	const struct routing_recheck_setup setup = { .blanked = blanked, .tell = list, .context = world };
	center_open(&world->center);
	CHECK(routing_recheck_open(&setup, &world->recheck) == STATUS_OK);
	CHECK(hasher_open(&world->hasher) == STATUS_OK);
	for (unsigned i = 0; i < 3; i++) {
		struct command add = { .kind = COMMAND_ADD_QUEUE };
		CHECK(fields_set_name(&add.f, FIELD_name, queues[i], strlen(queues[i])));
		ask(world, add);
	}
	/* Nobody sits at the night's queue. */
	uint32_t hall = board_queue_named(world->center.board, "hall");
	for (uint32_t agent = TAKER; agent <= SECOND; agent++)
		for (uint32_t queue = 1; queue <= hall + 1; queue++)
			ask(world, (struct command){ .kind = COMMAND_SERVE_QUEUE, .actor = agent, .f.queue = queue });
}

static void close_world(struct world *world)
{
	routing_recheck_close(world->recheck);
	family_close(world->family);
	hasher_close(world->hasher);
	center_close(&world->center);
}

static struct ruling_ground ground_of(const struct world *world)
{
	const struct board *board = world->center.board;
	return (struct ruling_ground){ board, world->family, board_policy_in_force(board), NULL };
}

/* A call as the edge and the server would have it on record; what is told of it. */
static uint32_t place(struct world *world, enum call_channel channel, const char *queue, const char *facts)
{
	struct command command = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, SAID };
	command.f.channel = (uint8_t)channel;
	command.f.queue = queue ? board_queue_named(world->center.board, queue) : 0;
	command.text[TEXT_FACTS] = bytes_of_text(facts);
	ask(world, command);
	return world->center.board->pool[POOL_calls].count - 1;
}

static void rule(struct world *world, uint32_t call, const char *queue, const char *facts, struct ruling *ret_ruling)
{
	const struct ruling_ground ground = ground_of(world);
	const struct told_placing placing = { bytes_of_text(facts),
		                              queue ? board_queue_named(ground.board, queue) : 0 };
	struct told told;
	struct failed failed;
	CHECK(told_of_placed(ground.board, ground.family, NULL, call, world->center.now, placing, &told) == STATUS_OK);
	ruling_tried(&ground, call, &failed);
	CHECK(ruling_of_call(&ground, call, &told, &failed, ret_ruling) == STATUS_OK);
	told_close(&told);
}

/* Sends a call its way as the server does. */
static void send(struct world *world, uint32_t call, const char *queue, const char *facts)
{
	struct ruling ruling;
	rule(world, call, queue, facts, &ruling);
	ask(world, ruling.command);
	ruling_close(&ruling);
}

static uint32_t place_and_send(struct world *world, enum call_channel channel, const char *queue, const char *facts)
{
	uint32_t call = place(world, channel, queue, facts);
	send(world, call, queue, facts);
	return call;
}

static uint64_t calls(const struct world *world, enum replay_outcome outcome)
{
	return routing_recheck_found(world->recheck).calls.count[outcome];
}

static uint64_t incidents(const struct world *world, enum replay_outcome outcome)
{
	return routing_recheck_found(world->recheck).incidents.count[outcome];
}

/* One whose channel nobody knows is taken for a voice, which is still no blank one. */
static void check_voice(void)
{
	struct world world;
	open_world(&world, true);
	enforce(&world, CALLS("", ROUTE("VOICE", "9", "", "desk", "\"conditions\":[" BY_CHANNEL("voice") "]") "," LAST),
	        "{}");
	place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	place_and_send(&world, CHANNEL_VOICE, NULL, "");
	CHECK(world.listed == 1 && calls(&world, REPLAY_BLANKED) == 1);
	CHECK_TEXT(world.by, "Channel");
	close_world(&world);
}

static void check_channel(void)
{
	struct world world;
	open_world(&world, true);
	enforce(&world,
	        CALLS("", ROUTE("WEB", "9", "", "desk", BY_WEB) "," ROUTE("EMPTY", "8", "", "night", "") "," LAST),
	        "{}");
	place_and_send(&world, CHANNEL_VOICE, NULL, "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	uint32_t call = place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 1 && calls(&world, REPLAY_BLANKED) == 1 && world.outcome == REPLAY_BLANKED);
	CHECK_TEXT(world.by, "Channel");
	CHECK_TEXT(world.was, "way 1 to desk, 15 s; queue: desk; rule: OriginationRoutePolicy: WEB");
	CHECK_TEXT(world.again, "way 3 to hall, 0 s; queue: hall; failed: night: nobody is there; rule: "
	                        "OriginationRoutePolicy: LAST");
	/* On to the next way, which is the same for everybody by now. */
	center_wait(&world.center, 20);
	send(&world, call, NULL, "");
	CHECK(world.listed == 1 && calls(&world, REPLAY_SAME) == 2);
	close_world(&world);
}

static void check_facts(void)
{
	static const char spanish[] = "told: SdpOffer:langAudio es=1\n";
	static const char both[] = "told: SdpOffer:langAudio es=1\ntold: SdpOffer:langAudio fr=1\n";
	struct world world;
	open_world(&world, true);
	enforce(&world, CALLS("", ROUTE("LANGUAGE", "9", SPEAKS("\"es\",\"fr\""), "desk", HUMAN) "," LAST), "{}");
	place_and_send(&world, CHANNEL_VOICE, NULL, "a line that tells nothing\n");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	place_and_send(&world, CHANNEL_VOICE, NULL, spanish);
	CHECK(world.listed == 1 && world.outcome == REPLAY_BLANKED);
	CHECK_TEXT(world.by, "SdpOffer:langAudio es");
	/* Either would do. */
	place_and_send(&world, CHANNEL_VOICE, NULL, both);
	CHECK(world.listed == 2 && calls(&world, REPLAY_BLANKED) == 2);
	CHECK_TEXT(world.by, "several together");
	close_world(&world);
}

#define IS(KIND, MORE) "{\"conditionType\":\"" KIND "\"," MORE "}"
#define EQUALS(TEXT) "\"operator\":\"EQ\",\"content\":\"" TEXT "\""
#define CIVIC "\"location\":{\"profile\":\"civic\",\"lo\":\"old town\"}"

/* Every source that a rule can ask for, and whether it is the caller's. */
static const struct {
	const char *condition, *told, *queue;
	const char *by; /* NULL: it is not */
} sources[] = {
	{ IS("SipHeaderCondition", "\"field\":\"X-Line\"," EQUALS("relay")), "told: SipHeader:X-Line=relay\n", NULL,
	  "SipHeader:X-Line" },
	{ IS("MimeBodyCondition", "\"mimeList\":[\"text/plain\"]"), "told: MimeBody:text/plain=1\n", NULL,
	  "MimeBody:text/plain" },
	{ IS("AdditionalDataCondition", "\"type\":\"T\",\"element\":\"E\"," EQUALS("x")),
	  "told: AdditionalData:T/E=x\n", NULL, "AdditionalData:T/E" },
	{ IS("BodyPartCondition", "\"contentType\":\"T\",\"element\":\"E\"," EQUALS("x")), "told: BodyPart:T/E=x\n",
	  NULL, "BodyPart:T/E" },
	{ IS("LocationCondition", CIVIC), "told: Location:old town=1\n", NULL, "Location:old town" },
	{ IS("RequestUriCondition", EQUALS("urn:service:sos.fire")), "told: RequestUri=urn:service:sos.fire\n", NULL,
	  "RequestUri" },
	{ IS("NormalNextHopCondition", EQUALS("sip:here")), "told: NormalNextHop=sip:here\n", NULL, "NormalNextHop" },
	{ IS("IncomingQueueCondition", EQUALS("desk")), "", "desk", "IncomingQueue" },
	{ IS("SdpOfferCondition", "\"rtt\":true"), "told: SdpOffer:rtt=1\n", NULL, "SdpOffer:rtt" },
	{ IS("CapCondition", "\"tag\":\"Sender\"," EQUALS("x")), "told: Cap:Sender=x\n", NULL, "Cap:Sender" },
	{ IS("LostServiceUrnCondition", "\"urn\":\"urn:service:sos.fire\""),
	  "told: LostServiceUrn:urn:service:sos.fire=1\n", NULL, NULL },
	{ IS("QueueStateCondition", "\"queue\":\"hall\",\"condition\":\"EQ\",\"value\":\"Active\""), "", NULL, NULL },
	{ IS("ServiceStateCondition", "\"service\":\"s\",\"condition\":\"EQ\",\"value\":\"Down\""),
	  "told: ServiceState:s=Down\n", NULL, NULL },
	{ IS("SecurityPostureCondition", "\"service\":\"s\",\"condition\":\"EQ\",\"value\":\"Red\""),
	  "told: SecurityPosture:s=Red\n", NULL, NULL },
};

static void check_source(size_t i)
{
	struct world world;
	char policy[2048];
	open_world(&world, true);
	(void)snprintf(policy, sizeof policy, "%s%s%s",
	               "{\"policyOwner\":\"o\",\"policyType\":\"OriginationRoutePolicy\","
	               "\"policyRules\":[{\"id\":\"ASKS\",\"priority\":9,\"actions\":[{\"actionType\":\"RouteAction\","
	               "\"recipientUri\":\"desk\",\"rnaTimer\":15}],\"conditions\":[",
	               sources[i].condition, "]}," LAST "]}");
	enforce(&world, policy, "{}");
	uint32_t call = place_and_send(&world, CHANNEL_VOICE, sources[i].queue, sources[i].told);
	/* The rule holds, or the row would say nothing. */
	CHECK_TEXT(board_queues(world.center.board, board_calls(world.center.board, call)->queue)->name.text, "desk");
	CHECK_NUMBER(calls(&world, sources[i].by ? REPLAY_BLANKED : REPLAY_SAME), 1);
	CHECK_TEXT(world.by, sources[i].by ? sources[i].by : "");
	close_world(&world);
}

static void check_queue(void)
{
	struct world world;
	open_world(&world, true);
	enforce(
	    &world,
	    "[" CALLS(",\"policyQueueName\":\"desk\"", ROUTE("OWN", "9", "", "desk", HUMAN)) "," CALLS("", LAST) "]",
	    "{}");
	place_and_send(&world, CHANNEL_VOICE, "hall", "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	place_and_send(&world, CHANNEL_VOICE, "desk", "");
	CHECK(world.listed == 1 && world.outcome == REPLAY_BLANKED);
	CHECK_TEXT(world.by, "IncomingQueue");
	close_world(&world);
}

/* A server that sends some employer's staff elsewhere, though no decision may see who is calling. */
static void check_planted(void)
{
	struct world world;
	struct ruling ruling;
	open_world(&world, true);
	enforce(&world, CALLS("", ROUTE("DIRECTIVE", "9", EMPLOYER, "desk", HUMAN) "," LAST), "{\"manifest\":[]}");
	place_and_send(&world, CHANNEL_VOICE, NULL, TOLD_EMPLOYER);
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	uint32_t call = place(&world, CHANNEL_VOICE, NULL, TOLD_EMPLOYER);
	rule(&world, call, NULL, TOLD_EMPLOYER, &ruling);
	struct command planted = ruling.command;
	planted.f.count = 1;
	planted.f.queue = board_queue_named(world.center.board, "desk");
	ask(&world, planted);
	CHECK(world.listed == 1 && world.outcome == REPLAY_PROTECTED && calls(&world, REPLAY_PROTECTED) == 1);
	CHECK_TEXT(world.by, "AdditionalData:EmergencyCallData.SubscriberInfo/Organisation");
	CHECK(!strstr(world.was, "Org007") && !strstr(world.again, "Org007"));
	/* The same for a stranger is nothing that the policy says at all. */
	call = place(&world, CHANNEL_VOICE, NULL, "");
	planted.f.call = call;
	ask(&world, planted);
	CHECK(world.listed == 2 && world.outcome == REPLAY_OTHERWISE);
	CHECK_TEXT(world.why, "another way comes out");
	/* A right way for reasons that are not the right ones. */
	planted = ruling.command;
	planted.f.call = place(&world, CHANNEL_VOICE, NULL, TOLD_EMPLOYER);
	planted.text[TEXT_FACTS] = bytes_of_text("rule: OriginationRoutePolicy: DIRECTIVE\n");
	ask(&world, planted);
	CHECK(world.listed == 3 && world.outcome == REPLAY_OTHERWISE);
	CHECK_TEXT(world.why, "its rules, times or facts come out otherwise");
	ruling_close(&ruling);
	close_world(&world);
}

/* A manifest's own names are protected as the judgement has it, and a judgement that came later holds from the next start. */
static void check_manifest(void)
{
	static const char policy[] = "[" CALLS("", ROUTE("WEB", "9", "", "desk", BY_WEB) "," LAST) "]";
	struct world world;
	open_world(&world, true);
	enforce(&world, policy, "{\"manifest\":[\"Channel\"]}");
	place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	struct command judge = { .kind = COMMAND_JUDGE_POLICY, .f.policy = 1 };
	judge.text[TEXT_RECORD] = bytes_of_text("{\"manifest\":[]}");
	ask(&world, judge);
	place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 2);
	ask(&world, (struct command){ .kind = COMMAND_RECOVER, .f.span_s = 5 });
	place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 1 && world.outcome == REPLAY_OTHERWISE); /* the test's server was not started again */
	close_world(&world);
}

static void apply(struct world *world, uint32_t incident)
{
	const struct ruling_ground ground = ground_of(world);
	struct told told;
	struct ruling ruling;
	CHECK(told_of_incident(ground.board, ground.family, incident, world->center.now, &told) == STATUS_OK);
	CHECK(ruling_of_incident(&ground, incident, &told, &ruling) == STATUS_OK);
	CHECK(ruling.command.kind == COMMAND_APPLY_RESPONSE);
	ask(world, ruling.command);
	ruling_close(&ruling);
	told_close(&told);
}

static uint32_t open_incident(struct world *world, enum call_channel channel, struct wire_name type)
{
	uint32_t call = place(world, channel, NULL, "");
	ask(world, (struct command){ .kind = COMMAND_ANSWER, .actor = TAKER, .f.call = call });
	ask(world, (struct command){ .kind = COMMAND_CLASSIFY,
	                             .actor = TAKER,
	                             .f = { .call = call, .type = type, .priority = 2, .need = 1 } });
	return world->center.board->pool[POOL_incidents].count - 1;
}

static void check_incidents(void)
{
	struct world world;
	open_world(&world, true);
	enforce(&world,
	        "[" CALLS("", LAST) "," OWED(
		    OWES("FIRE", "9", OF_TYPE("fire"), "60") "," OWES("WEB", "8", BY_CHANNEL("http"), "600")) "]",
	        "{}");
	apply(&world, open_incident(&world, CHANNEL_HTTP, (struct wire_name){ "fire" }));
	CHECK(world.listed == 0 && incidents(&world, REPLAY_SAME) == 1);
	apply(&world, open_incident(&world, CHANNEL_HTTP, (struct wire_name){ "theft" }));
	CHECK(world.listed == 1 && incidents(&world, REPLAY_BLANKED) == 1);
	CHECK_TEXT(world.by, "Channel");
	CHECK_TEXT(world.was, "owe assign 600; rule: OtherRoutePolicy owed: WEB");
	CHECK_TEXT(world.again, "nothing of its own: no rule says what is owed");
	CHECK_NUMBER(calls(&world, REPLAY_SAME), 0);
	/* Where the manifest takes the channel away from decisions, a server that goes by it all the same is found. */
	enforce(&world, "[" CALLS("", LAST) "," OWED(OWES("WEB", "8", BY_CHANNEL("http"), "600")) "]",
	        "{\"manifest\":[\"Channel\"]}");
	struct command planted = { .kind = COMMAND_APPLY_RESPONSE, .f = { .policy = 2 } };
	planted.f.incident = open_incident(&world, CHANNEL_HTTP, (struct wire_name){ "theft" });
	planted.f.count = 2; /* the way to the hall is the first effect */
	planted.text[TEXT_ROWS] = bytes_of_text("owe assign 600");
	ask(&world, planted);
	CHECK(world.listed == 2 && incidents(&world, REPLAY_PROTECTED) == 1);
	CHECK_TEXT(world.by, "Channel");
	close_world(&world);
}

/* Reasons that are too long for an entry are left out of it, and are no difference. */
static void check_long(void)
{
	struct world world;
	char told[TEXT_MAX_BYTES] = "told: SipHeader:X-Line=";
	memset(told + strlen(told), 'x', sizeof told - strlen(told));
	memcpy(told + sizeof told - 2, "\n", 2);
	open_world(&world, true);
	enforce(&world,
	        CALLS("", ROUTE("NEVER", "9", IS("SipHeaderCondition", "\"field\":\"X-Line\"," EQUALS("relay")), "desk",
	                        HUMAN) "," LAST),
	        "{}");
	uint32_t call = place(&world, CHANNEL_VOICE, NULL, told);
	struct ruling ruling;
	rule(&world, call, NULL, told, &ruling);
	CHECK(!ruling.command.text[TEXT_FACTS].length && ruling.lines.length > TEXT_MAX_BYTES);
	ask(&world, ruling.command);
	ruling_close(&ruling);
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	close_world(&world);
}

/* Without blanking only what is not as on record is told; what cannot be read is said to be so. */
static void check_plain(void)
{
	struct world world;
	open_world(&world, false);
	enforce(&world, CALLS("", ROUTE("WEB", "9", "", "desk", BY_WEB) "," LAST), "{}");
	uint32_t call = place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 1);
	/* One that begins to look in the middle knows neither the policy nor what the call came with. */
	const struct routing_recheck_setup setup = { .tell = list, .context = &world };
	routing_recheck_close(world.recheck);
	CHECK(routing_recheck_open(&setup, &world.recheck) == STATUS_OK);
	send(&world, call, NULL, "");
	CHECK(world.listed == 1 && calls(&world, REPLAY_UNKNOWN) == 1);
	CHECK_TEXT(world.why, "the policy that was in force cannot be read");
	enforce(&world, CALLS("", LAST), "{}");
	send(&world, call, NULL, "");
	CHECK(world.listed == 2 && world.outcome == REPLAY_UNKNOWN);
	CHECK_TEXT(world.why, "what the call came with is not kept");
	place_and_send(&world, CHANNEL_HTTP, NULL, "");
	CHECK(world.listed == 2 && calls(&world, REPLAY_SAME) == 1);
	close_world(&world);
}

/* What was erased by order is no sign of anything, and no decision is called the same that cannot be looked at. */
static void check_erased(void)
{
	struct world world;
	open_world(&world, true);
	enforce(&world, CALLS("", ROUTE("WEB", "9", "", "desk", BY_WEB) "," LAST), "{}");
	world.erasing = true;
	uint32_t call = place(&world, CHANNEL_HTTP, NULL, "");
	world.erasing = false;
	send(&world, call, NULL, "");
	CHECK(world.listed == 1 && calls(&world, REPLAY_UNKNOWN) == 1);
	CHECK_TEXT(world.why, "what the call came with is erased, by an order on record");
	call = place(&world, CHANNEL_HTTP, NULL, "");
	world.erasing = true;
	send(&world, call, NULL, "");
	CHECK(world.listed == 2 && calls(&world, REPLAY_UNKNOWN) == 2);
	CHECK_TEXT(world.why, "its reasons are erased, by an order on record");
	close_world(&world);
}

/* Of a closed call nothing is kept, and what follows it is not confused by it. */
static void check_closed(void)
{
	struct world world;
	open_world(&world, true);
	enforce(&world, CALLS("", LAST), "{}");
	uint32_t call = place_and_send(&world, CHANNEL_VOICE, NULL, "");
	ask(&world, (struct command){ .kind = COMMAND_ANSWER, .actor = TAKER, .f.call = call });
	ask(&world, (struct command){ .kind = COMMAND_RELEASE, .actor = TAKER, .f.call = call });
	ask(&world, (struct command){ .kind = COMMAND_CLOSE,
	                              .actor = TAKER,
	                              .f = { .call = call, .disposition = DISPOSITION_ADVISED },
	                              REASON });
	place_and_send(&world, CHANNEL_VOICE, NULL, "");
	CHECK(world.listed == 0 && calls(&world, REPLAY_SAME) == 2);
	close_world(&world);
}

int main(void)
{
	check_channel();
	check_voice();
	check_facts();
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		check_source(i);
	check_queue();
	check_planted();
	check_manifest();
	check_incidents();
	check_long();
	check_plain();
	check_erased();
	check_closed();
	return check_done();
}
