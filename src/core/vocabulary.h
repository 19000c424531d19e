/* The words of the field as closed lists, each with its text for people and for JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_VOCABULARY_H
#define CORE_VOCABULARY_H

#include <stdbool.h>
#include <stdint.h>

/* Lists too short for a file of their own: NAME, in words. */
#define OWNER_LIST(WORD)                                                                                               \
	WORD(OWNER, CENTER, "center", "the center itself")                                                             \
	WORD(OWNER, QUEUE, "queue", "a queue")                                                                         \
	WORD(OWNER, AGENT, "agent", "an agent")                                                                        \
	WORD(OWNER, UNIT, "unit", "a unit")                                                                            \
	WORD(OWNER, DISPATCHERS, "dispatchers", "the dispatchers")                                                     \
	WORD(OWNER, SUPERVISORS, "supervisors", "the supervisors")                                                     \
	WORD(OWNER, DUTY_OFFICER, "duty_officer", "the duty officer")                                                  \
	WORD(OWNER, NEIGHBOUR, "neighbour", "a neighbouring agency")
#define ENDING_LIST(WORD)                                                                                              \
	WORD(ENDING, DONE, "done", "it was done")                                                                      \
	WORD(ENDING, MOVED, "moved", "another debt carries it")                                                        \
	WORD(ENDING, DISPOSED, "disposed", "a person's disposition settles it")                                        \
	WORD(ENDING, RELEASED, "released", "the unit was released with a reason")                                      \
	WORD(ENDING, DECLINED, "declined", "it was declined or withdrawn")                                             \
	WORD(ENDING, CLOSED, "closed", "its subject was closed")
#define CAUSE_LIST(WORD)                                                                                               \
	WORD(CAUSE, OVERDUE, "overdue", "the due time passed")                                                         \
	WORD(CAUSE, SIGNED_OUT, "signed_out", "the owner left")                                                        \
	WORD(CAUSE, EXTENDED, "extended", "a supervisor gave more time")                                               \
	WORD(CAUSE, MORE_URGENT, "more_urgent", "the priority rose")                                                   \
	WORD(CAUSE, NOT_TAKEN, "not_taken", "a phone rang, and nobody took it up")                                     \
	WORD(CAUSE, ALL_ASKED, "all_asked", "all crews were asked at once")                                            \
	WORD(CAUSE, POLICY, "policy", "the response policy says by when")
#define CHANNEL_LIST(WORD)                                                                                             \
	WORD(CHANNEL, HTTP, "http", "over HTTP")                                                                       \
	WORD(CHANNEL, VOICE, "voice", "by voice")                                                                      \
	WORD(CHANNEL, TEXT, "text", "by text")                                                                         \
	WORD(CHANNEL, ALARM, "alarm", "from an alarm")                                                                 \
	WORD(CHANNEL, AGENCY, "agency", "from another agency")                                                         \
	WORD(CHANNEL, FIELD, "field", "from a crew in the field")                                                      \
	WORD(CHANNEL, WALK_IN, "walk_in", "in person")                                                                 \
	WORD(CHANNEL, IMPORT, "import", "from another center's record")
#define AGENT_STATE_LIST(WORD)                                                                                         \
	WORD(AGENT, READY, "ready", "ready for a call")                                                                \
	WORD(AGENT, BUSY, "busy", "busy")                                                                              \
	WORD(AGENT, AWAY, "away", "away from the position")
#define UNIT_STATUS_LIST(WORD)                                                                                         \
	WORD(UNIT, ASSIGNED, "assigned", "assigned")                                                                   \
	WORD(UNIT, EN_ROUTE, "en_route", "on the way")                                                                 \
	WORD(UNIT, ON_SCENE, "on_scene", "on scene")                                                                   \
	WORD(UNIT, TRANSPORTING, "transporting", "transporting")                                                       \
	WORD(UNIT, AT_HOSPITAL, "at_hospital", "at the hospital")                                                      \
	WORD(UNIT, CLEAR, "clear", "clear of the incident")                                                            \
	WORD(UNIT, OUT_OF_SERVICE, "out_of_service", "out of service")                                                 \
	WORD(UNIT, IN_SERVICE, "in_service", "in service")
#define SOURCE_LIST(WORD)                                                                                              \
	WORD(SOURCE, CENTER, "center", "the center's clock")                                                           \
	WORD(SOURCE, DEVICE, "device", "a device in the field")                                                        \
	WORD(SOURCE, HUMAN, "human", "a person said so")                                                               \
	WORD(SOURCE, INFERRED, "inferred", "inferred")                                                                 \
	WORD(SOURCE, IMPORTED, "imported", "another center's record")                                                  \
	WORD(SOURCE, UNKNOWN, "unknown", "it happened; nobody knows when")
#define VERDICT_LIST(WORD)                                                                                             \
	WORD(VERDICT, AGREE, "agree", "agrees")                                                                        \
	WORD(VERDICT, REOPEN, "reopen", "wants it open again")
#define OUTCOME_LIST(WORD)                                                                                             \
	WORD(OUTCOME, REACHED, "reached", "the caller was reached")                                                    \
	WORD(OUTCOME, NO_ANSWER, "no_answer", "no answer")                                                             \
	WORD(OUTCOME, VOICEMAIL, "voicemail", "a message was left")                                                    \
	WORD(OUTCOME, FAILED, "failed", "the attempt could not be made")
#define RING_LIST(WORD)                                                                                                \
	WORD(RING, NEXT, "next", "whoever has been free longest")                                                      \
	WORD(RING, ONE, "one", "the first in line who is free")                                                        \
	WORD(RING, ALL, "all", "everybody who is free")
#define RANG_LIST(WORD)                                                                                                \
	WORD(RANG, ANSWERED, "answered", "it was answered there")                                                      \
	WORD(RANG, NO_ANSWER, "no_answer", "nobody took it up in time")                                                \
	WORD(RANG, DECLINED, "declined", "it was declined there, or the agent is not ready any more")                  \
	WORD(RANG, UNREACHABLE, "unreachable", "the phone could not be reached")                                       \
	WORD(RANG, OVER, "over", "the call waits no longer")
#define BRIDGED_LIST(WORD)                                                                                             \
	WORD(BRIDGED, JOINED, "joined", "the third party has joined; all three are on the bridge")                     \
	WORD(BRIDGED, NOT_JOINED, "not_joined", "the third party did not come; the two speak on")                      \
	WORD(BRIDGED, LEFT, "left", "the third party has gone; the two speak on")                                      \
	WORD(BRIDGED, FAILED, "failed", "the bridge failed or has gone; the two speak on")                             \
	WORD(BRIDGED, TAKEN_OVER, "taken_over", "whoever spoke has gone, and the third party has the caller")          \
	WORD(BRIDGED, OVER, "over", "the conversation is over")
#define MODE_LIST(WORD)                                                                                                \
	WORD(MODE, LIGHTS, "lights", "with lights and siren")                                                          \
	WORD(MODE, QUIET, "quiet", "without")                                                                          \
	WORD(MODE, STAGED, "staged", "waits nearby until it is called in")
#define WHY_LIST(WORD)                                                                                                 \
	WORD(WHY, CLOSEST, "closest", "the closest that can do it")                                                    \
	WORD(WHY, SUBSTITUTE, "substitute", "the closest that can stand in for it")                                    \
	WORD(WHY, COVERAGE, "coverage", "leaves the least uncovered")                                                  \
	WORD(WHY, DIVERSION, "diversion", "on its way to something less urgent")                                       \
	WORD(WHY, MUTUAL_AID, "mutual_aid", "a neighbouring agency's")                                                 \
	WORD(WHY, PLANNED, "planned", "the plan names it")
#define FOLLOWED_LIST(WORD)                                                                                            \
	WORD(FOLLOWED, YES, "yes", "it was recommended")                                                               \
	WORD(FOLLOWED, OTHER, "other", "another was recommended")                                                      \
	WORD(FOLLOWED, NOTHING, "none", "nothing was recommended")
#define CALL_STATE_LIST(WORD)                                                                                          \
	WORD(CALL, WAITING, "waiting", "waits for an answer")                                                          \
	WORD(CALL, ANSWERED, "answered", "an agent speaks with the caller")                                            \
	WORD(CALL, LEFT, "left", "the caller left before an answer")                                                   \
	WORD(CALL, RELEASED, "released", "the conversation is over")                                                   \
	WORD(CALL, CLOSED, "closed", "closed by a person")
#define NOTICE_LIST(WORD)                                                                                              \
	WORD(NOTICE, HAZARD, "hazard", "a hazard at a place")                                                          \
	WORD(NOTICE, BOLO, "bolo", "everybody is to look out")                                                         \
	WORD(NOTICE, WARNING, "policy_warning", "something of the policy in force runs out, or is not there")
#define POSTURE_LIST(WORD)                                                                                             \
	WORD(POSTURE, GREEN, "green", "nothing is known against it")                                                   \
	WORD(POSTURE, YELLOW, "yellow", "is watched more closely")                                                     \
	WORD(POSTURE, ORANGE, "orange", "an attack is likely")                                                         \
	WORD(POSTURE, RED, "red", "is under attack")
#define SERVICE_STATE_LIST(WORD)                                                                                       \
	WORD(SERVICE_STATE, NORMAL, "normal", "works")                                                                 \
	WORD(SERVICE_STATE, UNSTAFFED, "unstaffed", "nobody is there")                                                 \
	WORD(SERVICE_STATE, MAINTENANCE_DOWN, "maintenance_down", "is looked after and does not work")                 \
	WORD(SERVICE_STATE, MAINTENANCE, "maintenance", "is looked after and works")                                   \
	WORD(SERVICE_STATE, MAJOR_INCIDENT, "major_incident", "works on a major incident")                             \
	WORD(SERVICE_STATE, PARTIAL, "partial", "works in part")                                                       \
	WORD(SERVICE_STATE, OVERLOADED, "overloaded", "has more to do than it can")                                    \
	WORD(SERVICE_STATE, GOING_DOWN, "going_down", "will soon work no longer")                                      \
	WORD(SERVICE_STATE, DOWN, "down", "does not work")
#define RELATION_LIST(WORD)                                                                                            \
	WORD(RELATION, PEER, "peer", "has to do with it")                                                              \
	WORD(RELATION, PARENT, "parent", "it is a part of that")                                                       \
	WORD(RELATION, CHILD, "child", "that is a part of it")
#define REQUEST_LIST(WORD)                                                                                             \
	WORD(REQUEST, OWED, "owed", "nobody has accepted")                                                             \
	WORD(REQUEST, ACCEPTED, "accepted", "somebody will come")                                                      \
	WORD(REQUEST, ARRIVED, "arrived", "the help is there")                                                         \
	WORD(REQUEST, RELEASED, "released", "it is not needed any more")
#define ASKING_LIST(WORD)                                                                                              \
	WORD(ASKING, LATER, "later", "is asked if those before it do not come")                                        \
	WORD(ASKING, ASKED, "asked", "is asked")                                                                       \
	WORD(ASKING, SILENT, "silent", "has not answered")                                                             \
	WORD(ASKING, PASSED, "passed", "another was asked instead")                                                    \
	WORD(ASKING, REFUSED, "refused", "will not come")                                                              \
	WORD(ASKING, ACCEPTED, "accepted", "will come")
#define HELP_LIST(WORD)                                                                                                \
	WORD(HELP, ASKED, "asked", "an agency asks for help")                                                          \
	WORD(HELP, ACCEPTED, "accepted", "help comes")                                                                 \
	WORD(HELP, REFUSED, "refused", "no help comes")

#define WORD(STEM, NAME, JSON, TEXT) STEM##_##NAME,
enum owner_kind { OWNER_NOBODY, OWNER_LIST(WORD) OWNER_COUNT };
enum ending { ENDING_NONE, ENDING_LIST(WORD) ENDING_COUNT };
enum cause { CAUSE_NONE, CAUSE_LIST(WORD) CAUSE_COUNT };
enum call_channel { CHANNEL_NONE, CHANNEL_LIST(WORD) CHANNEL_COUNT };
enum agent_state { AGENT_SIGNED_OUT, AGENT_STATE_LIST(WORD) AGENT_STATE_COUNT };
enum unit_status { UNIT_NONE, UNIT_STATUS_LIST(WORD) UNIT_STATUS_COUNT };
enum source { SOURCE_NONE, SOURCE_LIST(WORD) SOURCE_COUNT };
enum verdict { VERDICT_NONE, VERDICT_LIST(WORD) VERDICT_COUNT };
enum outcome { OUTCOME_NONE, OUTCOME_LIST(WORD) OUTCOME_COUNT };
enum ring { RING_NONE, RING_LIST(WORD) RING_COUNT };
enum rang { RANG_NONE, RANG_LIST(WORD) RANG_COUNT };
enum bridged { BRIDGED_NONE, BRIDGED_LIST(WORD) BRIDGED_COUNT };
enum need_mode { MODE_NONE, MODE_LIST(WORD) MODE_COUNT };
enum why { WHY_NONE, WHY_LIST(WORD) WHY_COUNT };
enum followed { FOLLOWED_NONE, FOLLOWED_LIST(WORD) FOLLOWED_COUNT };
enum call_state { CALL_NONE, CALL_STATE_LIST(WORD) CALL_STATE_COUNT };
enum notice_kind { NOTICE_NONE, NOTICE_LIST(WORD) NOTICE_COUNT };
enum posture { POSTURE_NONE, POSTURE_LIST(WORD) POSTURE_COUNT };
enum service_state { SERVICE_STATE_NONE, SERVICE_STATE_LIST(WORD) SERVICE_STATE_COUNT };
enum relation_kind { RELATION_NONE, RELATION_LIST(WORD) RELATION_COUNT };
enum request_state { REQUEST_NONE, REQUEST_LIST(WORD) REQUEST_COUNT };
enum asking_state { ASKING_NONE, ASKING_LIST(WORD) ASKING_COUNT };
enum help { HELP_NONE, HELP_LIST(WORD) HELP_COUNT };
#undef WORD

enum obligation_kind {
	OBLIGATION_NONE,
#define OBLIGATION(NAME, ...) OBLIGATION_##NAME,
#include "core/obligations.def"
#undef OBLIGATION
	OBLIGATION_COUNT
};

enum disposition {
	DISPOSITION_NONE,
#define DISPOSITION(NAME, ...) DISPOSITION_##NAME,
#include "core/dispositions.def"
#undef DISPOSITION
	DISPOSITION_COUNT
};

enum refusal {
	REFUSAL_NONE,
#define REFUSAL(NAME, ...) REFUSAL_##NAME,
#include "core/refusals.def"
#undef REFUSAL
	REFUSAL_COUNT
};

enum role {
	ROLE_NONE,
#define ROLE(NAME, ...) ROLE_##NAME,
#include "core/roles.def"
#undef ROLE
	ROLE_COUNT
};

enum right {
	RIGHT_STRANGER,
	RIGHT_CALLER,
	RIGHT_CENTER,
	RIGHT_READ,
	RIGHT_WORK,
	RIGHT_CLOSE,
	RIGHT_FIELD,
	RIGHT_DISPATCH,
	RIGHT_SUPERVISE,
	RIGHT_ADMINISTER,
	RIGHT_TRACK,
	RIGHT_PLAN,
	RIGHT_OPEN,
	RIGHT_COUNT
};

/* Every vocabulary, so that codec, JSON and docs can ask for one by name. */
#define VOCABULARY_LIST(VOCABULARY)                                                                                    \
	VOCABULARY(OWNER)                                                                                              \
	VOCABULARY(ENDING)                                                                                             \
	VOCABULARY(CAUSE)                                                                                              \
	VOCABULARY(CHANNEL)                                                                                            \
	VOCABULARY(AGENT_STATE)                                                                                        \
	VOCABULARY(UNIT_STATUS)                                                                                        \
	VOCABULARY(SOURCE)                                                                                             \
	VOCABULARY(VERDICT)                                                                                            \
	VOCABULARY(OUTCOME)                                                                                            \
	VOCABULARY(CALL_STATE)                                                                                         \
	VOCABULARY(OBLIGATION)                                                                                         \
	VOCABULARY(DISPOSITION)                                                                                        \
	VOCABULARY(REFUSAL)                                                                                            \
	VOCABULARY(ROLE)                                                                                               \
	VOCABULARY(RING)                                                                                               \
	VOCABULARY(RANG)                                                                                               \
	VOCABULARY(BRIDGED)                                                                                            \
	VOCABULARY(MODE)                                                                                               \
	VOCABULARY(WHY)                                                                                                \
	VOCABULARY(FOLLOWED)                                                                                           \
	VOCABULARY(NOTICE)                                                                                             \
	VOCABULARY(POSTURE)                                                                                            \
	VOCABULARY(SERVICE_STATE)                                                                                      \
	VOCABULARY(RELATION)                                                                                           \
	VOCABULARY(REQUEST)                                                                                            \
	VOCABULARY(ASKING)                                                                                             \
	VOCABULARY(HELP)

enum vocabulary {
	VOCABULARY_NUMBER, /* no vocabulary: a plain number */
#define VOCABULARY(NAME) VOCABULARY_##NAME,
	VOCABULARY_LIST(VOCABULARY)
#undef VOCABULARY
	    VOCABULARY_COUNT
};

/* How many values it has, the zero counted; 0 for VOCABULARY_NUMBER. */
unsigned vocabulary_size(enum vocabulary vocabulary);
/* The value's name as JSON has it, "call_back"; NULL for zero, for a value out of range, and for plain numbers. */
const char *vocabulary_name(enum vocabulary vocabulary, unsigned value);
/* The value in words; NULL as above. */
const char *vocabulary_words(enum vocabulary vocabulary, unsigned value);
/* The value of a name; 0 if it has none. */
unsigned vocabulary_value(enum vocabulary vocabulary, const char *name);

/* Whether a role has a right; roles.def. */
bool role_may(enum role role, enum right right);

#endif
